//! What waits of one source, in the order in which it came.

use std::collections::VecDeque;

use jiff::{SignedDuration, Timestamp};

use crate::logs::{Event, Line, SourceId};

/// Capacity that an empty queue keeps: one burst shall not be paid for until the end.
const KEPT: usize = 1024;

/// The place of an item among those of all sources.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key {
    pub(super) at: Timestamp,
    pub(super) source: SourceId,
}

impl Key {
    pub(super) const LAST: Self = Self { at: Timestamp::MAX, source: SourceId(u32::MAX) };
}

#[derive(Debug)]
pub(super) enum Item {
    Line(Line),
    Event(Event),
}

/// Whether there is more to come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Standing {
    Live,
    Stalled,
    /// Or not there yet.
    #[default]
    Gone,
}

#[derive(Debug)]
pub(super) struct Queue {
    pub(super) items: VecDeque<(Timestamp, Item)>,
    pub(super) standing: Standing,
    /// The low watermark: nothing older comes.
    pub(super) mark: Timestamp,
    /// So far its clock is ahead of the others.
    pub(super) ahead: SignedDuration,
}

impl Default for Queue {
    fn default() -> Self {
        Self {
            items: VecDeque::new(),
            standing: Standing::default(),
            mark: Timestamp::MIN,
            ahead: SignedDuration::ZERO,
        }
    }
}

impl Queue {
    /// The place of the next line. Docker stamps stdout and stderr apart, so that a line may be a bit
    /// older than the one before it: it stays behind that one.
    pub(super) fn next_key(&mut self, line: &Line) -> Key {
        self.mark = self.mark.max(self.here(line.at));
        Key { at: self.mark, source: line.source }
    }

    /// The time of its clock as the others would tell it.
    pub(super) fn here(&self, at: Timestamp) -> Timestamp {
        at.saturating_sub(self.ahead).unwrap_or(at)
    }

    pub(super) fn pop(&mut self) -> Option<(Timestamp, Item)> {
        let item = self.items.pop_front();
        if self.items.is_empty() && self.items.capacity() > KEPT {
            self.items.shrink_to(KEPT);
        }
        item
    }
}
