//! How the Docker of one host is reached: which socket here leads there.

use std::os::unix::fs::FileTypeExt as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::DockerError;
use super::bridge::Bridge;
use super::place::{self, Places, USUAL};
use crate::inventory::Host;
use crate::transport::gateway::lock;
use crate::transport::ssh::{ControlDirectory, Forward, Link, Remote};
use crate::transport::{Surroundings, TransportError};

/// What is needed to find a way, now and after the link was lost.
#[derive(Debug)]
pub(crate) struct Reach {
    pub(crate) host: Host,
    /// `None` for this machine.
    pub(crate) link: Option<Arc<Link>>,
    pub(crate) control: ControlDirectory,
    pub(crate) surroundings: Surroundings,
    /// Closed at the end of the command.
    pub(crate) forwards: Arc<Mutex<Vec<Arc<Forward>>>>,
    pub(crate) numbers: Arc<AtomicUsize>,
}

/// Where Docker is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Place {
    /// A socket of the host's.
    Socket(PathBuf),
    /// Whatever `docker system dial-stdio` speaks with.
    Client,
}

/// A socket here that leads to the place.
#[derive(Debug)]
pub(super) enum Way {
    Here(PathBuf),
    Forward(Arc<Forward>),
    Bridge(Bridge),
}

impl Way {
    pub(super) fn socket(&self) -> &Path {
        match self {
            Self::Here(socket) => socket,
            Self::Forward(forward) => &forward.socket,
            Self::Bridge(bridge) => &bridge.socket,
        }
    }

    /// What is known of why it led nowhere.
    pub(super) fn trouble(&self) -> Option<DockerError> {
        match self {
            Self::Bridge(bridge) => bridge.trouble(),
            Self::Here(_) | Self::Forward(_) => None,
        }
    }
}

impl Reach {
    /// How long a first answer is waited for before the link itself is doubted.
    pub(super) fn patience(&self) -> Duration {
        if self.link.is_some() { self.host.ssh.connect_timeout / 2 } else { Duration::MAX }
    }

    /// Where Docker is on nearly every host: tried without asking.
    pub(super) fn usual(&self) -> Place {
        let named = self.surroundings.docker_host.as_deref().filter(|_| self.link.is_none());
        match named {
            None => Place::Socket(USUAL.into()),
            Some(named) => named
                .strip_prefix("unix://")
                .map_or(Place::Client, |path| Place::Socket(path.into())),
        }
    }

    /// Opens the way; what it leads to is not known yet.
    pub(super) async fn open(&self, place: &Place) -> Result<Way, DockerError> {
        let number = self.numbers.fetch_add(1, Ordering::Relaxed);
        match (place, &self.link) {
            (Place::Socket(path), None) => Ok(Way::Here(path.clone())),
            (Place::Socket(path), Some(link)) => {
                let forward = link.forward(number, Remote::Socket(path.clone())).await?;
                let forward = Arc::new(forward);
                lock(&self.forwards).push(forward.clone());
                forward.open().await?;
                Ok(Way::Forward(forward))
            }
            (Place::Client, link) => {
                Bridge::open(self.control.own_socket(number), link.clone()).map(Way::Bridge)
            }
        }
    }

    /// It leads nowhere, or no longer.
    pub(super) async fn close(&self, way: &Way) {
        if let Way::Forward(forward) = way {
            lock(&self.forwards).retain(|other| !Arc::ptr_eq(other, forward));
            // A master that is hung must not hold up the way to the next.
            let _ = tokio::time::timeout(Duration::from_secs(1), forward.close()).await;
        }
    }

    /// Where Docker may be, by the host's own word. A dead link is replaced for the question.
    pub(super) async fn places(&self, time_limit: Duration) -> Result<Places, TransportError> {
        match &self.link {
            None => Ok(self.places_here()),
            Some(link) => {
                let exchange = link.exchange(&place::invocation(time_limit)).await?;
                Ok(place::parse(&exchange.stdout))
            }
        }
    }

    /// Why no place led to Docker, where the `last` of them only led nowhere.
    pub(super) fn judge(&self, places: &Places, last: DockerError) -> DockerError {
        let absent = "there is no Docker socket";
        match (&last, places.usable.first(), places.denied.first()) {
            (_, None, Some(denied)) if !places.client => {
                DockerError::PermissionDenied { detail: denied.display().to_string() }
            }
            (DockerError::Lost, Some(_), _) if self.link.is_some() && !places.client => {
                DockerError::ForwardingRefused
            }
            (DockerError::Lost, Some(socket), _) => DockerError::NotRunning {
                detail: format!("nobody answers at {}", socket.display()),
            },
            (DockerError::Lost, None, None) if self.link.is_some() && !places.client => {
                DockerError::NotInstalled { detail: format!("{absent}, and no `docker` command") }
            }
            (DockerError::Lost, None, _) => DockerError::NotRunning { detail: absent.to_owned() },
            _ => last,
        }
    }

    fn places_here(&self) -> Places {
        let own = self.surroundings.runtime_dir.clone();
        let own = own.unwrap_or_else(|| format!("/run/user/{}", self.surroundings.uid).into());
        let candidates = match self.usual() {
            Place::Client => Vec::new(),
            Place::Socket(path) if self.surroundings.docker_host.is_some() => vec![path],
            Place::Socket(path) => {
                let podman = "/run/podman/podman.sock".into();
                vec![path, own.join("docker.sock"), podman, own.join("podman/podman.sock")]
            }
        };
        let is_socket =
            |path: &PathBuf| std::fs::metadata(path).is_ok_and(|file| file.file_type().is_socket());
        let may = rustix::fs::Access::READ_OK | rustix::fs::Access::WRITE_OK;
        let (usable, denied) = candidates
            .into_iter()
            .filter(is_socket)
            .partition(|path| rustix::fs::access(path, may).is_ok());
        Places { usable, denied, client: self.usual() == Place::Client }
    }
}
