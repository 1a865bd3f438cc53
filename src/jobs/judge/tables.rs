//! Crontabs: each line a job, or something that never runs.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::{Judging, anacron, permission, zone};
use crate::jobs::crontab::{self, Entry, Table, When};
use crate::jobs::report::{Ignored, Job, JobKind, JobSource, Runs};
use crate::jobs::{command, next, pattern, words};
use crate::probe::{CronKind, CronTable, TableOwner};
use crate::transport::redact;

/// Files of packages that no package list tells of.
const SYSTEM: [&str; 5] = ["0hourly", "raid-check", "sysstat", "e2scrub_all", "anacron"];

/// Which folder of scripts is run when.
pub(super) type Folders = BTreeMap<String, Job>;

/// Judges all tables; tells which of their jobs run folders of scripts.
pub(super) fn judge(judging: &mut Judging<'_>) -> Folders {
    let mut folders = Folders::new();
    let facts = judging.facts;
    let of_users = |table: &&CronTable| matches!(table.owner, TableOwner::User(_));
    let (users, system): (Vec<_>, Vec<_>) = facts.tables.iter().partition(of_users);
    for table in users.into_iter().chain(system) {
        if table.owner == TableOwner::Anacron {
            anacron::judge(judging, table, &mut folders);
        } else if let Some(reason) = refused(judging, table) {
            if reason.contains("waits for ever") {
                let warning = format!("{} {}: no job runs", table.file.path, &reason[3..]);
                judging.warnings.push(warning);
            }
            let source = JobSource::new(&table.file.path, None);
            judging.ignore(source, reason, "", is_system(judging, table));
        } else {
            read(judging, table, &mut folders);
        }
    }
    folders
}

/// Why the file as a whole is not read, before its text counts.
fn refused(judging: &Judging<'_>, table: &CronTable) -> Option<String> {
    let kind = judging.facts.cron.kind;
    let name = table.file.path.rsplit('/').next().unwrap_or_default();
    match &table.owner {
        TableOwner::User(user) => {
            let unknown = judging.facts.users.as_ref().is_some_and(|users| !users.contains(user));
            let orphan = unknown.then(|| format!("there is no user `{user}` on the host"));
            let meta = table.file.meta.as_ref();
            let owner = judging.facts.user_ids.get(user).copied();
            orphan.or_else(|| permission::of_user_table(meta?, kind, user, owner))
        }
        TableOwner::System if kind == CronKind::Busybox => {
            Some("busybox's cron does not read this file".to_owned())
        }
        TableOwner::System => {
            let dropped = table.file.path.starts_with("/etc/cron.d/");
            let bad_name = dropped.then(|| permission::bad_name(name, kind)).flatten();
            bad_name.or_else(|| permission::of_system_table(table.file.meta.as_ref()?, kind))
        }
        TableOwner::Anacron => None,
    }
}

fn is_system(judging: &Judging<'_>, table: &CronTable) -> bool {
    let name = table.file.path.strip_prefix("/etc/cron.d/");
    name.is_some_and(|name| {
        judging.facts.packaged.contains(&table.file.path) || SYSTEM.contains(&name)
    })
}

fn read(judging: &mut Judging<'_>, table: &CronTable, folders: &mut Folders) {
    let Some(text) = &table.text else { return };
    let user = match &table.owner {
        TableOwner::User(user) => Some(user.as_str()),
        _ => None,
    };
    let (entries, refusals) = crontab::read(&Table {
        text,
        kind: judging.facts.cron.kind,
        with_user: user.is_none(),
        user,
        users: judging.facts.users.as_ref(),
        cut: table.cut,
    });
    if table.cut {
        let warning = format!("{} is long: only its beginning was read", table.file.path);
        judging.warnings.push(warning);
    }
    let system = is_system(judging, table);
    for refusal in refusals {
        judging.ignored.push(Ignored {
            host: judging.host.to_owned(),
            source: JobSource::new(&table.file.path, Some(refusal.line)),
            reason: redact(&refusal.reason).into_owned(),
            text: redact(&refusal.text).into_owned(),
            also_lost: refusal.also_lost,
            system,
        });
    }
    for entry in &entries {
        let job = job(judging, &table.file.path, user, entry, system);
        if let Some(folder) = folder(&entry.command) {
            let by_anacron = judging.facts.anacron && entry.command.contains("anacron");
            let job = Job { system: true, ..job };
            if !by_anacron {
                folders.insert(folder, job.clone());
            }
            judging.jobs.push(job);
        } else {
            judging.jobs.push(job);
        }
    }
}

/// `/etc/cron.daily` of `run-parts … /etc/cron.daily`.
pub(super) fn folder(command: &str) -> Option<String> {
    let (_, rest) = command.split_once("run-parts")?;
    let end = |c: char| c.is_whitespace() || matches!(c, ';' | '}' | ')' | '"' | '\'');
    let mut words = rest.split(end);
    words.find(|word| word.starts_with("/etc/cron.")).map(str::to_owned)
}

fn job(judging: &Judging<'_>, file: &str, owner: Option<&str>, entry: &Entry, system: bool) -> Job {
    let user = entry.user.as_deref().or(owner);
    let (ran, input) = command::split(&entry.command);
    let mut warnings: Vec<_> = entry.notes.iter().map(|note| redact(note).into_owned()).collect();
    let own_zone = entry.zone.as_deref().map(|name| (name, zone::named(name)));
    let (zone, zone_name, by_wall_clock) = match own_zone {
        Some((name, Some(zone))) => (zone, Some(name.to_owned()), true),
        Some((name, None)) => {
            warnings.push(format!("its time zone {name} is not known here"));
            (judging.zone.clone(), Some(name.to_owned()), false)
        }
        None => (judging.zone.clone(), judging.zone_name.clone(), false),
    };
    let by_wall_clock = by_wall_clock || judging.facts.cron.kind == CronKind::Busybox;
    let (mut runs, next) = foresee(judging, &entry.when, &zone, by_wall_clock);
    if judging.stopped() {
        runs = Runs::Stopped;
    }
    let last = user.and_then(|user| judging.last_runs.of(user, &ran));
    Job {
        host: judging.host.to_owned(),
        user: user.map(str::to_owned),
        kind: JobKind::Cron,
        schedule: redact(&entry.written).into_owned(),
        words: words::words(&entry.when),
        timezone: zone_name,
        command: redact(&ran).into_owned(),
        input: input.map(|input| redact(&input).into_owned()),
        next_run: next.filter(|_| runs == Runs::Scheduled),
        runs,
        last_run: last.as_ref().map(|last| last.at),
        last_outcome: last.as_ref().and_then(|last| last.outcome),
        last_exit_code: last.as_ref().and_then(|last| last.exit_code),
        source: JobSource::new(file, Some(entry.line)),
        system,
        warnings,
    }
}

/// By our clock, for a host whose clock may be wrong.
fn foresee(
    judging: &Judging<'_>,
    when: &When,
    zone: &TimeZone,
    by_wall_clock: bool,
) -> (Runs, Option<Timestamp>) {
    let fields = match when {
        When::Boot => return (Runs::AtBoot, None),
        When::Random => return (Runs::Unforeseeable, None),
        When::Fields(fields) => fields,
    };
    let follows = by_wall_clock || fields.follows_clock();
    let next = pattern::of(fields)
        .and_then(|cron| next::next(&cron, zone, judging.now, follows))
        .and_then(|next| judging.clock.ours(next));
    (if next.is_some() { Runs::Scheduled } else { Runs::Never }, next)
}
