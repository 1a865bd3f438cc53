//! systemd's timers. When they run next systemd has said itself; here they get words.

use super::Judging;
use crate::jobs::crontab;
use crate::jobs::report::{Job, JobKind, JobSource, Outcome, Runs};
use crate::jobs::words;
use crate::probe::Timer;
use crate::transport::redact;

pub(super) fn judge(judging: &mut Judging<'_>) {
    match &judging.facts.timers {
        None => {}
        Some(Err(said)) => judging.warnings.push(format!("no answer about timers: {said}")),
        Some(Ok(timers)) => {
            for timer in timers {
                let job = job(judging, timer);
                judging.jobs.push(job);
            }
        }
    }
}

fn job(judging: &Judging<'_>, timer: &Timer) -> Job {
    let next = timer.next.and_then(|next| judging.clock.ours(next));
    let words: Vec<String> = timer.schedules.iter().map(|schedule| said(schedule)).collect();
    let outcome = match timer.result.as_str() {
        "" => None,
        "success" => Some(Outcome::Succeeded),
        _ => Some(Outcome::Failed),
    };
    let command = [&timer.command, &timer.description, &timer.activates];
    let command = command.into_iter().find(|text| !text.is_empty());
    Job {
        host: judging.host.to_owned(),
        user: Some(if timer.user.is_empty() { "root".to_owned() } else { timer.user.clone() }),
        kind: JobKind::Timer,
        schedule: timer.schedules.join("; "),
        words: if words.is_empty() { "not scheduled".to_owned() } else { words.join("; ") },
        timezone: judging.zone_name.clone(),
        command: command.map(|text| redact(text).into_owned()).unwrap_or_default(),
        input: None,
        runs: if next.is_some() { Runs::Scheduled } else { Runs::Unforeseeable },
        next_run: next,
        last_run: timer.last.and_then(|last| judging.clock.ours(last)),
        last_outcome: outcome,
        last_exit_code: timer.exit_status.filter(|_| outcome.is_some()),
        source: JobSource::new(&timer.unit, None),
        system: ["/lib/systemd/", "/usr/lib/systemd/"]
            .iter()
            .any(|place| timer.fragment.starts_with(place)),
        warnings: Vec::new(),
    }
}

/// `OnCalendar=*-*-* 06:00:00` as "daily at 06:00"; what has no simple words stays as it is.
fn said(schedule: &str) -> String {
    let (key, value) = schedule.split_once('=').unwrap_or(("", schedule));
    match key {
        "OnCalendar" => calendar(value).unwrap_or_else(|| value.to_owned()),
        "OnBootUSec" | "OnStartupUSec" => format!("{value} after boot"),
        "OnActiveUSec" => format!("{value} after the timer's start"),
        "OnUnitActiveUSec" => format!("{value} after its last start"),
        "OnUnitInactiveUSec" => format!("{value} after its last end"),
        _ => schedule.to_owned(),
    }
}

/// Through the words of a crontab that means the same.
fn calendar(value: &str) -> Option<String> {
    let mut parts: Vec<&str> = value.split_whitespace().collect();
    let begins_with_day = parts.first()?.starts_with(|c: char| c.is_ascii_alphabetic());
    let weekdays = if begins_with_day { parts.remove(0).to_owned() } else { "*".to_owned() };
    let [date, time] = parts[..] else { return None };
    let (year, date) = date.split_once('-')?;
    let (month, day) = date.split_once('-')?;
    let (hour, rest) = time.split_once(':')?;
    let (minute, second) = rest.split_once(':')?;
    if year != "*" || second != "00" {
        return None;
    }
    let field = |text: &str, last: u32| match text.split_once('/') {
        Some((first, step)) if first.parse::<u32>().is_ok() => format!("{first}-{last}/{step}"),
        _ => text.replace("..", "-"),
    };
    let line = format!(
        "{} {} {} {} {}",
        field(minute, 59),
        field(hour, 23),
        field(day, 31),
        field(month, 12),
        weekdays.replace("..", "-")
    );
    let entry = crontab::spelled(&line)?;
    // With both days systemd wants both.
    let both = day != "*" && weekdays != "*";
    (!both && entry.notes.is_empty()).then(|| words::words(&entry.when))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn calendars_in_words() {
        let all = [
            "*-*-* 06:00:00",
            "Mon *-*-* 00:00:00",
            "Mon..Fri *-*-* 07:30:00",
            "*-*-01 00:00:00",
            "*-*-* *:00:00",
            "*-*-* *:00/15:00",
            "*-*-* 00,12:00:00",
            "*-01-01 00:00:00",
            "*-*-~1 00:00:00",
            "2027-01-01 00:00:00",
            "Mon *-*-01 00:00:00",
            "*-*-* 00:00:00 UTC",
        ];
        let said: Vec<_> = all
            .iter()
            .map(|value| format!("{value} | {}", said(&format!("OnCalendar={value}"))))
            .collect();
        insta::assert_snapshot!(said.join("\n"), @"
        *-*-* 06:00:00 | daily at 06:00
        Mon *-*-* 00:00:00 | Mondays at 00:00
        Mon..Fri *-*-* 07:30:00 | weekdays at 07:30
        *-*-01 00:00:00 | monthly on the 1st at 00:00
        *-*-* *:00:00 | hourly at :00
        *-*-* *:00/15:00 | every 15 minutes
        *-*-* 00,12:00:00 | daily at 00:00 and 12:00
        *-01-01 00:00:00 | yearly on 1 January at 00:00
        *-*-~1 00:00:00 | *-*-~1 00:00:00
        2027-01-01 00:00:00 | 2027-01-01 00:00:00
        Mon *-*-01 00:00:00 | Mon *-*-01 00:00:00
        *-*-* 00:00:00 UTC | *-*-* 00:00:00 UTC
        ");
        assert_eq!(super::said("OnBootUSec=15min"), "15min after boot");
    }

    proptest! {
        #[test]
        fn any_calendar_has_words(value in "[A-Za-z0-9*:/.~ -]{0,40}", any in any::<String>()) {
            said(&format!("OnCalendar={value}"));
            said(&any);
        }
    }
}
