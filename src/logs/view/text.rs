//! A line that somebody else wrote, made harmless and readable: nothing of it reaches the terminal
//! that could steer it, nothing of it is cut.

use std::borrow::Cow;
use std::ops::Range;

use anstyle::Style;

use crate::ui::Look;

/// What `--highlight` matches.
pub(super) const HIGHLIGHT: Style = Style::new().invert();

/// Without the colours that the program chose, and without the end of line of another system. They
/// are left out rather than shown: they have no meaning without a terminal, and every other line
/// of many programs is full of them. Other escape sequences stay, to be shown.
pub(super) fn without_colours(text: &[u8]) -> Cow<'_, [u8]> {
    let text = text.strip_suffix(b"\r").unwrap_or(text);
    if !text.contains(&0x1b) {
        return Cow::Borrowed(text);
    }
    let mut kept = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.iter().position(|byte| *byte == 0x1b) {
        kept.extend_from_slice(&rest[..at]);
        rest = &rest[at..];
        match end_of_colour(rest) {
            Some(end) => rest = &rest[end..],
            None => {
                kept.push(0x1b);
                rest = &rest[1..];
            }
        }
    }
    kept.extend_from_slice(rest);
    Cow::Owned(kept)
}

/// Of the sequence `ESC [ numbers m` that `text` begins with.
fn end_of_colour(text: &[u8]) -> Option<usize> {
    let numbers = text.strip_prefix(b"\x1b[")?;
    let is_number = |byte: &u8| byte.is_ascii_digit() || matches!(byte, b';' | b':');
    let end = numbers.iter().position(|byte| !is_number(byte))?;
    (numbers[end] == b'm').then_some(2 + end + 1)
}

/// Appends `text`, the spans in their style; of two that overlap the first counts.
pub(super) fn write(
    text: &[u8],
    mut spans: Vec<(Range<usize>, Style)>,
    look: &Look,
    out: &mut Vec<u8>,
) {
    spans.retain(|(span, style)| !span.is_empty() && *style != Style::new());
    // Stable: those that begin at the same place stay in the order of their rank.
    spans.sort_by_key(|(span, _)| span.start);
    let mut done = 0;
    for (span, style) in spans {
        if span.start < done {
            continue;
        }
        clean(&text[done..span.start], look, out);
        out.extend_from_slice(style.render().to_string().as_bytes());
        clean(&text[span.clone()], look, out);
        out.extend_from_slice(style.render_reset().to_string().as_bytes());
        done = span.end;
    }
    clean(&text[done..], look, out);
}

/// Tabs stay: they only move to the right. Bytes that are no UTF-8 are shown as `\xff`.
fn clean(text: &[u8], look: &Look, out: &mut Vec<u8>) {
    if text.iter().all(|byte| matches!(byte, b' '..=b'~' | b'\t')) {
        return out.extend_from_slice(text);
    }
    for chunk in text.utf8_chunks() {
        for (index, part) in chunk.valid().split('\t').enumerate() {
            if index > 0 {
                out.push(b'\t');
            }
            out.extend_from_slice(look.clean(part).as_bytes());
        }
        for byte in chunk.invalid() {
            out.extend_from_slice(format!("\\x{byte:02x}").as_bytes());
        }
    }
}
