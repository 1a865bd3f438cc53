//! The difference between a host's clock and ours, and what it does to the host's time stamps.

use jiff::{SignedDuration, Timestamp};

use super::{HostOutcome, HostReport};

/// Less is no more than the exchange itself may hide.
const TOLERATED: SignedDuration = SignedDuration::from_secs(2);
/// Logs and schedules of such a host mislead.
const WORTH_A_WARNING: SignedDuration = SignedDuration::from_secs(30);

/// A host's clock as seen from here.
#[derive(Debug, Clone, Copy)]
pub struct HostClock {
    /// The host's time when it was asked; ours where it did not tell.
    pub host_now: Timestamp,
    /// The host's clock minus ours; `None` where it did not tell.
    pub skew: Option<SignedDuration>,
    /// Added to the host's time stamps.
    correction: SignedDuration,
}

impl HostClock {
    /// The host read its clock between the question and the end of its answer: most likely half-way,
    /// and off by half of that time at most.
    pub fn new(outcome: &HostOutcome, report: &HostReport) -> Self {
        let exchange =
            outcome.finished_at.duration_since(outcome.asked_at).max(SignedDuration::ZERO);
        let half = exchange / 2;
        let middle = outcome.asked_at.saturating_add(half).unwrap_or(outcome.asked_at);
        let Ok(clock) = &report.clock else {
            return Self { host_now: middle, skew: None, correction: SignedDuration::ZERO };
        };
        let skew = clock.duration_since(middle);
        let is_off = skew.abs() > TOLERATED.max(half);
        let correction = if is_off { -skew } else { SignedDuration::ZERO };
        Self { host_now: *clock, skew: Some(skew), correction }
    }

    /// One of the host's time stamps by our clock, to the millisecond. `None`: Docker's zero time, "never".
    pub fn ours(&self, stamp: Timestamp) -> Option<Timestamp> {
        if stamp <= Timestamp::UNIX_EPOCH {
            return None;
        }
        Some(milliseconds(stamp.checked_add(self.correction).unwrap_or(stamp)))
    }

    /// What the host's clock shows when ours shows `now`.
    pub fn theirs(&self, now: Timestamp) -> Timestamp {
        now.checked_sub(self.correction).unwrap_or(now)
    }

    pub fn skew_ms(&self) -> Option<i64> {
        i64::try_from(self.skew?.as_millis()).ok()
    }

    pub fn warning(&self) -> Option<String> {
        let skew = self.skew.filter(|skew| skew.abs() >= WORTH_A_WARNING)?;
        let direction = if skew.is_negative() { "behind" } else { "ahead" };
        Some(format!("its clock is {} {direction}", crate::ui::when::length(skew)))
    }
}

/// What a host with a wrong clock stamped is put right anew each time, and never quite the same.
const SAME_MOMENT: i64 = 5;

/// Whether two answers of a host tell of different moments.
pub fn moved(before: Option<Timestamp>, now: Option<Timestamp>) -> bool {
    match (before, now) {
        (Some(before), Some(now)) => before.duration_since(now).as_secs().abs() > SAME_MOMENT,
        (before, now) => before != now,
    }
}

/// Nobody needs more digits, and JSON is read by people too.
pub fn milliseconds(stamp: Timestamp) -> Timestamp {
    Timestamp::from_millisecond(stamp.as_millisecond()).unwrap_or(stamp)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::probe::{FailureKind, SectionFailure};

    fn ago(seconds: i64) -> Timestamp {
        let now: Timestamp = "2026-06-01T12:00:00Z".parse().unwrap();
        now.checked_sub(SignedDuration::from_secs(seconds)).unwrap()
    }

    /// Asked some time ago, answered now, with what the host's clock said.
    fn clock(asked: SignedDuration, said: Result<Timestamp, SectionFailure>) -> HostClock {
        let report = HostReport {
            clock: said,
            containers: Ok(Vec::new()),
            route: None,
            checkouts: Ok(BTreeMap::new()),
            facts: None,
            jobs: None,
            durations_ms: BTreeMap::new(),
            complete: true,
            failures: Vec::new(),
        };
        let outcome = HostOutcome {
            host: "hornbill".into(),
            asked_at: ago(0).checked_sub(asked).unwrap(),
            finished_at: ago(0),
            latency: None,
            result: Ok(report.clone()),
        };
        HostClock::new(&outcome, &report)
    }

    fn clock_ahead_by(ms: i64) -> HostClock {
        let middle = ago(0).checked_sub(SignedDuration::from_millis(20)).unwrap();
        let said = middle.checked_add(SignedDuration::from_millis(ms)).unwrap();
        clock(SignedDuration::from_millis(40), Ok(said))
    }

    #[test]
    fn a_right_clock_is_left_alone() {
        let clock = clock_ahead_by(1500);
        assert_eq!(clock.skew_ms(), Some(1500));
        assert_eq!(clock.ours(ago(60)), Some(ago(60)));
        assert_eq!(clock.warning(), None);
    }

    #[test]
    fn stamps_of_a_wrong_clock_are_put_right() {
        assert_eq!(clock_ahead_by(300_000).ours(ago(60)), Some(ago(360)));
        assert_eq!(clock_ahead_by(-300_000).ours(ago(360)), Some(ago(60)));
        assert_eq!(clock_ahead_by(300_000).warning().unwrap(), "its clock is 5 minutes ahead");
        assert_eq!(clock_ahead_by(-30_000).warning().unwrap(), "its clock is 30 seconds behind");
    }

    #[test]
    fn a_slow_exchange_proves_no_skew() {
        let clock = clock(SignedDuration::from_secs(10), Ok(ago(0)));
        assert_eq!(clock.skew_ms(), Some(5000));
        assert_eq!(clock.ours(ago(60)), Some(ago(60)));
    }

    #[test]
    fn without_the_hosts_clock_ours_serves() {
        let failure = SectionFailure {
            section: "clock".into(),
            kind: FailureKind::Garbled,
            message: "no digits".into(),
        };
        let clock = clock(SignedDuration::from_millis(40), Err(failure));
        assert_eq!(clock.skew_ms(), None);
        assert_eq!(clock.ours(ago(60)), Some(ago(60)));
    }

    #[test]
    fn never_and_the_ends_of_time() {
        let clock = clock_ahead_by(300_000);
        assert_eq!(clock.ours("0001-01-01T00:00:00Z".parse().unwrap()), None);
        assert!(clock.ours(Timestamp::MAX).is_some());
    }
}
