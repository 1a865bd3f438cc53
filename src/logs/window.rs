//! How far a source may be ahead of what is printed: so that memory is bounded and no source that
//! is read faster takes the room of one that is slower.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::Semaphore;

use super::{Line, SourceId};

/// Of all sources together, in bytes.
const ALL: usize = 16 << 20;

/// Of each source at most; and at least, however many there are.
const MOST: usize = 2 << 20;
const LEAST: usize = 128 << 10;

/// What a line takes beside its text.
const OVERHEAD: usize = 96;

/// Lines go out of it when they are printed or left out: whoever takes them must give back.
#[derive(Debug, Clone, Default)]
pub struct Window(Arc<Mutex<Vec<(Arc<Semaphore>, usize)>>>);

impl Window {
    /// Room for one more source. Those that are there keep what they have.
    pub(super) fn open(&self, source: SourceId) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let index = source.0 as usize;
        let size = (ALL / (index + 1)).clamp(LEAST, MOST);
        if all.len() <= index {
            all.resize_with(index + 1, || (Arc::new(Semaphore::new(size)), size));
        }
    }

    /// Waits for room.
    pub(super) async fn take(&self, line: &Line) {
        let Some((room, size)) = self.of(line.source) else { return };
        if let Ok(permit) = room.acquire_many(cost(line, size)).await {
            permit.forget();
        }
    }

    /// The line is not held any more.
    pub fn give_back(&self, line: &Line) {
        if let Some((room, size)) = self.of(line.source) {
            room.add_permits(cost(line, size) as usize);
        }
    }

    fn of(&self, source: SourceId) -> Option<(Arc<Semaphore>, usize)> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.get(source.0 as usize).cloned()
    }
}

/// A line that is longer than the window has it for itself.
fn cost(line: &Line, size: usize) -> u32 {
    u32::try_from((line.text.len() + OVERHEAD).min(size)).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use jiff::Timestamp;

    use super::*;
    use crate::logs::Stream;

    fn line(source: u32, length: usize) -> Line {
        let (at, text) = (Timestamp::UNIX_EPOCH, vec![b'x'; length]);
        Line { source: SourceId(source), at, stream: Stream::Stdout, text }
    }

    #[tokio::test(start_paused = true)]
    async fn a_source_that_is_ahead_waits_and_the_others_do_not() {
        let window = Window::default();
        window.open(SourceId(0));
        window.open(SourceId(1));
        let huge = line(0, MOST * 3);
        window.take(&huge).await;
        let soon = Duration::from_secs(1);
        assert!(tokio::time::timeout(soon, window.take(&line(0, 1))).await.is_err());
        assert!(tokio::time::timeout(soon, window.take(&line(1, 1))).await.is_ok());
        window.give_back(&huge);
        assert!(tokio::time::timeout(soon, window.take(&line(0, 1))).await.is_ok());
    }
}
