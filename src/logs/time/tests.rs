//! Times as people type them, on ordinary days and in the two odd nights of a year.

use proptest::prelude::*;

use super::*;

fn zone() -> TimeZone {
    TimeZone::get("Europe/Oslo").unwrap()
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// It is 15:20:30 in Oslo.
fn now() -> Timestamp {
    at("2026-11-24T14:20:30Z")
}

fn since(text: &str) -> Result<Timestamp, TimeError> {
    parse(text, End::Since, now(), &zone())
}

#[test]
fn what_people_type() {
    for (text, expected) in [
        ("90s", "2026-11-24T14:19:00Z"),
        ("2h", "2026-11-24T12:20:30Z"),
        ("2h ago", "2026-11-24T12:20:30Z"),
        ("1h30m", "2026-11-24T12:50:30Z"),
        ("1h 30m", "2026-11-24T12:50:30Z"),
        ("1d", "2026-11-23T14:20:30Z"),
        ("1 day", "2026-11-23T14:20:30Z"),
        ("1w", "2026-11-17T14:20:30Z"),
        ("0s", "2026-11-24T14:20:30Z"),
        ("PT2H", "2026-11-24T12:20:30Z"),
        ("now", "2026-11-24T14:20:30Z"),
        ("14:00", "2026-11-24T13:00:00Z"),
        ("14:00:05.25", "2026-11-24T13:00:05.25Z"),
        ("today", "2026-11-23T23:00:00Z"),
        ("Today 09:30", "2026-11-24T08:30:00Z"),
        ("yesterday", "2026-11-22T23:00:00Z"),
        ("yesterday 14:00", "2026-11-23T13:00:00Z"),
        ("2026-11-20", "2026-11-19T23:00:00Z"),
        ("2026-07-20", "2026-07-19T22:00:00Z"),
        ("2026-11-20 14:00", "2026-11-20T13:00:00Z"),
        ("2026-11-20T14:00:05", "2026-11-20T13:00:05Z"),
        ("2026-11-20T14:00:05Z", "2026-11-20T14:00:05Z"),
        ("2026-11-20T14:00:05.123456789Z", "2026-11-20T14:00:05.123456789Z"),
        ("2026-11-20 14:00:05+05:30", "2026-11-20T08:30:05Z"),
        ("2026-11-20T14:00[America/New_York]", "2026-11-20T19:00:00Z"),
        ("1764000000", "2025-11-24T16:00:00Z"),
        ("@1764000000", "2025-11-24T16:00:00Z"),
        ("@60", "1970-01-01T00:01:00Z"),
        ("1764000000.5", "2025-11-24T16:00:00.5Z"),
        ("1764000000123", "2025-11-24T16:00:00.123Z"),
        ("1764000000123456", "2025-11-24T16:00:00.123456Z"),
        ("1764000000123456789", "2025-11-24T16:00:00.123456789Z"),
        (" 2h ", "2026-11-24T12:20:30Z"),
    ] {
        assert_eq!(since(text), Ok(at(expected)), "{text}");
    }
}

#[test]
fn what_is_no_time_says_what_is() {
    for text in [
        "",
        " ",
        "soon",
        "-2h",
        "tomorrow",
        "25:00",
        "2026-13-01",
        "2026-02-30",
        "yesterday noon",
        "today 9",
        "14",
        "5x",
        "@",
        "@.5",
        "1764000000.",
        "\u{1b}[2J",
        "2026",
        "now 14:00",
    ] {
        let error = since(text).unwrap_err();
        assert!(!error.hint().is_empty());
        assert!(!error.to_string().contains('\u{1b}'), "{error}");
    }
    assert_eq!(since("90"), Err(TimeError::NoUnit("90".into())));
    assert!(since("90").unwrap_err().hint().starts_with("90s is 90 seconds ago"));
    assert_eq!(since("2 months"), Err(TimeError::NoFixedLength("2 months".into())));
    assert_eq!(since("9999999w").unwrap_err(), TimeError::Unknown("9999999w".into()));
    assert!(matches!(since("9999999999999999999999999"), Err(TimeError::OutOfReach(_))));
    assert!(since(&"x".repeat(500)).unwrap_err().to_string().chars().count() < 100);
}

#[test]
fn an_hour_that_comes_twice_is_taken_whole() {
    // 2026-10-25 in Oslo: 03:00 becomes 02:00.
    let night = at("2026-10-25T12:00:00Z");
    assert_eq!(parse("02:30", End::Since, night, &zone()), Ok(at("2026-10-25T00:30:00Z")));
    assert_eq!(parse("02:30", End::Until, night, &zone()), Ok(at("2026-10-25T01:30:00Z")));
    // A length of time is not about clocks on walls.
    assert_eq!(parse("1d", End::Since, night, &zone()), Ok(at("2026-10-24T12:00:00Z")));
    assert_eq!(parse("today", End::Since, night, &zone()), Ok(at("2026-10-24T22:00:00Z")));
    assert_eq!(
        parse("yesterday 14:00", End::Since, night, &zone()),
        Ok(at("2026-10-24T12:00:00Z"))
    );
}

#[test]
fn an_hour_that_never_was_is_behind_the_jump() {
    // 2026-03-29 in Oslo: 02:00 becomes 03:00.
    let night = at("2026-03-29T12:00:00Z");
    for end in [End::Since, End::Until] {
        assert_eq!(parse("02:30", end, night, &zone()), Ok(at("2026-03-29T01:30:00Z")));
    }
    // Days that begin at one o'clock.
    let cairo = TimeZone::get("Africa/Cairo").unwrap();
    let day = parse("2024-04-26", End::Since, night, &cairo);
    assert_eq!(day, Ok(at("2024-04-25T22:00:00Z")));
}

#[test]
fn a_range_goes_forward_and_begins_in_the_past() {
    let range = |since, until| range(since, until, now(), &zone());
    assert_eq!(range(None, None), Ok(Range::default()));
    let both = range(Some("2h"), Some("1h")).unwrap();
    assert!(both.since < both.until);
    // An end in the future is one that is still to come.
    assert!(range(Some("2h"), Some("23:00")).is_ok());
    let error = range(Some("1h"), Some("2h")).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the beginning (2026-11-24 14:20:30) is not before the end (2026-11-24 13:20:30)"
    );
    let error = range(Some("22:00"), None).unwrap_err();
    assert_eq!(error.to_string(), "`22:00` is in the future: 2026-11-24 22:00:00");
    assert_eq!(error.hint(), "the day before is `yesterday 22:00`");
    assert!(range(Some("2030-01-01"), None).unwrap_err().hint().contains("2h"));
}

proptest! {
    #[test]
    fn nothing_panics(text in ".{0,40}") {
        let _ = since(&text);
    }

    #[test]
    fn every_moment_is_found_again(second in 1_000_000_000_i64..4_000_000_000) {
        let moment = Timestamp::from_second(second).unwrap();
        prop_assert_eq!(since(&moment.to_string()), Ok(moment));
        prop_assert_eq!(since(&second.to_string()), Ok(moment));
        let zoned = moment.to_zoned(zone());
        let wall = zoned.strftime("%Y-%m-%d %H:%M:%S").to_string();
        let (first, last) = (
            parse(&wall, End::Since, now(), &zone()).unwrap(),
            parse(&wall, End::Until, now(), &zone()).unwrap(),
        );
        prop_assert!(first <= moment && moment <= last);
    }
}
