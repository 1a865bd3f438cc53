//! From the catalogue and the hosts' answers to the report.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use jiff::Timestamp;

use super::report::{PsContainer, PsPort, PsReport, PsSelection, PsService, SCHEMA_VERSION};
use crate::inventory::Inventory;
use crate::probe::{Container, HostOutcome, milliseconds};
use crate::stacks::{Catalogue, Loose, StackPlace, What, page_of_loose, page_of_service};
use crate::status::{State, Verdict, judge_containers, judge_hosts};
use crate::transport::redact;

/// What is wanted of the catalogue.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    /// As they were typed.
    pub targets: Vec<String>,
    /// What they mean; without targets everything is wanted.
    pub found: Vec<What>,
    /// Also what is left out otherwise.
    pub all: bool,
}

/// Judges what the hosts told; `duration` is how long collecting took.
pub fn judge(
    inventory: &Inventory,
    outcomes: &[HostOutcome],
    catalogue: &Catalogue,
    asked: &Asked,
    now: Timestamp,
    duration: Duration,
) -> PsReport {
    let verdicts = outcomes
        .iter()
        .map(|outcome| (outcome.host.as_str(), judge_containers(inventory, outcome)))
        .collect();
    let judging = Judging { inventory, catalogue, verdicts };
    let found: BTreeSet<&What> = asked.found.iter().collect();
    let everything = asked.targets.is_empty();
    let mut services = Vec::new();
    for (index, stack) in catalogue.stacks.iter().enumerate() {
        let whole = everything || found.contains(&What::Stack(index));
        if stack.services.is_empty() && whole {
            services.push(judging.empty(stack));
        }
        for (service, containers) in &stack.services {
            if whole || found.contains(&What::Service(index, service.clone())) {
                services.push(judging.service(stack, service, containers));
            }
        }
    }
    services.extend(outcomes.iter().flat_map(|outcome| judging.one_offs(outcome, asked)));
    services.sort_by(|a, b| order(a).cmp(&order(b)));
    for (index, loose) in catalogue.loose.iter().enumerate() {
        if everything || found.contains(&What::Loose(index)) {
            services.push(judging.loose(loose));
        }
    }
    let total = services.len();
    // What was named is shown whatever it is.
    services
        .retain(|service| asked.all || !service.one_off && (!everything || is_current(service)));
    let hosts = judge_hosts(outcomes, now, duration);
    PsReport {
        schema_version: SCHEMA_VERSION,
        generated_at: hosts.generated_at,
        duration_ms: hosts.collector.duration_ms,
        selection: PsSelection {
            targets: asked.targets.clone(),
            shown: services.len(),
            hidden: total - services.len(),
        },
        services,
        hosts: hosts.hosts,
    }
}

/// It is up, or should be, or nobody knows.
fn is_current(service: &PsService) -> bool {
    let only_remembered = service.containers.is_empty() && !service.declared;
    service.state == State::Unknown || service.state != State::ExitedOk && !only_remembered
}

fn order(service: &PsService) -> (Option<&str>, &str, Option<&str>, bool, Option<&str>) {
    let container = service.containers.first().map(|container| container.name.as_str());
    let PsService { stack, host, service: name, one_off, .. } = service;
    (stack.as_deref(), host, name.as_deref(), *one_off, container)
}

struct Judging<'a> {
    inventory: &'a Inventory,
    catalogue: &'a Catalogue,
    /// Of each host, by the containers' ids.
    verdicts: BTreeMap<&'a str, BTreeMap<String, Verdict>>,
}

