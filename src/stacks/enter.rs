//! In which container a program is to be run: one per service, and of an app its own.

use super::{Catalogue, Matched, StackPlace, What};
use crate::probe::{Container, ContainerState};

/// A container that may be meant.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    pub host: String,
    /// As it could be typed: `monitoring/grafana@toucan`.
    pub target: String,
    /// The first one that runs.
    pub running: Option<Container>,
    /// Why none runs; empty where one does.
    pub why_not: String,
}

/// All that a target may mean, in the order of the catalogue.
pub fn entries(catalogue: &Catalogue, matched: &Matched) -> Vec<Entry> {
    let mut entries = Vec::new();
    for what in &matched.found {
        match what {
            What::Stack(index) => {
                let Some(stack) = catalogue.stacks.get(*index) else { continue };
                let services = services_of(stack, matched);
                entries.extend(services.into_iter().map(|service| of_service(stack, service)));
            }
            What::Service(index, service) => {
                let stack = catalogue.stacks.get(*index);
                entries.extend(stack.map(|stack| of_service(stack, service)));
            }
            What::Loose(index) => {
                let Some(loose) = catalogue.loose.get(*index) else { continue };
                let target = format!("{}@{}", loose.container.name, loose.host);
                let containers = std::slice::from_ref(&loose.container);
                entries.push(entry(&loose.host, target, containers));
            }
        }
    }
    entries
}

/// Of an app that was named its own service, of a stack with apps the apps', else all.
fn services_of<'a>(stack: &'a StackPlace, matched: &Matched) -> Vec<&'a str> {
    let service_of = |main: &str| {
        let has_it = |containers: &Vec<Container>| containers.iter().any(|one| one.name == main);
        let service = stack.services.iter().find(|(_, containers)| has_it(containers));
        service.map(|(service, _)| service.as_str())
    };
    let mains = |named: bool| -> Vec<&str> {
        let apps = stack.apps.iter();
        let apps = apps.filter(|app| !named || matched.target.name.matches(&app.name));
        apps.filter_map(|app| service_of(app.main.as_deref()?)).collect()
    };
    match (mains(true), mains(false)) {
        (named, _) if !named.is_empty() => named,
        (_, all) if !all.is_empty() => all,
        _ => stack.services.keys().map(String::as_str).collect(),
    }
}

fn of_service(stack: &StackPlace, service: &str) -> Entry {
    let target = format!("{}/{service}@{}", stack.name, stack.host);
    let containers = stack.services.get(service).map_or(&[][..], Vec::as_slice);
    entry(&stack.host, target, containers)
}

fn entry(host: &str, target: String, containers: &[Container]) -> Entry {
    let mut containers: Vec<&Container> = containers.iter().collect();
    containers.sort_by_key(|container| (number(container), container.name.as_str()));
    let running = containers.iter().find(|one| one.state == ContainerState::Running);
    let why_not = match (running, containers.first()) {
        (Some(_), _) => String::new(),
        (None, Some(first)) if first.status_text.trim().is_empty() => "it does not run".to_owned(),
        (None, Some(first)) => format!("Docker says: {}", first.status_text.trim()),
        (None, None) => "it has no containers".to_owned(),
    };
    Entry { host: host.to_owned(), target, running: running.copied().cloned(), why_not }
}

/// Replicas count from 1.
fn number(container: &Container) -> u32 {
    let number = container.label("com.docker.compose.container-number");
    number.and_then(|number| number.parse().ok()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{container, inventory, told};
    use super::super::resolve;
    use super::*;
    use crate::inventory::Target;

    fn found(containers: Vec<Container>, host: &str, word: &str) -> Vec<String> {
        let catalogue = Catalogue::of(&inventory(), &[told(host, containers)], &[]);
        let resolution = resolve(&catalogue, &[Target::parse(word).unwrap()]).unwrap();
        let entries = entries(&catalogue, &resolution.matched[0]);
        let shown = |entry: &Entry| match &entry.running {
            Some(running) => format!("{} {}", entry.target, running.name),
            None => format!("{}: {}", entry.target, entry.why_not),
        };
        entries.iter().map(shown).collect()
    }

    fn suite() -> Vec<Container> {
        let place = |service| Some(("suite", service, "/srv/apps/suite"));
        vec![
            container("sgos-phone-app", place("phone")),
            container("sgos-wiki-app", place("wiki")),
            container("suite-db-1", place("db")),
        ]
    }

    #[test]
    fn an_app_is_entered_where_it_is_and_not_beside_it() {
        let phone = ["suite/phone@hornbill sgos-phone-app"];
        assert_eq!(found(suite(), "hornbill", "phone"), phone);
        assert_eq!(
            found(suite(), "hornbill", "suite"),
            [phone[0], "suite/wiki@hornbill sgos-wiki-app"]
        );
        assert_eq!(found(suite(), "hornbill", "db"), ["suite/db@hornbill suite-db-1"]);
        assert_eq!(found(suite(), "toucan", "suite").len(), 3, "no apps are looked for there");
    }

    #[test]
    fn of_replicas_the_first_that_runs() {
        let replica = |number: u32, state| {
            let place = Some(("web", "app", "/srv/web"));
            let mut one = container(&format!("web-app-{number}"), place);
            let label = "com.docker.compose.container-number".to_owned();
            one.labels.insert(label, number.to_string());
            Container { state, ..one }
        };
        let running = ContainerState::Running;
        let of = |containers| found(containers, "toucan", "web");
        let many = vec![replica(10, running), replica(2, running)];
        assert_eq!(of(many), ["web/app@toucan web-app-2"]);
        let first_down = vec![replica(1, ContainerState::Exited), replica(2, running)];
        assert_eq!(of(first_down), ["web/app@toucan web-app-2"]);
        let paused = vec![replica(1, ContainerState::Paused)];
        assert_eq!(of(paused), ["web/app@toucan: Docker says: Up 3 hours"]);
    }

    #[test]
    fn what_has_no_container_says_so() {
        let catalogue = super::super::fixture::fleet();
        let resolution = resolve(&catalogue, &[Target::parse("status").unwrap()]).unwrap();
        let entries = entries(&catalogue, &resolution.matched[0]);
        assert_eq!(entries[0].why_not, "it has no containers");
        let resolution = resolve(&catalogue, &[Target::parse("old-thing").unwrap()]).unwrap();
        let entries = super::entries(&catalogue, &resolution.matched[0]);
        assert_eq!(entries[0].target, "old-thing@toucan");
    }
}
