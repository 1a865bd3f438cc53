//! The text of the file, and where in it a byte is.

use std::ops::Range;
use std::path::Path;

use crate::inventory::problem::{Excerpt, Position};

#[derive(Debug)]
pub(crate) struct SourceText<'a> {
    pub(crate) file: &'a Path,
    pub(crate) text: &'a str,
    /// The byte at which each line begins.
    lines: Vec<usize>,
}

impl<'a> SourceText<'a> {
    pub(crate) fn new(file: &'a Path, text: &'a str) -> Self {
        let lines =
            std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Self { file, text, lines }
    }

    /// 1-based.
    pub(crate) fn line_of(&self, byte: usize) -> usize {
        self.lines.partition_point(|&start| start <= byte)
    }

    /// The beginning of the span, and its line with the part of the span on it marked.
    pub(crate) fn locate(&self, span: &Range<usize>) -> (Position, Excerpt) {
        let line = self.line_of(span.start);
        let text = self.line(line);
        let start = self.lines.get(line - 1).copied().unwrap_or_default();
        let before =
            |byte: usize| text.char_indices().take_while(|(at, _)| start + at < byte).count();
        let mark = before(span.start)..before(span.end);
        let position = Position { line, column: mark.start + 1 };
        if self.inside_long_string(start) {
            // Nothing in an inventory is that long but a key pasted into it.
            let stars = "*".repeat(text.chars().count());
            return (position, Excerpt::new(&stars, mark));
        }
        (position, Excerpt::new(text, mark))
    }

    /// Whether a multi-line string is open at this byte.
    fn inside_long_string(&self, byte: usize) -> bool {
        let before = self.text.get(..byte).unwrap_or_default();
        ["\"\"\"", "'''"].iter().any(|quotes| before.matches(quotes).count() % 2 == 1)
    }

    /// The 1-based line, without its line break.
    pub(crate) fn line(&self, line: usize) -> &'a str {
        let start = self.lines.get(line - 1).copied().unwrap_or_default();
        let end = self.lines.get(line).copied().unwrap_or(self.text.len());
        self.text.get(start..end).unwrap_or_default().trim_end_matches(['\n', '\r'])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_become_lines_and_columns() {
        let text = SourceText::new(Path::new("f"), "a = 1\r\né = \"x\"\n");
        let (position, excerpt) = text.locate(&(12..15));
        assert_eq!(position, Position { line: 2, column: 5 });
        assert_eq!(&excerpt.text[excerpt.mark], "\"x\"");
        assert_eq!(text.locate(&(0..0)).0, Position { line: 1, column: 1 });
        assert_eq!(text.locate(&(5..9)).0, Position { line: 1, column: 6 });
        assert_eq!(text.locate(&(16..16)).0, Position { line: 3, column: 1 });
        assert_eq!(text.locate(&(900..901)).0.line, 3);
        assert_eq!(text.line(1), "a = 1");
    }
}
