//! Hosts of every condition, judged.

use std::collections::BTreeMap;

use jiff::SignedDuration;
use proptest::prelude::*;

use super::super::fixture::*;
use super::super::{JobKind, JobsReport, Outcome, Runs, select};
use super::*;
use crate::probe::{
    Container, ContainerState, CronFile, CronTable, Details, FailureKind, Meta, TableOwner,
    WatchtowerSettings,
};

fn of(facts: JobFacts) -> JobsReport {
    judged(&[told("toucan", facts, 0)])
}

fn job<'a>(report: &'a JobsReport, source: &str) -> &'a Job {
    let found = report.jobs.iter().find(|job| job.source.to_string() == source);
    found.unwrap_or_else(|| panic!("no {source}: {report:#?}"))
}

fn ignored(report: &JobsReport) -> BTreeMap<String, String> {
    let all = report.ignored.iter();
    all.map(|ignored| (ignored.source.to_string(), ignored.reason.clone())).collect()
}

#[test]
fn a_whole_host() {
    let report = of(toucan());
    let backup = job(&report, "crontab of stefan:1");
    assert_eq!(
        (backup.words.as_str(), backup.next_run),
        ("daily at 03:00", Some(at("2026-11-25T03:00:00Z")))
    );
    assert_eq!((backup.user.as_deref(), backup.last_run), (Some("stefan"), None));
    let status = job(&report, "crontab of stefan:2");
    assert_eq!(status.next_run, Some(at("2026-11-24T15:21:00Z")));
    assert_eq!(status.last_run, Some(at("2026-11-24T15:20:01Z")));
    assert_eq!(status.last_outcome, None);
    let reboot = job(&report, "/etc/cron.d/push:1");
    assert_eq!((reboot.runs, reboot.words.as_str()), (Runs::AtBoot, "at boot"));
    assert!(
        !reboot.command.contains("s3cret") && !reboot.command.contains("abcdefgh"),
        "{}",
        reboot.command
    );
    let never = job(&report, "/etc/cron.d/push:2");
    assert_eq!((never.runs, never.input.as_deref()), (Runs::Never, Some("input")));
    let timer = job(&report, "restic.timer");
    assert_eq!((timer.last_outcome, timer.last_exit_code), (Some(Outcome::Failed), Some(3)));
    assert!(!timer.command.contains("hunter22"), "{}", timer.command);
    let daily = job(&report, "/etc/cron.daily/dpkg");
    assert_eq!(
        (daily.kind, daily.system, daily.words.as_str()),
        (JobKind::Script, true, "daily at 06:25")
    );
    let reasons = ignored(&report);
    assert_eq!(reasons["/etc/cron.d/backup.sh"], "its name has a dot");
    assert_eq!(reasons["/etc/cron.daily/mine"], "it is not executable");
    assert!(reasons["/etc/cron.d/six:1"].contains("six fields"));
    assert_eq!(reasons.len(), 3);
    assert_eq!(report.hosts[0].warnings, Vec::<String>::new());
    assert_eq!(report.hosts[0].notes, ["stefan sees no crontabs of other users"]);
}

#[test]
fn a_host_that_was_quick_has_no_next_run_in_the_past() {
    let mut host = facts("Etc/UTC");
    host.tables = vec![table("crontab of stefan", "* * * * * true\n")];
    let later = now().checked_add(SignedDuration::from_secs(45)).unwrap();
    for ahead in [0, 600] {
        let outcomes = [told("toucan", host.clone(), ahead)];
        let report = judge(&outcomes, later, Default::default());
        assert_eq!(report.jobs[0].next_run, Some(at("2026-11-24T15:22:00Z")), "{ahead}");
    }
}

#[test]
fn a_schedule_with_a_secret_behind_it_keeps_it() {
    let mut host = facts("Etc/UTC");
    host.tables = vec![table("/etc/cron.d/a", "0 5 * * 1;TOKEN=abcdefgh12345 root true\n")];
    let report = of(host);
    assert_eq!((report.jobs.len(), report.jobs[0].warnings.len()), (1, 1));
    assert!(!format!("{report:?}").contains("abcdefgh12345"), "{report:#?}");
}

