//! Hosts at several widths, as data, and with what changed.

use std::time::Duration;

use super::super::super::fixture::*;
use super::super::super::{ContainerCounts, judge_hosts};
use super::*;
use crate::probe::{FailureKind, HostOutcome, HostReport};

const LOOK: Look = Look { width: 80, color: false, unicode: true, links: false, wide: false };

fn machine(report: HostReport) -> HostReport {
    HostReport { facts: Some(Ok(facts())), ..report }
}

fn key_changed() -> HostOutcome {
    let mut outcome = unreachable("hornbill");
    if let Err(failure) = &mut outcome.result {
        failure.message =
            "its host key has CHANGED: it offers SHA256:aaaa, known here is SHA256:bbbb".into();
        failure.hint = Some(
            "do not go on unless you know why; then `sgos hosts trust hornbill` shows both keys"
                .into(),
        );
    }
    outcome
}

/// One is well, one has a wrong clock and a Docker that may not be used, one has another key.
fn three() -> Hosts {
    let denied = Err(failure(FailureKind::PermissionDenied, "no"));
    let mut heron = machine(HostReport { containers: denied, ..report(vec![]) });
    heron.clock = Ok(ago(-600));
    judged(&[
        answered("toucan", machine(nine_states_report())),
        answered("heron", heron),
        key_changed(),
    ])
}

fn judged(outcomes: &[HostOutcome]) -> Hosts {
    judge_hosts(outcomes, now(), Duration::from_millis(84))
}

