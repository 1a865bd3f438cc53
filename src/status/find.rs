//! Which containers of a host are which app.

use std::collections::BTreeMap;

use crate::inventory::{Discover, Inventory};
use crate::probe::Container;

/// An app found on a host.
#[derive(Debug)]
pub(super) struct Found<'a> {
    pub(super) name: String,
    /// The container that is the app; `None` where the app is a whole compose project.
    pub(super) main: Option<&'a Container>,
    /// All that its state depends on, `main` included; never empty.
    pub(super) members: Vec<&'a Container>,
}

/// The apps among the containers of `host`.
pub(super) fn apps<'a>(
    inventory: &Inventory,
    host: &str,
    containers: &'a [Container],
) -> Vec<Found<'a>> {
    let lasting: Vec<&Container> =
        containers.iter().filter(|container| !container.is_one_off()).collect();
    match &inventory.discover {
        Discover::Projects => projects(&lasting)
            .into_iter()
            .map(|(name, members)| Found { name: name.to_owned(), main: None, members })
            .collect(),
        Discover::Containers { pattern, .. } => {
            let app_of = |container: &'a Container| pattern.app(&container.name);
            lasting
                .iter()
                .filter_map(|main| Some((app_of(main)?, *main)))
                .filter(|(name, _)| is_expected(inventory, name, host))
                .map(|(name, main)| {
                    // Another app in the same project has its own row.
                    let others = beside(main, &lasting).filter(|other| app_of(other).is_none());
                    Found {
                        name: name.to_owned(),
                        main: Some(main),
                        members: std::iter::once(main).chain(others).collect(),
                    }
                })
                .collect()
        }
        Discover::Nothing => inventory
            .apps
            .keys()
            .filter(|name| is_expected(inventory, name, host))
            .filter_map(|name| named(name, &lasting))
            .collect(),
    }
}

/// Whether an app of this name may run on `host`: there by the inventory, or where apps are discovered.
pub(super) fn is_expected(inventory: &Inventory, name: &str, host: &str) -> bool {
    let named_for_it = inventory.apps.get(name).and_then(|app| app.host.as_deref());
    named_for_it == Some(host)
        || discover_hosts(inventory).contains(&host) && inventory_allows(inventory, name)
}

fn inventory_allows(inventory: &Inventory, name: &str) -> bool {
    !matches!(inventory.discover, Discover::Nothing)
        || inventory.apps.get(name).is_some_and(|app| app.host.is_none())
}

/// The hosts on which an app is looked for whose host the inventory does not name.
pub(super) fn discover_hosts(inventory: &Inventory) -> Vec<&str> {
    match &inventory.discover {
        Discover::Containers { hosts, .. } if !hosts.is_empty() => {
            hosts.iter().map(String::as_str).collect()
        }
        _ => inventory.hosts.keys().map(String::as_str).collect(),
    }
}

/// What was looked for in vain, such as "no container named sgos-phone-app".
pub(super) fn absence(inventory: &Inventory, name: &str) -> String {
    match &inventory.discover {
        Discover::Containers { pattern, .. } => {
            format!("no container named {}{name}{}", pattern.prefix, pattern.suffix)
        }
        Discover::Projects => format!("no compose project named {name}"),
        Discover::Nothing => format!("no container or compose project named {name}"),
    }
}

fn projects<'a>(containers: &[&'a Container]) -> BTreeMap<&'a str, Vec<&'a Container>> {
    let mut projects: BTreeMap<&str, Vec<&Container>> = BTreeMap::new();
    for container in containers {
        if let Some(project) = container.project() {
            projects.entry(project).or_default().push(container);
        }
    }
    projects
}

/// The other containers of the same compose project.
fn beside<'a>(
    main: &'a Container,
    containers: &[&'a Container],
) -> impl Iterator<Item = &'a Container> {
    let same_project = |other: &&Container| {
        main.project().is_some() && other.project() == main.project() && other.id != main.id
    };
    containers.iter().copied().filter(same_project)
}

fn named<'a>(name: &str, containers: &[&'a Container]) -> Option<Found<'a>> {
    if let Some(main) = containers.iter().copied().find(|container| container.name == name) {
        let members = std::iter::once(main).chain(beside(main, containers)).collect();
        return Some(Found { name: name.to_owned(), main: Some(main), members });
    }
    let members = projects(containers).remove(name)?;
    Some(Found { name: name.to_owned(), main: None, members })
}
