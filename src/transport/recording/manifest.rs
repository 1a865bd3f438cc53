//! `recording.json`: what was recorded.

use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Manifest {
    pub(super) schema_version: u32,
    /// The version of the sgos that recorded.
    pub(super) sgos: String,
    pub(super) created_at: Timestamp,
    /// What was typed, without secrets and without what the recording replaces.
    pub(super) arguments: Vec<String>,
    /// The name of the machine that recorded: it decides which host is local.
    pub(super) hostname: String,
    /// Whether there was an inventory; without one it is that machine.
    pub(super) inventory: bool,
    /// The times that the answer is about, in the order in which they were asked for.
    pub(super) moments: Vec<Moment>,
    pub(super) exchanges: Vec<Place>,
}

/// Where an exchange is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Place {
    pub(super) host: String,
    /// Below the recording's folder.
    pub(super) file: String,
}

/// A time that an answer is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Moment {
    pub(super) now: Timestamp,
    elapsed_ns: u64,
}

impl Moment {
    pub(super) fn new(now: Timestamp, elapsed: Duration) -> Self {
        Self { now, elapsed_ns: nanoseconds(elapsed) }
    }

    pub(super) fn elapsed(self) -> Duration {
        Duration::from_nanos(self.elapsed_ns)
    }
}

pub(super) fn nanoseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
}
