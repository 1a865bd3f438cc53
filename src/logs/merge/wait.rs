//! Until when lines may be held back: the newest time of those that came within a moment, and when
//! that moment's time is over. Its size does not depend on how many lines there are.

use std::collections::VecDeque;
use std::time::Duration;

use jiff::Timestamp;

/// Lines that come within this are let go together.
pub(super) const MOMENT: Duration = Duration::from_millis(20);

#[derive(Debug)]
pub(super) struct Wait {
    /// When it is over, and the newest time among its lines; in the order of arrival.
    moments: VecDeque<(Duration, Timestamp)>,
    /// What is not newer than this waits no longer.
    released: Timestamp,
}

impl Default for Wait {
    fn default() -> Self {
        Self { moments: VecDeque::new(), released: Timestamp::MIN }
    }
}

impl Wait {
    /// A line came that waits until `until` at most.
    pub(super) fn begin(&mut self, at: Timestamp, until: Duration) {
        match self.moments.back_mut() {
            Some((begun, newest)) if until < *begun + MOMENT => *newest = at.max(*newest),
            _ => self.moments.push_back((until, at)),
        }
    }

    /// What may go out at `now`, whether it is in order or not.
    pub(super) fn over(&mut self, now: Duration) -> Timestamp {
        while let Some((_, newest)) = self.moments.front().filter(|(until, _)| *until <= now) {
            self.released = self.released.max(*newest);
            self.moments.pop_front();
        }
        self.released
    }

    pub(super) fn due(&self) -> Option<Duration> {
        self.moments.front().map(|(until, _)| *until)
    }
}
