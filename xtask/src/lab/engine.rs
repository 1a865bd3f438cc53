//! Which Docker engine runs the lab: the one of this machine where there is one, else our own.

use std::io::{ErrorKind, Read, Write};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::time::Duration;

use anyhow::{Result, bail};
use xshell::{Cmd, Shell, cmd};

use crate::lab::own_dockerd;
use crate::packages::{self, DOCKER};
use crate::progress::Outcome;

const DEFAULT_SOCKET: &str = "/var/run/docker.sock";
const ANSWER: Duration = Duration::from_secs(5);

/// A Docker engine that answers.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Engine {
    socket: &'static str,
}

impl Engine {
    const DEFAULT: Self = Self { socket: DEFAULT_SOCKET };
    const OWN: Self = Self { socket: own_dockerd::SOCKET };

    /// The engine in use, when one answers. Ours comes first: when it runs, it has labs.
    pub(crate) fn running() -> Option<Self> {
        [Self::OWN, Self::DEFAULT].into_iter().find(|engine| answers(engine.socket))
    }

    /// The engine in use; starts our own when none answers.
    pub(crate) fn ready(sh: &Shell) -> Result<(Self, Outcome)> {
        let mut installed = packages::require(sh, &[DOCKER])?;
        if let Some(engine) = Self::running() {
            return Ok((engine, Outcome::as_it_was(format!("answers on {}", engine.socket))));
        }
        for socket in [own_dockerd::SOCKET, DEFAULT_SOCKET] {
            if is_forbidden(socket) {
                bail!(
                    "no permission to use {socket}: add yourself to the group `docker`, or type the command with sudo"
                );
            }
        }
        installed.extend(own_dockerd::require(sh)?);
        // A newly installed package may have started the machine's engine.
        if let Some(engine) = Self::running() {
            return Ok((engine, Outcome::done("installed docker.io, which runs")));
        }
        own_dockerd::start()?;
        let what = match installed.is_empty() {
            true => "started our own dockerd".to_owned(),
            false => format!("installed {} and started our own dockerd", installed.join(", ")),
        };
        Ok((Self::OWN, Outcome::done(what)))
    }

    pub(crate) fn is_own(self) -> bool {
        self.socket == own_dockerd::SOCKET
    }

    /// The value for `DOCKER_HOST`.
    pub(crate) fn docker_host(self) -> String {
        format!("unix://{}", self.socket)
    }

    /// `docker` for this engine, whatever the person's context or environment says.
    pub(crate) fn docker(self, sh: &Shell) -> Cmd<'_> {
        let host = self.docker_host();
        cmd!(sh, "docker --host {host}").env_remove("DOCKER_CONTEXT").env_remove("DOCKER_HOST")
    }
}

/// Whether an engine answers on a socket.
pub(crate) fn answers(socket: &str) -> bool {
    ping(socket).is_ok_and(|answer| answer.starts_with("HTTP/1.") && answer.contains(" 200 "))
}

fn ping(socket: &str) -> std::io::Result<String> {
    let mut stream = UnixStream::connect(socket)?;
    stream.set_read_timeout(Some(ANSWER))?;
    stream.write_all(b"GET /_ping HTTP/1.0\r\nHost: docker\r\n\r\n")?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    Ok(answer)
}

/// Whether there is an engine, but not for us.
fn is_forbidden(socket: &str) -> bool {
    let connected = UnixStream::connect(Path::new(socket));
    connected.is_err_and(|error| error.kind() == ErrorKind::PermissionDenied)
}

/// Whether a lab can run here: there is an engine for us, or we may start one.
pub(crate) fn possible() -> Result<()> {
    if Engine::running().is_some() {
        return Ok(());
    }
    if !packages::is_root() {
        bail!("no Docker engine answers, and only root can start one");
    }
    Ok(())
}
