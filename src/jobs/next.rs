//! When a job runs next, through the jumps of the local clock, as Vixie's cron and its descendants do it.
//!
//! cron counts minutes of the local clock. When that clock jumps by less than three hours, jobs with a `*` in
//! minute or hour follow it. The others run once: those whose minute was jumped over run right after the jump,
//! those whose minute comes a second time do not run again. Greater jumps are taken for corrections.

use croner::Cron;
use jiff::civil::DateTime;
use jiff::tz::{Offset, TimeZone};
use jiff::{SignedDuration, Timestamp, ToSpan as _};

/// cron's limit for a jump that is daylight saving time.
const CORRECTION: SignedDuration = SignedDuration::from_hours(3);
/// Eight years may pass between two leap days, and forty until one is a certain weekday.
const JUMPS: usize = 2 * 50;

/// The first run after `now`; `None` when there is none within decades.
///
/// `follows_clock`: the job has a `*` in minute or hour, or its cron is one that looks only at the wall clock.
pub(super) fn next(
    cron: &Cron,
    zone: &TimeZone,
    now: Timestamp,
    follows_clock: bool,
) -> Option<Timestamp> {
    let mut at = now;
    let mut offset = zone.to_offset(at);
    let mut passed = minute(offset.to_datetime(at))?;
    if !follows_clock && let Some(jump) = zone.preceding(at).next() {
        // In the hour that comes twice cron has reached the end of the first time.
        let before = zone.to_offset(jump.timestamp().checked_sub(1.second()).ok()?);
        let reached = minute(before.to_datetime(jump.timestamp()).checked_sub(1.minute()).ok()?)?;
        if back(before, jump.offset()) < CORRECTION {
            passed = passed.max(reached);
        }
    }
    for _ in 0..JUMPS {
        let run = after(cron, passed)?;
        let jump = zone.following(at).next();
        let candidate = offset.to_timestamp(run).ok()?;
        let Some(jump) = jump.filter(|jump| candidate >= jump.timestamp()) else {
            return Some(candidate);
        };
        at = jump.timestamp();
        let arrived = jump.offset().to_datetime(at);
        let leap = back(jump.offset(), offset);
        if !follows_clock && leap > SignedDuration::ZERO && leap <= CORRECTION && run <= arrived {
            return Some(at);
        }
        let keeps = !follows_clock && leap.abs() <= CORRECTION;
        if !keeps {
            // From here on the clock's own minutes count, the present one included.
            passed = arrived.checked_sub(1.minute()).ok()?;
        }
        offset = jump.offset();
    }
    None
}

/// How far the clock goes back from `before` to `after`.
fn back(before: Offset, after: Offset) -> SignedDuration {
    SignedDuration::from_secs(i64::from(before.seconds()) - i64::from(after.seconds()))
}

/// The first matching minute of a clock that never jumps.
fn after(cron: &Cron, passed: DateTime) -> Option<DateTime> {
    let start = passed.to_zoned(TimeZone::UTC).ok()?;
    cron.find_next_occurrence(&start, false).ok().map(|found| found.datetime())
}

fn minute(time: DateTime) -> Option<DateTime> {
    time.with().second(0).subsec_nanosecond(0).build().ok()
}

#[cfg(test)]
mod tests;
