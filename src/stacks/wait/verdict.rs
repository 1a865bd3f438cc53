//! How a container that was started is: well, on its way, or what is wrong with it.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use crate::probe::{Container, ContainerState, Details, Health};
use crate::status;

/// So long must a container without a healthcheck stay up to be believed. A crash loop is "running"
/// at most moments, too.
const SETTLED: SignedDuration = SignedDuration::from_secs(3);

/// After so many restarts it is a loop, and no longer a service that waits for another one.
const LOOP: u64 = 4;

/// How a container was before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Before {
    pub started_at: Option<Timestamp>,
    pub restarts: u64,
}

/// What came of one container.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    Healthy,
    /// It has no healthcheck and stayed up.
    Running,
    /// It exited with 0, as a one-shot does.
    Finished,
    /// It is on its way and nobody waits any longer; the last output of its healthcheck.
    Starting(Option<String>),
    Paused,
    /// The last output of its healthcheck.
    Unhealthy(String),
    Exited {
        code: i64,
        words: Option<String>,
    },
    Looping {
        restarts: u64,
        code: i64,
        out_of_memory: bool,
    },
    /// Docker could not start it.
    NotStarted(String),
    /// It has no container.
    Gone,
}

/// Why it is not clear yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Waiting {
    /// Its healthcheck has not passed yet; what it said last.
    Health(Option<String>),
    /// It has no healthcheck and has just been started.
    StayUp,
    /// It was restarted so often, and may settle yet.
    Restart(Verdict),
    /// It has not been started yet.
    Start,
}

impl Waiting {
    /// What to say of it when nobody waits any longer.
    pub(super) fn given_up(self) -> Verdict {
        match self {
            Self::Health(said) => Verdict::Starting(said),
            Self::StayUp | Self::Start => Verdict::Starting(None),
            Self::Restart(verdict) => verdict,
        }
    }

    /// In a few words, for whoever watches.
    pub fn words(&self) -> &'static str {
        match self {
            Self::Health(_) => "its healthcheck",
            Self::StayUp => "staying up",
            Self::Restart(_) => "a restart",
            Self::Start => "its start",
        }
    }
}

impl Verdict {
    /// From best to worst.
    pub(super) fn rank(&self) -> u8 {
        match self {
            Self::Healthy => 0,
            Self::Running => 1,
            Self::Finished => 2,
            Self::Starting(_) => 3,
            Self::Paused => 4,
            Self::Unhealthy(_) => 5,
            Self::Exited { .. } | Self::Gone => 6,
            Self::NotStarted(_) => 7,
            Self::Looping { .. } => 8,
        }
    }

    pub fn is_good(&self) -> bool {
        matches!(self, Self::Healthy | Self::Running | Self::Finished)
    }

    pub fn is_pending(&self) -> bool {
        matches!(self, Self::Starting(_))
    }

    /// For data.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Healthy => "healthy",
            Self::Running => "running",
            Self::Finished => "exited-ok",
            Self::Starting(_) => "starting",
            Self::Paused => "paused",
            Self::Unhealthy(_) => "unhealthy",
            Self::Exited { .. } => "exited",
            Self::Looping { .. } => "restarting",
            Self::NotStarted(_) => "not-started",
            Self::Gone => "gone",
        }
    }

    /// In words; `took` is how long it was waited for, none where it was not touched.
    pub fn words(&self, took: Option<Duration>) -> String {
        let seconds = |took: Duration| format!("{:.1} s", took.as_secs_f64());
        match (self, took) {
            (Self::Healthy, Some(took)) => format!("healthy in {}", seconds(took)),
            (Self::Healthy, None) => "healthy, untouched".to_owned(),
            (Self::Running, Some(_)) => {
                format!("running (no healthcheck), stayed up {} s", SETTLED.as_secs())
            }
            (Self::Running, None) => "running (no healthcheck), untouched".to_owned(),
            (Self::Finished, _) => "exited 0, its work is done".to_owned(),
            (Self::Starting(said), took) => {
                let took = took.map(|took| format!(" after {}", seconds(took))).unwrap_or_default();
                let said = said.as_ref().map(|said| format!(": {said}")).unwrap_or_default();
                format!("still starting{took}{said}")
            }
            (Self::Paused, _) => "paused".to_owned(),
            (Self::Unhealthy(said), _) => format!("unhealthy: {said}"),
            (Self::Exited { code, words }, _) => match words {
                Some(words) => format!("exited {code} ({words})"),
                None => format!("exited {code}"),
            },
            (Self::Looping { restarts, code, out_of_memory }, _) => {
                let why = status::meaning_of_exit(*code, *out_of_memory);
                let why = why.map(|why| format!(" ({why})")).unwrap_or_default();
                format!("restarting (x{restarts}), exit {code}{why}")
            }
            (Self::NotStarted(why), _) => format!("not started: {why}"),
            (Self::Gone, _) => "it has no container".to_owned(),
        }
    }
}

/// What became of a container, by the host's clock; or why that is not clear yet.
pub(super) fn judge(
    container: &Container,
    before: Option<&Before>,
    now: Timestamp,
    one_shot: bool,
) -> Result<Verdict, Waiting> {
    let none = Details::default();
    let details = container.details.as_ref().unwrap_or(&none);
    // The count of a container that was only started again goes on from where it was.
    let known = before.map_or(0, |before| before.restarts.min(details.restart_count));
    let restarts = details.restart_count - known;
    let looping = || Verdict::Looping {
        restarts,
        code: details.exit_code,
        out_of_memory: details.oom_killed,
    };
    match container.state {
        ContainerState::Paused => Ok(Verdict::Paused),
        ContainerState::Restarting if restarts >= LOOP => Ok(looping()),
        ContainerState::Restarting => Err(Waiting::Restart(looping())),
        ContainerState::Running => running(container, details, restarts, now, looping),
        ContainerState::Created => match &details.error {
            Some(error) => Ok(Verdict::NotStarted(error.clone())),
            None => Err(Waiting::Start),
        },
        _ => {
            if let Some(error) = &details.error {
                return Ok(Verdict::NotStarted(error.clone()));
            }
            let may_end = matches!(details.restart_policy.as_str(), "" | "no" | "on-failure");
            let fine = one_shot || may_end && !details.has_healthcheck;
            if details.exit_code == 0 && fine {
                return Ok(Verdict::Finished);
            }
            let words = status::meaning_of_exit(details.exit_code, details.oom_killed);
            Ok(Verdict::Exited { code: details.exit_code, words: words.map(str::to_owned) })
        }
    }
}

fn running(
    container: &Container,
    details: &Details,
    restarts: u64,
    now: Timestamp,
    looping: impl Fn() -> Verdict,
) -> Result<Verdict, Waiting> {
    let up = details.started_at.map(|started| now.duration_since(started));
    match container.health {
        Some(Health::Healthy) => Ok(Verdict::Healthy),
        Some(Health::Unhealthy) => {
            let said = status::last_health_output(details);
            Ok(Verdict::Unhealthy(
                said.unwrap_or_else(|| "its healthcheck says nothing".to_owned()),
            ))
        }
        Some(Health::Starting) if restarts >= LOOP => Ok(looping()),
        Some(Health::Starting) => Err(Waiting::Health(status::last_health_output(details))),
        None if up.is_none_or(|up| up >= SETTLED) => Ok(Verdict::Running),
        None if restarts >= LOOP => Ok(looping()),
        None if restarts > 0 => Err(Waiting::Restart(looping())),
        None => Err(Waiting::StayUp),
    }
}

#[cfg(test)]
mod tests;
