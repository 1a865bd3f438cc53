//! The terminal's modes: taken and given back, once each, in whatever order things end.

use std::collections::VecDeque;
use std::io::{self, IsTerminal as _, Write as _};
use std::os::fd::OwnedFd;
use std::sync::{Arc, Mutex, PoisonError};

use rustix::fs::{Mode, OFlags};
use rustix::termios::{LocalModes, OptionalActions, SpecialCodeIndex, Termios};
use tokio::io::AsyncReadExt as _;
use tokio::net::unix::pipe;

use super::super::{held, streams};
use super::keys::{self, Key};

/// The alternate screen, without a cursor and without wrapping at its edge.
const TAKE: &str = "\x1b[?1049h\x1b[?25l\x1b[?7l";
/// The same undone, in the opposite order; a half-finished frame is ended first.
const GIVE_BACK: &str = "\x1b[?2026l\x1b[0m\x1b[?7h\x1b[?25h\x1b[?1049l";

/// A terminal that was changed; as it was again when this is dropped.
#[derive(Debug)]
pub(super) struct Taken(Arc<Mutex<Changed>>);

#[derive(Debug)]
struct Changed {
    /// The keyboard, and the modes that it had.
    modes: Option<(OwnedFd, Termios)>,
    taken: bool,
}

impl Taken {
    /// Without a keyboard where there is no controlling terminal.
    pub(super) fn take() -> io::Result<(Self, Option<Keyboard>)> {
        let keyboard = Keyboard::open();
        let modes = keyboard.as_ref().and_then(|keyboard| {
            let before = rustix::termios::tcgetattr(&keyboard.0).ok()?;
            Some((rustix::io::dup(&keyboard.0).ok()?, before))
        });
        let taken = Self(Arc::new(Mutex::new(Changed { modes, taken: false })));
        taken.before_a_panic_speaks();
        taken.take_again()?;
        Ok((taken, keyboard))
    }

    pub(super) fn take_again(&self) -> io::Result<()> {
        let mut changed = lock(&self.0);
        if let Some((keyboard, before)) = &changed.modes {
            let mut modes = before.clone();
            modes.local_modes -= LocalModes::ICANON | LocalModes::ECHO;
            modes.special_codes[SpecialCodeIndex::VMIN] = 1;
            modes.special_codes[SpecialCodeIndex::VTIME] = 0;
            rustix::termios::tcsetattr(keyboard, OptionalActions::Now, &modes)?;
        }
        changed.taken = true;
        if io::stderr().is_terminal() {
            held::begin();
        }
        write(TAKE)
    }

    pub(super) fn give_back(&self) {
        give_back(&mut lock(&self.0));
    }

    /// Its words would vanish with the alternate screen.
    fn before_a_panic_speaks(&self) {
        let changed = Arc::downgrade(&self.0);
        let speak = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            if let Some(changed) = changed.upgrade()
                && let Ok(mut changed) = changed.try_lock()
            {
                give_back(&mut changed);
            }
            speak(panic);
        }));
    }
}

impl Drop for Taken {
    fn drop(&mut self) {
        self.give_back();
    }
}

fn lock(changed: &Mutex<Changed>) -> std::sync::MutexGuard<'_, Changed> {
    changed.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The terminal may be gone; there is nothing to give back then.
fn give_back(changed: &mut Changed) {
    if !std::mem::take(&mut changed.taken) {
        return;
    }
    let _ = write(GIVE_BACK);
    if let Some((keyboard, before)) = &changed.modes {
        let _ = rustix::termios::tcsetattr(keyboard, OptionalActions::Now, before);
    }
    let held = held::end();
    if !held.is_empty() {
        streams::say(&held);
    }
}

fn write(text: &str) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush())
}

/// Keys, read without a thread: to the runtime a terminal is one end of a pipe. It is opened anew,
/// because a stdin made non-blocking would be so for whoever else has it, the shell first.
#[derive(Debug)]
pub(super) struct Keyboard(pipe::Receiver, VecDeque<Key>);

impl Keyboard {
    fn open() -> Option<Self> {
        let flags = OFlags::RDONLY | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
        let terminal = rustix::fs::open("/dev/tty", flags, Mode::empty()).ok()?;
        Some(Self(pipe::Receiver::from_owned_fd_unchecked(terminal).ok()?, VecDeque::new()))
    }

    /// The next key that means something. An error: the terminal is gone.
    pub(super) async fn key(&mut self) -> io::Result<Key> {
        let Self(terminal, keys) = self;
        loop {
            if let Some(key) = keys.pop_front() {
                return Ok(key);
            }
            let mut bytes = [0; 64];
            match terminal.read(&mut bytes).await? {
                0 => return Err(io::ErrorKind::UnexpectedEof.into()),
                count => keys.extend(keys::parse(&bytes[..count])),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::disallowed_methods, reason = "the test starts itself on a terminal")]

    use super::*;

    const ON_A_TERMINAL: &str = "SGOS_TEST_PANICS_ON_A_TERMINAL";
    const NAME: &str = "ui::screen::tty::tests::a_panic_gives_the_screen_back_before_it_speaks";

    /// What it says, and what was said before, would vanish with the alternate screen.
    #[tokio::test]
    async fn a_panic_gives_the_screen_back_before_it_speaks() {
        if std::env::var_os(ON_A_TERMINAL).is_some() {
            let _taken = Taken::take().unwrap();
            streams::say("said meanwhile");
            panic!("the words of a panic");
        }
        let itself = std::env::current_exe().unwrap();
        let line = format!("'{}' --exact {NAME} --nocapture; stty -a", itself.display());
        let mut script = std::process::Command::new("script");
        script.args(["--quiet", "--command", &line, "/dev/null"]).env(ON_A_TERMINAL, "1");
        let output = script.stdin(std::process::Stdio::null()).output().unwrap();
        let screen = String::from_utf8_lossy(&output.stdout);
        let at = |text: &str| {
            screen.find(text).unwrap_or_else(|| panic!("no {text:?} in {screen:?} {output:?}"))
        };
        let order = [TAKE, GIVE_BACK, "said meanwhile", "the words of a panic"].map(at);
        assert!(order.is_sorted(), "{order:?} in {screen:?}");
        assert_eq!(screen.matches(GIVE_BACK).count(), 1, "{screen:?}");
        assert!(screen.contains(" icanon") && screen.contains(" echo "), "{screen:?}");
    }
}