impl Judging<'_> {
    fn service(&self, stack: &StackPlace, service: &str, containers: &[Container]) -> PsService {
        let url = page_of_service(self.inventory, stack, containers);
        let is_part = |name: &String| containers.iter().any(|container| container.name == *name);
        let apps = stack.apps.iter().filter(|app| match &app.main {
            Some(main) => is_part(main),
            None => app.containers.iter().any(is_part),
        });
        PsService {
            service: Some(service.to_owned()),
            apps: apps.map(|app| app.name.clone()).collect(),
            url,
            ..self.with(self.place(stack), containers)
        }
    }

    /// A stack of which no service is known.
    fn empty(&self, stack: &StackPlace) -> PsService {
        self.with(self.place(stack), &[])
    }

    fn loose(&self, loose: &Loose) -> PsService {
        let row = PsService {
            service: Some(loose.container.name.clone()),
            apps: loose.app.iter().map(|app| app.name.clone()).collect(),
            url: page_of_loose(self.inventory, loose),
            one_off: loose.container.is_one_off(),
            ..nowhere(&loose.host)
        };
        self.with(row, std::slice::from_ref(&loose.container))
    }

    /// What ran once by hand, in the stacks or of the services that are wanted.
    fn one_offs(&self, outcome: &HostOutcome, asked: &Asked) -> Vec<PsService> {
        let Ok(Ok(containers)) = outcome.result.as_ref().map(|report| report.containers.as_ref())
        else {
            return Vec::new();
        };
        let row = |container: &Container| {
            let (project, service) = container.project().zip(container.service())?;
            let of_it = |stack: &&StackPlace| {
                stack.host == outcome.host && stack.project.as_deref() == Some(project)
            };
            let index = self.catalogue.stacks.iter().position(|stack| of_it(&stack));
            let named = index.is_some_and(|index| {
                asked.found.contains(&What::Stack(index))
                    || asked.found.contains(&What::Service(index, service.to_owned()))
            });
            let place = match index.and_then(|index| self.catalogue.stacks.get(index)) {
                Some(stack) => self.place(stack),
                None => PsService {
                    stack: Some(project.to_owned()),
                    project: Some(project.to_owned()),
                    directory: container.working_dir().map(str::to_owned),
                    ..nowhere(&outcome.host)
                },
            };
            let row = PsService { service: Some(service.to_owned()), one_off: true, ..place };
            (named || asked.targets.is_empty())
                .then(|| self.with(row, std::slice::from_ref(container)))
        };
        containers.iter().filter(|container| container.is_one_off()).filter_map(row).collect()
    }

    fn place(&self, stack: &StackPlace) -> PsService {
        PsService {
            stack: Some(stack.name.clone()),
            project: stack.project.clone(),
            directory: stack.directory.clone(),
            made_in: stack.made_in.clone(),
            declared: stack.declared,
            seen_at: stack.seen_at.map(milliseconds),
            ..nowhere(&stack.host)
        }
    }

    /// The row with its containers, and the state of the worst of them.
    fn with(&self, row: PsService, containers: &[Container]) -> PsService {
        let mut containers: Vec<_> =
            containers.iter().map(|container| self.container(&row.host, container)).collect();
        containers.sort_by(|a, b| a.name.cmp(&b.name));
        // Of the equally bad ones the first; `max_by_key` would take the last.
        let worst = containers.iter().rev().max_by_key(|one| (one.state.severity(), one.state));
        let Some(worst) = worst else {
            let silent = self.catalogue.is_silent(&row.host);
            return PsService {
                state: if silent { State::Unknown } else { State::NotRunning },
                reason: (!silent).then(|| "it has no containers".to_owned()),
                ..row
            };
        };
        let reason = match &worst.reason {
            Some(reason) if containers.len() > 1 => Some(format!("{}: {reason}", worst.name)),
            reason => reason.clone(),
        };
        PsService {
            state: worst.state,
            reason,
            since: worst.since,
            seen_at: None,
            containers,
            ..row
        }
    }

    fn container(&self, host: &str, container: &Container) -> PsContainer {
        let verdict = self.verdicts.get(host).and_then(|of_host| of_host.get(&container.id));
        PsContainer {
            id: container.id.clone(),
            name: container.name.clone(),
            // It may be written with the password of its registry.
            image: redact(&container.image).into_owned(),
            state: verdict.map_or(State::Unknown, |verdict| verdict.state),
            reason: verdict.and_then(|verdict| verdict.reason.clone()),
            since: verdict.and_then(|verdict| verdict.since),
            ports: container
                .ports
                .iter()
                .map(|port| PsPort {
                    address: port.address.clone(),
                    on_host: port.on_host,
                    inside: port.inside,
                })
                .collect(),
        }
    }
}

fn nowhere(host: &str) -> PsService {
    PsService {
        stack: None,
        service: None,
        host: host.to_owned(),
        directory: None,
        made_in: None,
        project: None,
        declared: false,
        apps: Vec::new(),
        state: State::Unknown,
        reason: None,
        since: None,
        url: None,
        one_off: false,
        seen_at: None,
        containers: Vec::new(),
    }
}

#[cfg(test)]
mod tests;
