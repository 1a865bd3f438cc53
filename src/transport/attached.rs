//! A program that takes over this process's streams, here or on a host: a shell, an editor, a filter.
//! Its words are data; what it reads and prints passes by sgos.

use std::io;
use std::os::unix::process::ExitStatusExt as _;
use std::process::ExitStatus;
use std::sync::atomic::Ordering;

use rustix::process::{Pid, kill_process};
use rustix::termios::{OptionalActions, Termios, tcgetattr, tcsetattr};
use tokio::process::{Child, Command};
use tokio::signal::unix::{SignalKind, signal};

use super::{Transport, TransportError, step};
use crate::clock::Stopwatch;
use crate::exit::Exit;
use crate::inventory::Host;

/// What takes over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attached {
    /// The program and its arguments, exactly as it shall see them; empty: the user's login shell on
    /// the host.
    pub words: Vec<String>,
    /// It gets a terminal there, of the size that this one has; otherwise its streams are pipes,
    /// which change no byte.
    pub terminal: bool,
}

impl Transport {
    /// Runs the program until it ends; returns its exit code, 128 and the number for a signal.
    ///
    /// Meanwhile Ctrl-C and requests to end are the program's, which may take its time; see [`Transport::is_attached`].
    pub async fn attach(&self, host: &Host, attached: &Attached) -> Result<u8, TransportError> {
        let watch = Stopwatch::start();
        let result = if host.local {
            self.until_its_end(&attached.words, attached.terminal).await
        } else {
            let link = self.link(host)?;
            let words = link.attaching(attached).await?;
            match self.until_its_end(&words, attached.terminal).await {
                // It is ssh's own code for whatever fails, and the program may have it, too.
                Ok(255) if !link.is_alive().await => {
                    Err(TransportError::Lost { after: watch.elapsed() })
                }
                other => other,
            }
        };
        let name = attached.words.first().map_or("a login shell", String::as_str);
        match &result {
            Ok(code) => step::told(&host.name, name, watch, &format!("exit code {code}")),
            Err(error) => step::told(&host.name, name, watch, error),
        }
        result
    }

    /// Whether a program has this process's streams, so that Ctrl-C is meant for it.
    pub fn is_attached(&self) -> bool {
        self.attached.load(Ordering::Relaxed)
    }

    /// Tells that program that its terminal is gone. The kernel tells only whoever leads the session,
    /// and who is told twice takes it as once.
    pub fn hang_up(&self) {
        self.hung_up.notify_one();
    }

    async fn until_its_end(&self, words: &[String], terminal: bool) -> Result<u8, TransportError> {
        let Some((program, arguments)) = words.split_first() else {
            return Err(TransportError::Other { detail: "there is nothing to run".to_owned() });
        };
        let failed = |error: io::Error| TransportError::CannotStart {
            program: program.clone(),
            detail: error.to_string(),
        };
        // Before there is a child, so that none of them is missed.
        let mut requests = Requests::new(terminal).map_err(failed)?;
        let _modes = Modes::keep();
        let _attached = Flag::raise(&self.attached);
        let mut child = command(program, arguments).spawn().map_err(failed)?;
        let mut interrupted = false;
        loop {
            tokio::select! {
                status = child.wait() => {
                    return status.map(|status| code(status, interrupted)).map_err(failed);
                }
                kind = requests.next() => {
                    interrupted = true;
                    pass_on(&child, kind);
                }
                () = self.hung_up.notified() => pass_on(&child, SignalKind::hangup()),
            }
        }
    }
}

/// In this process group, or it could not read from the terminal.
#[expect(clippy::disallowed_methods, reason = "this is where processes are started")]
fn command(program: &str, arguments: &[String]) -> Command {
    let mut command = Command::new(program);
    command.args(arguments).kill_on_drop(true);
    command
}

/// A shell's way to tell it. An interrupted `ssh` says 255, as it says of everything.
fn code(status: ExitStatus, interrupted: bool) -> u8 {
    let signal = || status.signal().map_or(255, |signal| 128 + signal);
    let code = u8::try_from(status.code().unwrap_or_else(signal)).unwrap_or(u8::MAX);
    if interrupted && code == 255 { Exit::Interrupted.code() } else { code }
}

fn pass_on(child: &Child, kind: SignalKind) {
    let pid = child.id().and_then(|id| i32::try_from(id).ok()).and_then(Pid::from_raw);
    let signal = rustix::process::Signal::from_named_raw(kind.as_raw_value());
    if let (Some(pid), Some(signal)) = (pid, signal) {
        // It may have ended in this very moment.
        let _ = kill_process(pid, signal);
    }
}

/// Requests to end that reach this process and are meant for the program.
struct Requests(Vec<(SignalKind, tokio::signal::unix::Signal)>);

impl Requests {
    /// What is typed at a terminal the terminal itself gives to both, and so it does when it goes.
    fn new(terminal: bool) -> io::Result<Self> {
        let interrupt = (!terminal).then_some(SignalKind::interrupt());
        let kinds = [SignalKind::terminate()].into_iter().chain(interrupt);
        kinds.map(|kind| Ok((kind, signal(kind)?))).collect::<io::Result<_>>().map(Self)
    }

    async fn next(&mut self) -> SignalKind {
        let waiting = self.0.iter_mut().map(|(kind, signal)| {
            Box::pin(async {
                signal.recv().await;
                *kind
            })
        });
        futures_util::future::select_all(waiting).await.0
    }
}

/// The terminal's modes, put back when a program that changed them was killed.
struct Modes(Option<Termios>);

impl Modes {
    fn keep() -> Self {
        Self(tcgetattr(io::stdin()).ok())
    }
}

impl Drop for Modes {
    fn drop(&mut self) {
        let Some(before) = self.0.take() else { return };
        let Ok(now) = tcgetattr(io::stdin()) else { return };
        let modes =
            |of: &Termios| (of.input_modes, of.output_modes, of.control_modes, of.local_modes);
        if modes(&now) != modes(&before) {
            // A terminal that is gone needs no modes.
            let _ = tcsetattr(io::stdin(), OptionalActions::Drain, &before);
        }
    }
}

/// Up for as long as it lives.
struct Flag<'a>(&'a std::sync::atomic::AtomicBool);

impl<'a> Flag<'a> {
    fn raise(flag: &'a std::sync::atomic::AtomicBool) -> Self {
        flag.store(true, Ordering::Relaxed);
        Self(flag)
    }
}

impl Drop for Flag<'_> {
    fn drop(&mut self) {
        self.0.store(false, Ordering::Relaxed);
    }
}