#[test]
fn scripts_of_red_hat_may_have_a_dot() {
    let mut host = toucan();
    host.scripts = vec![CronFile { path: "/etc/cron.daily/mine.sh".into(), meta: meta(0o100_755) }];
    assert_eq!(ignored(&of(host.clone()))["/etc/cron.daily/mine.sh"], "its name has a dot");
    host.redhat_run_parts = true;
    assert_eq!(job(&of(host), "/etc/cron.daily/mine.sh").kind, JobKind::Script);
}

#[test]
fn a_docker_that_says_nothing_hides_watchtower_and_that_is_told() {
    let mut outcome = told("toucan", facts("Etc/UTC"), 0);
    let failed = |kind| crate::probe::SectionFailure {
        section: "containers".into(),
        kind,
        message: "no permission".into(),
    };
    for (kind, notes) in [(FailureKind::PermissionDenied, 2), (FailureKind::NotInstalled, 1)] {
        outcome.result.as_mut().unwrap().containers = Err(failed(kind));
        let report = judged(std::slice::from_ref(&outcome));
        assert_eq!(report.hosts[0].notes.len(), notes, "{report:#?}");
    }
}

#[test]
fn a_line_that_cron_refuses_keeps_its_secrets_too() {
    let mut host = facts("Etc/UTC");
    host.tables = vec![table("/etc/cron.d/a", "API_TOKEN=\"abcdefgh12345\" export\n")];
    host.unread = vec!["/var/log/syslog is not readable".into()];
    let report = of(host);
    assert_eq!(report.ignored.len(), 1);
    assert!(!format!("{report:?}").contains("abcdefgh12345"), "{report:#?}");
    let note = "/var/log/syslog is not readable: when jobs of cron ran last is not known";
    assert_eq!(report.hosts[0].notes[0], note);
}

#[test]
fn the_system_is_hidden_and_the_next_are_in_order() {
    let report = of(toucan());
    let total = report.jobs.len();
    let few = select(report.clone(), false, None);
    assert!(few.jobs.iter().all(|job| !job.system));
    assert_eq!(few.selection.hidden_system, total - few.jobs.len());
    assert_eq!(select(report.clone(), true, None).jobs.len(), total);
    let until = now().checked_add(SignedDuration::from_hours(9)).unwrap();
    let next = select(report, false, Some(until));
    let sources: Vec<_> = next.jobs.iter().map(|job| job.source.name.as_str()).collect();
    assert_eq!(sources, ["crontab of stefan", "restic.timer"]);
    assert_eq!(next.ignored, []);
}

#[test]
fn the_hosts_zone_and_clock_decide() {
    let crontab = |zone| JobFacts {
        tables: vec![table("crontab of stefan", "0 3 * * * true\n")],
        ..facts(zone)
    };
    let next = |zone, ahead| {
        let report = judged(&[told("toucan", crontab(zone), ahead)]);
        (report.jobs[0].next_run.unwrap().to_string(), report.hosts[0].warnings.clone())
    };
    assert_eq!(next("America/New_York", 0).0, "2026-11-25T08:00:00Z");
    assert_eq!(next("Asia/Kolkata", 0).0, "2026-11-24T21:30:00Z");
    // Its clock shows 03:00 ten minutes too early.
    let (early, warnings) = next("Etc/UTC", 600);
    assert_eq!(early, "2026-11-25T02:50:00Z");
    assert_eq!(warnings, ["its clock is 10 minutes ahead"]);
    let (_, warnings) = next("Mars/Olympus", 0);
    assert!(warnings[0].contains("Mars/Olympus is not known here"), "{warnings:?}");
}

#[test]
fn no_cron_and_a_cron_that_stands_still() {
    let mut host = toucan();
    host.cron.running = Some(false);
    let report = of(host);
    assert!(
        report.hosts[0].warnings[0].starts_with("cron is not running: 4 jobs do not run"),
        "{report:#?}"
    );
    assert_eq!(job(&report, "crontab of stefan:1").runs, Runs::Stopped);
    assert_eq!(job(&report, "crontab of stefan:1").next_run, None);
    assert_eq!(job(&report, "restic.timer").runs, Runs::Scheduled);
    let report = of(JobFacts { cron: Default::default(), ..toucan() });
    assert!(report.hosts[0].warnings[0].starts_with("no cron is installed"), "{report:#?}");
    let report = of(JobFacts { cron: Default::default(), ..facts("Etc/UTC") });
    assert_eq!((report.hosts[0].warnings.len(), report.hosts[0].cron), (0, None));
}

