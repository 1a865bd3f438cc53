//! Makes untrusted text safe to print: what could steer a terminal or disguise text becomes visible.
//!
//! Everything that comes from a host passes here before it is shown. Knows nothing of colours or widths.

use std::borrow::Cow;
use std::fmt::Write as _;

/// For a place of one line: every control, bidi and invisible character becomes an escape such as `\x1b`.
pub fn line(text: &str) -> Cow<'_, str> {
    escape(text, is_unsafe)
}

/// For a place of many lines: like [`line`], but line feeds stay and tabs become spaces.
pub fn block(text: &str) -> Cow<'_, str> {
    if text.contains('\t') {
        Cow::Owned(escape(&text.replace('\t', "    "), is_unsafe_in_block).into_owned())
    } else {
        escape(text, is_unsafe_in_block)
    }
}

/// Like [`line`] for a terminal without UTF-8: what is not ASCII is escaped as well, because
/// to such a terminal the bytes of a harmless character may be controls.
pub fn ascii_line(text: &str) -> Cow<'_, str> {
    escape(text, |c| !c.is_ascii() || is_unsafe(c))
}

/// JSON text with the same meaning in which what could steer a terminal is escaped.
pub fn json(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        if c == '\n' || !is_unsafe(c) {
            safe.push(c);
            continue;
        }
        for unit in c.encode_utf16(&mut [0; 2]) {
            // Writing to a string cannot fail.
            let _ = write!(safe, "\\u{unit:04x}");
        }
    }
    safe
}

fn escape(text: &str, needs_escape: impl Fn(char) -> bool) -> Cow<'_, str> {
    if !text.chars().any(&needs_escape) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if needs_escape(c) {
            push_escape(&mut safe, c);
        } else {
            safe.push(c);
        }
    }
    Cow::Owned(safe)
}

fn push_escape(out: &mut String, c: char) {
    match c {
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        // Writing to a string cannot fail.
        c if (c as u32) < 0x100 => drop(write!(out, "\\x{:02x}", c as u32)),
        c => drop(write!(out, "\\u{{{:x}}}", c as u32)),
    }
}

fn is_unsafe_in_block(c: char) -> bool {
    c != '\n' && is_unsafe(c)
}

/// Controls (C0, DEL, C1), line separators, and format characters that reorder or hide text: Unicode's
/// bidi controls, zero-width and invisible ones (general category Cf, the Hangul fillers, tag characters).
pub fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{ad}'
                | '\u{61c}'
                | '\u{115f}'
                | '\u{1160}'
                | '\u{180e}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{3164}'
                | '\u{feff}'
                | '\u{ffa0}'
                | '\u{fff9}'..='\u{fffb}'
                | '\u{e0000}'..='\u{e007f}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_keeps_its_meaning() {
        let text = serde_json::to_string("a\u{9b}b\u{202e}c\u{7f}\u{e0001}\"").unwrap();
        let safe = json(&text);
        assert!(!safe.chars().any(is_unsafe), "{safe}");
        let back: String = serde_json::from_str(&safe).unwrap();
        assert_eq!(back, "a\u{9b}b\u{202e}c\u{7f}\u{e0001}\"");
    }
    use proptest::prelude::*;

    #[test]
    fn harmless_text_is_not_copied() {
        assert!(matches!(line("phone 1.4.2 · größer 日本 🎉"), Cow::Borrowed(_)));
    }

    #[test]
    fn what_steers_a_terminal_is_shown() {
        assert_eq!(line("\x1b[2Jgone\x07"), r"\x1b[2Jgone\x07");
        assert_eq!(line("\u{9b}31m\x7f"), r"\x9b31m\x7f");
        assert_eq!(line("one\ntwo\r\tthree"), r"one\ntwo\r\tthree");
    }

    #[test]
    fn what_disguises_text_is_shown() {
        assert_eq!(line("exe.\u{202e}txt"), r"exe.\u{202e}txt");
        assert_eq!(line("pho\u{200b}ne\u{feff}"), r"pho\u{200b}ne\u{feff}");
        assert_eq!(line("a\u{2028}b\u{e0041}"), r"a\u{2028}b\u{e0041}");
    }

    #[test]
    fn a_block_keeps_its_lines() {
        assert_eq!(block("one\n\ttwo\x1b\n"), "one\n    two\\x1b\n");
        assert!(matches!(block("one\ntwo"), Cow::Borrowed(_)));
    }

    #[test]
    fn a_terminal_without_utf8_gets_ascii() {
        assert_eq!(ascii_line("café ě"), r"caf\xe9 \u{11b}");
    }

    proptest! {
        #[test]
        fn nothing_unsafe_passes(text in any::<String>()) {
            prop_assert!(!line(&text).chars().any(is_unsafe));
            prop_assert!(!block(&text).chars().any(|c| c != '\n' && is_unsafe(c)));
            prop_assert!(ascii_line(&text).bytes().all(|byte| (0x20..0x7f).contains(&byte)));
        }

        #[test]
        fn sanitizing_twice_changes_nothing(text in any::<String>()) {
            let once = line(&text).into_owned();
            prop_assert_eq!(line(&once), once.as_str());
        }
    }
}
