//! Watchtower's schedule: six fields, seconds first, in the zone of its container.

use croner::Cron;
use croner::parser::{CronParser, Seconds, Year};
use jiff::{SignedDuration, Timestamp};

use super::{Judging, zone};
use crate::jobs::crontab;
use crate::jobs::report::{Job, JobKind, JobSource, Runs};
use crate::jobs::words;
use crate::probe::{
    Container, ContainerState, FailureKind, HostReport, SectionFailure, WatchtowerSettings,
    is_watchtower,
};

/// Its own default.
const DAY: u64 = 86_400;

pub(super) fn judge(judging: &mut Judging<'_>, report: &HostReport) {
    for container in report.containers.iter().flatten() {
        let details = container.details.as_ref();
        let Some(settings) = details.and_then(|details| details.watchtower.as_ref()) else {
            continue;
        };
        let started = details.and_then(|details| details.started_at);
        match job(judging, container, settings, started) {
            Ok(job) => judging.jobs.push(job),
            Err(reason) => {
                let text = settings.schedule.clone().unwrap_or_default();
                judging.ignore(JobSource::new(&container.name, None), reason, &text, false);
            }
        }
    }
}

/// Why its schedule cannot be known, if it may be there.
pub(super) fn not_seen(report: &HostReport) -> Option<String> {
    let one_line = |failure: &SectionFailure| super::one_line(&failure.message);
    match &report.containers {
        Err(failure) => (failure.kind != FailureKind::NotInstalled).then(|| one_line(failure)),
        Ok(list) => {
            let unknown = |one: &&Container| {
                let label = one.label("com.centurylinklabs.watchtower");
                is_watchtower(&one.image, label) && one.details.is_none()
            };
            list.iter().find(unknown)?;
            report.failures.iter().find(|failure| failure.section == "inspect").map(one_line)
        }
    }
}

/// An error is why it never looks for updates by itself.
fn job(
    judging: &Judging<'_>,
    container: &Container,
    settings: &WatchtowerSettings,
    started: Option<Timestamp>,
) -> Result<Job, String> {
    if settings.run_once {
        return Err("it is told to run once and end".to_owned());
    }
    if settings.api_update && !settings.periodic_polls {
        return Err("its HTTP API for updates is on, which switches the schedule off".to_owned());
    }
    if container.state != ContainerState::Running {
        return Err("its container is not running".to_owned());
    }
    let zone_name = settings.zone.clone().unwrap_or_else(|| "UTC".to_owned());
    let zone = zone::named(&zone_name);
    let mut warnings = Vec::new();
    if settings.zone.is_none() && settings.schedule.is_some() {
        warnings.push("without TZ its schedule is in UTC".to_owned());
    }
    if zone.is_none() {
        warnings.push(format!("its time zone {zone_name} is not known here"));
    }
    let now = judging.now;
    let (schedule, words, next) = match settings.schedule.as_deref() {
        Some(text) if !text.starts_with("@every") => {
            let (cron, words) = six_fields(text)?;
            let next = zone.and_then(|zone| {
                let next = cron.find_next_occurrence(&now.to_zoned(zone), false).ok()?;
                Some(next.timestamp())
            });
            (text.to_owned(), words, next)
        }
        Some(text) => {
            let every = text.trim_start_matches("@every").trim();
            let interval = every.parse::<SignedDuration>();
            let interval = interval.map_err(|_| format!("`{text}` is no schedule"))?;
            (text.to_owned(), format!("every {every}"), after(started, interval, now))
        }
        None => {
            let seconds = settings.interval_seconds.filter(|seconds| *seconds > 0).unwrap_or(DAY);
            let interval = SignedDuration::from_secs(i64::try_from(seconds).unwrap_or(i64::MAX));
            let words = format!("every {}", crate::ui::when::length(interval));
            (format!("every {seconds} s"), words, after(started, interval, now))
        }
    };
    let next = next.and_then(|next| judging.clock.ours(next));
    Ok(Job {
        host: judging.host.to_owned(),
        user: None,
        kind: JobKind::Watchtower,
        schedule,
        words,
        timezone: Some(zone_name),
        command: "update containers".to_owned(),
        input: None,
        runs: if next.is_some() { Runs::Scheduled } else { Runs::Unforeseeable },
        next_run: next,
        last_run: None,
        last_outcome: None,
        last_exit_code: None,
        source: JobSource::new(&container.name, None),
        system: false,
        warnings,
    })
}

fn six_fields(text: &str) -> Result<(Cron, String), String> {
    let text = match text.trim() {
        "@yearly" | "@annually" => "0 0 0 1 1 *",
        "@monthly" => "0 0 0 1 * *",
        "@weekly" => "0 0 0 * * 0",
        "@daily" | "@midnight" => "0 0 0 * * *",
        "@hourly" => "0 0 * * * *",
        text => text,
    };
    let fields: Vec<&str> = text.split_whitespace().collect();
    if fields.len() == 5 {
        return Err("its schedule has five fields; Watchtower wants six, seconds first".to_owned());
    }
    let parser = CronParser::builder()
        .seconds(Seconds::Required)
        .year(Year::Disallowed)
        .dom_and_dow(both_days(&fields))
        .build();
    let cron = parser.parse(text).map_err(|error| format!("its schedule is wrong: {error}"))?;
    Ok((cron.clone(), own_words(&fields).unwrap_or_else(|| of_croner(&cron))))
}

/// As in a crontab, a day field that begins with `*` makes both count.
fn both_days(fields: &[&str]) -> bool {
    let star = |index: usize| fields.get(index).is_some_and(|field| field.starts_with('*'));
    star(3) || star(5)
}

/// The words of a crontab, when it runs at the full minute.
fn own_words(fields: &[&str]) -> Option<String> {
    let ["0" | "00", rest @ ..] = fields else { return None };
    let entry = crontab::spelled(&rest.join(" ").replace('?', "*"))?;
    Some(words::words(&entry.when))
}

fn of_croner(cron: &Cron) -> String {
    let text = cron.describe().to_lowercase();
    text.trim_end_matches('.').to_owned()
}

/// The first multiple of the interval since the start that is still to come.
fn after(
    started: Option<Timestamp>,
    interval: SignedDuration,
    now: Timestamp,
) -> Option<Timestamp> {
    let (started, interval) = (started?.as_second(), interval.as_secs());
    if interval <= 0 {
        return None;
    }
    let passed = now.as_second().checked_sub(started)?.max(0);
    let next = (passed / interval).checked_add(1)?.checked_mul(interval)?.checked_add(started)?;
    Timestamp::from_second(next).ok()
}
