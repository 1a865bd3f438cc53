//! Fleets, hosts and containers for the tests of this room, so that a test says only what matters to it.

mod answers;
mod containers;
mod fleets;
mod samples;

pub(super) use answers::*;
pub(super) use containers::*;
pub(super) use fleets::*;
pub(super) use samples::*;

use jiff::{SignedDuration, Timestamp};

pub(super) const SHA: &str = "9f3c2d1a0b4e5f60718293a4b5c6d7e8f9012345";

pub(super) fn now() -> Timestamp {
    "2026-06-01T12:00:00Z".parse().unwrap()
}

/// So long before [`now`].
pub(super) fn ago(seconds: i64) -> Timestamp {
    now().checked_sub(SignedDuration::from_secs(seconds)).unwrap()
}

pub(super) const MINUTE: i64 = 60;
pub(super) const HOUR: i64 = 60 * MINUTE;
pub(super) const DAY: i64 = 24 * HOUR;
