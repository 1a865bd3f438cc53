//! The way to one host: its kept connection, made, checked and replaced as needed.

use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::sync::{Mutex, Semaphore};

use super::control::ConnectLock;
use super::session::{Attempt, attempt};
use super::{ControlDirectory, master};
use crate::clock::Stopwatch;
use crate::inventory::Host;
use crate::transport::{Exchange, Invocation, TransportError};

/// sshd allows ten sessions per connection (MaxSessions); a person may want one too.
const SESSIONS: usize = 8;

/// How often a host that is full is asked again.
const FULL_PAUSE: Duration = Duration::from_millis(50);

/// A host that stays full is given up this long before the time is over, so that the reason is told.
const FULL_RESERVE: Duration = Duration::from_millis(500);

/// One host's connection.
#[derive(Debug)]
pub(crate) struct Link {
    host: Host,
    socket: PathBuf,
    /// `true` once this process has seen the master alive.
    ready: Mutex<bool>,
    permits: Semaphore,
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
            host: host.clone(),
            ready: Mutex::new(false),
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
                self.replace().await;
                self.once(invocation).await
            }
            other => other,
        }
    }

    async fn once(&self, invocation: &Invocation) -> Result<Exchange, TransportError> {
        let watch = Stopwatch::start();
        let mut replaced = false;
        loop {
            let fresh = self.connect().await?;
            // A kept connection may have died quietly; do not wait long to find out.
            let patience = self.host.ssh.connect_timeout / if fresh { 1 } else { 2 };
            match attempt(&self.socket, invocation, patience).await {
                Attempt::Done(result) => return result,
                Attempt::Silent(error) => {
                    // The next command shall not inherit a half-open link.
                    self.replace().await;
                    return Err(error);
                }
                Attempt::Full if watch.elapsed() + FULL_RESERVE < invocation.time_limit => {
                    tokio::time::sleep(FULL_PAUSE).await;
                }
                Attempt::Full => return Err(TransportError::TooManySessions),
                Attempt::NotOpened if replaced => {
                    self.replace().await;
                    return Err(TransportError::Lost { after: watch.elapsed() });
                }
                Attempt::NotOpened => {
                    replaced = true;
                    self.replace().await;
                }
            }
        }
    }

    /// Makes sure that a master listens; `true` when it had to be made.
    async fn connect(&self) -> Result<bool, TransportError> {
        let mut ready = self.ready.lock().await;
        if *ready || (self.socket.exists() && master::lives(&self.socket).await) {
            *ready = true;
            return Ok(false);
        }
        // Two sgos at once make one connection: the second finds it when the lock is free.
        let patience = self.host.ssh.connect_timeout * 2;
        let _lock = ConnectLock::acquire(&self.socket, patience).await?;
        let mut fresh = false;
        if !master::lives(&self.socket).await {
            // The socket of a master that died is in the way of a new one.
            let _ = std::fs::remove_file(&self.socket);
            master::start(&self.host, &self.socket, self.host.ssh.persist).await?;
            fresh = true;
        }
        *ready = true;
        Ok(fresh)
    }

    /// Ends a connection that is not to be trusted any more.
    async fn replace(&self) {
        *self.ready.lock().await = false;
        master::terminate(&self.socket).await;
    }

    /// Called at the end of every command: without `persist` nothing stays.
    pub(crate) async fn finish(&self) {
        if self.host.ssh.persist.is_zero() && self.socket.exists() {
            self.replace().await;
            let _ = std::fs::remove_file(self.socket.with_extension("lock"));
        }
    }
}

/// Ends every kept connection of `host`, or of all hosts; how many there were.
pub(crate) async fn disconnect(control: &ControlDirectory, host: Option<&str>) -> usize {
    let mut ended = 0;
    for socket in control.sockets(host) {
        ended += usize::from(master::terminate(&socket).await);
    }
    ended
}
