//! Where a container's log was left, so that going on there neither loses a line nor tells one twice.
//!
//! Docker finds a place in a log only by time, several lines may have the same one, and lines of
//! stdout and stderr stand a little out of order. So the last lines are remembered: the log is asked
//! for from the earliest of their times, and all is passed over up to the last of them.

use std::collections::VecDeque;
use std::hash::{BuildHasher as _, RandomState};

use jiff::{SignedDuration, Timestamp};

use super::Stream;

/// Lines stand out of order by far less than so many.
const REMEMBERED: usize = 256;

/// A line that comes after another has a time that is by far less than that before it.
const DISORDER: SignedDuration = SignedDuration::from_secs(1);

#[derive(Debug, Default)]
pub(super) struct Cursor {
    hasher: RandomState,
    told: VecDeque<Told>,
    /// No line from before this is still to come.
    quiet_since: Option<Timestamp>,
    /// While what was told comes again.
    passing: Option<Passing>,
}

type Told = (Timestamp, Stream, u64);

#[derive(Debug)]
struct Passing {
    /// So often the last line is still to come.
    last: usize,
    latest: Timestamp,
}

/// What is to be done with a line that came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    New,
    /// It was told before.
    Known,
    /// New, and what stood between it and the last one is not there any more.
    BehindAGap,
}

impl Cursor {
    /// From when on the log has to be asked for; `None` where nothing of it is known.
    pub(super) fn since(&self) -> Option<Timestamp> {
        let earliest = self.told.iter().map(|told| told.0).min();
        let earliest = earliest.map(|at| at.saturating_sub(DISORDER).unwrap_or(at));
        earliest.or(self.quiet_since)
    }

    /// The time of the last line that was told.
    pub(super) fn last(&self) -> Option<Timestamp> {
        self.told.back().map(|told| told.0)
    }

    /// The log is read again from [`Cursor::since`].
    pub(super) fn again(&mut self) {
        let Some(last) = self.told.back() else { return };
        self.passing = Some(Passing {
            last: self.told.iter().filter(|told| *told == last).count(),
            latest: self.told.iter().map(|told| told.0).max().unwrap_or(last.0),
        });
    }

    pub(super) fn place(&mut self, at: Timestamp, stream: Stream, text: &[u8]) -> Place {
        let Some(passing) = &mut self.passing else { return Place::New };
        let line = (at, stream, self.hasher.hash_one(text));
        if self.told.back() == Some(&line) {
            passing.last -= 1;
            if passing.last == 0 {
                self.passing = None;
            }
            return Place::Known;
        }
        if at > passing.latest {
            // The last one would have come before it.
            self.passing = None;
            return Place::BehindAGap;
        }
        Place::Known
    }

    /// The line is told.
    pub(super) fn told(&mut self, at: Timestamp, stream: Stream, text: &[u8]) {
        if self.told.len() == REMEMBERED {
            self.told.pop_front();
        }
        self.told.push_back((at, stream, self.hasher.hash_one(text)));
    }

    /// The log was quiet up to then.
    pub(super) fn quiet(&mut self, until: Timestamp) {
        self.quiet_since = self.quiet_since.max(Some(until));
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    type Written = (Timestamp, Stream, Vec<u8>);

    fn written(at: i64, text: &str) -> Written {
        (Timestamp::from_millisecond(10 * at).unwrap(), Stream::Stdout, text.into())
    }

    /// Reads the log as Docker gives it: lines from `since` on, in the order of the file.
    fn read(cursor: &mut Cursor, log: &[Written], upto: usize, got: &mut Vec<Written>) -> usize {
        let since = cursor.since().unwrap_or(Timestamp::MIN);
        cursor.again();
        let mut gaps = 0;
        for (at, stream, text) in log[..upto].iter().filter(|line| line.0 >= since) {
            match cursor.place(*at, *stream, text) {
                Place::Known => continue,
                Place::BehindAGap => gaps += 1,
                Place::New => {}
            }
            got.push((*at, *stream, text.clone()));
            cursor.told(*at, *stream, text);
        }
        gaps
    }

    #[test]
    fn equal_times_and_equal_lines_are_counted() {
        let log = [written(5, "a"), written(5, "same"), written(5, "same"), written(5, "same")];
        let (mut cursor, mut got) = (Cursor::default(), Vec::new());
        for upto in [1, 3, 3, 4, 4] {
            assert_eq!(read(&mut cursor, &log, upto, &mut got), 0);
            assert_eq!(got.len(), upto);
        }
    }

    #[test]
    fn what_was_rotated_away_is_a_gap() {
        let (mut cursor, mut got) = (Cursor::default(), Vec::new());
        read(&mut cursor, &[written(1, "a"), written(2, "b")], 2, &mut got);
        assert_eq!(read(&mut cursor, &[written(7, "x"), written(8, "y")], 2, &mut got), 1);
        assert_eq!(got.len(), 4);
    }

    #[test]
    fn a_quiet_log_is_asked_for_from_when_it_was_quiet() {
        let mut cursor = Cursor::default();
        assert_eq!(cursor.since(), None);
        let (earlier, later) = (written(3, "").0, written(9, "").0);
        cursor.quiet(later);
        cursor.quiet(earlier);
        assert_eq!(cursor.since(), Some(later));
        cursor.told(earlier, Stream::Stderr, b"x");
        assert_eq!(cursor.since(), Some(earlier - DISORDER));
    }

    proptest! {
        /// Whatever is lost and however often: each line once, in the order of the log.
        #[test]
        fn going_on_neither_loses_nor_doubles(
            steps in proptest::collection::vec((-3i64..5, 0u8..3, any::<bool>()), 1..300),
            cuts in proptest::collection::vec(0usize..300, 0..8),
        ) {
            let mut at = 1000;
            let log: Vec<Written> = steps.iter().enumerate().map(|(index, (step, text, error))| {
                // Time goes on, if not with every line.
                at += step + if index % 16 == 0 { 60 } else { 0 };
                let (time, _, text) = written(at, &text.to_string());
                (time, if *error { Stream::Stderr } else { Stream::Stdout }, text)
            }).collect();
            let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut % (log.len() + 1)).collect();
            cuts.push(log.len());
            cuts.sort_unstable();
            let (mut cursor, mut got) = (Cursor::default(), Vec::new());
            for cut in cuts {
                prop_assert_eq!(read(&mut cursor, &log, cut, &mut got), 0);
            }
            prop_assert_eq!(got, log);
        }
    }
}
