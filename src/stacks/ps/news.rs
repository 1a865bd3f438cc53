//! What somebody who watches wants to be told of: services that come, go or change their state.

use super::{PsReport, PsService};
use crate::status::HostStatus;

/// Whether the later report says something that the earlier one did not.
pub fn is_news(before: &PsReport, now: &PsReport) -> bool {
    before.services.len() != now.services.len()
        || before
            .services
            .iter()
            .zip(&now.services)
            .any(|(before, now)| !is_same(before, now) || changed(before, now))
        || before.hosts.len() != now.hosts.len()
        || before.hosts.iter().zip(&now.hosts).any(|(before, now)| host_changed(before, now))
}

/// Whether both are the same service, whatever became of it.
pub(super) fn is_same(one: &PsService, other: &PsService) -> bool {
    let identity = |service: &PsService| {
        let once = service.containers.first().filter(|_| service.one_off);
        let once = once.map(|container| container.name.clone());
        (service.stack.clone(), service.service.clone(), service.host.clone(), once)
    };
    identity(one) == identity(other)
}

/// Figures in a reason tell how long and how often, and go on with time.
pub(super) fn changed(before: &PsService, now: &PsService) -> bool {
    let words = |service: &PsService| -> Option<String> {
        let figure = |c: &char| !c.is_ascii_digit() && *c != '.';
        Some(service.reason.as_deref()?.chars().filter(figure).collect())
    };
    let containers = |service: &PsService| -> Vec<String> {
        service.containers.iter().map(|container| container.id.clone()).collect()
    };
    before.state != now.state
        || words(before) != words(now)
        || containers(before) != containers(now)
        || (&before.directory, &before.url) != (&now.directory, &now.url)
}

fn host_changed(before: &HostStatus, now: &HostStatus) -> bool {
    let facts = |host: &HostStatus| (host.name.clone(), host.reachable, host.error.is_some());
    facts(before) != facts(now)
}
