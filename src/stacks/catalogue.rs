//! Who lives where: every stack and service of the asked hosts, running or only declared.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use crate::inventory::Inventory;
use crate::probe::{Container, HostOutcome};
use crate::status::{AppPlace, KnownService, app_places};

/// All that a target can mean.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Catalogue {
    /// Sorted by name, then host.
    pub stacks: Vec<StackPlace>,
    /// Containers that compose did not make, sorted by name, then host.
    pub loose: Vec<Loose>,
    /// Hosts that did not tell, each with why.
    pub silent: BTreeMap<String, String>,
    /// At least one host told.
    pub is_told: bool,
}

/// A stack on a host.
#[derive(Debug, Clone, PartialEq)]
pub struct StackPlace {
    pub host: String,
    /// As the inventory names it, else its compose project.
    pub name: String,
    /// The compose project of its containers, or of those that were seen before; `None` where
    /// neither is known.
    pub project: Option<String>,
    /// Where its compose file is: the inventory's word, else that of the containers' labels.
    pub directory: Option<String>,
    /// Where the containers were made from, if the inventory says something else: it has moved.
    pub made_in: Option<String>,
    /// The compose files that the containers were made from, as their label has it.
    pub config_files: Option<String>,
    /// The inventory names it.
    pub declared: bool,
    /// When a container of it was last seen, of a stack that has none now.
    pub seen_at: Option<Timestamp>,
    /// The apps that it is, or that are a part of it.
    pub apps: Vec<AppPlace>,
    /// Its services with their containers; without any where one is only remembered or declared.
    pub services: BTreeMap<String, Vec<Container>>,
}

/// A container that compose did not make.
#[derive(Debug, Clone, PartialEq)]
pub struct Loose {
    pub host: String,
    pub container: Container,
    pub app: Option<AppPlace>,
}

impl Catalogue {
    /// What the hosts told, what the inventory declares for them, and what is remembered of those
    /// that did not tell or of stacks that have no containers now. Names none but the asked hosts.
    pub fn of(inventory: &Inventory, outcomes: &[HostOutcome], known: &[KnownService]) -> Self {
        let told = |outcome: &HostOutcome| match &outcome.result {
            Ok(report) => report.containers.clone().map_err(|failure| failure.message),
            Err(failure) => Err(failure.message.clone()),
        };
        let lists = outcomes.iter().map(|outcome| (outcome.host.clone(), told(outcome)));
        Self::of_lists(inventory, &lists.collect::<Vec<_>>(), known)
    }

    /// The same of hosts whose containers were listed, or why they were not.
    pub fn of_lists(
        inventory: &Inventory,
        lists: &[(String, Result<Vec<Container>, String>)],
        known: &[KnownService],
    ) -> Self {
        let mut catalogue = Self::default();
        for (host, list) in lists {
            catalogue.add_host(inventory, host, list.as_deref().unwrap_or_default());
            if let Err(why) = list {
                catalogue.silent.insert(host.clone(), why.clone());
            }
            catalogue.is_told |= list.is_ok();
        }
        let asked: BTreeSet<&str> = lists.iter().map(|(host, _)| host.as_str()).collect();
        for service in known.iter().filter(|known| asked.contains(known.host.as_str())) {
            catalogue.remember(service);
        }
        catalogue.stacks.sort_by(|a, b| (&a.name, &a.host).cmp(&(&b.name, &b.host)));
        catalogue
            .loose
            .sort_by(|a, b| (&a.container.name, &a.host).cmp(&(&b.container.name, &b.host)));
        catalogue
    }

    /// What runs or is stopped on one host, by its own word alone.
    pub fn of_host(inventory: &Inventory, host: &str, containers: &[Container]) -> Self {
        let mut catalogue = Self { is_told: true, ..Self::default() };
        catalogue.add_host(inventory, host, containers);
        catalogue
    }

