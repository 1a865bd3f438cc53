//! The names there are: what the inventory says, and what the last look saw.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use clap_complete::engine::CompletionCandidate;

use crate::cli::Process;
use crate::cli::memory::{Known, Memory};
use crate::inventory::{self, Inventory};

/// Only names that every shell takes as they are; the cache holds what hosts said.
#[derive(Debug, Default)]
pub(super) struct Names {
    hosts: BTreeSet<String>,
    tags: BTreeSet<String>,
    /// Each with the hosts where it is.
    apps: Places,
    stacks: Places,
    services: Places,
    /// `stack/service`
    members: Places,
}

type Places = BTreeMap<String, BTreeSet<String>>;

impl Names {
    /// Nothing where there is no usable inventory.
    pub(super) fn find(process: &Process, config: Option<PathBuf>) -> Self {
        let loaded = inventory::load(&process.surroundings, config.as_deref());
        let Ok(loaded) = loaded else { return Self::default() };
        let memory = Memory::of(process.cache.as_deref(), &loaded.inventory.source);
        Self::of(&loaded.inventory, &memory.load())
    }

    pub(super) fn of(inventory: &Inventory, known: &Known) -> Self {
        let mut names = Self::default();
        for host in inventory.hosts.values() {
            names.hosts.insert(host.name.clone());
            names.tags.extend(host.tags.iter().cloned());
        }
        for stack in inventory.stacks.values() {
            add(&mut names.stacks, &stack.name, &stack.host);
        }
        for (name, app) in &inventory.apps {
            let places = names.apps.entry(name.clone()).or_default();
            places.extend(app.host.clone());
        }
        for app in known.apps.iter().filter(|app| names.hosts.contains(&app.host)) {
            add(&mut names.apps, &app.name, &app.host);
        }
        for found in known.services.iter().filter(|found| names.hosts.contains(&found.host)) {
            add(&mut names.stacks, &found.stack, &found.host);
            add(&mut names.services, &found.service, &found.host);
            if is_safe(&found.stack) && is_safe(&found.service) {
                let member = format!("{}/{}", found.stack, found.service);
                names.members.entry(member).or_default().insert(found.host.clone());
            }
        }
        names
    }

    /// For `-H`: a comma list of hosts and tags, each optionally with `!`.
    pub(super) fn selector(&self, current: &str) -> Vec<CompletionCandidate> {
        let typed = current.rfind(',').map_or(0, |comma| comma + 1);
        let (before, word) = current.split_at(typed);
        let exclusion = if word.starts_with('!') { "!" } else { "" };
        let hosts = self.hosts.iter().map(|host| (host.clone(), "host"));
        let tags = self.tags.iter().map(|tag| (format!("@{tag}"), "tag"));
        let named = hosts.chain(tags).map(|(name, what)| (format!("{exclusion}{name}"), what));
        let fitting = named.filter(|(name, _)| name.starts_with(word));
        fitting.map(|(name, what)| candidate(before.to_owned() + &name, what)).collect()
    }

    pub(super) fn host(&self, current: &str) -> Vec<CompletionCandidate> {
        let fitting = self.hosts.iter().filter(|host| host.starts_with(current));
        fitting.map(|host| candidate(host.clone(), "host")).collect()
    }

    pub(super) fn app(&self, current: &str) -> Vec<CompletionCandidate> {
        fitting(current, &[(&self.apps, "app")])
    }

    pub(super) fn stack(&self, current: &str) -> Vec<CompletionCandidate> {
        fitting(current, &[(&self.stacks, "stack")])
    }

    /// Members of a stack only when its slash was typed: there are many.
    pub(super) fn target(&self, current: &str) -> Vec<CompletionCandidate> {
        if current.contains('/') {
            return fitting(current, &[(&self.members, "service")]);
        }
        let kinds = [(&self.stacks, "stack"), (&self.apps, "app"), (&self.services, "service")];
        fitting(current, &kinds)
    }
}

/// With `@host` behind the name once its `@` was typed; each only once.
fn fitting(current: &str, kinds: &[(&Places, &'static str)]) -> Vec<CompletionCandidate> {
    let mut offered = BTreeSet::new();
    let mut found = Vec::new();
    for (places, what) in kinds {
        for (name, hosts) in *places {
            let on = hosts.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
            let help = if on.is_empty() { (*what).to_owned() } else { format!("{what} on {on}") };
            if current.contains('@') {
                let full = hosts.iter().map(|host| (format!("{name}@{host}"), (*what).to_owned()));
                found.extend(full);
            } else {
                found.push((name.clone(), help));
            }
        }
    }
    found.retain(|(name, _)| name.starts_with(current) && offered.insert(name.clone()));
    found.into_iter().map(|(name, help)| candidate(name, &help)).collect()
}

fn candidate(name: String, help: &str) -> CompletionCandidate {
    CompletionCandidate::new(name).help(Some(help.to_owned().into()))
}

fn add(places: &mut Places, name: &str, host: &str) {
    if is_safe(name) {
        places.entry(name.to_owned()).or_default().insert(host.to_owned());
    }
}

/// Nothing that a shell would obey, and nothing that could be taken for an option.
fn is_safe(name: &str) -> bool {
    let fine = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    name.chars().all(fine) && name.starts_with(|c: char| c.is_alphanumeric() || c == '_')
}
