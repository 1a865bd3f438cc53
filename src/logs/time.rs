//! The points in time that a person may type, such as for `--since`; in the zone of whoever types.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{AmbiguousOffset, Disambiguation, TimeZone};
use jiff::{SignedDuration, Span, SpanRelativeTo, Timestamp, Zoned};

/// What is accepted, for messages and help.
pub const EXAMPLES: &str = "such as 90s, 2h, 1d, 14:00, today, `yesterday 14:00`, 2026-11-24, \
     `2026-11-24 14:00`, 2026-11-24T14:00:00Z or Unix seconds";

/// Which end of a range a time is: an hour that a clock shows twice is taken whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    Since,
    Until,
}

/// What is looked at, in the hosts' time. `None` is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Range {
    pub since: Option<Timestamp>,
    pub until: Option<Timestamp>,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TimeError {
    #[error("`{0}` is not a time")]
    Unknown(String),
    /// With the same as it should be written.
    #[error("`{0}` has no unit")]
    NoUnit(String),
    #[error("`{0}`: months and years have no fixed length")]
    NoFixedLength(String),
    #[error("`{0}` is out of reach")]
    OutOfReach(String),
    /// With the local time that is meant, and how the day before would be written.
    #[error("`{0}` is in the future: {1}")]
    Future(String, String, Option<String>),
    #[error("the beginning ({0}) is not before the end ({1})")]
    Backwards(String, String),
}

impl TimeError {
    /// What to type instead.
    pub fn hint(&self) -> String {
        match self {
            Self::Unknown(_) | Self::OutOfReach(_) => format!("a time is {EXAMPLES}"),
            Self::NoUnit(text) => {
                format!("{text}s is {text} seconds ago, {text}m minutes, {text}h hours")
            }
            Self::NoFixedLength(_) => "count in days or weeks, such as 30d".to_owned(),
            Self::Future(_, _, Some(earlier)) => format!("the day before is `{earlier}`"),
            Self::Future(..) => "a length of time such as 2h is counted back from now".to_owned(),
            Self::Backwards(..) => "--since is the earlier one of the two".to_owned(),
        }
    }
}

/// Both ends; the beginning may not be in the future, nor behind the end.
pub fn range(
    since: Option<&str>,
    until: Option<&str>,
    now: Timestamp,
    zone: &TimeZone,
) -> Result<Range, TimeError> {
    let begin = since.map(|text| parse(text, End::Since, now, zone)).transpose()?;
    let end = until.map(|text| parse(text, End::Until, now, zone)).transpose()?;
    if let (Some(begin), Some(text)) = (begin.filter(|begin| *begin > now), since) {
        let earlier = clock(text.trim()).map(|_| format!("yesterday {}", text.trim()));
        return Err(TimeError::Future(shown(text), local(begin, zone), earlier));
    }
    match (begin, end) {
        (Some(begin), Some(end)) if begin >= end => {
            Err(TimeError::Backwards(local(begin, zone), local(end, zone)))
        }
        _ => Ok(Range { since: begin, until: end }),
    }
}

/// One point in time. A length of time is counted back from `now`; a day of it has 24 hours.
pub fn parse(
    text: &str,
    end: End,
    now: Timestamp,
    zone: &TimeZone,
) -> Result<Timestamp, TimeError> {
    let word = text.trim();
    if let Some(at) = unix(word) {
        return at.ok_or_else(|| TimeError::OutOfReach(shown(text)));
    }
    if !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(TimeError::NoUnit(shown(text)));
    }
    if let Ok(at) = word.parse::<Timestamp>() {
        return Ok(at);
    }
    if let Ok(at) = word.parse::<Zoned>() {
        return Ok(at.timestamp());
    }
    if let Some(local) = civil(word, now, zone)? {
        return settle(local, end, zone).ok_or_else(|| TimeError::OutOfReach(shown(text)));
    }
    ago(word, now).unwrap_or_else(|| Err(TimeError::Unknown(shown(text))))
}

