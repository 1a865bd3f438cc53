//! When a job ran last, as far as cron's log tells.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, civil};

use super::Judging;
use crate::jobs::report::Outcome;
use crate::probe::LoggedTime;

/// Logs cut what is longer; then the beginning decides.
const CUT: usize = 900;

pub(super) struct Last {
    /// By our clock.
    pub(super) at: Timestamp,
    pub(super) outcome: Option<Outcome>,
    pub(super) exit_code: Option<i32>,
}

/// The newest run of that command by that user.
pub(super) fn of(judging: &Judging<'_>, user: &str, command: &str) -> Option<Last> {
    let log = judging.facts.log.as_ref()?;
    let command = plain(command);
    let same = |logged: &str| {
        let logged = plain(logged);
        logged == command || (logged.len() >= CUT && command.starts_with(&logged))
    };
    let runs = log.runs.iter().filter(|run| run.user == user && same(&run.command));
    let runs = runs.filter_map(|run| Some((instant(judging, run.at)?, run)));
    let (at, run) = runs.max_by_key(|(at, _)| *at)?;
    let exit_code = run.failed.map(i32::from);
    Some(Last {
        at: judging.clock.ours(at)?,
        outcome: exit_code.map(|_| Outcome::Failed),
        exit_code,
    })
}

/// Without what a log writes differently: controls and bytes that are not ASCII, and their escapes.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut characters = text.trim().chars().peekable();
    while let Some(c) = characters.next() {
        match c {
            // `\377` or rsyslog's `#377`.
            '\\' | '#' if characters.peek().is_some_and(char::is_ascii_digit) => {
                for _ in 0..3 {
                    characters.next_if(char::is_ascii_digit);
                }
            }
            '^' if characters.peek().is_some_and(char::is_ascii_uppercase) => {
                characters.next();
            }
            ' '..='~' => plain.push(c),
            _ => {}
        }
    }
    plain.trim_end().to_owned()
}

/// A stamp without a year is the last such moment.
fn instant(judging: &Judging<'_>, logged: LoggedTime) -> Option<Timestamp> {
    match logged {
        LoggedTime::At(at) => Some(at),
        LoggedTime::Local { month, day, hour, minute, second } => {
            let now = judging.clock.host_now;
            let latest = now.checked_add(SignedDuration::from_hours(24)).ok()?;
            let year = judging.zone.to_datetime(now).year();
            let in_year = |year| {
                let time = civil::DateTime::new(year, month, day, hour, minute, second, 0).ok()?;
                local(&judging.zone, time)
            };
            [year + 1, year, year - 1].into_iter().filter_map(in_year).find(|at| *at <= latest)
        }
    }
}

fn local(zone: &TimeZone, time: civil::DateTime) -> Option<Timestamp> {
    zone.to_ambiguous_timestamp(time).compatible().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_log_spells_some_characters_differently() {
        assert_eq!(plain("true \\377\\376"), plain("true \u{fffd}\u{fffd}"));
        assert_eq!(plain("true crlf^M"), plain("true crlf\r"));
        assert_eq!(plain("echo #303#270 end"), plain("echo ø end"));
        assert_ne!(plain("true a"), plain("true b"));
    }

    proptest! {
        #[test]
        fn any_command_is_compared(text in any::<String>()) {
            prop_assert!(plain(&text).is_ascii());
        }
    }
}