#[test]
fn timers_are_absent_empty_or_silent() {
    for timers in [None, Some(Ok(Vec::new()))] {
        let report = of(JobFacts { timers, ..facts("Etc/UTC") });
        assert_eq!((report.jobs.len(), report.hosts[0].warnings.len()), (0, 0));
    }
    let report =
        of(JobFacts { timers: Some(Err("Failed to connect to bus".into())), ..facts("Etc/UTC") });
    assert_eq!(report.hosts[0].warnings, ["no answer about timers: Failed to connect to bus"]);
}

#[test]
fn hosts_that_did_not_answer_cost_their_own_rows() {
    let report = judged(&[unreachable("hornbill"), told("toucan", toucan(), 0)]);
    assert_eq!(report.hosts[0].name, "hornbill");
    assert!(!report.hosts[0].reachable);
    assert_eq!(report.hosts[0].error.as_deref(), Some("connection timed out"));
    assert!(report.jobs.iter().all(|job| job.host == "toucan"));
}

#[test]
fn anacron_takes_over_the_folders() {
    let anacrontab = CronTable {
        owner: TableOwner::Anacron,
        ..table(
            "/etc/anacrontab",
            "# c\nSHELL=/bin/sh\n\n1\t5\tcron.daily\trun-parts --report /etc/cron.daily\n@monthly 10 mine /srv/mine\nx y z\n",
        )
    };
    let mut host = toucan();
    host.tables.push(anacrontab);
    host.anacron = true;
    host.stamps = vec![("cron.daily".into(), at("2026-11-24T06:30:00Z"))];
    let report = of(host);
    let daily = job(&report, "/etc/cron.daily/dpkg");
    assert_eq!(
        (daily.runs, daily.last_run),
        (Runs::Unforeseeable, Some(at("2026-11-24T06:30:00Z")))
    );
    assert_eq!(daily.words, "once a day, when the machine is up");
    assert_eq!(job(&report, "/etc/anacrontab:5").command, "/srv/mine");
    assert!(ignored(&report).contains_key("/etc/anacrontab:6"));
}

#[test]
fn crontabs_that_only_root_sees() {
    let user = |name: &str, mode| CronTable {
        file: CronFile { path: format!("/var/spool/cron/crontabs/{name}"), meta: meta(mode) },
        owner: TableOwner::User(name.into()),
        text: Some(b"0 3 * * * true\n".to_vec()),
        cut: false,
    };
    let report = of(JobFacts {
        tables: vec![user("stefan", 0o100_600), user("root", 0o100_644), user("nobody", 0o100_600)],
        is_root: true,
        ..facts("Etc/UTC")
    });
    assert_eq!(report.jobs.len(), 1);
    assert_eq!(report.jobs[0].user.as_deref(), Some("stefan"));
    let reasons = ignored(&report);
    assert_eq!(reasons["/var/spool/cron/crontabs/root"], "its mode is 644 instead of 600");
    assert!(reasons["/var/spool/cron/crontabs/nobody"].contains("no user"));
    assert_eq!(report.hosts[0].notes, Vec::<String>::new());
}

#[test]
fn a_pipe_stops_debians_cron() {
    let mut host = toucan();
    let pipe = CronFile { path: "/etc/cron.d/pipe".into(), meta: meta(0o010_644) };
    host.tables.push(CronTable { file: pipe, owner: TableOwner::System, text: None, cut: false });
    let report = of(host);
    assert!(report.hosts[0].warnings[0].contains("waits for ever: no job runs"), "{report:#?}");
}

