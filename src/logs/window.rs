//! How far a source may be ahead of what is printed: so that memory is bounded and no source that
//! is read faster takes the room of one that is slower.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::Semaphore;

use super::{Line, SourceId};

/// Of all sources together: what [`super::Limits`] allows to wait for its turn.
const ALL: usize = 8 << 20;

/// Of each source, however many there are.
const MOST: usize = 2 << 20;
const LEAST: usize = 32 << 10;

/// What a line takes beside its text, so that short ones are not too many.
const OVERHEAD: usize = 168;

/// Lines go out of it when they are printed or left out: whoever takes them must give back.
#[derive(Debug, Clone)]
pub struct Window {
    size: usize,
    rooms: Arc<Mutex<Vec<Arc<Semaphore>>>>,
}

impl Window {
    /// For so many sources; when more join there is a little more of it.
    pub(super) fn new(sources: usize) -> Self {
        Self { size: (ALL / sources.max(1)).clamp(LEAST, MOST), rooms: Arc::default() }
    }

    /// Waits for room.
    pub(super) async fn take(&self, line: &Line) {
        // Nobody closes the semaphore.
        if let Ok(permit) = self.room(line.source).acquire_many(self.cost(line)).await {
            permit.forget();
        }
    }

    /// The line is not held any more.
    pub fn give_back(&self, line: &Line) {
        self.room(line.source).add_permits(self.cost(line) as usize);
    }

    fn room(&self, source: SourceId) -> Arc<Semaphore> {
        let mut rooms = self.rooms.lock().unwrap_or_else(PoisonError::into_inner);
        let index = source.0 as usize;
        if rooms.len() <= index {
            rooms.resize_with(index + 1, || Arc::new(Semaphore::new(self.size)));
        }
        rooms[index].clone()
    }

    /// A line that is longer than the window has it for itself.
    fn cost(&self, line: &Line) -> u32 {
        u32::try_from((line.text.len() + OVERHEAD).min(self.size)).unwrap_or(u32::MAX)
    }
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
        let window = Window::new(2);
        let huge = line(0, MOST * 3);
        window.take(&huge).await;
        let soon = Duration::from_secs(1);
        assert!(tokio::time::timeout(soon, window.take(&line(0, 1))).await.is_err());
        assert!(tokio::time::timeout(soon, window.take(&line(1, 1))).await.is_ok());
        window.give_back(&huge);
        assert!(tokio::time::timeout(soon, window.take(&line(0, 1))).await.is_ok());
    }
}
