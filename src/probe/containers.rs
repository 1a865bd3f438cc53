//! Parses the list of containers: Docker's `/containers/json`, or the array of `docker inspect`.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::Value;

use super::failure;
use super::frame::Text;
use super::inspect;
use super::ports;
use super::report::{Container, ContainerState, Fact, FailureKind, Health, Route, SectionFailure};

const SECTION: &str = "containers";

/// How Docker was asked, where it was over a socket. Recorded answers may lack the path.
pub(super) fn route(text: &Text<'_>) -> Option<Route> {
    let line = text.bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let line = String::from_utf8_lossy(line);
    let (socket, why) = line.strip_prefix("socket ")?.split_once('\t')?;
    let instead = (!why.is_empty()).then(|| why.to_owned());
    Some(Route { socket: socket.to_owned(), instead })
}

/// The section's first line says by which way Docker was asked: `socket` with its path and why it
/// was not the first, or `client`.
pub(super) fn parse(text: Text<'_>) -> Fact<Vec<Container>> {
    let whole = String::from_utf8_lossy(text.bytes);
    let (route, said) = whole.split_once('\n').unwrap_or((&whole, ""));
    if text.exit != 0 {
        return Err(failure::docker(SECTION, text.exit, said));
    }
    let json = if route.split(' ').next() == Some("socket") {
        http_body(said)?
    } else {
        // The client may have warned on stderr before or after the array.
        array(said)
    };
    containers_of_list(json.as_bytes())
}

/// Reads Docker's own list: the answer of its API to `/containers/json`.
///
/// # Errors
/// Where it is none.
pub fn containers_of_list(json: &[u8]) -> Fact<Vec<Container>> {
    let items: Vec<Value> = serde_json::from_slice(json).map_err(|error| SectionFailure {
        section: SECTION.into(),
        kind: FailureKind::Garbled,
        message: format!("Docker's list of containers is no JSON array: {error}"),
    })?;
    Ok(items.iter().filter_map(container).collect())
}

/// The answer's body, if the status line below it (put there by `fetch`) is 200.
fn http_body(said: &str) -> Fact<&str> {
    let (body, status) = said.rsplit_once('\n').unwrap_or((said, ""));
    if status == "200" {
        return Ok(body);
    }
    let message = serde_json::from_str(body).ok();
    let message = message.as_ref().and_then(|body: &Value| body["message"].as_str());
    Err(SectionFailure {
        section: SECTION.into(),
        kind: FailureKind::Failed,
        message: format!(
            "Docker answered {status}: {}",
            failure::one_line(message.unwrap_or(body))
        ),
    })
}

fn array(said: &str) -> &str {
    let start = if said.starts_with('[') { Some(0) } else { said.find("\n[").map(|at| at + 1) };
    let end = said.rfind(']').map(|at| at + 1);
    start.zip(end).and_then(|(start, end)| said.get(start..end)).unwrap_or(said)
}

/// A container as one `docker inspect` tells of it, with its details; parts may be missing.
pub fn of_inspect(item: &Value) -> Option<Container> {
    let id = item["Id"].as_str().filter(|id| !id.is_empty())?.to_owned();
    Some(inspected(item, id))
}

/// `None` for something that has no id.
fn container(item: &Value) -> Option<Container> {
    let id = item["Id"].as_str().filter(|id| !id.is_empty())?.to_owned();
    // The list has a text where the inspect has an object.
    if item["State"].is_object() {
        return Some(inspected(item, id));
    }
    let status_text = item["Status"].as_str().unwrap_or_default().to_owned();
    Some(Container {
        id,
        name: name(item),
        image: item["Image"].as_str().unwrap_or_default().to_owned(),
        state: state(item["State"].as_str().unwrap_or_default()),
        health: health(item["Health"]["Status"].as_str().unwrap_or_default())
            .or_else(|| health_in(&status_text)),
        labels: labels(&item["Labels"]),
        ports: ports::of_list(&item["Ports"]),
        created: item["Created"]
            .as_i64()
            .and_then(|at| Timestamp::from_second(at).ok())
            .unwrap_or_default(),
        status_text,
        details: None,
    })
}

fn inspected(item: &Value, id: String) -> Container {
    let seen = inspect::seen(item);
    Container {
        id,
        name: name(item),
        image: item["Config"]["Image"].as_str().unwrap_or_default().to_owned(),
        state: seen.state,
        health: seen.health,
        labels: labels(&item["Config"]["Labels"]),
        ports: seen.ports,
        created: item["Created"].as_str().and_then(|at| at.parse().ok()).unwrap_or_default(),
        status_text: String::new(),
        details: Some(seen.details),
    }
}

/// The container's own name; further ones, of links, have a second slash.
fn name(item: &Value) -> String {
    let names = item["Names"].as_array().into_iter().flatten().chain([&item["Name"]]);
    let mut names =
        names.filter_map(Value::as_str).map(|name| name.strip_prefix('/').unwrap_or(name));
    names.find(|name| !name.contains('/')).unwrap_or_default().to_owned()
}

fn labels(value: &Value) -> BTreeMap<String, String> {
    let entries = value.as_object().into_iter().flatten();
    entries.filter_map(|(key, value)| Some((key.clone(), value.as_str()?.to_owned()))).collect()
}

pub(super) fn state(word: &str) -> ContainerState {
    match word {
        // The words that only Podman has stand beside Docker's.
        "created" | "configured" | "initialized" => ContainerState::Created,
        "running" | "stopping" => ContainerState::Running,
        "paused" => ContainerState::Paused,
        "restarting" => ContainerState::Restarting,
        "removing" => ContainerState::Removing,
        "exited" | "stopped" => ContainerState::Exited,
        "dead" => ContainerState::Dead,
        _ => ContainerState::Other,
    }
}

/// `none` and the empty text mean that there is no healthcheck.
pub(super) fn health(word: &str) -> Option<Health> {
    match word {
        "starting" => Some(Health::Starting),
        "healthy" => Some(Health::Healthy),
        "unhealthy" => Some(Health::Unhealthy),
        _ => None,
    }
}

/// Before API 1.52 the list tells the health only inside its words.
fn health_in(status_text: &str) -> Option<Health> {
    let inside = status_text.strip_suffix(')')?.rsplit_once('(')?.1;
    health(inside.strip_prefix("health: ").unwrap_or(inside))
}

#[cfg(test)]
mod contract;
