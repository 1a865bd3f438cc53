//! The line that a problem is on, cut to what a terminal can show and with possible secrets blanked out.

use std::ops::Range;

use super::conceal::conceal;
use crate::inventory::value::text::is_unsafe;

/// One line of the file, harmless on a terminal, and the characters of it that are marked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Excerpt {
    pub(crate) text: String,
    /// In bytes of `text`.
    pub(crate) mark: Range<usize>,
    /// Whether the line was too long to be kept whole; then `text` is the part around the mark.
    pub(crate) cut: bool,
}

/// Characters kept before and after the beginning of the mark; the renderer shows even less.
const KEPT: usize = 200;

impl Excerpt {
    /// `mark` counts characters of `line`, which has no line break.
    pub(crate) fn new(line: &str, mark: Range<usize>) -> Self {
        let concealed = conceal(line);
        let from = mark.start.saturating_sub(KEPT);
        let to = (mark.start + KEPT).min(concealed.len());
        let mut text = String::new();
        let mut bytes = 0..0;
        for (index, &c) in concealed.iter().enumerate().take(to).skip(from) {
            if index == mark.start {
                bytes.start = text.len();
            }
            // One character for one, so that the mark stays where it belongs.
            text.push(if c != '\t' && is_unsafe(c) { '\u{fffd}' } else { c });
            if index < mark.end {
                bytes.end = text.len();
            }
        }
        if mark.start >= to {
            bytes = text.len()..text.len();
        }
        bytes.end = bytes.end.max(bytes.start);
        Self { text, mark: bytes, cut: from > 0 || to < concealed.len() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mark_stays_on_its_characters() {
        let excerpt = Excerpt::new("é = \u{1b}[31m x", 4..5);
        assert_eq!(excerpt.text, "é = \u{fffd}[31m x");
        assert_eq!(&excerpt.text[excerpt.mark], "\u{fffd}");
        assert!(!excerpt.cut);
    }

    #[test]
    fn a_long_line_is_cut_around_the_mark() {
        let line = format!("{}HERE{}", "é".repeat(100_000), "y".repeat(100_000));
        let excerpt = Excerpt::new(&line, 100_000..100_004);
        assert!(excerpt.cut);
        assert_eq!(&excerpt.text[excerpt.mark.clone()], "HERE");
        assert_eq!(excerpt.text.chars().count(), 2 * KEPT);
    }

    #[test]
    fn a_mark_at_or_behind_the_end_is_empty() {
        assert_eq!(Excerpt::new("abc", 3..3).mark, 3..3);
        assert_eq!(Excerpt::new("abc", 9..12).mark, 3..3);
        assert_eq!(Excerpt::new("", 0..0).mark, 0..0);
    }
}
