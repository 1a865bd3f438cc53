//! A way through a host to a service that only it reaches: a socket here that leads there.

use std::path::{Path, PathBuf};

use openssh::{ForwardType, Session, Socket};

use super::session::chain;
use crate::transport::TransportError;

/// A forward that the master keeps until it is closed.
#[derive(Debug)]
pub(crate) struct Forward {
    master: PathBuf,
    /// Connecting to it is connecting to the service.
    pub(crate) socket: PathBuf,
    host: String,
    port: u16,
}

impl Forward {
    /// Not open yet; `number` tells it from the others of this process.
    pub(super) fn new(master: &Path, number: usize, host: &str, port: u16) -> Self {
        let mut socket = master.as_os_str().to_owned();
        // A name with a dot is none of a master's.
        socket.push(format!(".{}-{number}", std::process::id()));
        let (master, host) = (master.to_owned(), host.to_owned());
        Self { master, socket: socket.into(), host, port }
    }

    /// When this is given up it may have been opened all the same: close it in any case.
    pub(crate) async fn open(&self) -> Result<(), TransportError> {
        let session = Session::resume_mux(self.master.as_path().into(), None);
        let (here, there) = self.ends();
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

    fn ends(&self) -> (Socket<'_>, Socket<'_>) {
        (Socket::from(self.socket.as_path()), Socket::new(self.host.as_str(), self.port))
    }
}
