//! Ctrl-C while hosts are being changed: it is for the changes first, and only then for the process.

use std::cell::Cell;

use tokio::sync::watch;

/// One for the whole process; every change that runs hears of the same Ctrl-C.
#[derive(Debug)]
pub struct Cancel {
    running: Cell<usize>,
    asked: watch::Sender<bool>,
}

/// As long as this lives, a change runs that knows how to end.
#[derive(Debug)]
pub struct Running<'a>(&'a Cancel);

impl Default for Cancel {
    fn default() -> Self {
        Self { running: Cell::new(0), asked: watch::Sender::new(false) }
    }
}

impl Cancel {
    /// A change begins; it looks at [`Cancel::asked`] from now on.
    pub fn running(&self) -> Running<'_> {
        self.running.set(self.running.get() + 1);
        Running(self)
    }

    /// Somebody pressed Ctrl-C. `true`: changes run and end themselves now. `false`: nothing runs, or
    /// it is the second time, and the process is to end.
    pub fn ask(&self) -> bool {
        self.running.get() > 0 && !self.asked.send_replace(true)
    }

    /// Whether changes run.
    pub fn is_running(&self) -> bool {
        self.running.get() > 0
    }

    pub fn is_asked(&self) -> bool {
        *self.asked.borrow()
    }

    /// Returns when somebody has pressed Ctrl-C, however long ago.
    pub async fn asked(&self) {
        // The sender is ours, hence it cannot be gone.
        let _ = self.asked.subscribe().wait_for(|asked| *asked).await;
    }
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        self.0.running.set(self.0.running.get().saturating_sub(1));
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt as _;

    use super::*;

    #[test]
    fn the_first_is_for_what_runs_and_the_second_for_the_process() {
        let cancel = Cancel::default();
        assert!(!cancel.ask(), "nothing runs");
        assert!(cancel.asked().now_or_never().is_none());
        let (one, two) = (cancel.running(), cancel.running());
        drop(one);
        assert!(cancel.ask());
        assert!(cancel.asked().now_or_never().is_some(), "every change hears of it");
        assert!(cancel.asked().now_or_never().is_some());
        assert!(!cancel.ask());
        drop(two);
        assert!(!cancel.ask());
    }
}
