//! The palette and the symbols, and what the terminal can show of them. Meaning never rests on colour alone.

use std::borrow::Cow;

use anstyle::{AnsiColor, Style};

use super::{link, sanitize};

/// What may be used to show something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// Columns; no line is wider.
    pub width: usize,
    pub color: bool,
    /// The terminal shows UTF-8.
    pub unicode: bool,
    /// The terminal shows OSC 8 links.
    pub links: bool,
    /// More facts were asked for.
    pub wide: bool,
}

impl Look {
    /// Untrusted text, safe to print in one line here.
    pub fn clean<'a>(&self, text: &'a str) -> Cow<'a, str> {
        if self.unicode { sanitize::line(text) } else { sanitize::ascii_line(text) }
    }

    /// `text` must be clean already.
    pub fn paint(&self, style: Style, text: &str) -> String {
        if self.color && style != PLAIN && !text.is_empty() {
            format!("{style}{text}{style:#}")
        } else {
            text.to_owned()
        }
    }

    /// Painted, and a link where there is a URL and the terminal has links.
    pub fn paint_link(&self, style: Style, text: &str, url: Option<&str>) -> String {
        let painted = self.paint(style, text);
        match url {
            Some(url) if self.links && !text.is_empty() => link::osc8(url, &painted),
            _ => painted,
        }
    }

    pub fn symbol(&self, symbol: Symbol) -> &'static str {
        if self.unicode { symbol.unicode } else { symbol.ascii }
    }
}

pub const PLAIN: Style = Style::new();
pub const BOLD: Style = Style::new().bold();
pub const DIM: Style = Style::new().dimmed();
pub const GOOD: Style = AnsiColor::Green.on_default();
pub const WARN: Style = AnsiColor::Yellow.on_default();
pub const BAD: Style = AnsiColor::Red.on_default().bold();
pub const UNKNOWN: Style = AnsiColor::Magenta.on_default().bold();

/// One column wide in Unicode; the ASCII form stands where there is no UTF-8.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Symbol {
    unicode: &'static str,
    ascii: &'static str,
}

impl Symbol {
    pub const FULL: Self = Self::new("●", "*");
    pub const HOLLOW: Self = Self::new("○", "o");
    pub const TICK: Self = Self::new("✓", "+");
    pub const CROSS: Self = Self::new("✗", "x");
    pub const HALF: Self = Self::new("◐", "~");
    pub const PAUSE: Self = Self::new("‖", "=");
    pub const LOOP: Self = Self::new("↻", "@");
    pub const UNKNOWN: Self = Self::new("?", "?");
    pub const ATTENTION: Self = Self::new("!", "!");
    /// Begins a line that belongs to the one above, with more such lines to come.
    pub const BRANCH: Self = Self::new("├", "|-");
    /// The last of them.
    pub const CORNER: Self = Self::new("└", "`-");
    /// Passes by a continued line.
    pub const TRUNK: Self = Self::new("│", "| ");
    /// Stands before a row that changed.
    pub const MARK: Self = Self::new("›", ">");
    pub const ELLIPSIS: Self = Self::new("…", "...");
    pub const DOT: Self = Self::new("·", "-");

    const fn new(unicode: &'static str, ascii: &'static str) -> Self {
        Self { unicode, ascii }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOOK: Look = Look { width: 80, color: true, unicode: true, links: true, wide: false };

    #[test]
    fn paint_is_undone_and_optional() {
        assert_eq!(LOOK.paint(GOOD, "ok"), "\x1b[32mok\x1b[0m");
        assert_eq!(LOOK.paint(GOOD, ""), "");
        assert_eq!(LOOK.paint(PLAIN, "ok"), "ok");
        assert_eq!(Look { color: false, ..LOOK }.paint(GOOD, "ok"), "ok");
    }

    #[test]
    fn links_are_optional() {
        let plain = Look { color: false, ..LOOK };
        assert!(
            plain
                .paint_link(GOOD, "a", Some("https://a.example"))
                .contains("]8;;https://a.example")
        );
        assert_eq!(plain.paint_link(GOOD, "a", None), "a");
        assert_eq!(
            Look { links: false, ..plain }.paint_link(GOOD, "a", Some("https://a.example")),
            "a"
        );
    }

    #[test]
    fn symbols_are_as_wide_as_promised() {
        use unicode_width::UnicodeWidthStr as _;
        for symbol in [
            Symbol::FULL,
            Symbol::HOLLOW,
            Symbol::TICK,
            Symbol::CROSS,
            Symbol::HALF,
            Symbol::PAUSE,
            Symbol::LOOP,
        ] {
            assert_eq!(symbol.unicode.width(), 1, "{symbol:?}");
            assert!(symbol.ascii.is_ascii());
        }
    }
}
