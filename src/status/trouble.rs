//! Why a host told nothing of its containers, in words that the whole snapshot shares.

use crate::probe::{Container, FailureKind, HostOutcome, HostReport, SectionFailure};
use crate::transport::redact;

/// A host whose apps are unknown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Trouble {
    pub(super) reachable: bool,
    /// In one line, without the host's name: "connection timed out".
    pub(super) error: String,
    pub(super) hint: Option<String>,
}

/// The report and its containers, or why there are none.
pub(super) fn containers(outcome: &HostOutcome) -> Result<(&HostReport, &[Container]), Trouble> {
    let report = outcome.result.as_ref().map_err(|failure| Trouble {
        reachable: false,
        error: one_line(&failure.message),
        hint: failure.hint.clone(),
    })?;
    match &report.containers {
        Ok(containers) => Ok((report, containers)),
        Err(failure) => {
            let (error, hint) = docker_trouble(failure);
            Err(Trouble { reachable: true, error, hint })
        }
    }
}

/// Why there are no containers, and what to do about it.
pub fn docker_trouble(failure: &SectionFailure) -> (String, Option<String>) {
    (docker_error(failure), docker_hint(failure.kind).map(str::to_owned))
}

impl Trouble {
    /// Such as "hornbill is unreachable: connection timed out".
    pub(super) fn of_host(&self, host: &str) -> String {
        if self.reachable {
            format!("{host}: {}", self.error)
        } else {
            format!("{host} is unreachable: {}", self.error)
        }
    }
}

fn docker_error(failure: &SectionFailure) -> String {
    let said = one_line(&failure.message);
    let fact = match failure.kind {
        FailureKind::NotInstalled => return "Docker is not installed".to_owned(),
        FailureKind::NotRunning => return "Docker is not running".to_owned(),
        FailureKind::PermissionDenied => return "no permission to use Docker".to_owned(),
        FailureKind::TimedOut => "Docker did not answer in time",
        FailureKind::Garbled => "Docker's answer could not be read",
        FailureKind::Missing => "the answer ended before the list of containers",
        FailureKind::Failed => "Docker failed",
    };
    if said.is_empty() { fact.to_owned() } else { format!("{fact}: {said}") }
}

fn docker_hint(kind: FailureKind) -> Option<&'static str> {
    match kind {
        FailureKind::NotInstalled => {
            Some("install Docker there, or take the host out of the inventory")
        }
        FailureKind::NotRunning => Some("start it there: sudo systemctl start docker"),
        FailureKind::PermissionDenied => {
            // sshd settles a user's groups when the connection is made.
            Some(
                "let the user use Docker there: sudo usermod -aG docker USER; then sgos hosts disconnect",
            )
        }
        FailureKind::TimedOut
        | FailureKind::Garbled
        | FailureKind::Missing
        | FailureKind::Failed => None,
    }
}

/// The first line that says something, without secrets: the words are the host's.
pub(super) fn one_line(text: &str) -> String {
    let line = text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
    redact(line).into_owned()
}