/// `@1764000000`, `1764000000`, with a fraction, or in milli-, micro- or nanoseconds by its length.
/// `None` where it is none; `Some(None)` where it is one out of reach.
fn unix(word: &str) -> Option<Option<Timestamp>> {
    let (marked, digits) = match word.strip_prefix('@') {
        Some(rest) => (true, rest),
        None => (false, word),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !is_number(whole) || !is_number(fraction) || digits.ends_with('.') {
        return None;
    }
    // Nine digits are the year 2001; anything shorter is more likely a length without a unit.
    if !marked && whole.len() < 9 {
        return None;
    }
    let number: i128 = whole.parse().ok()?;
    let nanosecond = match whole.len() {
        _ if !fraction.is_empty() || marked && whole.len() < 12 => {
            let fraction: String = fraction.chars().chain("000000000".chars()).take(9).collect();
            number.checked_mul(1_000_000_000)? + fraction.parse::<i128>().ok()?
        }
        ..12 => number * 1_000_000_000,
        12..15 => number * 1_000_000,
        15..18 => number * 1_000,
        _ => number,
    };
    Some(Timestamp::from_nanosecond(nanosecond).ok())
}

/// A date, a time of the day, or both, by the clock on the wall.
fn civil(word: &str, now: Timestamp, zone: &TimeZone) -> Result<Option<DateTime>, TimeError> {
    let today = now.to_zoned(zone.clone()).date();
    let out_of_reach = || TimeError::OutOfReach(shown(word));
    let (day, time) = match word.split_once([' ', '\t']) {
        Some((day, time)) => (day, Some(time.trim())),
        None => (word, None),
    };
    let day = match day.to_ascii_lowercase().as_str() {
        "now" if time.is_none() => return Ok(Some(now.to_zoned(zone.clone()).datetime())),
        "today" => Some(today),
        "yesterday" => Some(today.yesterday().map_err(|_| out_of_reach())?),
        _ => None,
    };
    if let Some(day) = day {
        let time = time.map_or(Some(Time::midnight()), clock);
        return Ok(time.map(|time| day.to_datetime(time)));
    }
    if let Some(time) = clock(word) {
        return Ok(Some(today.to_datetime(time)));
    }
    // Not everything that a date may be read from: `20261124` is a number to most people.
    if !word.contains('-') || word.starts_with(['-', 'P', 'p']) {
        return Ok(None);
    }
    let whole = word.parse::<DateTime>().ok();
    Ok(whole.or_else(|| word.parse::<Date>().ok().map(|day| day.to_datetime(Time::midnight()))))
}

/// `14:00` or `14:00:05.250`; not `14`.
fn clock(word: &str) -> Option<Time> {
    let hour = word.split_once(':')?.0;
    // A whole date would be read as the time in it.
    let is_one = matches!(hour.len(), 1 | 2) && hour.bytes().all(|byte| byte.is_ascii_digit());
    is_one.then(|| word.parse().ok()).flatten()
}

/// Where the clock is put back an hour has two meanings: the range takes in both. Where it is put
/// forward a time that did not exist is as long after the jump as it would have been.
fn settle(local: DateTime, end: End, zone: &TimeZone) -> Option<Timestamp> {
    let meant = zone.to_ambiguous_zoned(local);
    let way = match (end, meant.offset()) {
        (End::Until, AmbiguousOffset::Fold { .. }) => Disambiguation::Later,
        _ => Disambiguation::Compatible,
    };
    meant.disambiguate(way).ok().map(|at| at.timestamp())
}

/// `2h`, `1h 30m`, `2h ago`. `None` where it is no length of time.
fn ago(word: &str, now: Timestamp) -> Option<Result<Timestamp, TimeError>> {
    let length = word.strip_suffix("ago").map_or(word, str::trim_end);
    let span: Span = length.parse().ok()?;
    if span.get_years() != 0 || span.get_months() != 0 {
        return Some(Err(TimeError::NoFixedLength(shown(word))));
    }
    let length = span.to_duration(SpanRelativeTo::days_are_24_hours()).ok()?;
    if length < SignedDuration::ZERO {
        return None;
    }
    let before = now.checked_sub(length);
    Some(before.map_err(|_| TimeError::OutOfReach(shown(word))))
}

fn local(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned(zone.clone()).strftime("%Y-%m-%d %H:%M:%S").to_string()
}

/// As it was typed, cut where it would fill the screen.
fn shown(text: &str) -> String {
    let mut shown: String = text.trim().chars().take(60).collect();
    if text.trim().chars().nth(60).is_some() {
        shown.push('…');
    }
    shown.escape_debug().to_string()
}

#[cfg(test)]
mod tests;
