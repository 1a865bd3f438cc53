//! The table: alignment, squeezing, leaving out, notes, styles beside width.

use proptest::prelude::*;
use unicode_width::UnicodeWidthStr as _;

use super::*;
use crate::ui::style::GOOD;

const LOOK: Look = Look { width: 60, color: false, unicode: true, links: false, wide: false };

fn sample() -> Table {
    let mut table = Table::new(vec![
        Column::needed("NAME", 8),
        Column::expendable("VERSION", 7, 1),
        Column::expendable("NOTE", 6, 2),
    ]);
    for (name, version, note) in
        [("phone", "1.4.2", "first of them"), ("カレンダー", "", "second"), ("mail", "2.0.0", "")]
    {
        table.push(Row {
            cells: vec![
                Cell::new(name).style(GOOD).link(Some("https://a.example")),
                Cell::new(version),
                Cell::new(note).style(DIM),
            ],
            ..Row::default()
        });
    }
    table.rows[1].notes = vec![
        Cell::new("could not connect to the database at db:5432, which is not there"),
        Cell::new("main"),
    ];
    table
}

#[test]
fn columns_are_aligned_and_notes_belong_to_their_row() {
    insta::assert_snapshot!(sample().render(&LOOK), @"
    NAME        VERSION  NOTE
    phone       1.4.2    first of them
    カレンダー           second
      ├ could not connect to the database at db:5432, which is
      │ not there
      └ main
    mail        2.0.0
    ");
}

#[test]
fn ascii_terminals_get_ascii_lines() {
    insta::assert_snapshot!(sample().render(&Look { unicode: false, width: 44, ..LOOK }), @"
    NAME        VERSION  NOTE
    phone       1.4.2    first of them
    カレンダー           second
      |- could not connect to the database at
      |  db:5432, which is not there
      `- main
    mail        2.0.0
    ");
}

#[test]
fn less_room_leaves_columns_out_then_squeezes() {
    insta::assert_snapshot!(sample().render(&Look { width: 20, ..LOOK }), @"
    NAME        VERSION
    phone       1.4.2
    カレンダー
      ├ could not
      │ connect to the
      │ database at…
      └ main
    mail        2.0.0
    ");
    insta::assert_snapshot!(sample().render(&Look { width: 6, ..LOOK }), @"
    NAME
    phone
    カレ…
      ├ co
      │ ul
      │ d…
      └ ma
        in
    mail
    ");
}

#[test]
fn style_and_links_do_not_move_anything() {
    let styled = sample().render(&Look { color: true, links: true, ..LOOK });
    assert!(styled.contains("\x1b]8;;https://a.example\x1b\\\x1b[32mphone\x1b[0m\x1b]8;;\x1b\\"));
    let plain = styled.replace("\x1b]8;;https://a.example\x1b\\", "").replace("\x1b]8;;\x1b\\", "");
    let plain =
        ["\x1b[32m", "\x1b[2m", "\x1b[0m"].iter().fold(plain, |text, code| text.replace(code, ""));
    assert_eq!(plain, sample().render(&LOOK));
}

#[test]
fn what_changed_is_marked_without_moving_anything() {
    let mut table = sample().with_marks(true);
    table.rows[1].changed = true;
    table.rows[2].cells[0] = Cell::new("mail").mark(true);
    insta::assert_snapshot!(table.render(&Look { width: 30, ..LOOK }), @"
      NAME       VERSION  NOTE
      phone      1.4.2    first o…
    › カレンダ…           second
        ├ could not connect to the
        │ database at db:5432,
        │ which is not there
        └ main
      mail       2.0.0
    ");
    let ascii = table.render(&Look { unicode: false, ..LOOK });
    assert!(ascii.lines().any(|line| line.starts_with("> カレンダー")), "{ascii}");
    let coloured = table.render(&Look { color: true, ..LOOK });
    assert!(coloured.contains("\x1b[7mmail\x1b[0m"), "{coloured:?}");
}

#[test]
fn an_empty_table_is_its_header() {
    assert_eq!(
        Table::new(vec![Column::needed("A", 1), Column::needed("B", 1)]).render(&LOOK),
        "A  B\n"
    );
}

proptest! {
    #[test]
    fn no_line_is_too_wide_or_ends_in_a_space(
        cells in proptest::collection::vec("[a-z 日é🎉\u{301}❤\u{fe0f}]{0,30}", 9),
        width in 12_usize..90,
    ) {
        let mut table = sample();
        for row in cells.chunks(3) {
            let notes = vec![Cell::new(row[0].clone())];
            table.push(Row { cells: row.iter().map(|text| Cell::new(text.clone())).collect(), notes, changed: false });
        }
        for line in table.render(&Look { width, ..LOOK }).lines() {
            prop_assert!(line.width() <= width, "{line:?}");
            prop_assert!(!line.ends_with(' '), "{line:?}");
        }
    }
}
