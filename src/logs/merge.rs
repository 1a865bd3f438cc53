//! Lines of many sources in the order of their times, by low watermark: a line goes out when no source
//! can have an older one. Pure; it is told how late it is.
//!
//! A source that is silent holds the others back only until a line has waited for its time. What comes
//! behind something newer is marked as late. Lines of one source never change places.

use std::cmp::Reverse;
use std::collections::binary_heap::PeekMut;
use std::collections::{BinaryHeap, VecDeque};
use std::time::Duration;

use jiff::Timestamp;

use super::{Event, Line, SourceId};

mod queue;
mod wait;

use queue::{Item, Key, Queue, Standing};
use wait::Wait;

/// How much is done for the order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// Waits for every source, however long: for logs that have an end. Every source must join before
    /// the first line of any, and whoever reads a source should stop while many of its lines wait here.
    Exact,
    /// A line waits no longer than this for those that may be older.
    Within(Duration),
    /// Nothing waits.
    AsItComes,
}

/// What may wait here. When there is more, the oldest goes out before its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    pub lines: usize,
    /// Of text.
    pub bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { lines: 50_000, bytes: 8 << 20 }
    }
}

/// What comes out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    /// `late` when something newer went out before it.
    Line { line: Line, late: bool },
    /// Joined, left, a gap or a note, in its place among the lines of its source.
    Event(Event),
}

/// Said once each time that it begins.
const CROWDED: &str = "lines come faster than they can be put in order; some go out early";

#[derive(Debug)]
pub struct Merge {
    order: Order,
    limits: Limits,
    /// By the number of the source.
    queues: Vec<Queue>,
    /// The first item of every queue that has one.
    heads: BinaryHeap<Reverse<Key>>,
    wait: Wait,
    /// What has nothing to wait for.
    ready: VecDeque<Told>,
    /// The newest time that went out.
    newest: Timestamp,
    lines: usize,
    bytes: usize,
    crowded: bool,
}

impl Merge {
    pub fn new(order: Order, limits: Limits) -> Self {
        Self {
            order,
            limits,
            queues: Vec::new(),
            heads: BinaryHeap::new(),
            wait: Wait::default(),
            ready: VecDeque::new(),
            newest: Timestamp::MIN,
            lines: 0,
            bytes: 0,
            crowded: false,
        }
    }

    /// Takes in what happened. `now` is how long the command runs, by a clock that never goes back.
    /// Call [`Merge::drain`] after a few of these: only that keeps the limits.
    pub fn push(&mut self, event: Event, now: Duration) {
        let queue = match &event {
            Event::Note(_) => return self.ready.push_back(Told::Event(event)),
            Event::Line(Line { source, .. })
            | Event::Heartbeat(source, _)
            | Event::Clock(source, _)
            | Event::Stalled(source)
            | Event::Gap(source, _)
            | Event::Left(source, _) => self.queue(*source),
            Event::Joined(source) => self.queue(source.id),
        };
        match event {
            Event::Line(line) => {
                let key = queue.next_key(&line);
                queue.standing = Standing::Live;
                self.hold(key, line, now);
            }
            Event::Heartbeat(_, at) => {
                queue.standing = Standing::Live;
                queue.mark = queue.mark.max(queue.here(at));
            }
            Event::Clock(_, ahead) => queue.ahead = ahead,
            Event::Stalled(_) => queue.standing = Standing::Stalled,
            Event::Joined(_) | Event::Gap(..) | Event::Left(..) => {
                match event {
                    Event::Joined(_) => queue.standing = Standing::Live,
                    Event::Left(..) => queue.standing = Standing::Gone,
                    _ => {}
                }
                // Its lines before this have gone out, or this goes out with the last of them.
                match queue.items.back() {
                    None => self.ready.push_back(Told::Event(event)),
                    Some((at, _)) => queue.items.push_back((*at, Item::Event(event))),
                }
            }
            Event::Note(_) => {}
        }
    }

    fn hold(&mut self, key: Key, line: Line, now: Duration) {
        if self.order == Order::AsItComes {
            return self.ready.push_back(Told::Line { line, late: false });
        }
        if let Order::Within(length) = self.order {
            self.wait.begin(key.at, now + length);
        }
        self.lines += 1;
        self.bytes += line.text.len();
        let queue = self.queue(key.source);
        queue.items.push_back((key.at, Item::Line(line)));
        if queue.items.len() == 1 {
            self.heads.push(Reverse(key));
        }
    }

    /// Gives out everything that need not wait any longer.
    pub fn drain(&mut self, now: Duration, mut tell: impl FnMut(Told)) {
        self.ready.drain(..).for_each(&mut tell);
        if self.heads.is_empty() {
            return;
        }
        let released = self.wait.over(now);
        let bound = self.bound();
        while let Some(Reverse(head)) = self.heads.peek().copied() {
            let is_early = self.lines > self.limits.lines || self.bytes > self.limits.bytes;
            if head > bound && head.at > released && !is_early {
                break;
            }
            if is_early && head > bound && head.at > released && !self.crowded {
                self.crowded = true;
                tell(Told::Event(Event::Note(CROWDED.to_owned())));
            }
            self.first(&mut tell);
        }
        if self.lines <= self.limits.lines / 2 && self.bytes <= self.limits.bytes / 2 {
            self.crowded = false;
        }
    }

    /// Gives out all that is left, in order; nothing more comes.
    pub fn finish(&mut self, mut tell: impl FnMut(Told)) {
        self.ready.drain(..).for_each(&mut tell);
        while !self.heads.is_empty() {
            self.first(&mut tell);
        }
    }

    /// When [`Merge::drain`] has something to do although nothing is pushed until then.
    pub fn due(&self) -> Option<Duration> {
        self.wait.due().filter(|_| !self.heads.is_empty())
    }

    /// How many lines wait, and how many bytes of text.
    pub fn waiting(&self) -> (usize, usize) {
        (self.lines, self.bytes)
    }

    /// Gives out the oldest item.
    fn first(&mut self, tell: &mut impl FnMut(Told)) {
        let Some(mut head) = self.heads.peek_mut() else { return };
        let source = head.0.source;
        let queue = &mut self.queues[source.0 as usize];
        let item = queue.pop();
        match queue.items.front() {
            Some((at, _)) => *head = Reverse(Key { at: *at, source }),
            None => _ = PeekMut::pop(head),
        }
        match item {
            Some((at, Item::Line(line))) => {
                self.lines -= 1;
                self.bytes -= line.text.len();
                let late = at < self.newest;
                self.newest = self.newest.max(at);
                tell(Told::Line { line, late });
            }
            Some((_, Item::Event(event))) => tell(Told::Event(event)),
            None => {}
        }
    }

    /// No source can have anything older than this any more.
    fn bound(&self) -> Key {
        let live =
            self.queues.iter().enumerate().filter(|(_, queue)| queue.standing == Standing::Live);
        // A source's number was a `u32` when it came in.
        live.map(|(index, queue)| Key { at: queue.mark, source: SourceId(index as u32) })
            .min()
            .unwrap_or(Key::LAST)
    }

    fn queue(&mut self, source: SourceId) -> &mut Queue {
        let index = source.0 as usize;
        if self.queues.len() <= index {
            self.queues.resize_with(index + 1, Queue::default);
        }
        &mut self.queues[index]
    }
}

#[cfg(test)]
mod tests;
