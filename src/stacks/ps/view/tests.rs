//! How it looks, wide and narrow, and as data.

use super::super::fixture::{fleet, now};
use super::*;

const LOOK: Look = Look { width: 120, color: false, unicode: true, links: false, wide: false };

#[test]
fn a_wide_terminal() {
    insta::assert_snapshot!(text(&fleet(true), &Look { wide: true, width: 160, ..LOOK }, now()));
}

#[test]
fn a_hundred_and_twenty_columns() {
    insta::assert_snapshot!(text(&fleet(false), &LOOK, now()));
}

#[test]
fn an_ordinary_terminal() {
    insta::assert_snapshot!(text(&fleet(false), &Look { width: 80, ..LOOK }, now()));
}

#[test]
fn a_narrow_terminal_without_unicode() {
    let shown = text(&fleet(false), &Look { width: 40, unicode: false, ..LOOK }, now());
    assert!(shown.is_ascii() && shown.lines().all(|line| line.len() <= 40), "{shown}");
    insta::assert_snapshot!(shown);
}

#[test]
fn what_changed_is_marked() {
    let mut before = fleet(false);
    before.services[1].state = crate::status::State::Starting;
    let shown = text_since(&fleet(false), Some(&before), &LOOK, now());
    let marked: Vec<_> = shown.lines().filter(|line| line.starts_with('›')).collect();
    assert_eq!(marked.len(), 1, "{shown}");
    assert!(marked[0].contains("grafana"), "{shown}");
}

#[test]
fn lines_and_columns() {
    for (wide, columns) in [(false, 7), (true, 15)] {
        let table = tsv(&fleet(true), wide);
        let fields: Vec<_> = table.lines().map(|line| line.split('\t').count()).collect();
        assert!(fields.iter().all(|count| *count == columns), "{table}");
        assert!(!table.contains('\u{1b}'), "{table}");
    }
    let lines = jsonl(&fleet(true)).unwrap();
    assert_eq!(lines.lines().count(), fleet(true).services.len());
    assert!(
        lines.starts_with(r#"{"schema_version":1,"type":"service","stack":"alloy""#),
        "{lines}"
    );
    insta::assert_snapshot!(tsv(&fleet(true), true));
}
