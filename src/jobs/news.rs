//! What somebody who watches wants to be told of: jobs that come, go, run or fail; not how time goes by.

use super::{HostJobs, Job, JobSource, JobsReport};
use crate::probe::moved;

/// Whether the later report says something that the earlier one did not.
pub fn is_news(before: &JobsReport, now: &JobsReport) -> bool {
    differ(&in_order(before), &in_order(now), |one, other| {
        !is_same(one, other) || changed(one, other)
    }) || differ(&before.ignored, &now.ignored, PartialEq::ne)
        || differ(&before.hosts, &now.hosts, host_changed)
}

/// Whatever order they are shown in: the one by their next run changes as time goes by.
fn in_order(report: &JobsReport) -> Vec<&Job> {
    let mut jobs: Vec<&Job> = report.jobs.iter().collect();
    jobs.sort_by_cached_key(|job| (job.host.clone(), job.source.to_string(), job.command.clone()));
    jobs
}

/// Whether both are the same line, timer or schedule, whatever became of it.
fn is_same(one: &Job, other: &Job) -> bool {
    identity(one) == identity(other)
}

pub(super) fn identity(job: &Job) -> (&str, &JobSource, &str) {
    (&job.host, &job.source, &job.command)
}

/// That it will run is known beforehand; that it ran, and what came of it, is not.
pub(super) fn changed(before: &Job, now: &Job) -> bool {
    schedule_changed(before, now) || last_changed(before, now) || before.warnings != now.warnings
}

pub(super) fn schedule_changed(before: &Job, now: &Job) -> bool {
    (&before.schedule, &before.timezone, before.runs) != (&now.schedule, &now.timezone, now.runs)
}

pub(super) fn last_changed(before: &Job, now: &Job) -> bool {
    moved(before.last_run, now.last_run)
        || (before.last_outcome, before.last_exit_code) != (now.last_outcome, now.last_exit_code)
}

fn host_changed(before: &HostJobs, now: &HostJobs) -> bool {
    let facts = |host: &HostJobs| {
        (host.name.clone(), host.reachable, host.error.is_some(), host.cron_running)
    };
    facts(before) != facts(now)
}

fn differ<T>(before: &[T], now: &[T], changed: impl Fn(&T, &T) -> bool) -> bool {
    before.len() != now.len() || before.iter().zip(now).any(|(before, now)| changed(before, now))
}

#[cfg(test)]
mod tests {
    use super::super::fixture::*;
    use super::super::judge;
    use super::*;
    use crate::probe::{CronTable, HostOutcome};

    fn report(tables: &[CronTable]) -> JobsReport {
        let mut facts = facts("Etc/UTC");
        facts.tables = tables.to_vec();
        let outcomes: [HostOutcome; 1] = [told("toucan", facts, 0)];
        judge(&outcomes, now(), std::time::Duration::ZERO)
    }

    #[test]
    fn a_job_that_comes_changes_or_ran_is_news_and_the_next_minute_is_not() {
        let backup = table("crontab of stefan", "0 3 * * * /srv/backup\n");
        let before = report(std::slice::from_ref(&backup));
        let mut next_day = before.clone();
        next_day.generated_at = at("2026-11-25T15:20:30Z");
        next_day.jobs[0].next_run = Some(at("2026-11-26T03:00:00Z"));
        assert!(!is_news(&before, &next_day));

        let moved = table("crontab of stefan", "0 4 * * * /srv/backup\n");
        assert!(is_news(&before, &report(&[moved])));
        let refused = table("/etc/cron.d/odd", "61 * * * * root true\n");
        assert!(is_news(&before, &report(&[backup, refused])));
        assert!(is_news(&before, &report(&[])));

        let mut ran = before.clone();
        ran.jobs[0].last_run = Some(now());
        assert!(is_news(&before, &ran));
        // On a host whose clock is wrong the same run is never at quite the same moment.
        let mut once_more = ran.clone();
        once_more.jobs[0].last_run = Some(now() + jiff::SignedDuration::from_millis(3));
        assert!(!is_news(&ran, &once_more));
        let mut lost = before.clone();
        lost.hosts[0].reachable = false;
        assert!(is_news(&before, &lost) && is_news(&lost, &before));
    }

    #[test]
    fn another_order_is_no_news() {
        let both = "* * * * * one\n*/2 * * * * two\n* * * * * one\n";
        let before = report(&[table("crontab of stefan", both)]);
        let mut later = before.clone();
        later.jobs.reverse();
        assert!(!is_news(&before, &later));
    }
}
