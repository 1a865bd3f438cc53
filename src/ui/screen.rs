//! The whole screen of a terminal, for what is shown again and again: taken, painted, given back.
//!
//! Whatever ends the process, short of SIGKILL, gives it back as it was: the end of [`Screen`], a
//! panic, Ctrl-Z. Ctrl-C and Ctrl-Z stay signals; only line editing and echo are off.

mod keys;
mod page;
mod paint;
mod tty;

pub use keys::Key;
pub use page::{Page, Scroll};

use std::io::{self, Write as _};

use rustix::process::{Signal as Stop, getpid, kill_process};
use tokio::signal::unix::{Signal, SignalKind, signal};

use super::Ui;
use tty::{Keyboard, Taken};

/// What a person, or the terminal, did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    Key(Key),
    /// All must be painted anew: another size, or the screen was away.
    Redraw,
    /// There is no terminal any more.
    Gone,
    /// Ctrl-\, which would otherwise end the process where it stands.
    Abort,
}

#[derive(Debug)]
pub struct Screen {
    taken: Taken,
    keyboard: Option<Keyboard>,
    resized: Signal,
    stopped: Signal,
    continued: Signal,
    aborted: Signal,
    /// The lines that stand there; `None`: unknown.
    painted: Option<Vec<String>>,
}

impl Ui {
    /// Takes the whole screen. Whoever asks has made sure that stdout is a terminal that can do it.
    pub fn screen(&self) -> io::Result<Screen> {
        // Before the terminal is changed, so that no signal finds it changed and unattended.
        let (resized, stopped, continued, aborted) = (
            signal(SignalKind::window_change())?,
            signal(SignalKind::from_raw(Stop::TSTP.as_raw()))?,
            signal(SignalKind::from_raw(Stop::CONT.as_raw()))?,
            signal(SignalKind::quit())?,
        );
        let (taken, keyboard) = Taken::take()?;
        Ok(Screen { taken, keyboard, resized, stopped, continued, aborted, painted: None })
    }
}

impl Screen {
    /// The next thing that happens. May be given up at any time; nothing is lost then.
    pub async fn event(&mut self) -> Event {
        let keyboard = &mut self.keyboard;
        let key = async {
            match keyboard {
                Some(keyboard) => keyboard.key().await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            key = key => match key {
                Ok(Key::Redraw) => self.redraw(),
                Ok(key) => Event::Key(key),
                Err(_) => Event::Gone,
            },
            _ = self.stopped.recv() => {
                self.taken.give_back();
                // The shell takes over here, and this goes on when it says so.
                let _ = kill_process(getpid(), Stop::STOP);
                self.again()
            }
            // Somebody else stopped it, and the shell used the terminal meanwhile.
            _ = self.continued.recv() => self.again(),
            _ = self.resized.recv() => self.redraw(),
            _ = self.aborted.recv() => Event::Abort,
        }
    }

    fn again(&mut self) -> Event {
        if self.taken.take_again().is_err() {
            return Event::Gone;
        }
        self.redraw()
    }

    fn redraw(&mut self) -> Event {
        self.painted = None;
        Event::Redraw
    }

    /// Makes these the lines of the screen, with one write. None may be wider than the screen.
    pub fn show(&mut self, lines: Vec<String>) -> io::Result<()> {
        let bytes = paint::paint(self.painted.as_deref(), &lines);
        self.painted = Some(lines);
        if bytes.is_empty() {
            return Ok(());
        }
        let mut stdout = io::stdout().lock();
        stdout.write_all(bytes.as_bytes()).and_then(|()| stdout.flush())
    }

    /// Rows and columns.
    pub fn size(&self) -> (usize, usize) {
        let size = rustix::termios::tcgetwinsize(io::stdout()).ok();
        let size = size.map(|size| (usize::from(size.ws_row), usize::from(size.ws_col)));
        size.filter(|(rows, columns)| *rows > 0 && *columns > 0).unwrap_or((24, 80))
    }

    /// Keys are read; otherwise only signals end it.
    pub fn has_keys(&self) -> bool {
        self.keyboard.is_some()
    }
}
