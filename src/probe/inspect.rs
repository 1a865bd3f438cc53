//! Parses what only an inspect knows: why a container is in the state it is in.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::Value;

use super::containers;
use super::failure;
use super::frame::{self, Text};
use super::ports;
use super::report::{
    ContainerState, Details, Fact, FailureKind, Health, HealthLog, PublishedPort, SectionFailure,
};
use super::watchtower;

/// What one inspect says; newer than the list, hence also state and health.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Seen {
    pub(super) state: ContainerState,
    pub(super) health: Option<Health>,
    pub(super) details: Details,
    pub(super) ports: Vec<PublishedPort>,
}

/// By container id. After each JSON document stands a line `NONCE HTTP-STATUS`.
pub(super) fn parse(text: Text<'_>, nonce: &str) -> Fact<BTreeMap<String, Seen>> {
    if text.exit != 0 {
        return Err(failure::docker("inspect", text.exit, &String::from_utf8_lossy(text.bytes)));
    }
    let mark = format!("\n{nonce} ");
    let mut found = BTreeMap::new();
    let mut rest = text.bytes;
    while let Some(at) = frame::find(rest, mark.as_bytes()) {
        let (document, after) = (&rest[..at], &rest[at + mark.len()..]);
        let status = &after[..frame::find(after, b"\n").unwrap_or(after.len())];
        rest = &after[status.len()..];
        // 404: it was removed between the two questions.
        if status != b"200" {
            continue;
        }
        found.extend(one(document)?);
    }
    Ok(found)
}

/// One inspect as Docker's API has it.
pub(super) fn one(document: &[u8]) -> Fact<Option<(String, Seen)>> {
    let item: Value = serde_json::from_slice(document).map_err(|error| SectionFailure {
        section: "inspect".into(),
        kind: FailureKind::Garbled,
        message: format!("Docker's answer is no JSON: {error}"),
    })?;
    Ok(item["Id"].as_str().map(|id| (id.to_owned(), seen(&item))))
}

pub(super) fn seen(item: &Value) -> Seen {
    let state = &item["State"];
    let test = &item["Config"]["Healthcheck"]["Test"];
    let has_test = test.as_array().is_some_and(|test| !test.is_empty() && test[0] != "NONE");
    let health_word = state["Health"]["Status"].as_str().unwrap_or_default();
    Seen {
        state: containers::state(state["Status"].as_str().unwrap_or_default()),
        health: containers::health(health_word),
        details: Details {
            started_at: time(&state["StartedAt"]),
            finished_at: time(&state["FinishedAt"]),
            exit_code: state["ExitCode"].as_i64().unwrap_or_default(),
            oom_killed: state["OOMKilled"].as_bool().unwrap_or_default(),
            restart_count: item["RestartCount"].as_u64().unwrap_or_default(),
            error: text(&state["Error"]),
            restart_policy: text(&item["HostConfig"]["RestartPolicy"]["Name"]).unwrap_or_default(),
            has_healthcheck: has_test || containers::health(health_word).is_some(),
            failing_streak: state["Health"]["FailingStreak"].as_u64().unwrap_or_default(),
            last_health: state["Health"]["Log"]
                .as_array()
                .and_then(|log| log.last())
                .map(health_log),
            watchtower: watchtower::settings(item),
        },
        ports: ports::of_inspect(item),
    }
}

fn health_log(entry: &Value) -> HealthLog {
    HealthLog {
        exit_code: entry["ExitCode"].as_i64().unwrap_or_default(),
        output: entry["Output"].as_str().unwrap_or_default().trim().to_owned(),
    }
}

/// Docker's "never" is the first second of the year 1.
fn time(value: &Value) -> Option<Timestamp> {
    let time: Timestamp = value.as_str()?.parse().ok()?;
    (time > Timestamp::UNIX_EPOCH).then_some(time)
}

fn text(value: &Value) -> Option<String> {
    value.as_str().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
}

#[cfg(test)]
mod contract;
