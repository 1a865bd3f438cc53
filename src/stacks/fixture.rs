//! A small fleet for the tests of this room.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::Catalogue;
use crate::inventory::{Inventory, Source, Surroundings, parse};
use crate::probe::{Container, ContainerState, HostOutcome, HostReport};
use crate::status::KnownService;

const INVENTORY: &str = r#"
[hosts.toucan]
[hosts.hornbill]
[stacks.monitoring]
host = "toucan"
directory = "/srv/config/monitoring"
[stacks.status]
host = "toucan"
directory = "/srv/services/status"
[stacks.alloy]
host = "hornbill"
directory = "/srv/services/alloy"
[discover]
containers = "sgos-{app}-app"
hosts = ["hornbill"]
"#;

pub(crate) fn inventory() -> Inventory {
    parse(INVENTORY, &Source::BuiltIn, &Surroundings::on("elsewhere")).unwrap().inventory
}

/// A running container; without labels where `place` is none.
pub(crate) fn container(name: &str, place: Option<(&str, &str, &str)>) -> Container {
    let label = |key: &str, value: &str| (format!("com.docker.compose.{key}"), value.to_owned());
    let labels = place.map(|(project, service, directory)| {
        BTreeMap::from([
            label("project", project),
            label("service", service),
            label("project.working_dir", directory),
        ])
    });
    Container {
        id: format!("id-of-{name}"),
        name: name.into(),
        image: "scratch".into(),
        state: ContainerState::Running,
        health: None,
        labels: labels.unwrap_or_default(),
        ports: Vec::new(),
        created: Timestamp::UNIX_EPOCH,
        status_text: "Up 3 hours".into(),
        details: None,
    }
}

pub(super) fn told(host: &str, containers: Vec<Container>) -> HostOutcome {
    let report = HostReport {
        clock: Ok(Timestamp::UNIX_EPOCH),
        containers: Ok(containers),
        route: None,
        checkouts: Ok(BTreeMap::new()),
        facts: None,
        jobs: None,
        durations_ms: BTreeMap::new(),
        complete: true,
        failures: Vec::new(),
    };
    HostOutcome {
        host: host.into(),
        asked_at: Timestamp::UNIX_EPOCH,
        finished_at: Timestamp::UNIX_EPOCH,
        latency: None,
        result: Ok(report),
    }
}

/// monitoring runs on toucan and status is down there; alloy and the app phone run on hornbill.
pub(super) fn fleet() -> Catalogue {
    let monitoring = |service| {
        let name = format!("monitoring-{service}-1");
        container(&name, Some(("monitoring", service, "/srv/config/monitoring")))
    };
    let toucan = vec![
        monitoring("grafana"),
        monitoring("loki"),
        monitoring("alloy"),
        container("old-thing", None),
    ];
    let hornbill = vec![
        container("alloy-alloy-1", Some(("alloy", "alloy", "/srv/services/alloy"))),
        container("sgos-phone-app", Some(("phone", "app", "/srv/apps/phone"))),
    ];
    let known = [KnownService {
        host: "toucan".into(),
        stack: "status".into(),
        service: "nginx".into(),
        ..KnownService::default()
    }];
    Catalogue::of(&inventory(), &[told("toucan", toucan), told("hornbill", hornbill)], &known)
}