fn with_watchtower(settings: WatchtowerSettings, state: ContainerState) -> JobsReport {
    let mut outcome = told("toucan", facts("Etc/UTC"), 0);
    let container = Container {
        id: "1".into(),
        name: "watchtower".into(),
        image: "containrrr/watchtower".into(),
        state,
        health: None,
        labels: BTreeMap::new(),
        created: now(),
        status_text: String::new(),
        ports: Vec::new(),
        details: Some(Details {
            started_at: Some(at("2026-11-20T10:00:00Z")),
            watchtower: Some(settings),
            ..Details::default()
        }),
    };
    if let Ok(report) = &mut outcome.result {
        report.containers = Ok(vec![container]);
    }
    judged(&[outcome])
}

#[test]
fn watchtowers_schedule() {
    let running = |settings| with_watchtower(settings, ContainerState::Running);
    let scheduled = |schedule: &str, zone: Option<&str>| WatchtowerSettings {
        schedule: Some(schedule.into()),
        zone: zone.map(str::to_owned),
        ..WatchtowerSettings::default()
    };
    let report = running(scheduled("0 0 4 * * *", Some("Europe/Oslo")));
    assert_eq!(report.jobs[0].words, "daily at 04:00");
    assert_eq!(report.jobs[0].next_run, Some(at("2026-11-25T03:00:00Z")));
    let report = running(scheduled("0 0 4 * * *", None));
    assert_eq!(report.jobs[0].next_run, Some(at("2026-11-25T04:00:00Z")));
    assert_eq!(report.jobs[0].warnings, ["without TZ its schedule is in UTC"]);
    let report = running(scheduled("45 */10 * * * *", None));
    assert_eq!(report.jobs[0].next_run, Some(at("2026-11-24T15:20:45Z")));
    let report = running(scheduled("@every 1h", None));
    assert_eq!(report.jobs[0].next_run, Some(at("2026-11-24T16:00:00Z")));
    let report = running(WatchtowerSettings::default());
    assert_eq!(
        (report.jobs[0].words.as_str(), report.jobs[0].next_run),
        ("every 1 day", Some(at("2026-11-25T10:00:00Z")))
    );
    let wrong = |report: JobsReport| report.ignored[0].reason.clone();
    assert!(wrong(running(scheduled("0 4 * * *", None))).contains("five fields"));
    assert!(wrong(running(scheduled("a b c d e f", None))).contains("its schedule is wrong"));
    let api = WatchtowerSettings { api_update: true, ..scheduled("0 0 4 * * *", None) };
    assert!(wrong(running(api.clone())).contains("switches the schedule off"));
    assert_eq!(running(WatchtowerSettings { periodic_polls: true, ..api }).jobs.len(), 1);
    let stopped = with_watchtower(scheduled("0 0 4 * * *", None), ContainerState::Exited);
    assert_eq!(wrong(stopped), "its container is not running");
}

proptest! {
    #[test]
    fn any_facts_are_judged(
        text in "([0-9*/,@a-z -]{0,20} (root )?[a-z%\\\\]{0,9}\r?\n){0,4}",
        path in "(/etc/cron.d/|/etc/|/var/spool/cron/|)[a-z. ]{0,8}",
        zone in "[A-Za-z/+0-9]{0,12}",
        mode in any::<u32>(),
        schedule in ".{0,20}",
        seconds in any::<i64>(),
    ) {
        let mut host = facts(&zone);
        let meta = Some(Meta { mode, user_id: mode % 2, links: 1, size: 1 });
        for owner in [TableOwner::System, TableOwner::Anacron, TableOwner::User("root".into())] {
            let file = CronFile { path: path.clone(), meta };
            host.tables.push(CronTable { file: file.clone(), owner, text: Some(text.clone().into_bytes()), cut: false });
            host.scripts.push(file);
        }
        host.anacron = true;
        for kind in [CronKind::None, CronKind::Debian, CronKind::Cronie, CronKind::Busybox] {
            host.cron.kind = kind;
            judged(&[told("toucan", host.clone(), seconds % 1_000_000_000)]);
        }
        with_watchtower(
            WatchtowerSettings { schedule: Some(schedule.clone()), zone: Some(zone), ..WatchtowerSettings::default() },
            ContainerState::Running,
        );
    }
}
