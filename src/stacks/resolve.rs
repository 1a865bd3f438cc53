//! What was typed, found among what there is.

use std::collections::BTreeSet;

use super::error::{UnknownTarget, UnknownTargets};
use super::{Catalogue, Loose, StackPlace};
use crate::inventory::{Target, Wanted, nearest};
use crate::probe::Container;

/// One place that a target means. The indices are those of the catalogue it was found in.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// The stack, all of it.
    Stack(usize),
    /// One service of a stack.
    Service(usize, String),
    /// A container that compose did not make.
    Loose(usize),
}

/// One target with all that it means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matched {
    pub target: Target,
    /// Sorted, each once, never empty.
    pub found: Vec<What>,
}

/// All targets, found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Resolution {
    pub matched: Vec<Matched>,
}

impl Matched {
    /// A name that means several things without saying so.
    pub fn is_ambiguous(&self) -> bool {
        self.found.len() > 1 && !self.target.is_pattern()
    }
}

impl Resolution {
    /// Everything that is meant, each once: a service whose whole stack is meant is not named again.
    pub fn all(&self) -> Vec<What> {
        let all: BTreeSet<&What> = self.matched.iter().flat_map(|one| &one.found).collect();
        let whole = |what: &What| match what {
            What::Service(stack, _) => all.contains(&What::Stack(*stack)),
            What::Stack(_) | What::Loose(_) => false,
        };
        all.iter().filter(|what| !whole(what)).map(|what| (*what).clone()).collect()
    }
}

/// Every target must mean something.
///
/// # Errors
/// All targets that mean nothing, each with the nearest names and where they are.
pub fn resolve(catalogue: &Catalogue, targets: &[Target]) -> Result<Resolution, UnknownTargets> {
    let mut matched = Vec::new();
    let mut unknown = Vec::new();
    for target in targets {
        let found = find(catalogue, target);
        if found.is_empty() {
            unknown.push(UnknownTarget {
                name: target.to_string(),
                nearest: nearest_names(catalogue, target),
            });
        } else {
            matched.push(Matched { target: target.clone(), found });
        }
    }
    if unknown.is_empty() {
        return Ok(Resolution { matched });
    }
    Err(UnknownTargets { unknown, silent: catalogue.silent.clone(), is_told: catalogue.is_told })
}

fn find(catalogue: &Catalogue, target: &Target) -> Vec<What> {
    let on = |host: &str| target.host.as_ref().is_none_or(|wanted| wanted.matches(host));
    let mut found = BTreeSet::new();
    for (index, stack) in catalogue.stacks.iter().enumerate().filter(|(_, stack)| on(&stack.host)) {
        found.extend(in_stack(index, stack, target));
    }
    if target.stack.is_none() {
        let fits = |loose: &Loose| on(&loose.host) && is_loose(loose, &target.name);
        let loose = catalogue.loose.iter().enumerate();
        found.extend(loose.filter(|(_, loose)| fits(loose)).map(|(index, _)| What::Loose(index)));
    }
    found.into_iter().collect()
}

fn in_stack(index: usize, stack: &StackPlace, target: &Target) -> Vec<What> {
    let services = |name: &Wanted| {
        let fitting = stack.services.keys().filter(|service| name.matches(service));
        fitting.map(|service| What::Service(index, service.clone())).collect::<Vec<_>>()
    };
    match &target.stack {
        Some(wanted) if is_stack(stack, wanted) => services(&target.name),
        Some(_) => Vec::new(),
        // A service that is called as its stack is the stack.
        None if is_called(stack, &target.name) => vec![What::Stack(index)],
        None => match stack.apps.as_slice() {
            // What else is in its project is a part of it.
            [app] if target.name.matches(&app.name) => vec![What::Stack(index)],
            apps => {
                let named = apps.iter().filter(|app| target.name.matches(&app.name));
                let mains = named.filter_map(|app| service_of(stack, app.main.as_deref()?));
                let mains = mains.map(|service| What::Service(index, service.to_owned()));
                mains.chain(services(&target.name)).collect()
            }
        },
    }
}

/// The service that a container is of.
fn service_of<'a>(stack: &'a StackPlace, container: &str) -> Option<&'a str> {
    let has_it = |containers: &[Container]| containers.iter().any(|one| one.name == container);
    let found = stack.services.iter().find(|(_, containers)| has_it(containers));
    found.map(|(service, _)| service.as_str())
}

/// As the inventory or compose has it.
fn is_called(stack: &StackPlace, wanted: &Wanted) -> bool {
    wanted.matches(&stack.name)
        || stack.project.as_deref().is_some_and(|project| wanted.matches(project))
}

fn is_stack(stack: &StackPlace, wanted: &Wanted) -> bool {
    is_called(stack, wanted) || stack.apps.iter().any(|app| wanted.matches(&app.name))
}

