//! The inventory that would be written: what was found, and what a person said about it.

use super::write::DraftSsh;
use super::{Sighting, endpoints, pattern, stacks};
use crate::inventory::{ContainerPattern, Kind, Value, accept};
use crate::probe::{AppJsonFact, Container};
use crate::ui::sanitize;

/// All names and values in it are ones that an inventory takes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Draft {
    pub ssh: DraftSsh,
    pub hosts: Vec<DraftHost>,
    pub stacks: Vec<DraftStack>,
    /// `None`: every compose project is an app.
    pub discover: Option<DraftDiscover>,
    pub apps: Vec<DraftApp>,
    pub loki: Option<DraftEndpoint>,
    pub grafana: Option<DraftEndpoint>,
    pub glitchtip: Option<DraftEndpoint>,
    pub status_page: Option<DraftEndpoint>,
    /// What was seen and is not in it, one line each; not clean.
    pub remarks: Vec<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DraftHost {
    pub name: String,
    /// `None`: its name.
    pub address: Option<String>,
    /// Of its own; where the file has no defaults that this draft could write.
    pub ssh: DraftSsh,
    /// Why it is not known what runs there; not clean.
    pub silent: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftStack {
    pub name: String,
    pub host: String,
    pub directory: String,
    /// Not clean.
    pub services: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftDiscover {
    pub pattern: ContainerPattern,
    /// Empty: all hosts.
    pub hosts: Vec<String>,
    pub containers: usize,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftApp {
    pub name: String,
    pub title: Option<String>,
}

/// A section with an address.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DraftEndpoint {
    pub values: Vec<(&'static str, Value)>,
    /// A reference that is written as a comment, because nobody knows whether it leads anywhere.
    pub token: Option<String>,
    /// What it was told by; not clean.
    pub remark: String,
    /// Why it cannot be reached as it is: the section is only a comment then.
    pub closed: Option<String>,
}

/// What the hosts run, as an inventory; `pattern`, where somebody gave one, says which are apps.
pub fn draft(
    hosts: Vec<DraftHost>,
    sightings: &[Sighting<'_>],
    pattern: Option<ContainerPattern>,
) -> Draft {
    let mut draft = Draft { hosts, ..Draft::default() };
    if let Some(pattern) = &pattern {
        add_apps(&mut draft, sightings, pattern);
    }
    stacks::add(&mut draft, sightings, pattern.as_ref());
    endpoints::add(&mut draft, sightings, pattern.as_ref());
    draft
}

impl Draft {
    /// The pattern that the names of the apps' containers seem to follow.
    pub fn pattern(sightings: &[Sighting<'_>]) -> Option<ContainerPattern> {
        pattern::find(sightings)
    }

    /// The endpoints that were found, by the names of their sections.
    pub fn endpoints(&self) -> impl Iterator<Item = (&'static str, &DraftEndpoint)> {
        let all = [
            ("loki", &self.loki),
            ("grafana", &self.grafana),
            ("glitchtip", &self.glitchtip),
            ("status_page", &self.status_page),
        ];
        all.into_iter().filter_map(|(section, found)| Some((section, found.as_ref()?)))
    }
}

fn add_apps(draft: &mut Draft, sightings: &[Sighting<'_>], pattern: &ContainerPattern) {
    let mut hosts = Vec::new();
    let mut containers = 0;
    for sighting in sightings {
        for container in sighting.containers() {
            let Some(app) = pattern.app(&container.name) else { continue };
            containers += 1;
            if !hosts.iter().any(|host| host == sighting.name) {
                hosts.push(sighting.name.to_owned());
            }
            if !fits(Kind::Name, app) {
                draft.remarks.push(format!(
                    "{}: the app {app:?} has no name that an inventory takes",
                    sighting.name
                ));
            } else if !draft.apps.iter().any(|known| known.name == app) {
                draft
                    .apps
                    .push(DraftApp { name: app.to_owned(), title: title(sighting, container) });
            }
        }
    }
    draft.apps.sort_by(|a, b| a.name.cmp(&b.name));
    // What a silent host runs is not known: it may well have apps.
    let told_nothing =
        |sighting: &Sighting<'_>| sighting.report.is_none_or(|report| report.containers.is_err());
    if hosts.len() == sightings.len() || sightings.iter().any(told_nothing) {
        hosts.clear();
    }
    draft.discover = Some(DraftDiscover { pattern: pattern.clone(), hosts, containers });
}

/// What the checkout's `app.json` says.
fn title(sighting: &Sighting<'_>, container: &Container) -> Option<String> {
    let checkouts = sighting.report?.checkouts.as_ref().ok()?;
    match &checkouts.get(container.working_dir()?)?.app_json {
        AppJsonFact::Valid(app) => app.title.clone().filter(|title| fits(Kind::Line, title)),
        AppJsonFact::Missing | AppJsonFact::Invalid(_) => None,
    }
}

/// Whether the inventory takes it, and a terminal shows it as it is.
pub(super) fn fits(kind: Kind, text: &str) -> bool {
    accept(kind, text).is_ok() && !text.chars().any(sanitize::is_unsafe)
}
