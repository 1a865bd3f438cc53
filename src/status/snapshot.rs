//! The judged state of the fleet at one instant: what `status -o json` prints and `apps.json` holds.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::ContainerCounts;
use crate::probe::HostFacts;

/// Raised when a field changes its meaning or goes away; additions do not raise it.
pub const SCHEMA_VERSION: u32 = 1;

/// All times are RFC 3339 in UTC, with milliseconds at most, and by the clock of the machine that
/// made the snapshot: what a host stamped with a wrong clock is put right.
/// Text from hosts is kept as it is; whoever shows it makes it safe for the place where it is shown.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Snapshot {
    pub schema_version: u32,
    pub generated_at: Timestamp,
    /// About the apps that were selected; about all when `selection` is absent.
    pub summary: Summary,
    /// Present when `apps` holds fewer apps than were judged.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub selection: Option<Selection>,
    /// Ordered by name, then host.
    pub apps: Vec<AppStatus>,
    /// The hosts that were to be asked, ordered by name.
    pub hosts: Vec<HostStatus>,
    pub collector: CollectorStatus,
}

/// What was left out, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Selection {
    /// The names and patterns that selected; empty: all apps.
    pub names: Vec<String>,
    /// Only apps that are bad news were selected.
    pub down: bool,
    pub shown: usize,
    /// The apps judged.
    pub total: usize,
}

/// The banner.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Summary {
    pub state: SummaryState,
    /// One sentence, such as "All Systems Operational".
    pub text: String,
    /// Apps per state; every state is present.
    pub counts: BTreeMap<State, usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SummaryState {
    /// Every app is in a good state, there is at least one, and every host asked told of its containers.
    Operational,
    /// Nothing is down, something is starting or paused.
    Degraded,
    /// At least one app is down.
    Outage,
    /// None is known to be down, and at least one app is unknown or one host did not tell of its containers.
    Unknown,
    /// There are no apps.
    NoData,
}

/// The state of an app. The order is that of [`severity`](Self::severity), refined so that it is total.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// It runs and its healthcheck passes.
    Healthy,
    /// It runs and has no healthcheck.
    Running,
    /// It ended with code 0, as it was meant to.
    ExitedOk,
    /// It runs and its healthcheck has not passed yet.
    Starting,
    /// It was paused by somebody.
    Paused,
    /// It should run and does not.
    NotRunning,
    /// It ends and is started again, over and over.
    Restarting,
    /// It runs and its healthcheck fails.
    Unhealthy,
    /// The host could not be asked, or did not say.
    Unknown,
}

/// How bad a state is; states of one severity are equally bad.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    Good,
    Starting,
    /// From here on it is bad news: `--exit-status` and `--down`.
    Paused,
    Down,
    Unknown,
}

impl State {
    pub const ALL: [Self; 9] = [
        Self::Healthy,
        Self::Running,
        Self::ExitedOk,
        Self::Starting,
        Self::Paused,
        Self::NotRunning,
        Self::Restarting,
        Self::Unhealthy,
        Self::Unknown,
    ];

    /// From worst: unknown, then unhealthy, restarting and not running alike, paused, starting,
    /// and what is good: running, healthy, ended as meant.
    pub fn severity(self) -> Severity {
        match self {
            Self::Healthy | Self::Running | Self::ExitedOk => Severity::Good,
            Self::Starting => Severity::Starting,
            Self::Paused => Severity::Paused,
            Self::NotRunning | Self::Restarting | Self::Unhealthy => Severity::Down,
            Self::Unknown => Severity::Unknown,
        }
    }

    pub fn is_bad_news(self) -> bool {
        self.severity() >= Severity::Paused
    }

    /// The word for people, and the same as in data.
    pub fn word(self) -> &'static str {
        match self {
            Self::Healthy => "healthy",
            Self::Running => "running",
            Self::ExitedOk => "exited-ok",
            Self::Starting => "starting",
            Self::Paused => "paused",
            Self::NotRunning => "not-running",
            Self::Restarting => "restarting",
            Self::Unhealthy => "unhealthy",
            Self::Unknown => "unknown",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct AppStatus {
    pub name: String,
    pub title: String,
    pub host: String,
    pub group: Option<String>,
    pub state: State,
    /// Why the state is not good, in one line.
    pub reason: Option<String>,
    /// Since when it is in this state, where Docker knows.
    pub since: Option<Timestamp>,
    pub version: Option<String>,
    /// When the container was created.
    pub deployed_at: Option<Timestamp>,
    pub commit: Option<CommitRef>,
    pub url: Option<String>,
    pub container: Option<String>,
    /// The compose project's directory on the host.
    pub directory: Option<String>,
    /// When the host last told of it; where it never did, when it was asked.
    pub checked_at: Timestamp,
    /// The host did not tell of its containers this time.
    pub stale: bool,
    /// What is remembered of a stale app: its state at `checked_at`.
    pub last_state: Option<State>,
}

#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct CommitRef {
    pub sha: String,
    pub short: String,
    pub subject: String,
    pub author_date: Option<Timestamp>,
    pub branch: Option<String>,
    /// Where a browser shows it, for the forges sgos knows.
    pub url: Option<String>,
    /// `None`: not asked, or git could not say.
    pub dirty: Option<bool>,
}

#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct HostStatus {
    pub name: String,
    pub reachable: bool,
    /// Why the host, or Docker on it when it is reachable, could not be asked, in one line.
    pub error: Option<String>,
    /// What to do about the error.
    pub hint: Option<String>,
    /// How long the answer took, connecting included; `None`: there was none.
    pub latency_ms: Option<u64>,
    /// The host's clock minus ours, in milliseconds.
    pub clock_skew_ms: Option<i64>,
    /// The socket over which Docker, or Podman in its stead, told of the containers; `None` where
    /// its client was asked.
    pub docker_socket: Option<String>,
    /// What could not be found out there although the host answered, one line each.
    pub warnings: Vec<String>,
    /// `None` where Docker did not list them.
    pub containers: Option<ContainerCounts>,
    pub facts: Option<HostFacts>,
}

impl HostStatus {
    /// It told of its containers, so that its apps are known.
    pub fn told_all(&self) -> bool {
        self.reachable && self.error.is_none()
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct CollectorStatus {
    /// From the start of the command to the finished snapshot.
    pub duration_ms: u64,
}

impl CollectorStatus {
    pub(super) fn after(duration: Duration) -> Self {
        Self { duration_ms: u64::try_from(duration.as_millis()).unwrap_or(u64::MAX) }
    }
}
