//! The one way out: every exchange with every host passes here.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::ssh::{self, ControlDirectory, Effective, HostKey, Known, Link};
use super::{Exchange, Invocation, TransportError, local, step};
use crate::clock::Stopwatch;
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
}

/// Reaches hosts and keeps their connections for the length of one command.
#[derive(Debug)]
pub struct Transport {
    surroundings: Surroundings,
    links: Mutex<BTreeMap<String, Arc<Link>>>,
}

impl Transport {
    pub fn new(surroundings: Surroundings) -> Self {
        Self { surroundings, links: Mutex::default() }
    }

    /// Runs one command on one host and returns all that it said.
    pub async fn exchange(
        &self,
        host: &Host,
        invocation: &Invocation,
    ) -> Result<Exchange, TransportError> {
        let watch = Stopwatch::start();
        let exchange = if host.local {
            local::run(invocation).await
        } else {
            self.link(host)?.exchange(invocation).await
        };
        match &exchange {
            Ok(exchange) => step::told(&host.name, invocation.title(), watch, exchange),
            Err(error) => step::told(&host.name, invocation.title(), watch, error),
        }
        exchange.map(|exchange| Exchange { latency: watch.elapsed(), ..exchange })
    }

    /// Ends what must not outlive the command: connections that are not to be kept.
    pub async fn finish(&self) {
        let links: Vec<_> = self.lock().values().cloned().collect();
        for link in links {
            link.finish().await;
        }
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

    fn link(&self, host: &Host) -> Result<Arc<Link>, TransportError> {
        let mut links = self.lock();
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

    fn lock(&self) -> std::sync::MutexGuard<'_, BTreeMap<String, Arc<Link>>> {
        self.links.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
