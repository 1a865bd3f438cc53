//! Times as a person says them, relative to `now`. Data uses RFC 3339 instead.

use jiff::fmt::friendly::{Designator, Direction, Spacing, SpanPrinter};
use jiff::{SignedDuration, Span, Timestamp};

/// Below this, "just now" is all that is worth saying.
const JUST_NOW: i64 = 10;

/// Such as "3 hours ago", "just now", "in 5 minutes".
pub fn ago(then: Timestamp, now: Timestamp) -> String {
    relative(then, now, WORDS)
}

/// The same for a narrow column: "3h ago".
pub fn ago_short(then: Timestamp, now: Timestamp) -> String {
    relative(then, now, LETTERS)
}

/// A length of time in its largest unit, such as "3 hours".
pub fn length(duration: SignedDuration) -> String {
    WORDS.span_to_string(&largest_unit(duration.as_secs().saturating_abs()))
}

/// The same for a narrow column: "3h".
pub fn length_short(duration: SignedDuration) -> String {
    LETTERS.span_to_string(&largest_unit(duration.as_secs().saturating_abs()))
}

const WORDS: SpanPrinter = SpanPrinter::new()
    .designator(Designator::Verbose)
    .spacing(Spacing::BetweenUnitsAndDesignators)
    .direction(Direction::Suffix);

const LETTERS: SpanPrinter =
    SpanPrinter::new().designator(Designator::Compact).direction(Direction::Suffix);

fn relative(then: Timestamp, now: Timestamp, printer: SpanPrinter) -> String {
    let seconds = now.duration_since(then).as_secs();
    if seconds.abs() < JUST_NOW {
        "just now".to_owned()
    } else if seconds < 0 {
        format!("in {}", printer.span_to_string(&largest_unit(-seconds)))
    } else {
        printer.span_to_string(&-largest_unit(seconds))
    }
}

/// One unit, rounded down: an age that is told too short grows right by itself.
fn largest_unit(seconds: i64) -> Span {
    const MINUTE: i64 = 60;
    const HOUR: i64 = 60 * MINUTE;
    const DAY: i64 = 24 * HOUR;
    // The mean Gregorian month and year.
    const MONTH: i64 = 2_629_746;
    const YEAR: i64 = 12 * MONTH;
    let span = Span::new();
    let span = match seconds {
        ..MINUTE => span.try_seconds(seconds),
        MINUTE..HOUR => span.try_minutes(seconds / MINUTE),
        HOUR..DAY => span.try_hours(seconds / HOUR),
        // Two months of days, for "1 month ago" says too little.
        DAY..5_259_492 => span.try_days(seconds / DAY),
        5_259_492..YEAR => span.try_months(seconds / MONTH),
        YEAR.. => span.try_years(seconds / YEAR),
    };
    // Out of reach: two timestamps are never as far apart as the longest span.
    span.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds_ago: i64) -> (String, String) {
        let now: Timestamp = "2026-06-01T12:00:00Z".parse().unwrap();
        let then = now.saturating_sub(SignedDuration::from_secs(seconds_ago)).unwrap();
        (ago(then, now), ago_short(then, now))
    }

    #[test]
    fn one_unit_is_enough() {
        let words: Vec<_> =
            [0, 9, 10, 59, 60, 3599, 3600, 86_399, 86_400, 59 * 86_400, 90 * 86_400, 800 * 86_400]
                .into_iter()
                .map(at)
                .map(|(long, short)| format!("{long} | {short}"))
                .collect();
        insta::assert_snapshot!(words.join("\n"), @"
        just now | just now
        just now | just now
        10 seconds ago | 10s ago
        59 seconds ago | 59s ago
        1 minute ago | 1m ago
        59 minutes ago | 59m ago
        1 hour ago | 1h ago
        23 hours ago | 23h ago
        1 day ago | 1d ago
        59 days ago | 59d ago
        2 months ago | 2mo ago
        2 years ago | 2y ago
        ");
    }

    #[test]
    fn the_future_is_told_as_such() {
        assert_eq!(at(-4), ("just now".into(), "just now".into()));
        assert_eq!(at(-300), ("in 5 minutes".into(), "in 5m".into()));
    }

    #[test]
    fn the_ends_of_time_do_not_overflow() {
        assert!(ago(Timestamp::MIN, Timestamp::MAX).ends_with("years ago"));
        assert!(ago(Timestamp::MAX, Timestamp::MIN).starts_with("in "));
        assert!(!length(SignedDuration::MIN).is_empty());
    }

    #[test]
    fn lengths_have_no_direction() {
        assert_eq!(length(SignedDuration::from_hours(30)), "1 day");
        assert_eq!(length_short(SignedDuration::from_secs(-45)), "45s");
    }
}
