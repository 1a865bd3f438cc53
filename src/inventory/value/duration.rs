//! Spans of time such as `"5s"`, `"10m"` or `"30d"`; a day is 24 hours.

use std::time::Duration;

use jiff::fmt::friendly::SpanPrinter;
use jiff::{SignedDuration, Span, SpanRelativeTo};

use super::Fault;
use super::text::visible;

const SECOND: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(60 * 60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// From one second, because `ssh` counts in whole ones and takes zero for "no limit".
pub(crate) fn connect_timeout(text: &str) -> Result<Duration, Fault> {
    within(parse(text)?, SECOND, 10 * MINUTE)
}

/// Zero keeps no connection; less than a second would mean "for ever" to `ssh`.
pub(crate) fn persist(text: &str) -> Result<Duration, Fault> {
    match parse(text)? {
        Duration::ZERO => Ok(Duration::ZERO),
        time => {
            within(time, SECOND, 7 * DAY).map_err(|fault| fault.help("\"0\" keeps no connection"))
        }
    }
}

pub(crate) fn retention(text: &str) -> Result<Duration, Fault> {
    within(parse(text)?, HOUR, 3650 * DAY)
}

/// Any length from zero up.
fn parse(text: &str) -> Result<Duration, Fault> {
    if text.trim() == "0" {
        return Ok(Duration::ZERO);
    }
    let example = "such as \"5s\", \"10m\", \"1h 30m\" or \"30d\"";
    let fault = || Fault::new(format!("`{}` is not a length of time", visible(text)));
    if !text.is_empty() && text.chars().all(|c| c.is_ascii_digit()) {
        return Err(
            fault().help(format!("which unit? such as \"{0}s\" or \"{0}m\"", visible(text)))
        );
    }
    let span: Span = text.parse().map_err(|_| fault().help(example))?;
    if span.get_years() != 0 || span.get_months() != 0 {
        return Err(Fault::new("months and years have no fixed length")
            .help("count in days, such as \"30d\""));
    }
    let length =
        span.to_duration(SpanRelativeTo::days_are_24_hours()).map_err(|_| fault().help(example))?;
    Duration::try_from(length).map_err(|_| Fault::new("a length of time may not be negative"))
}

fn within(time: Duration, least: Duration, most: Duration) -> Result<Duration, Fault> {
    if (least..=most).contains(&time) {
        return Ok(time);
    }
    Err(Fault::new(format!("{} is out of range", written(time))).help(format!(
        "from {} to {}",
        written(least),
        written(most)
    )))
}

/// As it would be written in the inventory.
pub(crate) fn written(time: Duration) -> String {
    if time >= DAY && time.subsec_nanos() == 0 && time.as_secs().is_multiple_of(DAY.as_secs()) {
        return format!("{}d", time.as_secs() / DAY.as_secs());
    }
    match SignedDuration::try_from(time) {
        Ok(time) => SpanPrinter::new().duration_to_string(&time),
        Err(_) => format!("{}s", time.as_secs()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_of_time() {
        assert_eq!(connect_timeout("5s"), Ok(Duration::from_secs(5)));
        assert_eq!(connect_timeout("1.5s"), Ok(Duration::from_millis(1500)));
        assert_eq!(persist("10m"), Ok(Duration::from_secs(600)));
        assert_eq!(persist("0"), Ok(Duration::ZERO));
        assert_eq!(persist("0s"), Ok(Duration::ZERO));
        assert_eq!(persist("1h 30m"), Ok(Duration::from_secs(5400)));
        assert_eq!(retention("30d"), Ok(30 * DAY));
        assert_eq!(retention("2w"), Ok(14 * DAY));
    }

    #[test]
    fn impossible_lengths() {
        for text in [
            "",
            "0",
            "0s",
            "-5s",
            "5s ago",
            "500ms",
            "11m",
            "1 year",
            "1mo",
            "5",
            "soon",
            "9999999999999h",
            "5x",
            "\u{1b}",
        ] {
            assert!(connect_timeout(text).is_err(), "{text:?}");
        }
        for text in ["-1s", "200ms", "8d", "30"] {
            assert!(persist(text).is_err(), "{text:?}");
        }
        for text in ["0", "59m", "20000d"] {
            assert!(retention(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn faults_say_what_to_write() {
        let fault = connect_timeout("5").unwrap_err();
        assert_eq!(fault.help.unwrap(), "which unit? such as \"5s\" or \"5m\"");
        let fault = connect_timeout("1h").unwrap_err();
        assert_eq!(
            (fault.message.as_str(), fault.help.as_deref()),
            ("1h is out of range", Some("from 1s to 10m"))
        );
    }

    #[test]
    fn written_lengths_read_back() {
        for text in ["5s", "10m", "30d", "0s", "1h 30m", "1s 500ms"] {
            assert_eq!(written(parse(text).unwrap()), text);
        }
    }
}
