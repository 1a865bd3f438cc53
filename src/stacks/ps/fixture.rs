//! A fleet with something of everything, for the tests of `ps`.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::super::fixture::{container, inventory, told};
use super::super::{Catalogue, resolve};
use super::{Asked, PsReport, judge};
use crate::exit::Exit;
use crate::inventory::Target;
use crate::probe::{
    Container, ContainerState, Details, Health, HostFailure, HostOutcome, PublishedPort,
};
use crate::status::KnownService;

/// The moment of all of it; the hosts' clocks are right.
pub(super) fn now() -> Timestamp {
    Timestamp::UNIX_EPOCH + SignedDuration::from_hours(24 * 365 * 50)
}

fn at(outcome: HostOutcome) -> HostOutcome {
    let mut outcome = HostOutcome { asked_at: now(), finished_at: now(), ..outcome };
    if let Ok(report) = &mut outcome.result {
        report.clock = Ok(now());
    }
    outcome
}

pub(super) fn silent(host: &str) -> HostOutcome {
    let failure = HostFailure {
        exit: Exit::Unreachable,
        message: "connection refused".into(),
        hint: Some("check that sshd runs there".into()),
    };
    at(HostOutcome { result: Err(failure), ..told(host, Vec::new()) })
}

pub(super) fn toucan() -> Vec<Container> {
    let monitoring = |service: &str, number: u32| {
        let name = format!("monitoring-{service}-{number}");
        container(&name, Some(("monitoring", service, "/srv/config/monitoring")))
    };
    let grafana = Container {
        health: Some(Health::Healthy),
        ports: vec![PublishedPort { address: "0.0.0.0".into(), on_host: 3000, inside: 3000 }],
        ..monitoring("grafana", 1)
    };
    let ended = |code| Container {
        state: ContainerState::Exited,
        details: Some(Details {
            exit_code: code,
            finished_at: Some(now() - SignedDuration::from_mins(3)),
            ..Details::default()
        }),
        ..monitoring("loki", 2)
    };
    let mut once = monitoring("migrate", 7);
    once.labels.insert("com.docker.compose.oneoff".into(), "True".into());
    let done = Container { name: "old-import".into(), id: "id-of-import".into(), ..ended(0) };
    vec![
        grafana,
        monitoring("loki", 1),
        ended(137),
        once,
        container("backup\u{1b}[31m", None),
        Container { labels: Default::default(), ..done },
    ]
}

pub(super) fn known() -> Vec<KnownService> {
    let known = |host: &str, stack: &str, service: &str, directory: &str| KnownService {
        host: host.into(),
        stack: stack.into(),
        service: service.into(),
        directory: Some(directory.into()),
        config_files: None,
        seen_at: Some(now() - SignedDuration::from_hours(2)),
    };
    vec![
        known("hornbill", "phone", "app", "/srv/apps/phone"),
        known("toucan", "glitchtip", "web", "/srv/services/glitchtip"),
        known("toucan", "status", "nginx", "/srv/services/status"),
    ]
}

pub(super) fn judged(targets: &[&str], all: bool, outcomes: &[HostOutcome]) -> PsReport {
    let inventory = inventory();
    let catalogue = Catalogue::of(&inventory, outcomes, &known());
    let targets: Vec<_> = targets.iter().map(|word| Target::parse(word).unwrap()).collect();
    let asked = Asked {
        targets: targets.iter().map(ToString::to_string).collect(),
        found: resolve(&catalogue, &targets).unwrap().all(),
        all,
    };
    judge(&inventory, outcomes, &catalogue, &asked, now(), Duration::from_millis(84))
}

/// toucan tells, hornbill does not.
pub(super) fn fleet(all: bool) -> PsReport {
    judged(&[], all, &[silent("hornbill"), at(told("toucan", toucan()))])
}
