//! Waiting for a condition with a deadline: the only place of this crate that sleeps.

use std::thread;
use std::time::{Duration, Instant};

const INTERVAL: Duration = Duration::from_millis(50);

/// Asks until `condition` holds; false when it still does not at the deadline.
pub(crate) fn until(deadline: Duration, mut condition: impl FnMut() -> bool) -> bool {
    let started = Instant::now();
    loop {
        if condition() {
            return true;
        }
        if started.elapsed() >= deadline {
            return false;
        }
        thread::sleep(INTERVAL);
    }
}
