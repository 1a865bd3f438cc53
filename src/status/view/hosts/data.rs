//! The hosts as data: JSON, JSON lines, tab-separated values.

use serde::Serialize;

use super::super::super::snapshot::SCHEMA_VERSION;
use super::super::super::{HostStatus, Hosts};
use crate::probe::HostFacts;
use crate::ui::sanitize;

/// The report itself.
pub fn json(hosts: &Hosts) -> serde_json::Result<String> {
    Ok(serde_json::to_string_pretty(hosts)? + "\n")
}

/// One host per line, each telling what it is.
pub fn jsonl(hosts: &Hosts) -> serde_json::Result<String> {
    #[derive(Serialize)]
    struct Line<'a> {
        schema_version: u32,
        r#type: &'static str,
        #[serde(flatten)]
        host: &'a HostStatus,
    }
    let mut out = String::new();
    for host in &hosts.hosts {
        let line = Line { schema_version: SCHEMA_VERSION, r#type: "host", host };
        out.push_str(&serde_json::to_string(&line)?);
        out.push('\n');
    }
    Ok(out)
}

/// A header and one host per line; an unknown value is empty, sizes are bytes. No value contains
/// anything that a terminal would obey.
pub fn tsv(hosts: &Hosts) -> String {
    let header: Vec<_> = COLUMNS.iter().map(|(title, _)| (*title).to_owned()).collect();
    let rows = hosts.hosts.iter().map(|host| {
        let values = COLUMNS.iter().map(|(_, value)| value(host).unwrap_or_default());
        values.map(|value| sanitize::line(&value).into_owned()).collect::<Vec<_>>()
    });
    std::iter::once(header).chain(rows).map(|row| row.join("\t") + "\n").collect()
}

type TsvColumn = (&'static str, fn(&HostStatus) -> Option<String>);

const COLUMNS: &[TsvColumn] = &[
    ("HOST", |host| Some(host.name.clone())),
    ("REACHABLE", |host| Some(host.reachable.to_string())),
    ("LATENCY_MS", |host| text(host.latency_ms)),
    ("CLOCK_SKEW_MS", |host| text(host.clock_skew_ms)),
    ("CONTAINERS_UP", |host| text(Some(host.containers?.up))),
    ("CONTAINERS", |host| text(Some(host.containers?.total))),
    ("UNHEALTHY", |host| text(Some(host.containers?.unhealthy))),
    ("LOAD", |host| text(Some(facts(host)?.load?[0]))),
    ("CPUS", |host| text(facts(host)?.cpus)),
    ("MEMORY", |host| text(facts(host)?.memory_total_bytes)),
    ("MEMORY_AVAILABLE", |host| text(facts(host)?.memory_available_bytes)),
    ("DISK", |host| text(facts(host)?.disk_total_bytes)),
    ("DISK_AVAILABLE", |host| text(facts(host)?.disk_available_bytes)),
    ("UPTIME_S", |host| text(facts(host)?.uptime_seconds)),
    ("OS", |host| facts(host)?.os.clone()),
    ("KERNEL", |host| facts(host)?.kernel.clone()),
    ("DOCKER", |host| facts(host)?.docker_version.clone()),
    ("COMPOSE", |host| facts(host)?.compose_version.clone()),
    ("TIME_ZONE", |host| facts(host)?.time_zone.clone()),
    ("ERROR", |host| host.error.clone()),
];

fn facts(host: &HostStatus) -> Option<&HostFacts> {
    host.facts.as_ref()
}

fn text(value: Option<impl ToString>) -> Option<String> {
    value.map(|value| value.to_string())
}
