//! The way to one host: its kept connection, made, checked and replaced as needed.

use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use openssh::Session;
use tokio::sync::{Mutex, Semaphore, SemaphorePermit};

use super::control::ConnectLock;
use super::master::Life;
use super::remote_line::remote_line;
use super::session::{Attempt, attempt};
use super::{ControlDirectory, Forward, Remote, master};
use crate::clock::Stopwatch;
use crate::inventory::Host;
use crate::transport::{Attached, Exchange, Invocation, TransportError, step};

/// sshd allows ten sessions per connection (MaxSessions); a person may want one too.
pub(crate) const SESSIONS: usize = 8;

/// How often a host that is full is asked again.
const FULL_PAUSE: Duration = Duration::from_millis(50);

/// A host that stays full is given up this long before the time is over, so that the reason is told.
const FULL_RESERVE: Duration = Duration::from_millis(500);

/// One host's connection.
#[derive(Debug)]
pub(crate) struct Link {
    host: Host,
    socket: PathBuf,
    lock: PathBuf,
    /// The socket behind which this process has seen a living master.
    ready: Mutex<Option<SocketId>>,
    permits: Semaphore,
}

/// Tells a socket from a later one of the same name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct SocketId(u64, u64, i64, i64);

impl SocketId {
    fn of(path: &Path) -> Option<Self> {
        let file = std::fs::symlink_metadata(path).ok()?;
        Some(Self(file.dev(), file.ino(), file.mtime(), file.mtime_nsec()))
    }
}

/// A master that listens.
struct Connected {
    id: Option<SocketId>,
    /// It was made just now.
    fresh: bool,
}

impl Link {
    pub(crate) fn new(
        host: &Host,
        control: &ControlDirectory,
        home: Option<&Path>,
        agent: Option<&str>,
    ) -> Self {
        let mut identity = master::identity(host, home, agent);
        if host.ssh.persist.is_zero() {
            // Nobody else may use what ends with this process.
            identity.push(format!("process {}", std::process::id()));
        }
        Self {
            socket: control.socket(&host.name, &identity),
            lock: control.lock_file(&host.name),
            host: host.clone(),
            ready: Mutex::new(None),
            permits: Semaphore::new(SESSIONS),
        }
    }

    /// Runs the command, over the kept connection where there is one.
    pub(crate) async fn exchange(
        &self,
        invocation: &Invocation,
    ) -> Result<Exchange, TransportError> {
        let Ok(_permit) = self.permits.acquire().await else {
            return Err(TransportError::TooManySessions);
        };
        match self.once(invocation).await {
            Err(TransportError::Lost { .. }) if invocation.repeatable => {
                self.once(invocation).await
            }
            other => other,
        }
    }

    /// A way to something that the host reaches, to be opened and closed by the caller.
    pub(crate) async fn forward(
        &self,
        number: usize,
        to: Remote,
    ) -> Result<Forward, TransportError> {
        self.connect(true).await?;
        Forward::sweep(&self.socket, &to).await;
        Ok(Forward::new(&self.socket, number, to))
    }

    /// The same over the connection that is kept, if there is one, which may turn out to be dead.
    pub(crate) fn kept(&self, number: usize, to: Remote) -> Option<Forward> {
        SocketId::of(&self.socket)?;
        Some(Forward::new(&self.socket, number, to))
    }

