//! Text in a given width: cut to one line, or wrapped at words.

use comfy_table::{Cell, ContentArrangement, Row, Table, presets};

use super::style::{Look, Symbol};

/// One line of at most `width` columns, ended by an ellipsis where something is missing. `text` must be clean.
pub fn cut(text: &str, width: usize, look: &Look) -> String {
    // Clean text has no line feed: as the only place to break it makes the whole text one word.
    lay_out(text, width, 1, '\n', look).into_iter().next().unwrap_or_default()
}

/// At most `lines` lines of at most `width` columns. `text` must be clean.
pub fn wrap(text: &str, width: usize, lines: usize, look: &Look) -> Vec<String> {
    lay_out(text, width, lines, ' ', look)
}

fn lay_out(text: &str, width: usize, lines: usize, delimiter: char, look: &Look) -> Vec<String> {
    let mut row = Row::from(vec![Cell::new(text).set_delimiter(delimiter)]);
    row.max_height(lines);
    let mut table = Table::new();
    table
        .load_style(presets::NOTHING)
        .set_truncation_indicator(look.symbol(Symbol::ELLIPSIS))
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(u16::try_from(width.max(1)).unwrap_or(u16::MAX))
        .add_row(row);
    if let Some(column) = table.column_mut(0) {
        column.set_padding((0, 0));
    }
    table.lines().map(|line| line.trim_end().to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use unicode_width::UnicodeWidthStr as _;

    const LOOK: Look = Look { width: 80, color: false, unicode: true, links: false, wide: false };

    #[test]
    fn what_fits_stays() {
        assert_eq!(cut("connection refused", 18, &LOOK), "connection refused");
        assert_eq!(wrap("connection refused", 18, 3, &LOOK), ["connection refused"]);
        assert_eq!(cut("", 5, &LOOK), "");
    }

    #[test]
    fn a_cut_is_visible() {
        assert_eq!(cut("connection refused", 12, &LOOK), "connection …");
        assert_eq!(cut("日本語のアプリ", 6, &LOOK), "日本…");
        let ascii = Look { unicode: false, ..LOOK };
        assert_eq!(cut("connection refused", 12, &ascii), "connectio...");
    }

    #[test]
    fn long_text_breaks_at_words() {
        let lines = wrap("could not connect to the database at all", 16, 2, &LOOK);
        insta::assert_snapshot!(lines.join("\n"), @"
        could not
        connect to the…
        ");
    }

    proptest! {
        #[test]
        fn no_line_is_too_wide(text in "[a-z 日本é🎉\u{301}❤\u{fe0f}]{0,60}", width in 2_usize..50, lines in 1_usize..4) {
            let wrapped = wrap(&text, width, lines, &LOOK);
            prop_assert!(wrapped.len() <= lines);
            for line in wrapped.iter().chain([&cut(&text, width, &LOOK)]) {
                prop_assert!(line.width() <= width, "{line:?}");
            }
        }
    }
}
