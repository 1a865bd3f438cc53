//! What came of asking one host: what is judged.

use std::time::Duration;

use jiff::Timestamp;

use super::HostReport;
use crate::exit::Exit;

/// The answer of one host that was selected, or why there is none.
#[derive(Debug, Clone, PartialEq)]
pub struct HostOutcome {
    /// As the inventory names it.
    pub host: String,
    /// By our clock, when the probe was sent over the open connection: between this
    /// and `finished_at` the host read its own clock.
    pub asked_at: Timestamp,
    /// By our clock, when the answer was complete or given up.
    pub finished_at: Timestamp,
    /// How long the answer took, connecting included.
    pub latency: Option<Duration>,
    pub result: Result<HostReport, HostFailure>,
}

/// Why a host could not be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostFailure {
    /// The code of a command that needed this host alone.
    pub exit: Exit,
    /// One line that completes "hornbill is unreachable: …", such as "connection timed out".
    pub message: String,
    /// What to do about it, one line.
    pub hint: Option<String>,
}