#[test]
fn eighty_columns() {
    insta::assert_snapshot!(text(&three(), None, &LOOK), @"
    HOST      ANSWER  CONTAINERS  LOAD       MEMORY          DISK           UP
    heron     40 ms   -           0.42 of 4  60% of 7.7 GiB  61% of 98 GiB  12d
      ├ ✗ no permission to use Docker
      ├ let the user use Docker there: sudo usermod -aG docker USER; then sgos hosts
      │ disconnect
      ├ ! its clock is 10 minutes ahead
      └ Debian GNU/Linux 12 (bookworm) · 6.1.0-18-amd64 · Docker 20.10.24+dfsg1 ·
        Compose 2.26.1-4 · Europe/Berlin
    hornbill  none    -           -          -               -              -
      ├ ✗ its host key has CHANGED: it offers SHA256:aaaa, known here is SHA256:bbbb
      └ do not go on unless you know why; then `sgos hosts trust hornbill` shows
        both keys
    toucan    40 ms   5 of 9      0.42 of 4  60% of 7.7 GiB  61% of 98 GiB  12d
      ├ ! of its containers 1 is unhealthy, 1 is restarting, 1 is paused
      └ Debian GNU/Linux 12 (bookworm) · 6.1.0-18-amd64 · Docker 20.10.24+dfsg1 ·
        Compose 2.26.1-4 · Europe/Berlin

    3 hosts, 1 unreachable · in 84 ms
    ");
}

#[test]
fn forty_columns() {
    insta::assert_snapshot!(text(&three(), None, &Look { width: 40, unicode: false, ..LOOK }), @"
    HOST      ANSWER  CONTAINERS  LOAD
    heron     40 ms   -           0.42 of 4
      |- x no permission to use Docker
      |- let the user use Docker there: sudo
      |  usermod -aG docker USER; then sgos
      |  hosts disconnect
      |- ! its clock is 10 minutes ahead
      `- Debian GNU/Linux 12 (bookworm) -
         6.1.0-18-amd64 - Docker
         20.10.24+dfsg1 - Compose 2.26.1-...
    hornbill  none    -           -
      |- x its host key has CHANGED: it
      |  offers SHA256:aaaa, known here is
      |  SHA256:bbbb
      `- do not go on unless you know why;
         then `sgos hosts trust hornbill`
         shows both keys
    toucan    40 ms   5 of 9      0.42 of 4
      |- ! of its containers 1 is unhealthy,
      |  1 is restarting, 1 is paused
      `- Debian GNU/Linux 12 (bookworm) -
         6.1.0-18-amd64 - Docker
         20.10.24+dfsg1 - Compose 2.26.1-...

    3 hosts, 1 unreachable - in 84 ms
    ");
}

#[test]
fn a_hundred_and_twenty_columns() {
    insta::assert_snapshot!(text(&three(), None, &Look { width: 120, ..LOOK }), @"
    HOST      ANSWER  CONTAINERS  LOAD       MEMORY          DISK           UP   CLOCK
    heron     40 ms   -           0.42 of 4  60% of 7.7 GiB  61% of 98 GiB  12d  +10m
      ├ ✗ no permission to use Docker
      ├ let the user use Docker there: sudo usermod -aG docker USER; then sgos hosts disconnect
      ├ ! its clock is 10 minutes ahead
      └ Debian GNU/Linux 12 (bookworm) · 6.1.0-18-amd64 · Docker 20.10.24+dfsg1 · Compose 2.26.1-4 · Europe/Berlin
    hornbill  none    -           -          -               -              -    -
      ├ ✗ its host key has CHANGED: it offers SHA256:aaaa, known here is SHA256:bbbb
      └ do not go on unless you know why; then `sgos hosts trust hornbill` shows both keys
    toucan    40 ms   5 of 9      0.42 of 4  60% of 7.7 GiB  61% of 98 GiB  12d  right
      ├ ! of its containers 1 is unhealthy, 1 is restarting, 1 is paused
      └ Debian GNU/Linux 12 (bookworm) · 6.1.0-18-amd64 · Docker 20.10.24+dfsg1 · Compose 2.26.1-4 · Europe/Berlin

    3 hosts, 1 unreachable · in 84 ms
    ");
}

#[test]
fn no_hosts_are_no_data() {
    assert_eq!(text(&judged(&[]), None, &LOOK), "No data: the inventory has no hosts\n");
}

#[test]
fn what_changed_is_marked() {
    let before = judged(&[
        answered("hornbill", machine(report(vec![app("phone")]))),
        told("toucan", vec![]),
    ]);
    let after = judged(&[key_changed(), told("toucan", vec![])]);
    insta::assert_snapshot!(text(&after, Some(&before), &LOOK), @"
      HOST      ANSWER  CONTAINERS  LOAD  MEMORY  DISK  UP  CLOCK
    › hornbill  none    -           -     -       -     -   -
        ├ ✗ its host key has CHANGED: it offers SHA256:aaaa, known here is
        │ SHA256:bbbb
        └ do not go on unless you know why; then `sgos hosts trust hornbill` shows
          both keys
      toucan    40 ms   0 of 0      -     -       -     -   right

    2 hosts, 1 unreachable · in 84 ms
    ");
    let coloured = text(&after, Some(&before), &Look { color: true, ..LOOK });
    assert!(coloured.contains("\x1b[1m\x1b[7m\x1b[31mnone\x1b[0m"), "{coloured:?}");
    let same = text(&after, Some(&after), &LOOK);
    assert!(!same.contains('›') && same.contains("  toucan"), "{same}");
}

#[test]
fn rows_for_programs() {
    let tsv = tsv(&three());
    let rows: Vec<Vec<&str>> = tsv.lines().map(|line| line.split('\t').collect()).collect();
    assert_eq!(rows.len(), 4);
    assert!(rows.iter().all(|row| row.len() == rows[0].len()), "{rows:?}");
    let at = |row: usize, title: &str| {
        rows[row][rows[0].iter().position(|column| *column == title).unwrap()]
    };
    assert_eq!((at(1, "HOST"), at(1, "REACHABLE"), at(1, "CONTAINERS")), ("heron", "true", ""));
    assert_eq!(at(1, "ERROR"), "no permission to use Docker");
    assert!(at(1, "CLOCK_SKEW_MS").starts_with("600"), "{tsv}");
    assert_eq!((at(2, "HOST"), at(2, "REACHABLE"), at(2, "LATENCY_MS")), ("hornbill", "false", ""));
    assert!(at(2, "ERROR").contains("CHANGED"), "{tsv}");
    assert_eq!((at(3, "CONTAINERS_UP"), at(3, "CONTAINERS"), at(3, "UNHEALTHY")), ("5", "9", "1"));
    assert_eq!((at(3, "MEMORY"), at(3, "LOAD"), at(3, "CPUS")), ("8254390272", "0.42", "4"));
}

#[test]
fn json_has_everything_by_its_name() {
    let all: serde_json::Value = serde_json::from_str(&json(&three()).unwrap()).unwrap();
    assert_eq!(all["schema_version"], 1);
    let toucan = &all["hosts"][2];
    assert_eq!(toucan["containers"]["up"], 5);
    assert_eq!(toucan["facts"]["docker_version"], "20.10.24+dfsg1");
    assert_eq!(all["hosts"][1]["containers"], serde_json::Value::Null);
    let lines = jsonl(&three()).unwrap();
    let types = lines.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    assert_eq!(types.map(|line| line["type"].clone()).collect::<Vec<_>>(), ["host"; 3]);
}

#[test]
fn texts_of_hosts_stay_in_their_cells() {
    let mut evil = machine(report(vec![]));
    if let Some(Ok(facts)) = &mut evil.facts {
        facts.os = Some("\x1b[2Jos\tx".into());
        facts.docker_version = Some("1\n2\u{202e}".into());
    }
    let hosts = judged(&[answered("toucan", evil)]);
    for shown in [text(&hosts, None, &LOOK), tsv(&hosts)] {
        assert!(!shown.contains(['\x1b', '\u{202e}']), "{shown:?}");
    }
    assert_eq!(tsv(&hosts).lines().count(), 2);
    assert_eq!(hosts.hosts[0].containers, Some(ContainerCounts::default()));
}
