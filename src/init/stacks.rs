//! Compose projects that are no apps: their names, hosts and directories.

use std::collections::{BTreeMap, BTreeSet};

use super::Sighting;
use super::draft::{Draft, DraftStack, fits};
use crate::inventory::{ContainerPattern, Kind};
use crate::probe::Container;

/// Adds the stacks to the draft, and a remark on each that the inventory cannot hold.
pub(super) fn add(
    draft: &mut Draft,
    sightings: &[Sighting<'_>],
    pattern: Option<&ContainerPattern>,
) {
    let mut found = Vec::new();
    for sighting in sightings {
        for (project, containers) in projects(sighting) {
            let is_app = |one: &&Container| pattern.is_some_and(|p| p.app(&one.name).is_some());
            if !containers.iter().any(is_app) {
                found.push((project, sighting.name, containers));
            }
        }
    }
    let mut hosts_of: BTreeMap<&str, usize> = BTreeMap::new();
    for (project, ..) in &found {
        *hosts_of.entry(project).or_default() += 1;
    }
    let mut taken = BTreeSet::new();
    for (project, host, containers) in &found {
        // The same project on two hosts: each is called after its host.
        let shared = hosts_of[project] > 1;
        let name = if shared { format!("{project}-{host}") } else { (*project).to_owned() };
        let what = || format!("{host}: the compose project {project:?}");
        let Some(directory) = newest_directory(containers) else {
            draft.remarks.push(format!("{} does not say where it lies", what()));
            continue;
        };
        if !fits(Kind::Name, &name) || !fits(Kind::Directory, directory) {
            draft.remarks.push(format!(
                "{} in {directory:?} has no name or directory that an inventory takes",
                what()
            ));
        } else if taken.insert(name.clone()) {
            let services = containers.iter().filter_map(|one| one.service());
            let services: BTreeSet<String> = services.map(str::to_owned).collect();
            draft.stacks.push(DraftStack {
                name,
                host: (*host).to_owned(),
                directory: directory.to_owned(),
                services: services.into_iter().collect(),
            });
        } else {
            draft.remarks.push(format!("{} would be the second stack `{name}`", what()));
        }
    }
}

fn projects<'a>(sighting: &'a Sighting<'_>) -> BTreeMap<&'a str, Vec<&'a Container>> {
    let mut projects: BTreeMap<&str, Vec<&Container>> = BTreeMap::new();
    for container in sighting.containers() {
        if let Some(project) = container.project() {
            projects.entry(project).or_default().push(container);
        }
    }
    projects
}

/// A project that moved has old containers with the old directory.
fn newest_directory<'a>(containers: &[&'a Container]) -> Option<&'a str> {
    let placed = containers.iter().filter_map(|one| Some((one.created, one.working_dir()?)));
    placed.max().map(|(_, directory)| directory)
}
