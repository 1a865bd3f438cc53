//! Hosts with jobs, for the tests of this room.

use jiff::{SignedDuration, Timestamp};

use super::{JobsReport, judge};
use crate::exit::Exit;
use crate::probe::{
    CronDaemon, CronFile, CronKind, CronTable, HostFailure, HostOutcome, HostReport, JobFacts,
    JobLog, LoggedRun, LoggedTime, Meta, TableOwner, Timer, ZoneFact,
};

pub(super) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// A Tuesday in winter.
pub(super) fn now() -> Timestamp {
    at("2026-11-24T15:20:30Z")
}

pub(super) fn facts(zone: &str) -> JobFacts {
    JobFacts {
        user: "stefan".into(),
        cron: CronDaemon { kind: CronKind::Debian, running: Some(true) },
        zone: ZoneFact { name: Some(zone.into()), offset: Some("+0000".into()) },
        users: Some(["root", "stefan"].map(str::to_owned).into()),
        others_hidden: true,
        ..JobFacts::default()
    }
}

pub(super) fn meta(mode: u32) -> Option<Meta> {
    Some(Meta { mode, user_id: 0, links: 1, size: 10 })
}

/// A crontab of stefan, or a file at that path.
pub(super) fn table(path: &str, text: &str) -> CronTable {
    let own = path == "crontab of stefan";
    CronTable {
        file: CronFile { path: path.into(), meta: if own { None } else { meta(0o100_644) } },
        owner: if own { TableOwner::User("stefan".into()) } else { TableOwner::System },
        text: Some(text.as_bytes().to_vec()),
        cut: false,
    }
}

/// It answered 40 ms after the question; its clock is ahead by so many seconds.
pub(super) fn told(host: &str, facts: JobFacts, ahead: i64) -> HostOutcome {
    let middle = now().checked_sub(SignedDuration::from_millis(20)).unwrap();
    HostOutcome {
        host: host.into(),
        asked_at: now().checked_sub(SignedDuration::from_millis(40)).unwrap(),
        finished_at: now(),
        latency: Some(std::time::Duration::from_millis(40)),
        result: Ok(HostReport {
            clock: Ok(middle.checked_add(SignedDuration::from_secs(ahead)).unwrap()),
            containers: Ok(Vec::new()),
            checkouts: Ok(Default::default()),
            facts: None,
            route: None,
            jobs: Some(Ok(facts)),
            durations_ms: Default::default(),
            complete: true,
            failures: Vec::new(),
        }),
    }
}

pub(super) fn unreachable(host: &str) -> HostOutcome {
    HostOutcome {
        host: host.into(),
        asked_at: now(),
        finished_at: now(),
        latency: None,
        result: Err(HostFailure {
            exit: Exit::Unreachable,
            message: "connection timed out".into(),
            hint: Some(format!("is {host} switched on?")),
        }),
    }
}

pub(super) fn judged(outcomes: &[HostOutcome]) -> JobsReport {
    judge(outcomes, now(), std::time::Duration::from_millis(84))
}

/// The documented crontab, files of the system, one that cron ignores, a timer that failed.
pub(super) fn toucan() -> JobFacts {
    JobFacts {
        tables: vec![
            table(
                "crontab of stefan",
                "0 3 * * * /srv/scripts/backup-orchestrator.sh\n* * * * * python3 /srv/services/status/status.py\n",
            ),
            table(
                "/etc/crontab",
                "25 6 * * * root test -x /usr/sbin/anacron || { cd / && run-parts --report /etc/cron.daily; }\n",
            ),
            table("/etc/cron.d/backup.sh", "0 4 * * * root true\n"),
            table("/etc/cron.d/six", "0 4 * * * * root true\n0 5 * * * root true\n"),
            table(
                "/etc/cron.d/push",
                "@reboot root curl -H 'Authorization: Bearer abcdefgh' https://u:s3cret@sgl.as\n0 0 31 2 * root true%input\n",
            ),
        ],
        scripts: vec![
            CronFile { path: "/etc/cron.daily/dpkg".into(), meta: meta(0o100_755) },
            CronFile { path: "/etc/cron.daily/mine".into(), meta: meta(0o100_644) },
        ],
        packaged: ["/etc/cron.daily/dpkg".to_owned()].into(),
        log: Some(JobLog {
            source: "/var/log/syslog".into(),
            runs: vec![LoggedRun {
                at: LoggedTime::Local { month: 11, day: 24, hour: 15, minute: 20, second: 1 },
                user: "stefan".into(),
                command: "python3 /srv/services/status/status.py".into(),
                failed: None,
            }],
        }),
        timers: Some(Ok(vec![
            Timer {
                unit: "restic.timer".into(),
                activates: "restic.service".into(),
                schedules: vec!["OnCalendar=*-*-* 23:00:00".into()],
                next: Some(at("2026-11-24T23:00:00Z")),
                last: Some(at("2026-11-23T23:00:00Z")),
                fragment: "/etc/systemd/system/restic.timer".into(),
                command: "/usr/bin/restic backup --password=hunter22 /srv".into(),
                result: "exit-code".into(),
                exit_status: Some(3),
                ..Timer::default()
            },
            Timer {
                unit: "fstrim.timer".into(),
                fragment: "/lib/systemd/system/fstrim.timer".into(),
                ..Timer::default()
            },
        ])),
        ..facts("Etc/UTC")
    }
}
