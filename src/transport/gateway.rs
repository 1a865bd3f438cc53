//! The transport itself: what it holds for the length of a command, and what it ends then.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

use super::docker::{Docker, Reach};
use super::http::Clients;
use super::ssh::{self, ControlDirectory, Effective, Forward, HostKey, Known, Link};
use super::{Tape, TransportError};
use crate::inventory::Host;
use crate::ui::Consent;

/// What the transport needs to know of the process it runs in.
#[derive(Debug, Clone)]
pub struct Surroundings {
    pub uid: u32,
    pub home: Option<PathBuf>,
    /// `XDG_RUNTIME_DIR`
    pub runtime_dir: Option<PathBuf>,
    /// `SSH_AUTH_SOCK`
    pub ssh_agent: Option<String>,
    /// `DOCKER_HOST`, which says where this machine's Docker is.
    pub docker_host: Option<String>,
}

/// Reaches hosts and keeps their connections for the length of one command.
#[derive(Debug)]
pub struct Transport {
    surroundings: Surroundings,
    links: Mutex<BTreeMap<String, Arc<Link>>>,
    pub(super) tape: Tape,
    pub(super) clients: Clients,
    /// Values that were looked up: they go into no recording.
    pub(super) secrets: Mutex<Vec<String>>,
    /// Open until the end of the command.
    pub(super) forwards: Arc<Mutex<Vec<Arc<Forward>>>>,
    /// How many there were.
    pub(super) forwarded: Arc<AtomicUsize>,
    /// A program has this process's streams.
    pub(super) attached: AtomicBool,
    /// That program's terminal is gone.
    pub(super) hung_up: Notify,
}

impl Transport {
    pub fn new(surroundings: Surroundings, tape: Tape) -> Self {
        Self {
            surroundings,
            links: Mutex::default(),
            tape,
            clients: Clients::default(),
            secrets: Mutex::default(),
            forwards: Arc::default(),
            forwarded: Arc::default(),
            attached: AtomicBool::new(false),
            hung_up: Notify::new(),
        }
    }

    /// Whether exchanges are real, recorded or replayed.
    pub fn tape(&self) -> &Tape {
        &self.tape
    }

    /// Ends what must not outlive the command: forwards, and connections that are not to be kept.
    pub async fn finish(&self) {
        let forwards = std::mem::take(&mut *lock(&self.forwards));
        for forward in forwards {
            forward.close().await;
        }
        let links: Vec<_> = lock(&self.links).values().cloned().collect();
        for link in links {
            link.finish().await;
        }
    }

    /// The Docker of a host. Its streams pass no tape: a command that uses it cannot be recorded.
    ///
    /// # Errors
    /// Only where this machine has no place for sockets: the way is found at the first question.
    pub fn docker(&self, host: &Host) -> Result<Docker, TransportError> {
        let link = if host.local { None } else { Some(self.link(host)?) };
        Ok(Docker::new(Reach {
            host: host.clone(),
            link,
            control: self.control()?,
            surroundings: self.surroundings.clone(),
            forwards: self.forwards.clone(),
            numbers: self.forwarded.clone(),
        }))
    }

    /// The kept connections of `host`, or all of them; ends them unless it is only asked how many.
    pub async fn disconnect(
        &self,
        host: Option<&str>,
        only_count: bool,
    ) -> Result<usize, TransportError> {
        Ok(ssh::disconnect(&self.control()?, host, only_count).await)
    }

    /// The hosts that an ssh configuration names: `file`, else the user's own.
    pub fn ssh_names(&self, file: Option<&Path>) -> Vec<String> {
        let home = self.surroundings.home.as_deref();
        let own = || home.map(|home| home.join(".ssh/config"));
        let file = file.map(Path::to_path_buf).or_else(own);
        file.map(|file| ssh::names(&file, home)).unwrap_or_default()
    }

    /// How `ssh` would reach the host, without connecting.
    pub async fn effective(&self, host: &Host) -> Result<Effective, TransportError> {
        ssh::effective(host).await
    }

    /// The keys that the host offers now.
    pub async fn offered_keys(
        &self,
        effective: &Effective,
    ) -> Result<Vec<HostKey>, TransportError> {
        ssh::offered(effective).await
    }

    /// What is known of the host.
    pub async fn known_keys(&self, effective: &Effective) -> Result<Vec<Known>, TransportError> {
        ssh::known(effective).await
    }

    /// Puts `keys` in the place of what is known of the host, or adds them.
    pub async fn trust(
        &self,
        effective: &Effective,
        keys: &[HostKey],
        replace: bool,
        _consent: Consent,
    ) -> Result<(), TransportError> {
        if replace {
            return ssh::replace(effective, keys).await;
        }
        ssh::remember(effective, keys).map_err(|error| TransportError::Other {
            detail: format!("{}: {error}", effective.user_file.display()),
        })
    }

    pub(super) fn link(&self, host: &Host) -> Result<Arc<Link>, TransportError> {
        let mut links = lock(&self.links);
        if let Some(link) = links.get(&host.name) {
            return Ok(link.clone());
        }
        let Surroundings { home, ssh_agent, .. } = &self.surroundings;
        let link = Link::new(host, &self.control()?, home.as_deref(), ssh_agent.as_deref());
        Ok(links.entry(host.name.clone()).or_insert(Arc::new(link)).clone())
    }

    fn control(&self) -> Result<ControlDirectory, TransportError> {
        let Surroundings { uid, runtime_dir, .. } = &self.surroundings;
        let runtime = runtime_dir.as_ref().map(|dir| dir.join("sgos"));
        let shared = PathBuf::from(format!("/tmp/sgos-{uid}"));
        let candidates: Vec<PathBuf> = runtime.into_iter().chain([shared]).collect();
        ControlDirectory::open(&candidates, *uid)
    }
}

pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
