//! Which rows there are, and what they say.

use super::super::fixture::{fleet, judged, known, now, silent, toucan};
use super::*;
use crate::exit::Exit;
use crate::probe::HostOutcome;
use crate::stacks::fixture::told;
use crate::stacks::ps::is_news;

fn rows(report: &PsReport) -> Vec<String> {
    let word = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
    let row = |row: &PsService| {
        format!("{}/{}@{} {}", word(&row.stack), word(&row.service), row.host, row.state.word())
    };
    report.services.iter().map(row).collect()
}

#[test]
fn every_service_has_a_row_whether_its_host_tells_or_not() {
    let report = fleet(false);
    assert_eq!(
        rows(&report),
        [
            "alloy/-@hornbill unknown",
            "monitoring/grafana@toucan healthy",
            "monitoring/loki@toucan not-running",
            "phone/app@hornbill unknown",
            "status/nginx@toucan not-running",
            "-/backup\u{1b}[31m@toucan running",
        ]
    );
    assert_eq!(report.exit(), Exit::Unreachable);
    assert_eq!((report.selection.shown, report.selection.hidden), (6, 3));
}

#[test]
fn all_adds_what_ended_what_ran_by_hand_and_what_is_only_remembered() {
    let report = fleet(true);
    let added: Vec<_> =
        rows(&report).into_iter().filter(|row| !rows(&fleet(false)).contains(row)).collect();
    assert_eq!(
        added,
        [
            "glitchtip/web@toucan not-running",
            "monitoring/migrate@toucan running",
            "-/old-import@toucan exited-ok",
        ]
    );
    let glitchtip = &report.services[1];
    assert_eq!(glitchtip.directory.as_deref(), Some("/srv/services/glitchtip"));
    assert_eq!(glitchtip.seen_at, known()[1].seen_at);
    assert_eq!(report.selection.hidden, 0);
}

#[test]
fn of_several_containers_the_worst_speaks() {
    let report = fleet(false);
    let loki = &report.services[2];
    assert_eq!(loki.reason.as_deref(), Some("monitoring-loki-2: exited 137 (killed)"));
    assert!(loki.since.is_some());
    let names: Vec<_> = loki.containers.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names, ["monitoring-loki-1", "monitoring-loki-2"]);
}

#[test]
fn targets_select_and_what_is_named_is_shown_whatever_it_is() {
    let outcomes = [silent("hornbill"), told("toucan", toucan())];
    let shown = |targets: &[&str], all| rows(&judged(targets, all, &outcomes)).join(" ");
    assert_eq!(shown(&["grafana"], false), "monitoring/grafana@toucan healthy");
    assert_eq!(shown(&["old-import"], false), "-/old-import@toucan exited-ok");
    assert_eq!(shown(&["glitchtip"], false), "glitchtip/web@toucan not-running");
    assert!(!shown(&["monitoring"], false).contains("migrate"));
    assert!(shown(&["monitoring"], true).contains("migrate"));
    assert!(!shown(&["monitoring/loki"], true).contains("migrate"));
    assert_eq!(shown(&["alloy"], false), "alloy/-@hornbill unknown");
}

#[test]
fn news_are_states_and_containers_not_time() {
    let report = |outcomes: &[HostOutcome]| judged(&[], false, outcomes);
    let before = report(&[silent("hornbill"), told("toucan", toucan())]);
    assert!(!is_news(&before, &before));
    let later = PsReport { generated_at: now(), duration_ms: 7, ..before.clone() };
    assert!(!is_news(&before, &later));
    let mut restarted = toucan();
    restarted[0].id = "another".into();
    assert!(is_news(&before, &report(&[silent("hornbill"), told("toucan", restarted)])));
    assert!(is_news(&before, &report(&[told("hornbill", vec![]), told("toucan", toucan())])));
}
