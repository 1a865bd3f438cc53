//! A quick look: questions to the usual socket over the connection that is there already, with
//! nothing asked beforehand and no other way tried. Whoever takes it has another way to ask.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use tokio::sync::OnceCell;

use super::client::{send, within};
use super::place::USUAL;
use super::{DockerError, DockerStream};
use crate::inventory::Host;
use crate::transport::gateway::lock;
use crate::transport::ssh::{Forward, Remote};
use crate::transport::{Tape, Transport};

/// A forward to a host's Docker, open from the first question until it is closed.
#[derive(Debug)]
pub struct Glance {
    forward: Arc<Forward>,
    opened: OnceCell<()>,
}

impl Transport {
    /// `None` where no connection is kept, on this machine, and where what is asked is recorded or
    /// replayed: a recording has one answer of a host and not two.
    pub fn glance(&self, host: &Host) -> Option<Glance> {
        if host.local || !matches!(self.tape, Tape::Off) {
            return None;
        }
        let number = self.forwarded.fetch_add(1, Ordering::Relaxed);
        let forward = self.link(host).ok()?.kept(number, Remote::Socket(PathBuf::from(USUAL)))?;
        let forward = Arc::new(forward);
        // Closed at the end of the command, if nobody comes to it before.
        lock(&self.forwards).push(forward.clone());
        Some(Glance { forward, opened: OnceCell::new() })
    }

    /// Need not wait for the end of the command, unless it is not known whether it is open.
    pub async fn close(&self, glance: Glance) {
        if glance.opened.initialized() {
            lock(&self.forwards).retain(|other| !Arc::ptr_eq(other, &glance.forward));
            glance.forward.close().await;
        }
    }
}

impl Glance {
    /// The whole answer to one question; each has a connection of its own.
    ///
    /// # Errors
    /// `Lost` also where the host's sshd forwards no sockets, or nobody listens there.
    pub async fn get(&self, path: &str, patience: Duration) -> Result<Vec<u8>, DockerError> {
        within(patience, async {
            self.opened.get_or_try_init(|| self.forward.open()).await?;
            let (response, wire) = send(&self.forward.socket, path).await?;
            let stream = DockerStream::new(response.status().as_u16(), response.into_body(), wire);
            let (body, _) = stream.if_good().await?.whole().await?;
            Ok(body)
        })
        .await
    }
}
