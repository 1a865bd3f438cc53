//! The time of a line, in somebody's zone. Many lines share a second, which is written once.

use jiff::Timestamp;
use jiff::tz::TimeZone;

#[derive(Debug)]
pub(super) struct Stamp {
    zone: TimeZone,
    format: &'static str,
    /// The second that `text` begins with.
    second: i64,
    text: String,
    /// Where the milliseconds begin.
    fraction: usize,
}

impl Stamp {
    pub(super) fn new(zone: TimeZone, is_narrow: bool) -> Self {
        let format = if is_narrow { "%H:%M:%S" } else { "%Y-%m-%d %H:%M:%S" };
        Self { zone, format, second: i64::MIN, text: String::new(), fraction: 0 }
    }

    /// To the millisecond, cut and not rounded; `Z` behind it means UTC.
    pub(super) fn text(&mut self, at: Timestamp, utc: bool) -> &str {
        let millisecond = at.as_millisecond();
        let second = millisecond.div_euclid(1000);
        if second != self.second || self.text.is_empty() {
            self.second = second;
            self.text = at.to_zoned(self.zone.clone()).strftime(self.format).to_string();
            self.fraction = self.text.len();
        }
        self.text.truncate(self.fraction);
        let rest = millisecond.rem_euclid(1000) as u32;
        self.text.push('.');
        for digit in [rest / 100, rest / 10 % 10, rest % 10] {
            self.text.extend(char::from_digit(digit, 10));
        }
        if utc {
            self.text.push('Z');
        }
        &self.text
    }
}
