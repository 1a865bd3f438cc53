//! Whether each named app has a container; if not, which app there is meant.

use super::finding::{Finding, Kind, Verdict};
use crate::inventory::{App, Discover, Inventory, nearest};
use crate::probe::{Container, HostOutcome};

pub(super) fn check(inventory: &Inventory, outcomes: &[HostOutcome]) -> Vec<Finding> {
    inventory.apps.iter().filter_map(|(name, app)| one(inventory, outcomes, name, app)).collect()
}

/// `None` for an app that is on no host that was asked, and may be on another.
fn one(inventory: &Inventory, outcomes: &[HostOutcome], name: &str, app: &App) -> Option<Finding> {
    let places = places(inventory, app);
    let asked: Vec<&HostOutcome> =
        outcomes.iter().filter(|outcome| places.contains(&outcome.host.as_str())).collect();
    if asked.is_empty() {
        return None;
    }
    let everywhere = asked.len() == places.len();
    let mut found: Vec<(String, &str)> = Vec::new();
    let mut silent = Vec::new();
    for outcome in asked {
        match outcome.result.as_ref().map(|report| &report.containers) {
            Ok(Ok(containers)) => {
                found.extend(
                    names(inventory, containers)
                        .into_iter()
                        .map(|name| (name, outcome.host.as_str())),
                );
            }
            Ok(Err(_)) | Err(_) => silent.push(outcome.host.as_str()),
        }
    }
    let finding = |verdict, said: String| {
        Finding::new(Kind::App, format!("apps.{name}"), name, verdict, said)
    };
    if let Some((_, host)) = found.iter().find(|(found, _)| found == name) {
        return Some(finding(Verdict::Good, format!("has a container on {host}")));
    }
    if !silent.is_empty() {
        let said = format!("may be on {}, which did not tell of its containers", silent.join(", "));
        return Some(finding(Verdict::Unknown, said));
    }
    if !everywhere {
        return None;
    }
    let others = found.iter().map(|(name, _)| name.as_str());
    let others = others.filter(|other| !inventory.apps.contains_key(*other));
    let near = nearest(name, others, 1).first().map(ToString::to_string);
    let said = format!("has no container on {}", places.join(" or "));
    Some(finding(Verdict::Bad, said).nearest(near))
}

/// The hosts on which it may be.
fn places<'a>(inventory: &'a Inventory, app: &'a App) -> Vec<&'a str> {
    if let Some(host) = &app.host {
        return vec![host];
    }
    match &inventory.discover {
        Discover::Containers { hosts, .. } if !hosts.is_empty() => {
            hosts.iter().map(String::as_str).collect()
        }
        _ => inventory.hosts.keys().map(String::as_str).collect(),
    }
}

/// What the containers are called as apps.
fn names(inventory: &Inventory, containers: &[Container]) -> Vec<String> {
    let names = |container: &Container| {
        let project = container.project().map(ToOwned::to_owned);
        match &inventory.discover {
            Discover::Containers { pattern, .. } => {
                [pattern.app(&container.name).map(ToOwned::to_owned), None]
            }
            Discover::Projects => [project, None],
            Discover::Nothing => [Some(container.name.clone()), project],
        }
    };
    containers.iter().flat_map(names).flatten().collect()
}
