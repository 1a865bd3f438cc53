//! What was done with a host and how long it took, for whoever follows with `-v` or `SGOS_LOG`.

use std::fmt::Display;

use super::redact;
use crate::clock::Stopwatch;

/// The target of these events; `-v` shows no others.
pub const STEP: &str = "sgos::step";

/// Tells of a step that has ended.
pub(super) fn told(host: &str, what: &str, watch: Stopwatch, came_of_it: &dyn Display) {
    let ms = u64::try_from(watch.elapsed().as_millis()).unwrap_or(u64::MAX);
    tracing::info!(target: STEP, host, what, ms, result = %redact(&came_of_it.to_string()));
}
