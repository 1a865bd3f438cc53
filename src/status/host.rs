//! What the snapshot says of a host.

use super::trouble::{self, Trouble, one_line};
use super::{ContainerCounts, HostStatus};
use crate::probe::{HostClock, HostOutcome, HostReport};

/// Of a host whose apps nobody asked about.
pub(super) fn alone(outcome: &HostOutcome) -> HostStatus {
    match trouble::containers(outcome) {
        Ok((report, _)) => told(outcome, report, &HostClock::new(outcome, report), Vec::new()),
        Err(trouble) => troubled(outcome, trouble),
    }
}

/// `warnings`: those of its apps.
pub(super) fn told(
    outcome: &HostOutcome,
    report: &HostReport,
    clock: &HostClock,
    warnings: Vec<String>,
) -> HostStatus {
    let mut status = answered(outcome, report, clock);
    status.warnings.extend(warnings);
    status
}

/// It told nothing of its containers; the rest of its answer, if there is one, counts.
pub(super) fn troubled(outcome: &HostOutcome, trouble: Trouble) -> HostStatus {
    let status = match &outcome.result {
        Ok(report) => answered(outcome, report, &HostClock::new(outcome, report)),
        Err(_) => HostStatus {
            name: outcome.host.clone(),
            reachable: false,
            error: None,
            hint: None,
            latency_ms: None,
            clock_skew_ms: None,
            docker_socket: None,
            warnings: Vec::new(),
            containers: None,
            facts: None,
        },
    };
    HostStatus { error: Some(trouble.error), hint: trouble.hint, ..status }
}

fn answered(outcome: &HostOutcome, report: &HostReport, clock: &HostClock) -> HostStatus {
    let mut warnings: Vec<String> = clock.warning().into_iter().collect();
    if let Err(failure) = &report.clock {
        warnings.push(format!("its clock is not known: {}", one_line(&failure.message)));
    }
    if let Err(failure) = &report.checkouts {
        warnings.push(format!("no commits, no app.json: {}", one_line(&failure.message)));
    }
    if let Some(Err(failure)) = &report.facts {
        warnings.push(format!("no facts about the machine: {}", one_line(&failure.message)));
    }
    warnings.extend(report.failures.iter().map(|failure| one_line(&failure.to_string())));
    if !report.complete {
        warnings.push("its answer was cut off: some of it is missing".to_owned());
    }
    HostStatus {
        name: outcome.host.clone(),
        reachable: true,
        error: None,
        hint: None,
        latency_ms: latency_ms(outcome),
        clock_skew_ms: clock.skew_ms(),
        docker_socket: report.route.as_ref().map(|route| route.socket.clone()),
        warnings,
        containers: report.containers.as_deref().ok().map(ContainerCounts::of),
        facts: report.facts.as_ref().and_then(|facts| facts.as_ref().ok()).cloned(),
    }
}

fn latency_ms(outcome: &HostOutcome) -> Option<u64> {
    u64::try_from(outcome.latency?.as_millis()).ok()
}
