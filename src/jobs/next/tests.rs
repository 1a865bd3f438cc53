//! The search against cron's own loop, minute by minute, round the clock changes of several zones.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;
use crate::jobs::crontab::{Fields, Table, When, read};
use crate::jobs::pattern;
use crate::probe::CronKind;

fn fields(schedule: &str) -> Fields {
    let text = format!("{schedule} true\n");
    let table = Table {
        text: text.as_bytes(),
        kind: CronKind::Debian,
        with_user: false,
        user: None,
        users: None,
        cut: false,
    };
    match read(&table).0[..] {
        [ref entry] => match entry.when {
            When::Fields(fields) => fields,
            other => panic!("{other:?}"),
        },
        ref other => panic!("{schedule}: {other:?}"),
    }
}

fn runs(schedule: &str, zone: &str, from: &str, count: usize) -> Vec<String> {
    let zone = TimeZone::get(zone).unwrap();
    let fields = fields(schedule);
    let cron = pattern::of(&fields).unwrap();
    let mut now: Timestamp = from.parse().unwrap();
    (0..count)
        .map(|_| {
            now = next(&cron, &zone, now, fields.follows_clock()).unwrap();
            now.to_zoned(zone.clone()).strftime("%F %R %z").to_string()
        })
        .collect()
}

#[test]
fn the_spring_gap() {
    // 02:00 to 03:00 does not exist in Amsterdam on 29 March 2026.
    let from = "2026-03-28T12:00:00Z";
    assert_eq!(
        runs("30 2 * * *", "Europe/Amsterdam", from, 2),
        ["2026-03-29 03:00 +0200", "2026-03-30 02:30 +0200"]
    );
    assert_eq!(runs("*/30 2 * * *", "Europe/Amsterdam", from, 1), ["2026-03-30 02:00 +0200"]);
    assert_eq!(
        runs("0 3 * * *", "Europe/Amsterdam", from, 2),
        ["2026-03-29 03:00 +0200", "2026-03-30 03:00 +0200"]
    );
}

#[test]
fn the_hour_that_comes_twice() {
    let from = "2026-10-24T12:00:00Z";
    assert_eq!(
        runs("30 2 * * *", "Europe/Amsterdam", from, 2),
        ["2026-10-25 02:30 +0200", "2026-10-26 02:30 +0100"]
    );
    assert_eq!(
        runs("*/30 2 * * *", "Europe/Amsterdam", from, 4),
        [
            "2026-10-25 02:00 +0200",
            "2026-10-25 02:30 +0200",
            "2026-10-25 02:00 +0100",
            "2026-10-25 02:30 +0100"
        ]
    );
    // Asked in its second half.
    assert_eq!(
        runs("45 2 * * *", "Europe/Amsterdam", "2026-10-25T01:10:00Z", 1),
        ["2026-10-26 02:45 +0100"]
    );
}

#[test]
fn both_day_fields() {
    let days = |schedule, count| -> Vec<String> {
        let runs = runs(schedule, "UTC", "2026-06-01T12:00:00Z", count);
        runs.iter().map(|run| run[..10].to_owned()).collect()
    };
    // Mondays on odd days.
    assert_eq!(days("0 0 */2 * 1", 2), ["2026-06-15", "2026-06-29"]);
    // The 10th, and Mondays.
    assert_eq!(days("0 0 10 * 1", 3), ["2026-06-08", "2026-06-10", "2026-06-15"]);
    assert_eq!(days("0 0 1-31 * 1", 2), ["2026-06-02", "2026-06-03"]);
    assert_eq!(days("0 0 29 2 *", 1), ["2028-02-29"]);
    assert_eq!(days("0 0 31 2 1", 1), ["2027-02-01"]);
}

#[test]
fn dates_that_do_not_exist() {
    for never in ["0 0 31 2 *", "0 0 31 4,6,9,11 *", "0 0 30 2 */2", "50-10 * * * *"] {
        assert!(pattern::of(&fields(never)).is_none(), "{never}");
    }
    assert!(pattern::of(&fields("0 0 31 2 1")).is_some());
}