fn is_loose(loose: &Loose, wanted: &Wanted) -> bool {
    wanted.matches(&loose.container.name)
        || loose.app.as_ref().is_some_and(|app| wanted.matches(&app.name))
}

/// The three nearest, each with the hosts where it is.
fn nearest_names(catalogue: &Catalogue, target: &Target) -> Vec<String> {
    let mut names: Vec<(String, &str)> = Vec::new();
    for stack in &catalogue.stacks {
        let host = stack.host.as_str();
        if target.stack.is_some() {
            let member = |service| format!("{}/{service}", stack.name);
            names.extend(stack.services.keys().map(|service| (member(service), host)));
            continue;
        }
        let apps = stack.apps.iter().map(|app| app.name.clone());
        let all = [stack.name.clone()].into_iter().chain(apps);
        names.extend(all.chain(stack.services.keys().cloned()).map(|name| (name, host)));
    }
    if target.stack.is_none() {
        let loose = catalogue.loose.iter();
        names.extend(loose.map(|loose| (loose.container.name.clone(), loose.host.as_str())));
    }
    let typed = match &target.stack {
        Some(stack) => format!("{}/{}", stack.as_str(), target.name.as_str()),
        None => target.name.as_str().to_owned(),
    };
    let near = nearest(&typed, names.iter().map(|(name, _)| name.as_str()), 3);
    near.into_iter().map(|name| format!("{name} on {}", hosts_of(&names, name))).collect()
}

fn hosts_of(names: &[(String, &str)], name: &str) -> String {
    let hosts = names.iter().filter(|(other, _)| other == name).map(|(_, host)| *host);
    hosts.collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>().join(" and ")
}

#[cfg(test)]
mod tests {
    use super::super::fixture::fleet;
    use super::*;

    fn found(words: &[&str]) -> Vec<String> {
        let catalogue = fleet();
        let targets: Vec<_> = words.iter().map(|word| Target::parse(word).unwrap()).collect();
        let resolution = resolve(&catalogue, &targets).unwrap();
        let shown = |what: &What| match what {
            What::Stack(index) => {
                let stack = &catalogue.stacks[*index];
                format!("stack {}@{}", stack.name, stack.host)
            }
            What::Service(index, service) => {
                let stack = &catalogue.stacks[*index];
                format!("service {}/{service}@{}", stack.name, stack.host)
            }
            What::Loose(index) => format!("container {}", catalogue.loose[*index].container.name),
        };
        resolution.all().iter().map(shown).collect()
    }

    #[test]
    fn every_kind_of_name_is_found() {
        assert_eq!(found(&["monitoring"]), ["stack monitoring@toucan"]);
        assert_eq!(found(&["grafana"]), ["service monitoring/grafana@toucan"]);
        assert_eq!(found(&["monitoring/loki"]), ["service monitoring/loki@toucan"]);
        assert_eq!(found(&["phone"]), ["stack phone@hornbill"], "an app is its project");
        assert_eq!(found(&["old-thing"]), ["container old-thing"]);
        assert_eq!(found(&["status"]), ["stack status@toucan"], "declared, and down");
        assert_eq!(found(&["status/nginx"]), ["service status/nginx@toucan"], "remembered");
    }

    #[test]
    fn the_same_name_in_two_places_is_both() {
        let both = ["stack alloy@hornbill", "service monitoring/alloy@toucan"];
        assert_eq!(found(&["alloy"]), both);
        assert_eq!(found(&["alloy@hornbill"]), ["stack alloy@hornbill"]);
        let catalogue = fleet();
        let ambiguous = |word| {
            let targets = [Target::parse(word).unwrap()];
            resolve(&catalogue, &targets).unwrap().matched[0].is_ambiguous()
        };
        assert!(ambiguous("alloy"));
        assert!(!ambiguous("alloy@toucan"));
        assert!(!ambiguous("al*"), "a pattern means all it fits");
    }

    #[test]
    fn a_service_of_a_stack_that_is_meant_is_not_named_again() {
        assert_eq!(found(&["monitoring", "grafana"]), ["stack monitoring@toucan"]);
        assert_eq!(found(&["grafana", "monitoring/grafana"]).len(), 1);
    }

    #[test]
    fn an_unknown_name_has_the_nearest_and_where_they_are() {
        let targets = [Target::parse("grafna").unwrap(), Target::parse("monitoring/x").unwrap()];
        let error = resolve(&fleet(), &targets).unwrap_err();
        assert_eq!(error.unknown.len(), 2);
        assert_eq!(error.unknown[0].nearest[0], "grafana on toucan");
        assert_eq!(error.unknown[0].nearest.len(), 3);
        assert!(error.unknown[1].nearest[0].starts_with("monitoring/"));
        let alone = resolve(&fleet(), &[Target::parse("alloi").unwrap()]).unwrap_err();
        assert_eq!(alone.unknown[0].nearest[0], "alloy on hornbill and toucan");
    }
}
