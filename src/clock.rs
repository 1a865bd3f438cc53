//! Owns the clock: the one place that reads it. Everything else takes `now` or a [`Stopwatch`].

#![expect(clippy::disallowed_methods, reason = "this is the one place that reads the clock")]

use std::time::{Duration, Instant};

use jiff::Timestamp;
use jiff::tz::TimeZone;

/// The time of day, in UTC.
pub fn now() -> Timestamp {
    Timestamp::now()
}

/// The zone in which a person here reads times.
pub fn zone() -> TimeZone {
    TimeZone::system()
}

/// Measures how long something takes, unaffected by changes of the wall clock.
#[derive(Debug, Clone, Copy)]
pub struct Stopwatch(Instant);

impl Stopwatch {
    pub fn start() -> Self {
        Self(Instant::now())
    }

    pub fn elapsed(self) -> Duration {
        self.0.elapsed()
    }
}
