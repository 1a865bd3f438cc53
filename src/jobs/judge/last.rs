//! When a job ran last, as far as cron's log tells.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, civil};

use crate::jobs::report::Outcome;
use crate::probe::{HostClock, JobFacts, LoggedTime};

/// Logs cut what is longer; then the beginning decides.
const CUT: usize = 900;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Last {
    /// By our clock.
    pub(super) at: Timestamp,
    pub(super) outcome: Option<Outcome>,
    pub(super) exit_code: Option<i32>,
}

/// The newest run of each command, by user; found once, for a crontab may have thousands of lines.
#[derive(Default)]
pub(super) struct LastRuns(BTreeMap<String, BTreeMap<String, Last>>);

impl LastRuns {
    pub(super) fn new(facts: &JobFacts, clock: &HostClock, zone: &TimeZone) -> Self {
        let mut found = Self::default();
        for run in facts.log.iter().flat_map(|log| &log.runs) {
            let at = instant(run.at, clock.host_now, zone).and_then(|at| clock.ours(at));
            let Some(at) = at else { continue };
            let exit_code = run.failed.map(i32::from);
            let last = Last { at, outcome: exit_code.map(|_| Outcome::Failed), exit_code };
            let of_user = found.0.entry(run.user.clone()).or_default();
            let known = of_user.entry(plain(&run.command)).or_insert(last);
            if known.at <= at {
                *known = last;
            }
        }
        found
    }

    /// The newest run of that command by that user.
    pub(super) fn of(&self, user: &str, command: &str) -> Option<Last> {
        let of_user = self.0.get(user)?;
        let command = plain(command);
        if command.len() < CUT {
            return of_user.get(&command).copied();
        }
        let cut = |logged: &str| logged.len() >= CUT && command.starts_with(logged);
        let same = of_user.iter().filter(|(logged, _)| cut(logged));
        same.map(|(_, last)| *last).max_by_key(|last| last.at)
    }
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
fn instant(logged: LoggedTime, now: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
    match logged {
        LoggedTime::At(at) => Some(at),
        LoggedTime::Local { month, day, hour, minute, second } => {
            let latest = now.checked_add(SignedDuration::from_hours(24)).ok()?;
            let year = zone.to_datetime(now).year();
            let in_year = |year| {
                let time = civil::DateTime::new(year, month, day, hour, minute, second, 0).ok()?;
                local(zone, time)
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
