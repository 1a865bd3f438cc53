//! What would be done, as data: a row per service, and the commands of each host. Pure.

mod command;
mod judge;
mod row;
mod why;

use std::collections::{BTreeMap, BTreeSet};

pub use command::asked_place;
pub use row::{Action, Obstacle, Row};

use super::{Catalogue, Facts, StackPlace, Verb, What};
use crate::change::Step;
use judge::Scene;

/// What is wished for.
#[derive(Debug, Clone, Copy)]
pub struct Wish {
    pub verb: Verb,
    /// `restart` applies changed definitions and images, as `up` does.
    pub apply: bool,
    /// `down` removes named volumes, too.
    pub volumes: bool,
}

/// All of it, in the order of hosts and stacks.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    pub verb: Verb,
    pub rows: Vec<Row>,
    pub hosts: Vec<HostSteps>,
    /// Named volumes that would be removed, by `STACK@HOST`.
    pub volumes: BTreeMap<String, Vec<String>>,
    /// What compose remarked of files.
    pub remarks: Vec<String>,
}

/// The commands of one host, one after the other.
#[derive(Debug, Clone, PartialEq)]
pub struct HostSteps {
    pub host: String,
    pub steps: Vec<Planned>,
}

/// One command, and the services it is about.
#[derive(Debug, Clone, PartialEq)]
pub struct Planned {
    pub step: Step,
    pub verb: Verb,
    pub stack: Option<String>,
    pub services: Vec<String>,
}

impl Planned {
    pub fn is_about(&self, row: &Row) -> bool {
        self.stack == row.stack && self.services.contains(&row.service)
    }
}

impl Plan {
    /// Whether anything would be changed.
    pub fn does_something(&self) -> bool {
        !self.hosts.is_empty()
    }

    pub fn obstacles(&self) -> impl Iterator<Item = (&Row, &Obstacle)> {
        self.rows.iter().filter_map(|row| Some((row, row.obstacle.as_ref()?)))
    }

    /// Services whose changed definition or image a restart leaves as it is.
    pub fn stale(&self) -> impl Iterator<Item = &Row> {
        self.rows.iter().filter(|row| row.stale)
    }
}

/// The plan for all that is meant; `facts` by host.
pub fn plan(
    catalogue: &Catalogue,
    meant: &[What],
    facts: &BTreeMap<String, Facts>,
    wish: Wish,
) -> Plan {
    let mut plan = Plan {
        verb: wish.verb,
        rows: Vec::new(),
        hosts: Vec::new(),
        volumes: BTreeMap::new(),
        remarks: Vec::new(),
    };
    let mut steps: BTreeMap<&str, Vec<Planned>> = BTreeMap::new();
    for (index, stack) in catalogue.stacks.iter().enumerate() {
        let of_it = |what: &What| match what {
            What::Stack(of) => *of == index,
            What::Service(of, _) => *of == index,
            What::Loose(_) => false,
        };
        if !meant.iter().any(of_it) {
            continue;
        }
        let whole = meant.contains(&What::Stack(index));
        let chosen = meant.iter().filter_map(|what| match what {
            What::Service(of, service) if *of == index => Some(service.as_str()),
            _ => None,
        });
        let chosen: BTreeSet<&str> = chosen.collect();
        let why_silent = catalogue.silent.get(&stack.host).map(String::as_str);
        let scene = Scene::new(stack, facts.get(&stack.host), why_silent, wish);
        let rows = scene.rows(whole, &chosen);
        steps.entry(&stack.host).or_default().extend(command::steps(&scene, &rows, whole));
        note(&mut plan, stack, &scene, wish);
        plan.rows.extend(rows);
    }
    for what in meant {
        let What::Loose(index) = what else { continue };
        let Some(loose) = catalogue.loose.get(*index) else { continue };
        let (row, step) = judge::loose(loose, facts.get(&loose.host), wish.verb);
        steps.entry(&loose.host).or_default().extend(step);
        plan.rows.push(row);
    }
    plan.rows.sort_by(|a, b| a.key().cmp(&b.key()));
    let hosts = steps.into_iter().filter(|(_, steps)| !steps.is_empty());
    plan.hosts = hosts.map(|(host, steps)| HostSteps { host: host.to_owned(), steps }).collect();
    plan
}

/// What belongs to the stack as a whole.
fn note(plan: &mut Plan, stack: &StackPlace, scene: &Scene<'_>, wish: Wish) {
    let Some(place) = scene.place else { return };
    let name = format!("{}@{}", stack.name, stack.host);
    if wish.verb == Verb::Down && wish.volumes && !place.volumes.is_empty() {
        plan.volumes.insert(name.clone(), place.volumes.clone());
    }
    plan.remarks.extend(place.remarks.iter().map(|remark| format!("{name}: {remark}")));
}

#[cfg(test)]
mod tests;