    /// The right to one more session, where there is one left.
    pub(crate) fn permit(&self) -> Result<SemaphorePermit<'_>, TransportError> {
        self.permits.try_acquire().map_err(|_| TransportError::TooManySessions)
    }

    /// The kept connection, for sessions that last.
    pub(crate) async fn session(&self) -> Result<Session, TransportError> {
        self.connect(true).await?;
        Ok(Session::resume_mux(self.socket.as_path().into(), None))
    }

    /// The command that gives a program on the host this process's streams.
    pub(crate) async fn attaching(
        &self,
        attached: &Attached,
    ) -> Result<Vec<String>, TransportError> {
        self.connect(true).await?;
        let words = attached.words.iter().map(String::as_str);
        let line = (!attached.words.is_empty()).then(|| remote_line(words));
        Ok(master::attaching_words(&self.host, &self.socket, attached.terminal, line))
    }

    pub(crate) async fn is_alive(&self) -> bool {
        master::life(&self.socket).await == Life::Alive
    }

    async fn once(&self, invocation: &Invocation) -> Result<Exchange, TransportError> {
        let watch = Stopwatch::start();
        let lost = || TransportError::Lost { after: watch.elapsed() };
        let mut replaced = false;
        loop {
            let connected = self.connect(!invocation.repeatable).await?;
            // A kept connection may have died quietly; do not wait long to find out.
            let patience = self.host.ssh.connect_timeout / if connected.fresh { 1 } else { 2 };
            match attempt(&self.socket, invocation, patience).await {
                Attempt::Done(Err(error @ TransportError::Lost { .. })) => {
                    self.retire(connected.id).await;
                    return Err(error);
                }
                Attempt::Done(result) => return result,
                Attempt::Silent(error) => {
                    // The next command shall not inherit a half-open link.
                    self.retire(connected.id).await;
                    return Err(error);
                }
                Attempt::Full if watch.elapsed() + FULL_RESERVE < invocation.time_limit => {
                    tokio::time::sleep(FULL_PAUSE).await;
                }
                Attempt::Full => return Err(TransportError::TooManySessions),
                Attempt::NotOpened => {
                    self.retire(connected.id).await;
                    // The host may have begun without a word of it reaching us.
                    if replaced || !invocation.repeatable {
                        return Err(lost());
                    }
                    replaced = true;
                }
            }
        }
    }

    /// Makes sure that a master listens. What may run twice needs no question beforehand: that a
    /// session opens is the check, and saves a handshake with a master that lives.
    async fn connect(&self, ask_first: bool) -> Result<Connected, TransportError> {
        let mut ready = self.ready.lock().await;
        let seen = SocketId::of(&self.socket);
        tracing::debug!(socket = %self.socket.display(), kept = seen.is_some(), "connection");
        if seen.is_some() && (!ask_first || *ready == seen) {
            return Ok(Connected { id: seen, fresh: false });
        }
        let mut life = master::life(&self.socket).await;
        if life == Life::Alive {
            *ready = seen;
            return Ok(Connected { id: seen, fresh: false });
        }
        // Two sgos at once make one connection: the second finds it when the lock is free.
        let _lock = self.lock().await?;
        if SocketId::of(&self.socket) != seen {
            life = master::life(&self.socket).await;
        }
        if life != Life::Alive {
            // Whatever is there is dead, or so hung that nobody can use it.
            master::remove(&self.socket, life);
            let watch = Stopwatch::start();
            let made = master::start(&self.host, &self.socket, self.host.ssh.persist).await;
            match &made {
                Ok(()) => step::told(&self.host.name, "connect", watch, &"done"),
                Err(error) => step::told(&self.host.name, "connect", watch, error),
            }
            made?;
        }
        let id = SocketId::of(&self.socket);
        *ready = id;
        Ok(Connected { id, fresh: life != Life::Alive })
    }

    /// Takes a connection that is not to be trusted out of use, unless somebody replaced it
    /// already. What others still do over it may go on.
    async fn retire(&self, id: Option<SocketId>) {
        let mut ready = self.ready.lock().await;
        tracing::debug!("the connection is not to be trusted any more");
        let Ok(_lock) = self.lock().await else { return };
        if SocketId::of(&self.socket) == id {
            master::retire(&self.socket).await;
        }
        *ready = None;
    }

    async fn lock(&self) -> Result<ConnectLock, TransportError> {
        ConnectLock::acquire(&self.lock, master::longest_start(&self.host)).await
    }

    /// Called at the end of every command: without `persist` nothing stays.
    pub(crate) async fn finish(&self) {
        if self.host.ssh.persist.is_zero() {
            master::terminate(&self.socket).await;
        }
    }
}

/// The kept connections of `host`, or of all hosts; ends them unless it is only asked how many.
pub(crate) async fn disconnect(
    control: &ControlDirectory,
    host: Option<&str>,
    only_count: bool,
) -> usize {
    let mut living = 0;
    for (socket, lock) in control.sockets(host) {
        let _lock = ConnectLock::acquire(&lock, Duration::from_secs(15)).await;
        living += usize::from(master::life(&socket).await != Life::Dead);
        if !only_count {
            master::terminate(&socket).await;
        }
    }
    living
}
