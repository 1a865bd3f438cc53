//! Data that programs can rely on.

use super::super::super::fixture::*;
use super::*;

#[test]
fn tab_separated() {
    insta::assert_snapshot!(tsv(&hornbill_down(), false).replace('\t', " | "), @"
    APP | HOST | STATE | VERSION | DEPLOYED | COMMIT | COMMITTED | REASON
    mail | hornbill | unknown |  |  |  |  | hornbill is unreachable: connection timed out; was healthy 3 minutes ago
    phone | hornbill | unknown |  |  |  |  | hornbill is unreachable: connection timed out; was restarting 2 hours ago
    wiki | toucan | healthy |  | 2026-06-01T09:00:00Z |  |  |
    ");
    let hostile = snapshot(&sgos(), &[told("hornbill", vec![app("a\tb\nc").healthy()])]);
    for wide in [false, true] {
        let table = tsv(&hostile, wide);
        let fields: Vec<_> = table.lines().map(|line| line.split('\t').count()).collect();
        assert_eq!(fields.len(), 2);
        assert_eq!(fields[0], fields[1]);
    }
}

#[test]
fn json_is_the_snapshot() {
    insta::assert_snapshot!(json(&hornbill_down()).unwrap());
}

#[test]
fn json_lines_tell_what_they_are() {
    let lines = jsonl(&nine()).unwrap();
    assert_eq!(lines.lines().count(), 9);
    for line in lines.lines() {
        let app: serde_json::Value = serde_json::from_str(line).unwrap();
        assert_eq!(app["schema_version"], 1);
        assert_eq!(app["type"], "app");
        assert_eq!(app["host"], "hornbill");
    }
}
