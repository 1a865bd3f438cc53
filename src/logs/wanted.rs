//! Which containers of a host are meant: decided anew whenever one appears.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use jiff::Timestamp;

use crate::inventory::{Inventory, Target};
use crate::probe::Container;
use crate::stacks::{Catalogue, What, resolve};

/// A container that is meant, and what it is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wanted {
    pub(super) id: String,
    pub(super) container: String,
    pub(super) stack: Option<String>,
    pub(super) service: Option<String>,
    /// The same for whatever takes its place.
    pub(super) place: String,
    /// What a person may call it: its service, or its stack where that was named and has no other.
    pub(super) short: String,
    pub(super) running: bool,
    pub(super) created: Timestamp,
}

/// What is meant by the targets among the containers of one host; everything without any.
pub(super) fn wanted(
    inventory: &Inventory,
    host: &str,
    containers: &[Container],
    targets: &[Target],
) -> Vec<Wanted> {
    let catalogue = Catalogue::of_host(inventory, host, containers);
    // A target that means nothing here may mean something on another host, or later.
    let found: BTreeSet<What> = targets
        .iter()
        .filter_map(|target| resolve(&catalogue, std::slice::from_ref(target)).ok())
        .flat_map(|found| found.all())
        .collect();
    let meant = |what: &What| targets.is_empty() || found.contains(what);
    let mut wanted = Vec::new();
    for (index, stack) in catalogue.stacks.iter().enumerate() {
        let whole = meant(&What::Stack(index));
        for (service, containers) in &stack.services {
            if whole || meant(&What::Service(index, service.clone())) {
                wanted.extend(containers.iter().map(|container| {
                    let number = container.label("com.docker.compose.container-number");
                    let lonely = whole && stack.services.len() == 1;
                    Wanted {
                        stack: Some(stack.name.clone()),
                        service: Some(service.clone()),
                        place: format!("{}/{service}/{}", stack.name, number.unwrap_or("1")),
                        short: if lonely { stack.name.clone() } else { service.clone() },
                        ..alone(container)
                    }
                }));
            }
        }
    }
    for (index, loose) in catalogue.loose.iter().enumerate() {
        if meant(&What::Loose(index)) {
            wanted.push(alone(&loose.container));
        }
    }
    // While a container is made anew there are two in its place: the one that lives counts.
    wanted.sort_by_key(|wanted| (wanted.place.clone(), !wanted.running, Reverse(wanted.created)));
    wanted.dedup_by(|later, first| later.place == first.place);
    wanted
}

fn alone(container: &Container) -> Wanted {
    use crate::probe::ContainerState::{Paused, Restarting, Running};
    Wanted {
        id: container.id.clone(),
        container: container.name.clone(),
        stack: None,
        service: None,
        // No stack's name has such a beginning.
        place: format!("/{}", container.name),
        short: container.name.clone(),
        running: matches!(container.state, Running | Paused | Restarting),
        created: container.created,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stacks::fixture;

    fn places(words: &[&str]) -> Vec<String> {
        let targets: Vec<_> = words.iter().map(|word| Target::parse(word).unwrap()).collect();
        let of = |service| {
            fixture::container(
                &format!("monitoring-{service}-1"),
                Some(("monitoring", service, "/srv/config/monitoring")),
            )
        };
        let containers = [of("grafana"), of("alloy"), fixture::container("old-thing", None)];
        let wanted = wanted(&fixture::inventory(), "toucan", &containers, &targets);
        wanted.into_iter().map(|wanted| wanted.place).collect()
    }

    #[test]
    fn what_is_meant_here_is_found_and_the_rest_is_none_of_this_host_s_business() {
        assert_eq!(places(&["grafana", "phone"]), ["monitoring/grafana/1"]);
        assert_eq!(places(&["monitoring", "grafana"]).len(), 2);
        assert_eq!(places(&["grafana@hornbill"]), [""; 0]);
        assert_eq!(places(&["old-*"]), ["/old-thing"]);
        assert_eq!(places(&[]).len(), 3, "everything");
    }
}
