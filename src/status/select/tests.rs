//! Names, patterns and mistyped names.

use super::super::fixture::*;
use super::*;

fn whole() -> Snapshot {
    let inventory = fleet(&["hornbill", "toucan"], discover(&[]));
    let hornbill =
        told("hornbill", vec![app("phone").healthy(), app("photos").exited(1, 60), app("wiki")]);
    snapshot(&inventory, &[hornbill, told("toucan", vec![app("wiki")])])
}

fn names(selected: &[&str], down: bool) -> Vec<String> {
    let selected: Vec<_> = selected.iter().map(ToString::to_string).collect();
    let snapshot = select(whole(), &selected, down).unwrap();
    snapshot.apps.iter().map(|app| format!("{}@{}", app.name, app.host)).collect()
}

#[test]
fn names_and_patterns_select() {
    assert_eq!(names(&[], false).len(), 4);
    assert_eq!(names(&["wiki"], false), ["wiki@hornbill", "wiki@toucan"]);
    assert_eq!(names(&["wiki@toucan"], false), ["wiki@toucan"]);
    assert_eq!(
        names(&["ph*", "*@toucan"], false),
        ["phone@hornbill", "photos@hornbill", "wiki@toucan"]
    );
    assert_eq!(names(&[], true), ["photos@hornbill"]);
    assert_eq!(names(&["wiki"], true), Vec::<String>::new());
}

#[test]
fn the_selection_is_told() {
    assert_eq!(select(whole(), &[], false).unwrap().selection, None);
    let selection = select(whole(), &["wiki".into()], false).unwrap().selection.unwrap();
    assert_eq!((selection.shown, selection.total, selection.down), (2, 4, false));
}

#[test]
fn unknown_names_come_with_near_ones() {
    let error = select(whole(), &["fone".into(), "wiki".into(), "zzz".into()], false).unwrap_err();
    assert_eq!(error.to_string(), "no app named `fone`, `zzz`");
    assert_eq!(error.unknown[0].nearest, ["phone@hornbill", "wiki@hornbill", "wiki@toucan"]);
    assert!(error.silent_hosts.is_empty());
    let error = select(whole(), &["photo".into()], false).unwrap_err();
    assert_eq!(error.unknown[0].nearest[0], "photos@hornbill");
}

#[test]
fn a_silent_host_may_have_it() {
    let snapshot = snapshot(&sgos(), &[unreachable("hornbill"), told("toucan", vec![])]);
    assert_eq!(select(snapshot, &["phone".into()], false).unwrap_err().silent_hosts, ["hornbill"]);
}

#[test]
fn odd_names_do_no_harm() {
    for name in ["[", "***", "@", "", "a@b@c", "-rf", "$(id)"] {
        assert!(select(whole(), &[name.into()], false).is_err() || name == "***", "{name}");
    }
}
