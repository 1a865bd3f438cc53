//! The state of one container. `State.Status` comes first: Docker calls even a cleanly stopped container unhealthy.

use jiff::{SignedDuration, Timestamp};

use super::{State, ended, health};
use crate::probe::{Container, ContainerState, Details, Health};

/// A container that was restarted and runs for less than this has not proved that it stays up:
/// Docker itself takes a run of ten seconds as the end of a crash loop.
const PROVED_AFTER: SignedDuration = SignedDuration::from_secs(10);

/// What a container, or an app, is judged to be; times are by the host's clock unless said otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    pub state: State,
    /// Why the state is not good.
    pub reason: Option<String>,
    pub since: Option<Timestamp>,
}

/// `one_shot`: it is meant to end. `host_now`: the host's clock when it was asked.
pub(super) fn judge(container: &Container, one_shot: bool, host_now: Timestamp) -> Verdict {
    let details = container.details.as_ref();
    let started = details.and_then(|details| details.started_at);
    match container.state {
        ContainerState::Running if is_crash_loop(container, host_now) => {
            verdict(State::Restarting, Some(restarts(container)), None)
        }
        ContainerState::Running => running(container, started),
        ContainerState::Paused => {
            verdict(State::Paused, Some("frozen with docker pause".to_owned()), None)
        }
        ContainerState::Restarting => verdict(State::Restarting, Some(restarts(container)), None),
        ContainerState::Exited if ended_as_meant(container, one_shot) => {
            verdict(State::ExitedOk, None, details.and_then(|details| details.finished_at))
        }
        ContainerState::Exited | ContainerState::Dead => {
            let since = details.and_then(|details| details.finished_at);
            verdict(State::NotRunning, Some(ended::reason(container)), since)
        }
        ContainerState::Created => {
            verdict(State::NotRunning, Some(ended::reason(container)), Some(container.created))
        }
        ContainerState::Removing => {
            verdict(State::NotRunning, Some(ended::reason(container)), None)
        }
        ContainerState::Other => {
            let said = container.status_text.trim();
            let reason = format!("Docker reports a state that sgos does not know: {said}");
            verdict(State::Unknown, Some(reason), None)
        }
    }
}

fn running(container: &Container, started: Option<Timestamp>) -> Verdict {
    let details = container.details.as_ref();
    match container.health {
        Some(Health::Healthy) => verdict(State::Healthy, None, started),
        Some(Health::Unhealthy) => verdict(State::Unhealthy, Some(health::reason(details)), None),
        Some(Health::Starting) => starting(details, started),
        None if details.is_some_and(|details| details.has_healthcheck) => {
            starting(details, started)
        }
        None => verdict(State::Running, None, started),
    }
}

fn starting(details: Option<&Details>, started: Option<Timestamp>) -> Verdict {
    verdict(State::Starting, details.and_then(health::last_output), started)
}

/// Docker says "running" in the short moments between the crashes, too.
fn is_crash_loop(container: &Container, host_now: Timestamp) -> bool {
    let Some(details) = &container.details else { return false };
    let fresh = |started: Timestamp| {
        let age = host_now.duration_since(started);
        age < PROVED_AFTER && age > -PROVED_AFTER
    };
    details.restart_count > 0
        && container.health != Some(Health::Healthy)
        && details.started_at.is_some_and(fresh)
}

fn restarts(container: &Container) -> String {
    let details = container.details.as_ref();
    let count = match details.map_or(0, |details| details.restart_count) {
        0 => "it ends and is started again".to_owned(),
        1 => "restarted once".to_owned(),
        count => format!("restarted {count} times"),
    };
    // While it runs, the code of the last exit is gone.
    let code = ended::exit_code(container)
        .filter(|code| container.state == ContainerState::Restarting || *code != 0);
    let error = details.and_then(|details| details.error.as_deref()).unwrap_or_default().trim();
    let out_of_memory = details.is_some_and(|details| details.oom_killed);
    match code {
        _ if !error.is_empty() => format!("{count}: {}", error.lines().next().unwrap_or_default()),
        None => format!("{count}, and just started again"),
        Some(code) => match ended::meaning(code, out_of_memory) {
            Some(meaning) => format!("{count}, last exit {code} ({meaning})"),
            None => format!("{count}, last exit {code}"),
        },
    }
}

/// Code 0, and somebody said that it may end: the inventory, or a restart policy that leaves it ended.
fn ended_as_meant(container: &Container, one_shot: bool) -> bool {
    let by_policy = |details: &Details| {
        matches!(details.restart_policy.as_str(), "" | "no" | "on-failure")
            && !details.has_healthcheck
    };
    ended::exit_code(container) == Some(0)
        && (one_shot || container.details.as_ref().is_some_and(by_policy))
}

fn verdict(state: State, reason: Option<String>, since: Option<Timestamp>) -> Verdict {
    Verdict { state, reason, since }
}

#[cfg(test)]
mod tests;
