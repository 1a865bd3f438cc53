//! A schedule as a person says it: own words for the common forms, croner's for the rest.

use super::crontab::{Fields, When};
use super::pattern;

const WEEKDAYS: [&str; 7] =
    ["Sundays", "Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays"];
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
/// More times of day are better said another way.
const TIMES: usize = 4;

/// Such as "daily at 03:00", "every minute", "weekdays at 07:30", "at boot".
pub(super) fn words(when: &When) -> String {
    match when {
        When::Boot => "at boot".to_owned(),
        When::Random => "at a time drawn by cron".to_owned(),
        When::Fields(fields) => of_fields(fields),
    }
}

fn of_fields(fields: &Fields) -> String {
    let Some(cron) = pattern::of(fields) else {
        return "never: no such date".to_owned();
    };
    own(fields).unwrap_or_else(|| {
        let text = cron.describe();
        let text = text.trim_end_matches('.');
        text[..1].to_lowercase() + &text[1..]
    })
}

fn own(fields: &Fields) -> Option<String> {
    let (minutes, hours) = (values(fields.minute, 0, 59), values(fields.hour, 0, 23));
    let days = days(fields)?;
    if hours.len() == 24 {
        let time = match minutes[..] {
            _ if minutes.len() == 60 => "every minute".to_owned(),
            [minute] => format!("hourly at :{minute:02}"),
            _ => format!("every {} minutes", step(&minutes, 60)?),
        };
        return Some(match days {
            Days::All => time,
            Days::Some(days) => format!("{time} on {days}"),
            Days::Begin(begin) => format!("{time} {begin}"),
        });
    }
    let often = match minutes.len() {
        60 => Some("every minute".to_owned()),
        _ => step(&minutes, 60).map(|step| format!("every {step} minutes")),
    };
    if let Some(often) = often.filter(|_| hours.windows(2).all(|pair| pair[1] == pair[0] + 1)) {
        let (first, last) = (hours.first()?, hours.last()?);
        let time = format!("{often} from {first:02}:00 to {last:02}:{:02}", minutes.last()?);
        return Some(match days {
            Days::All => time,
            Days::Some(days) => format!("{time} on {days}"),
            Days::Begin(begin) => format!("{begin}, {time}"),
        });
    }
    let [minute] = minutes[..] else { return few(&minutes, &hours, days) };
    if matches!(days, Days::All)
        && hours.len() > 2
        && let Some(hours) = step(&hours, 24)
    {
        return Some(format!("every {hours} hours at :{minute:02}"));
    }
    few(&[minute], &hours, days)
}

/// At a few times of the day.
fn few(minutes: &[u32], hours: &[u32], days: Days) -> Option<String> {
    if minutes.len() * hours.len() > TIMES {
        return None;
    }
    let times = hours
        .iter()
        .flat_map(|hour| minutes.iter().map(move |minute| format!("{hour:02}:{minute:02}")));
    let times = list(&times.collect::<Vec<_>>());
    Some(match days {
        Days::All => format!("daily at {times}"),
        Days::Some(days) => format!("{days} at {times}"),
        Days::Begin(begin) => format!("{begin} at {times}"),
    })
}

enum Days {
    All,
    /// "Mondays", "weekdays".
    Some(String),
    /// "monthly on the 1st".
    Begin(String),
}

/// `None`: too special for words of our own.
fn days(fields: &Fields) -> Option<Days> {
    let days = values(fields.day, 1, 31);
    let months = values(fields.month, 1, 12);
    let weekdays = values(fields.weekday, 0, 6);
    // With `1-31` or `0-6` written out cron takes a day that matches either field.
    let either = !fields.both_days();
    let every_day = days.len() == 31 && weekdays.len() == 7
        || either && (days.len() == 31 || weekdays.len() == 7);
    if every_day {
        return (months.len() == 12).then_some(Days::All);
    }
    if either {
        return None;
    }
    if days.len() == 31 && months.len() == 12 {
        return Some(Days::Some(match weekdays[..] {
            [1, 2, 3, 4, 5] => "weekdays".to_owned(),
            [0, 6] => "weekends".to_owned(),
            _ if weekdays.len() <= 3 => {
                let names: Vec<_> =
                    weekdays.iter().map(|day| WEEKDAYS[*day as usize].to_owned()).collect();
                list(&names)
            }
            _ => return None,
        }));
    }
    let odd = days.iter().copied().eq((1..=31).step_by(2));
    if odd && months.len() == 12 && weekdays.len() == 1 {
        let name = WEEKDAYS[*weekdays.first()? as usize];
        return Some(Days::Some(format!("{name} on odd days")));
    }
    if weekdays.len() != 7 || days.len() > 3 {
        return None;
    }
    let ordinals = list(&days.iter().map(|day| ordinal(*day)).collect::<Vec<_>>());
    match (months.len(), &months[..], &days[..]) {
        (12, _, _) => Some(Days::Begin(format!("monthly on the {ordinals}"))),
        (1, [month], [day]) => {
            Some(Days::Begin(format!("yearly on {day} {}", MONTHS[*month as usize - 1])))
        }
        _ => None,
    }
}

