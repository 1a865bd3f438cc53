//! Tests of whole answers: recorded, cut, damaged.

use proptest::prelude::*;

use super::super::report::{AppJsonFact, GitFact};
use super::*;

const NONCE: &str = "5f3a9c0d11e2";
const RECORDED: &[u8] =
    include_bytes!("../../../tests/contracts/docker/engine-20.10.24-answer-wide.txt");

fn read(bytes: &[u8]) -> HostReport {
    parse(bytes, b"", NONCE, Sections::WIDE).unwrap()
}

#[test]
fn the_recorded_answer_is_complete() {
    let report = read(RECORDED);
    assert!(report.complete);
    assert_eq!(report.failures, []);
    assert!(report.clock.is_ok());
    let containers = report.containers.unwrap();
    let by_name = |name: &str| containers.iter().find(|one| one.name == name).unwrap();
    assert_eq!(by_name("sgos-phone-app").details, None);
    let mail = by_name("sgos-mail-app").details.as_ref().unwrap();
    assert_eq!(mail.last_health.as_ref().unwrap().output, "database: connection refused (db:5432)");
    assert!(by_name("sgos-chat-app").details.as_ref().unwrap().restart_count > 0);

    let checkouts = report.checkouts.unwrap();
    let files = &checkouts["/srv/apps/files"];
    let GitFact::Commit(commit) = &files.git else { panic!("{files:?}") };
    assert_eq!(commit.origin.as_deref(), Some("https://github.com/sgl-as/files.git"));
    assert_eq!(commit.subject, "Resume interrupted uploads");
    assert!(
        matches!(&files.app_json, AppJsonFact::Valid(app) if app.version.as_deref() == Some("4.7.0"))
    );
    assert_eq!(files.dirty, Some(Ok(0)));
    assert_eq!(checkouts["/srv/apps/budget"].dirty, Some(Ok(1)));
    assert!(
        matches!(&checkouts["/srv/apps/wiki"].dirty, Some(Err(reason)) if reason.contains("dubious ownership"))
    );
    assert_eq!(checkouts["/srv/services/alloy"].git, GitFact::NotACheckout);

    let facts = report.facts.unwrap().unwrap();
    assert_eq!(facts.compose_version.as_deref(), Some("2.26.1-4"));
    assert_eq!(facts.docker_version.as_deref(), Some("20.10.24+dfsg1"));
    assert_eq!(facts.time_zone.as_deref(), Some("Etc/UTC"));
    assert!(facts.disk_available_bytes.is_some() && facts.memory_available_bytes.is_some());
    assert!(report.durations_ms.contains_key("containers"));
}

#[test]
fn what_is_no_answer_says_what_the_host_said() {
    let none = parse(b"This account is currently not available.\n", b"", NONCE, Sections::WIDE)
        .unwrap_err();
    assert_eq!(
        none.to_string(),
        "the host ran something else than the probe: This account is currently not available."
    );
    assert_eq!(
        parse(b"", b"sh: not found\n", NONCE, Sections::WIDE).unwrap_err().said,
        "sh: not found"
    );
    assert_eq!(
        parse(b"", b"", NONCE, Sections::WIDE).unwrap_err().to_string(),
        "the host ran something else than the probe"
    );
}

#[test]
fn a_clock_of_whole_seconds_is_enough() {
    let at = |bytes| {
        clock(Text { exit: 0, bytes }).map(|time| time.to_string()).map_err(|failure| failure.kind)
    };
    assert_eq!(at(b"1795381732.988086210"), Ok("2026-11-22T21:08:52.98808621Z".into()));
    assert_eq!(at(b"1795381732.N"), Ok("2026-11-22T21:08:52Z".into()));
    assert_eq!(at(b"1795381732."), Ok("2026-11-22T21:08:52Z".into()));
    assert_eq!(at(b"date: not found"), Err(FailureKind::Failed));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_cut_answer_never_says_anything_else(place in any::<prop::sample::Index>()) {
        let whole = read(RECORDED);
        let Ok(cut) = parse(&RECORDED[..place.index(RECORDED.len() - 2)], b"", NONCE, Sections::WIDE) else { return Ok(()) };
        prop_assert!(!cut.complete);
        match cut.containers {
            Ok(containers) => prop_assert_eq!(containers.len(), whole.containers.unwrap().len()),
            Err(failure) => prop_assert_eq!(failure.kind, FailureKind::Missing),
        }
        match cut.checkouts {
            Ok(checkouts) => prop_assert_eq!(checkouts.len(), whole.checkouts.unwrap().len()),
            Err(failure) => prop_assert_eq!(failure.kind, FailureKind::Missing),
        }
    }

    #[test]
    fn a_damaged_answer_is_read_without_panic(place in any::<prop::sample::Index>(), garbage in proptest::collection::vec(any::<u8>(), 1..60)) {
        let mut bytes = RECORDED.to_vec();
        let at = place.index(bytes.len());
        let end = (at + garbage.len()).min(bytes.len());
        bytes.splice(at..end, garbage);
        let _ = parse(&bytes, b"", NONCE, Sections::WIDE);
    }
}
