//! The part of a long text that a screen has room for, and the line below it.

use super::Key;

/// A text of any length above one line that always stays.
#[derive(Debug, Clone, Copy)]
pub struct Page<'a> {
    pub body: &'a str,
    /// Rows of the screen, the last one included.
    pub rows: usize,
}

/// How far the text was moved up.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Scroll(usize);

impl Page<'_> {
    fn room(&self) -> usize {
        self.rows.saturating_sub(1)
    }

    fn length(&self) -> usize {
        self.body.lines().count()
    }

    /// The lines below the part that is shown.
    pub fn more(&self, scroll: Scroll) -> usize {
        self.length().saturating_sub(scroll.kept(self).0 + self.room())
    }

    /// The screen's lines; the last one is at the bottom, however short the text.
    pub fn lines(&self, scroll: Scroll, last: String) -> Vec<String> {
        let shown = self.body.lines().skip(scroll.kept(self).0).take(self.room());
        let mut lines: Vec<String> = shown.map(str::to_owned).collect();
        lines.resize(self.room(), String::new());
        lines.push(last);
        lines
    }
}

impl Scroll {
    /// Moved by a key, never beyond either end.
    #[must_use]
    pub fn after(self, key: Key, page: &Page<'_>) -> Self {
        let Self(at) = self.kept(page);
        let screenful = page.room().saturating_sub(1).max(1);
        let moved = match key {
            Key::Up => at.saturating_sub(1),
            Key::Down => at + 1,
            Key::PageUp => at.saturating_sub(screenful),
            Key::PageDown => at + screenful,
            Key::Top => 0,
            Key::Bottom => usize::MAX,
            Key::Quit | Key::Redraw => at,
        };
        Self(moved).kept(page)
    }

    /// The text may have become shorter.
    fn kept(self, page: &Page<'_>) -> Self {
        Self(self.0.min(page.length().saturating_sub(page.room())))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const TEN: &str = "0\n1\n2\n3\n4\n5\n6\n7\n8\n9\n";

    #[test]
    fn a_short_text_fills_the_screen_with_nothing() {
        let page = Page { body: "a\nb\n", rows: 5 };
        assert_eq!(page.lines(Scroll::default(), "last".into()), ["a", "b", "", "", "last"]);
        assert_eq!(page.more(Scroll::default()), 0);
        assert_eq!(Scroll::default().after(Key::Down, &page), Scroll::default());
    }

    #[test]
    fn a_long_text_is_scrolled() {
        let page = Page { body: TEN, rows: 5 };
        let top = Scroll::default();
        assert_eq!(page.lines(top, "last".into()), ["0", "1", "2", "3", "last"]);
        assert_eq!(page.more(top), 6);
        let down = top.after(Key::Down, &page).after(Key::PageDown, &page);
        assert_eq!(page.lines(down, "last".into())[0], "4");
        let bottom = down.after(Key::Bottom, &page);
        assert_eq!(page.lines(bottom, "last".into()), ["6", "7", "8", "9", "last"]);
        assert_eq!((page.more(bottom), bottom.after(Key::Down, &page)), (0, bottom));
        assert_eq!(bottom.after(Key::Up, &page).after(Key::PageUp, &page), Scroll(2));
        assert_eq!(bottom.after(Key::Top, &page), top);
    }

    #[test]
    fn a_text_that_became_shorter_stays_in_sight() {
        let bottom = Scroll::default().after(Key::Bottom, &Page { body: TEN, rows: 5 });
        let page = Page { body: "a\nb\n", rows: 5 };
        assert_eq!(page.lines(bottom, String::new())[0], "a");
    }

    proptest! {
        #[test]
        fn a_screen_is_always_as_high_as_it_is(length in 0_usize..40, rows in 1_usize..30, at in any::<usize>()) {
            let body = "x\n".repeat(length);
            let page = Page { body: &body, rows };
            prop_assert_eq!(page.lines(Scroll(at), "last".into()).len(), rows);
            prop_assert!(page.more(Scroll(at)) <= length);
        }
    }
}
