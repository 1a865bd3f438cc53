//! The fields of a crontab as a pattern of croner, which searches dates and has words for them.
//!
//! croner reads day fields differently (only a lone `*` leaves a day open, and numbers in wrong places mean
//! other things), so it is never given what a person wrote: only plain lists of the values that cron read.

use croner::Cron;
use croner::parser::{CronParser, Seconds, Year};

use super::crontab::Fields;

/// `None`: no such date exists, as on 31 February.
pub(super) fn of(fields: &Fields) -> Option<Cron> {
    let Fields { minute, hour, month, .. } = *fields;
    let (mut day, mut weekday) = (list(fields.day, 1, 31), list(fields.weekday, 0, 6));
    if minute == 0 || hour == 0 || month == 0 {
        return None;
    }
    let any = |text: &str| text == "*";
    if !fields.both_days() && (any(&day) || any(&weekday)) {
        // One of the two is enough, and it matches each day.
        (day, weekday) = ("*".to_owned(), "*".to_owned());
    }
    let only_weekdays = !fields.both_days() && day.is_empty();
    let only_days = !fields.both_days() && weekday.is_empty();
    if only_weekdays {
        day = "*".to_owned();
    } else if only_days {
        weekday = "*".to_owned();
    }
    if day.is_empty() || weekday.is_empty() {
        return None;
    }
    let weekday_alone = !fields.both_days() && weekday != "*";
    if !weekday_alone && !possible(fields.day, month) && day != "*" {
        return None;
    }
    let text = format!(
        "{} {} {day} {} {weekday}",
        list(minute, 0, 59),
        list(hour, 0, 23),
        list(month, 1, 12)
    );
    CronParser::builder()
        .seconds(Seconds::Disallowed)
        .year(Year::Disallowed)
        .dom_and_dow(fields.both_days())
        .build()
        .parse(&text)
        .ok()
}

/// A day of one of the months; a leap year's February has 29.
fn possible(days: u64, months: u64) -> bool {
    const LENGTHS: [u32; 12] = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let first = days.trailing_zeros();
    (1..=12_u32).zip(LENGTHS).any(|(month, length)| months & (1 << month) != 0 && first <= length)
}

/// `*` for all values, `*/N` for every Nth, else the values; croner's words follow the form.
fn list(set: u64, low: u32, high: u32) -> String {
    let values: Vec<u32> = (low..=high).filter(|value| set & (1 << value) != 0).collect();
    if values.len() == (high - low + 1) as usize {
        return "*".to_owned();
    }
    if let [first, second, _, ..] = values[..]
        && first == low
        && (first..=high).step_by((second - first) as usize).eq(values.iter().copied())
    {
        return format!("*/{}", second - first);
    }
    values.iter().map(u32::to_string).collect::<Vec<_>>().join(",")
}
