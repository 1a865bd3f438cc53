//! What `jobs` tells: the jobs, what looks like one and never runs, and the hosts.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

/// Changes of a version only add.
pub const SCHEMA_VERSION: u32 = 1;

/// The scheduled jobs of the fleet at one instant. Times are UTC, by our clock.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct JobsReport {
    pub schema_version: u32,
    pub generated_at: Timestamp,
    pub duration_ms: u64,
    pub selection: JobSelection,
    pub jobs: Vec<Job>,
    pub ignored: Vec<Ignored>,
    pub hosts: Vec<HostJobs>,
}

/// What was left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, JsonSchema)]
pub struct JobSelection {
    pub shown: usize,
    pub total: usize,
    /// Of the operating system, and not asked for.
    pub hidden_system: usize,
}

#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Job {
    pub host: String,
    /// `None` where it runs as no user of the host, as in a container.
    pub user: Option<String>,
    pub kind: JobKind,
    /// As written.
    pub schedule: String,
    pub words: String,
    /// The zone that the schedule is meant in.
    pub timezone: Option<String>,
    /// Without its secrets.
    pub command: String,
    /// What a crontab's `%` gives the command to read.
    pub input: Option<String>,
    pub runs: Runs,
    pub next_run: Option<Timestamp>,
    pub last_run: Option<Timestamp>,
    pub last_outcome: Option<Outcome>,
    pub last_exit_code: Option<i32>,
    pub source: JobSource,
    /// It came with the operating system.
    pub system: bool,
    /// What is odd about it.
    pub warnings: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum JobKind {
    /// A line of a crontab.
    Cron,
    /// A file of `/etc/cron.daily` or its like.
    Script,
    Anacron,
    Timer,
    Watchtower,
}

/// Whether `next_run` can be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Runs {
    Scheduled,
    AtBoot,
    /// Its date does not exist.
    Never,
    /// Cron draws the time, or waits for something.
    Unforeseeable,
    /// What would start it does not run.
    Stopped,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    Succeeded,
    Failed,
}

/// Where it is written.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct JobSource {
    /// A path, a unit, `crontab of USER`, or a container's name.
    pub name: String,
    pub line: Option<usize>,
}

impl JobSource {
    pub(super) fn new(name: impl Into<String>, line: Option<usize>) -> Self {
        Self { name: name.into(), line }
    }
}

impl std::fmt::Display for JobSource {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.name)?;
        self.line.map_or(Ok(()), |line| write!(f, ":{line}"))
    }
}

/// Something that looks like a job and never runs.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Ignored {
    pub host: String,
    pub source: JobSource,
    /// Completes "it never runs: …".
    pub reason: String,
    /// The line, without its secrets; empty for a whole file.
    pub text: String,
    /// Jobs of the same file that do not run either.
    pub also_lost: usize,
    pub system: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct HostJobs {
    pub name: String,
    pub reachable: bool,
    pub error: Option<String>,
    pub hint: Option<String>,
    pub latency_ms: Option<u64>,
    pub clock_skew_ms: Option<i64>,
    pub timezone: Option<String>,
    /// `debian`, `cronie` or `busybox`.
    pub cron: Option<&'static str>,
    /// `None` where it cannot be seen.
    pub cron_running: Option<bool>,
    /// Where last runs were read.
    pub log: Option<String>,
    pub warnings: Vec<String>,
    /// What could not be seen, and need not be.
    pub notes: Vec<String>,
}

/// Leaves out what was not asked for: jobs of the operating system unless `all`, and with `until` those that do
/// not run before; then in the order in which they run.
pub fn select(mut report: JobsReport, all: bool, until: Option<Timestamp>) -> JobsReport {
    let total = report.jobs.len();
    let hidden: Vec<bool> = report.jobs.iter().map(|job| job.system && !all).collect();
    let hidden_system = hidden.iter().filter(|hidden| **hidden).count();
    report.jobs.retain(|job| all || !job.system);
    report.ignored.retain(|ignored| all || !ignored.system);
    if let Some(until) = until {
        report.jobs.retain(|job| job.next_run.is_some_and(|next| next <= until));
        report.jobs.sort_by_key(|job| job.next_run);
        report.ignored.clear();
    }
    report.selection = JobSelection { shown: report.jobs.len(), total, hidden_system };
    report
}
