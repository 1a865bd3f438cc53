//! How far a host's clock is ahead of ours, as the date of an answer tells.

use jiff::{SignedDuration, Timestamp};

/// At least and at most; less than nothing where it is behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ahead {
    pub least: SignedDuration,
    pub most: SignedDuration,
}

impl Ahead {
    /// `None` where the answer has no date.
    pub(super) fn of(date: Option<&[u8]>, asked: Timestamp, answered: Timestamp) -> Option<Self> {
        let date = jiff::fmt::rfc2822::parse(std::str::from_utf8(date?).ok()?).ok()?.timestamp();
        // It is cut down to whole seconds, and was taken at some time between the two of ours.
        Some(Self {
            least: date.duration_since(answered),
            most: date.duration_since(asked).saturating_add(SignedDuration::from_secs(1)),
        })
    }

    /// What both say; `None` where the clock was set between them.
    pub fn and(self, other: Self) -> Option<Self> {
        let (least, most) = (self.least.max(other.least), self.most.min(other.most));
        (least <= most).then_some(Self { least, most })
    }

    pub fn middle(self) -> SignedDuration {
        self.least.saturating_add(self.most) / 2
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_says_it_to_the_second_and_more_of_them_better() {
        let at = |text: &str| format!("2026-11-24T{text}Z").parse().unwrap();
        let date = b"Tue, 24 Nov 2026 17:54:29 GMT";
        let of = |asked, answered| Ahead::of(Some(date), at(asked), at(answered)).unwrap();
        let milliseconds = |ahead: Ahead| (ahead.least.as_millis(), ahead.most.as_millis());
        let first = of("17:54:29.100", "17:54:29.300");
        assert_eq!(milliseconds(first), (-300, 900));
        let both = first.and(of("17:54:28.900", "17:54:28.950")).unwrap();
        assert_eq!((milliseconds(both), both.middle().as_millis()), ((50, 900), 475));
        assert_eq!(first.and(of("17:54:20.000", "17:54:20.010")), None);
        assert_eq!(Ahead::of(Some(b"soon"), at("17:54:29"), at("17:54:29")), None);
        assert_eq!(Ahead::of(None, at("17:54:29"), at("17:54:29")), None);
    }
}
