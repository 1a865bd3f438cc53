//! A way through a host to a service that only it reaches: a socket here that leads there.

use std::path::{Path, PathBuf};

use openssh::{ForwardType, Session, Socket};

use super::session::chain;
use crate::transport::TransportError;

/// Where a forward leads, as the host sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Remote {
    Port(String, u16),
    /// A socket in the host's files.
    Socket(PathBuf),
}

/// A forward that the master keeps until it is closed.
#[derive(Debug)]
pub(crate) struct Forward {
    master: PathBuf,
    /// Connecting to it is connecting to the service.
    pub(crate) socket: PathBuf,
    to: Remote,
}

impl Forward {
    /// Not open yet; `number` tells it from the others of this process.
    pub(super) fn new(master: &Path, number: usize, to: Remote) -> Self {
        let mut socket = master.as_os_str().to_owned();
        // A name with a dot is none of a master's.
        socket.push(format!(".{}-{number}", std::process::id()));
        Self { master: master.to_owned(), socket: socket.into(), to }
    }

    /// When this is given up it may have been opened all the same: close it in any case.
    pub(crate) async fn open(&self) -> Result<(), TransportError> {
        let session = Session::resume_mux(self.master.as_path().into(), None);
        let (here, there) = self.ends();
        // One of that name can only be left of a process that is gone.
        let _ = std::fs::remove_file(&self.socket);
        let opened = session.request_port_forward(ForwardType::Local, here, there).await;
        opened.map_err(|error| TransportError::Other {
            detail: format!("no forwarding: {}", chain(&error).collect::<Vec<_>>().join(": ")),
        })
    }

    /// The master lives on; the forward must not.
    pub(crate) async fn close(&self) {
        let session = Session::resume_mux(self.master.as_path().into(), None);
        let (here, there) = self.ends();
        // Where the master is gone, so is the forward.
        let _ = session.close_port_forward(ForwardType::Local, here, there).await;
        let _ = std::fs::remove_file(&self.socket);
    }

    /// Closes what was left by processes that are gone, killed before they could. Most likely they
    /// led to where this one leads.
    pub(super) async fn sweep(master: &Path, to: &Remote) {
        let (Some(folder), Some(name)) = (master.parent(), master.file_name()) else { return };
        let Ok(entries) = std::fs::read_dir(folder) else { return };
        for entry in entries.flatten() {
            let file = entry.file_name().to_string_lossy().into_owned();
            let of_it = file.strip_prefix(&*name.to_string_lossy());
            let number = of_it.and_then(|rest| rest.strip_prefix('.')?.split_once('-'));
            let process = number.and_then(|(process, _)| process.parse::<u32>().ok());
            // `ssh` has names of its own there while it begins to listen.
            if process.is_some_and(|id| !Path::new(&format!("/proc/{id}")).exists()) {
                let socket = entry.path();
                Self { master: master.to_owned(), socket, to: to.clone() }.close().await;
            }
        }
    }

    fn ends(&self) -> (Socket<'_>, Socket<'_>) {
        let there = match &self.to {
            Remote::Port(host, port) => Socket::new(host.as_str(), *port),
            Remote::Socket(path) => Socket::from(path.as_path()),
        };
        (Socket::from(self.socket.as_path()), there)
    }
}
