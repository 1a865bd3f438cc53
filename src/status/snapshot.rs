//! The judged state of the fleet at one instant: what `status -o json` prints and `apps.json` holds.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Serialize;

/// Raised when a field changes its meaning or goes away; additions do not raise it.
pub const SCHEMA_VERSION: u32 = 1;

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Snapshot {
    pub schema_version: u32,
    pub generated_at: Timestamp,
    pub summary: Summary,
    pub apps: Vec<AppStatus>,
    pub hosts: Vec<HostStatus>,
    pub collector: CollectorStatus,
}

/// The banner.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Summary {
    pub state: SummaryState,
    /// One sentence, such as "All Systems Operational".
    pub text: String,
    /// Apps per state; every state is present.
    pub counts: BTreeMap<State, usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SummaryState {
    /// Every app is in a good state, and there is at least one.
    Operational,
    /// Nothing is down, something is starting or paused.
    Degraded,
    /// At least one app is down.
    Outage,
    /// At least one app is unknown and none is known to be down.
    Unknown,
    /// There are no apps.
    NoData,
}

/// The state of an app, ordered from good to bad.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
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

#[derive(Debug, Clone, PartialEq, Serialize)]
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
    /// When the host was asked.
    pub checked_at: Timestamp,
    /// The data is older than it should be, or the host did not answer.
    pub stale: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
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

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct HostStatus {
    pub name: String,
    pub reachable: bool,
    /// Why the host could not be asked, in one line.
    pub error: Option<String>,
    /// How long the whole exchange took.
    pub latency_ms: Option<u64>,
    /// The host's clock minus ours, in milliseconds.
    pub clock_skew_ms: Option<i64>,
    /// What could not be found out there although the host answered, one line each.
    pub warnings: Vec<String>,
    pub facts: Option<HostFactsStatus>,
}

/// The machine itself, for `--wide`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct HostFactsStatus {
    pub time_zone: Option<String>,
    pub uptime_seconds: Option<u64>,
    pub load: Option<[f64; 3]>,
    pub cpus: Option<u32>,
    pub memory_total_bytes: Option<u64>,
    pub memory_available_bytes: Option<u64>,
    pub disk_total_bytes: Option<u64>,
    pub disk_available_bytes: Option<u64>,
    pub kernel: Option<String>,
    pub os: Option<String>,
    pub docker_version: Option<String>,
    pub compose_version: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CollectorStatus {
    /// From the start of the command to the finished snapshot.
    pub duration_ms: u64,
}