fn values(set: u64, low: u32, high: u32) -> Vec<u32> {
    (low..=high).filter(|value| set & (1 << value) != 0).collect()
}

/// The distance of values that are evenly spread over the whole.
fn step(values: &[u32], whole: u32) -> Option<u32> {
    let [first, second, ..] = values[..] else { return None };
    let step = second - first;
    let even = first == 0 && whole.is_multiple_of(step) && values.len() as u32 == whole / step;
    (even && values.windows(2).all(|pair| pair[1] - pair[0] == step)).then_some(step)
}

fn ordinal(day: u32) -> String {
    let ending = match day {
        11..=13 => "th",
        _ => match day % 10 {
            1 => "st",
            2 => "nd",
            3 => "rd",
            _ => "th",
        },
    };
    format!("{day}{ending}")
}

fn list(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jobs::crontab::spelled;

    fn said(schedule: &str) -> String {
        words(&spelled(schedule).unwrap().when)
    }

    #[test]
    fn common_forms() {
        let all = [
            "0 3 * * *",
            "* * * * *",
            "*/5 * * * *",
            "15 * * * *",
            "30 7 * * 1",
            "30 7 * * mon-fri",
            "0 9 * * 6,0",
            "0 4 1 * *",
            "0 4 1,15 * *",
            "0 0 24 12 *",
            "@reboot",
            "@midnight",
            "@hourly",
            "@weekly",
            "@monthly",
            "@yearly",
            "0 */6 * * *",
            "0 8,20 * * *",
            "*/10 * * * 1-5",
            "0 0 31 2 *",
            "0 0 1-31 * 1",
            "50-10 * * * *",
        ];
        let said: Vec<_> =
            all.iter().map(|schedule| format!("{schedule} | {}", said(schedule))).collect();
        insta::assert_snapshot!(said.join("\n"), @"
        0 3 * * * | daily at 03:00
        * * * * * | every minute
        */5 * * * * | every 5 minutes
        15 * * * * | hourly at :15
        30 7 * * 1 | Mondays at 07:30
        30 7 * * mon-fri | weekdays at 07:30
        0 9 * * 6,0 | weekends at 09:00
        0 4 1 * * | monthly on the 1st at 04:00
        0 4 1,15 * * | monthly on the 1st and 15th at 04:00
        0 0 24 12 * | yearly on 24 December at 00:00
        @reboot | at boot
        @midnight | daily at 00:00
        @hourly | hourly at :00
        @weekly | Sundays at 00:00
        @monthly | monthly on the 1st at 00:00
        @yearly | yearly on 1 January at 00:00
        0 */6 * * * | every 6 hours at :00
        0 8,20 * * * | daily at 08:00 and 20:00
        */10 * * * 1-5 | every 10 minutes on weekdays
        0 0 31 2 * | never: no such date
        0 0 1-31 * 1 | daily at 00:00
        50-10 * * * * | never: no such date
        ");
    }

    #[test]
    fn the_rest_in_croners_words() {
        let all = [
            "0 0 */2 * 1",
            "0 0 10 * 1",
            "*/15 8-18 * * 1-5",
            "0-10 3 * * *",
            "7,8,9,20,30 1,2 * 2 *",
        ];
        let said: Vec<_> =
            all.iter().map(|schedule| format!("{schedule} | {}", said(schedule))).collect();
        insta::assert_snapshot!(said.join("\n"), @"
        0 0 */2 * 1 | Mondays on odd days at 00:00
        0 0 10 * 1 | at 00:00, on day 10 or Monday
        */15 8-18 * * 1-5 | every 15 minutes from 08:00 to 18:45 on weekdays
        0-10 3 * * * | at minute 0-10, of hour 3
        7,8,9,20,30 1,2 * 2 * | at minute 7-9, 20, and 30, of hour 1 and 2, in February
        ");
    }
}