    fn add_host(&mut self, inventory: &Inventory, host: &str, containers: &[Container]) {
        let mut apps = app_places(inventory, host, containers);
        let mut stacks: Vec<StackPlace> = inventory
            .stacks
            .values()
            .filter(|stack| stack.host == host)
            .map(|stack| StackPlace {
                directory: Some(stack.directory.clone()),
                // Before a project elsewhere that is only called as it is.
                project: project_of(containers, &stack.directory),
                declared: true,
                ..StackPlace::named(host, &stack.name)
            })
            .collect();
        for container in containers.iter().filter(|container| !container.is_one_off()) {
            let Some((project, service)) = container.project().zip(container.service()) else {
                let is_it = |app: &AppPlace| app.containers.contains(&container.name);
                let app = apps.iter().find(|app| is_it(app)).cloned();
                self.loose.push(Loose { host: host.into(), container: container.clone(), app });
                continue;
            };
            let index = stacks.iter().position(|stack| stack.is_of(project));
            let index = index.unwrap_or_else(|| {
                stacks.push(StackPlace::named(host, project));
                stacks.len() - 1
            });
            if let Some(stack) = stacks.get_mut(index) {
                stack.add(project, service, container);
            }
        }
        for stack in &mut stacks {
            let of_it = |app: &mut AppPlace| app.project.is_some() && app.project == stack.project;
            stack.apps = apps.extract_if(.., of_it).collect();
        }
        self.stacks.extend(stacks);
    }

    /// A service that was seen before in a stack that has no containers now.
    fn remember(&mut self, known: &KnownService) {
        let of_it = |stack: &&mut StackPlace| {
            let named = stack.name == known.stack || stack.project.as_deref() == Some(&known.stack);
            let there = known.directory.is_some() && stack.directory == known.directory;
            stack.host == known.host && (named || there)
        };
        match self.stacks.iter_mut().find(of_it) {
            Some(stack) if stack.containers().next().is_none() => {
                stack.services.entry(known.service.clone()).or_default();
                stack.seen_at = stack.seen_at.max(known.seen_at);
            }
            // It tells of itself.
            Some(_) => {}
            None if self.silent.contains_key(&known.host) || known.directory.is_some() => {
                let services = BTreeMap::from([(known.service.clone(), Vec::new())]);
                self.stacks.push(StackPlace {
                    project: Some(known.stack.clone()),
                    directory: known.directory.clone(),
                    config_files: known.config_files.clone(),
                    seen_at: known.seen_at,
                    services,
                    ..StackPlace::named(&known.host, &known.stack)
                });
            }
            // It is gone, and nothing says from where it could be started.
            None => {}
        }
    }

    /// Whether the host of a stack did not tell, so that what is said of it may be old.
    pub fn is_silent(&self, host: &str) -> bool {
        self.silent.contains_key(host)
    }
}

impl StackPlace {
    fn named(host: &str, name: &str) -> Self {
        Self {
            host: host.into(),
            name: name.into(),
            project: None,
            directory: None,
            made_in: None,
            config_files: None,
            declared: false,
            seen_at: None,
            apps: Vec::new(),
            services: BTreeMap::new(),
        }
    }

    /// Told by the project that is in its directory, else by the name, which is the same after a move.
    fn is_of(&self, project: &str) -> bool {
        self.project.as_deref().unwrap_or(&self.name) == project
    }

    fn add(&mut self, project: &str, service: &str, container: &Container) {
        self.project = Some(project.into());
        let made_in = container.working_dir().map(str::to_owned);
        if self.directory.is_none() {
            self.directory.clone_from(&made_in);
        } else if made_in.is_some() && made_in != self.directory {
            self.made_in = made_in;
        }
        let files = container.label("com.docker.compose.project.config_files");
        self.config_files = files.map(str::to_owned).or(self.config_files.take());
        self.services.entry(service.into()).or_default().push(container.clone());
    }

    pub fn containers(&self) -> impl Iterator<Item = &Container> {
        self.services.values().flatten()
    }
}

/// The project whose containers were made in a directory.
fn project_of(containers: &[Container], directory: &str) -> Option<String> {
    let of_stacks = containers.iter().filter(|one| !one.is_one_off() && one.service().is_some());
    let mut there = of_stacks.filter(|one| one.working_dir() == Some(directory));
    there.find_map(|container| container.project().map(str::to_owned))
}

#[cfg(test)]
mod tests;
