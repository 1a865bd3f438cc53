//! From the hosts' answers to the report of their jobs.

mod anacron;
mod last;
mod permission;
mod scripts;
mod tables;
mod timers;
mod watchtower;
mod zone;

use std::time::Duration;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::report::{HostJobs, Ignored, Job, JobSelection, JobSource, JobsReport, SCHEMA_VERSION};
use crate::probe::{CronKind, HostClock, HostOutcome, HostReport, JobFacts, milliseconds};

/// Judges the answers of all hosts that were selected; `duration` is how long collecting took.
pub fn judge(outcomes: &[HostOutcome], now: Timestamp, duration: Duration) -> JobsReport {
    let mut report = JobsReport {
        schema_version: SCHEMA_VERSION,
        generated_at: milliseconds(now),
        duration_ms: u64::try_from(duration.as_millis()).unwrap_or(u64::MAX),
        selection: JobSelection::default(),
        jobs: Vec::new(),
        ignored: Vec::new(),
        hosts: Vec::new(),
    };
    let mut outcomes: Vec<&HostOutcome> = outcomes.iter().collect();
    outcomes.sort_by_key(|outcome| &outcome.host);
    for outcome in outcomes {
        let (host, jobs, ignored) = of_host(outcome, report.generated_at);
        report.hosts.push(host);
        report.jobs.extend(jobs);
        report.ignored.extend(ignored);
    }
    report.selection.total = report.jobs.len();
    report.selection.shown = report.jobs.len();
    report
}

/// One host's answer, and what was found so far.
struct Judging<'a> {
    host: &'a str,
    facts: &'a JobFacts,
    clock: HostClock,
    /// By the host's clock the moment of the report: others may have kept it waiting.
    now: Timestamp,
    zone: TimeZone,
    zone_name: Option<String>,
    last_runs: last::LastRuns,
    jobs: Vec<Job>,
    ignored: Vec<Ignored>,
    warnings: Vec<String>,
}

type Found = (HostJobs, Vec<Job>, Vec<Ignored>);

fn of_host(outcome: &HostOutcome, now: Timestamp) -> Found {
    let host = HostJobs {
        name: outcome.host.clone(),
        reachable: true,
        error: None,
        hint: None,
        latency_ms: outcome.latency.and_then(|took| u64::try_from(took.as_millis()).ok()),
        clock_skew_ms: None,
        timezone: None,
        cron: None,
        cron_running: None,
        log: None,
        warnings: Vec::new(),
        notes: Vec::new(),
    };
    match &outcome.result {
        Ok(report) => answered(host, outcome, report, now),
        Err(failure) => {
            let error = Some(one_line(&failure.message));
            let hint = failure.hint.clone();
            (HostJobs { reachable: false, error, hint, ..host }, Vec::new(), Vec::new())
        }
    }
}

fn answered(
    mut host: HostJobs,
    outcome: &HostOutcome,
    report: &HostReport,
    now: Timestamp,
) -> Found {
    let clock = HostClock::new(outcome, report);
    host.clock_skew_ms = clock.skew_ms();
    host.warnings.extend(clock.warning());
    if let Err(failure) = &report.clock {
        host.warnings.push(format!("its clock is not known: {}", one_line(&failure.message)));
    }
    if !report.complete {
        host.warnings.push("its answer was cut off: some of it is missing".to_owned());
    }
    let facts = match &report.jobs {
        Some(Ok(facts)) => facts,
        Some(Err(failure)) => {
            host.error = Some(one_line(&failure.to_string()));
            return (host, Vec::new(), Vec::new());
        }
        None => return (host, Vec::new(), Vec::new()),
    };
    let (zone, zone_name, warning) = zone::of_host(&facts.zone);
    let mut judging = Judging {
        host: &outcome.host,
        facts,
        now: clock.theirs(now),
        last_runs: last::LastRuns::new(facts, &clock, &zone),
        clock,
        zone,
        zone_name,
        jobs: Vec::new(),
        ignored: Vec::new(),
        warnings: warning.into_iter().collect(),
    };
    let folders = tables::judge(&mut judging);
    scripts::judge(&mut judging, &folders);
    timers::judge(&mut judging);
    watchtower::judge(&mut judging, report);
    daemon(&mut judging);
    judging.ignored.sort_by(|a, b| a.source.cmp(&b.source));
    host.cron = match facts.cron.kind {
        CronKind::None => None,
        CronKind::Debian => Some("debian"),
        CronKind::Cronie => Some("cronie"),
        CronKind::Busybox => Some("busybox"),
    };
    host.cron_running = facts.cron.running.filter(|_| facts.cron.kind != CronKind::None);
    host.log = facts.log.as_ref().map(|log| log.source.clone());
    host.timezone = judging.zone_name;
    host.warnings.extend(judging.warnings);
    host.warnings
        .extend(facts.unread.iter().filter(|what| !what.starts_with("/var/log/")).cloned());
    let denied = facts.unread.iter().find(|what| what.starts_with("/var/log/"));
    let tells_nothing = facts.log.as_ref().is_none_or(|log| log.runs.is_empty());
    if let Some(denied) = denied.filter(|_| tells_nothing) {
        host.notes.push(format!("{denied}: when jobs of cron ran last is not known"));
    }
    if let Some(said) = watchtower::not_seen(report) {
        host.notes.push(format!("{said}: when Watchtower runs is not known"));
    }
    if facts.others_hidden && !facts.is_root {
        host.notes.push(format!("{} sees no crontabs of other users", facts.user));
    }
    (host, judging.jobs, judging.ignored)
}

/// A cron that is missing or stopped matters where there is something to run.
fn daemon(judging: &mut Judging<'_>) {
    let waiting = judging.jobs.iter().filter(|job| !job.system && job.runs == super::Runs::Stopped);
    let waiting = waiting.count();
    let what = match judging.facts.cron.kind {
        CronKind::None => "no cron is installed",
        _ if judging.stopped() => "cron is not running",
        _ => return,
    };
    let jobs = match waiting {
        0 if judging.facts.cron.kind == CronKind::None => return,
        0 => "none of its jobs runs".to_owned(),
        1 => "1 job does not run".to_owned(),
        n => format!("{n} jobs do not run"),
    };
    judging.warnings.insert(0, format!("{what}: {jobs}"));
}

impl Judging<'_> {
    /// Crontabs are not carried out.
    fn stopped(&self) -> bool {
        self.facts.cron.kind == CronKind::None || self.facts.cron.running == Some(false)
    }

    fn ignore(&mut self, source: JobSource, reason: String, text: &str, system: bool) {
        let text = crate::transport::redact(text).into_owned();
        let host = self.host.to_owned();
        self.ignored.push(Ignored { host, source, reason, text, also_lost: 0, system });
    }
}

/// The first line that says something, without secrets: the words are the host's.
fn one_line(text: &str) -> String {
    let line = text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
    crate::transport::redact(line).into_owned()
}

#[cfg(test)]
mod tests;
