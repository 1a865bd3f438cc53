//! How it looks, wide and narrow, and as data.

use super::super::fixture::*;
use super::super::{judge, select};
use super::*;

const LOOK: Look = Look { width: 120, color: false, unicode: true, links: false, wide: false };

fn report() -> JobsReport {
    let outcomes = [unreachable("hornbill"), told("toucan", toucan(), 600)];
    select(judge(&outcomes, now(), std::time::Duration::from_millis(84)), false, None)
}

fn shown(width: usize, zone: &str) -> String {
    text(&report(), &Look { width, ..LOOK }, now(), &TimeZone::get(zone).unwrap())
}

#[test]
fn a_wide_terminal() {
    insta::assert_snapshot!(shown(120, "Etc/UTC"));
}

#[test]
fn an_ordinary_terminal_in_another_zone() {
    insta::assert_snapshot!(shown(80, "Asia/Tokyo"));
}

#[test]
fn a_narrow_terminal_without_unicode() {
    let look = Look { width: 40, unicode: false, ..LOOK };
    let shown = text(&report(), &look, now(), &TimeZone::UTC);
    assert!(shown.is_ascii() && shown.lines().all(|line| line.len() <= 40), "{shown}");
    insta::assert_snapshot!(shown);
}

#[test]
fn nothing_at_all() {
    let report = judged(&[told("toucan", facts("Etc/UTC"), 0)]);
    insta::assert_snapshot!(text(&report, &LOOK, now(), &TimeZone::UTC));
}

#[test]
fn times_near_and_far() {
    let clock = |text: &str| time::clock(at(text), now(), &TimeZone::get("Europe/Oslo").unwrap());
    assert_eq!(clock("2026-11-24T15:21:00Z"), "16:21");
    assert_eq!(clock("2026-11-25T03:00:00Z"), "Wed 04:00");
    assert_eq!(clock("2026-12-24T03:00:00Z"), "24 Dec 04:00");
    assert_eq!(clock("2028-02-29T00:00:00Z"), "2028-02-29");
}

#[test]
fn json_is_the_report() {
    insta::assert_snapshot!(json(&report()).unwrap());
}

#[test]
fn lines_and_columns() {
    let table = tsv(&report());
    let fields: Vec<_> = table.lines().map(|line| line.split('\t').count()).collect();
    assert!(fields.iter().all(|count| *count == 12), "{table}");
    assert!(!table.contains('\r'));
    let lines = jsonl(&report()).unwrap();
    let kinds: Vec<String> = lines
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap())
        .map(|line| line["type"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(kinds.len(), report().jobs.len() + report().ignored.len());
    assert!(kinds.contains(&"job".to_owned()) && kinds.contains(&"ignored".to_owned()));
}