#[test]
fn a_day_that_was_left_out() {
    // Samoa had no 30 December 2011.
    assert_eq!(
        runs("0 12 * * *", "Pacific/Apia", "2011-12-29T23:00:00Z", 2),
        ["2011-12-31 12:00 +1400", "2012-01-01 12:00 +1400"]
    );
}

/// Vixie's loop: what runs in which minute, from `start` for `minutes`.
fn model(fields: &Fields, zone: &TimeZone, start: Timestamp, minutes: i64) -> Vec<Timestamp> {
    let local = |at: Timestamp| {
        let offset = i64::from(zone.to_offset(at).seconds());
        (at.as_second() + offset).div_euclid(60)
    };
    let matches = |minute: i64| {
        let civil = Timestamp::from_second(minute * 60).unwrap().to_zoned(TimeZone::UTC).datetime();
        let bit = |set: u64, value: i8| set & (1 << value) != 0;
        let day = bit(fields.day, civil.day());
        let weekday = bit(fields.weekday, civil.weekday().to_sunday_zero_offset());
        bit(fields.minute, civil.minute())
            && bit(fields.hour, civil.hour())
            && bit(fields.month, civil.month())
            && if fields.both_days() { day && weekday } else { day || weekday }
    };
    let wild = fields.follows_clock();
    let mut ran = BTreeSet::new();
    let mut virtual_time = local(start);
    for step in 1..=minutes {
        let now = start.checked_add((step * 60).seconds()).unwrap();
        let clock = local(now);
        let difference = clock - virtual_time;
        let mut find = |minute: i64, of_wild: bool, of_fixed: bool| {
            if matches(minute) && (if wild { of_wild } else { of_fixed }) {
                ran.insert(now);
            }
        };
        match difference {
            1 => {
                virtual_time = clock;
                find(clock, true, true);
            }
            2..=180 => {
                find(clock, true, false);
                while virtual_time < clock {
                    virtual_time += 1;
                    find(virtual_time, false, true);
                }
            }
            -179..=0 => find(clock, true, false),
            _ => {
                virtual_time = clock;
                find(clock, true, true);
            }
        }
    }
    ran.into_iter().collect()
}

/// Zones, and an hour or so before each jumps: by one hour, by half an hour, by two, by a day.
const NIGHTS: [(&str, &str); 9] = [
    ("Europe/Amsterdam", "2026-03-29T00:00:00Z"),
    ("Europe/Amsterdam", "2026-10-25T00:00:00Z"),
    ("America/New_York", "2026-03-08T06:00:00Z"),
    ("America/New_York", "2026-11-01T05:00:00Z"),
    ("Australia/Lord_Howe", "2026-04-04T14:00:00Z"),
    ("Australia/Lord_Howe", "2026-10-03T14:00:00Z"),
    ("Antarctica/Troll", "2026-03-29T00:00:00Z"),
    ("Antarctica/Troll", "2026-10-25T00:00:00Z"),
    ("Africa/Casablanca", "2026-02-15T01:00:00Z"),
];

proptest! {
    #[test]
    fn runs_are_those_of_crons_own_loop(
        minute in "(\\*|\\*/7|[0-5]?[0-9]|0,30|10-40/5)",
        hour in "(\\*|\\*/2|[0-4]|1-3|2,3)",
        days in "(\\* \\* \\*|1,8,15,25,29 \\* \\*|\\* \\* 0,6|\\*/2 \\* 0|29 \\* 0)",
        night in 0..NIGHTS.len(),
        lead in 0_i64..240,
    ) {
        let fields = fields(&format!("{minute} {hour} {days}"));
        let (zone, hour_before) = NIGHTS[night];
        let zone = TimeZone::get(zone).unwrap();
        let start: Timestamp = hour_before.parse().unwrap();
        let start = start.checked_sub((lead * 60).seconds()).unwrap();
        let minutes = 14 * 60;
        let expected = model(&fields, &zone, start, minutes);
        let end = start.checked_add((minutes * 60).seconds()).unwrap();
        let mut found = Vec::new();
        if let Some(cron) = pattern::of(&fields) {
            let mut now = start;
            while let Some(run) = next(&cron, &zone, now, fields.follows_clock()).filter(|run| *run <= end) {
                prop_assert!(run > now);
                found.push(run);
                now = run;
            }
        }
        prop_assert_eq!(found, expected);
    }
}
