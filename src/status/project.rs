//! The state of an app: a compose project is as bad as its worst service.

use std::cmp::Reverse;

use jiff::Timestamp;

use super::State;
use super::container::{self, Verdict};
use super::find::Found;
use super::snapshot::Severity;
use crate::probe::Container;

/// More services than this are only counted.
const NAMED_SERVICES: usize = 3;

pub(super) fn judge(found: &Found<'_>, one_shot: bool, host_now: Timestamp) -> Verdict {
    let is_main = |container: &Container| found.main.is_some_and(|main| main.id == container.id);
    let mut services: Vec<Service<'_>> = found
        .members
        .iter()
        .map(|container| {
            let may_end = one_shot && (found.main.is_none() || is_main(container));
            Service {
                name: container.service().unwrap_or(&container.name),
                main: is_main(container),
                verdict: container::judge(container, may_end, host_now),
            }
        })
        .collect();
    // The worst first; of the equally bad ones the app itself.
    services.sort_by_key(|service| {
        (
            Reverse(service.verdict.state.severity()),
            !service.main,
            Reverse(service.verdict.state),
            service.name,
        )
    });
    let alone = services.len() == 1;
    let Some(worst) = services.first() else {
        return Verdict {
            state: State::Unknown,
            reason: Some("it has no containers".to_owned()),
            since: None,
        };
    };
    if worst.verdict.state.severity() == Severity::Good {
        return good(&services);
    }
    let reason = match &worst.verdict.reason {
        Some(reason) if alone || worst.main => Some(reason.clone()),
        Some(reason) => Some(format!("service {}: {reason}", worst.name)),
        None if alone || worst.main => None,
        None => Some(format!("service {} is {}", worst.name, worst.verdict.state.word())),
    };
    Verdict { reason: with_others(reason, &services[1..]), ..worst.verdict.clone() }
}

struct Service<'a> {
    name: &'a str,
    main: bool,
    verdict: Verdict,
}

/// All are well: the app's own word where one container is the app. Else what still runs speaks for the
/// project, and a service without a healthcheck does not pass for healthy.
fn good(services: &[Service<'_>]) -> Verdict {
    let of_state = |state| services.iter().find(move |service| service.verdict.state == state);
    let speaker = services
        .iter()
        .find(|service| service.main)
        .or_else(|| of_state(State::Running))
        .or_else(|| of_state(State::Healthy))
        .or_else(|| services.first());
    let state = speaker.map_or(State::Unknown, |service| service.verdict.state);
    // A project is in this state since its last service is.
    let same_state = services.iter().filter(|service| service.verdict.state == state);
    let since = match services {
        [only] => only.verdict.since,
        _ if speaker.is_some_and(|service| service.main) => {
            speaker.and_then(|service| service.verdict.since)
        }
        _ => same_state.filter_map(|service| service.verdict.since).max(),
    };
    Verdict { state, reason: None, since }
}

fn with_others(reason: Option<String>, others: &[Service<'_>]) -> Option<String> {
    let bad: Vec<String> = others
        .iter()
        .filter(|service| service.verdict.state.is_bad_news())
        .map(|service| format!("{} ({})", service.name, service.verdict.state.word()))
        .collect();
    if bad.is_empty() {
        return reason;
    }
    let mut named = bad[..bad.len().min(NAMED_SERVICES)].join(", ");
    if bad.len() > NAMED_SERVICES {
        named.push_str(&format!(" and {} more", bad.len() - NAMED_SERVICES));
    }
    Some(match reason {
        Some(reason) => format!("{reason}; also {named}"),
        None => format!("also {named}"),
    })
}
