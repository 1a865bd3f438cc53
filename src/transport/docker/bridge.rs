//! A socket here whose every connection is one run of `docker system dial-stdio`: on the host in a
//! session of the kept connection, or on this machine. For hosts whose sshd forwards nothing.

use std::path::PathBuf;
use std::process::Stdio;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{UnixListener, UnixStream};
use tokio::task::{JoinHandle, JoinSet};

use super::DockerError;
use crate::transport::TransportError;
use crate::transport::gateway::lock;
use crate::transport::ssh::Link;

/// `exec`: the session's stdin is its own, and it ends when that does.
const SCRIPT: &str =
    "PATH=$PATH:/usr/local/bin:/usr/bin:/bin:/snap/bin; exec docker system dial-stdio";

/// More words of a client than that are none that help.
const MOST_WORDS: usize = 4096;

/// Listens until it is dropped; then every client's input ends, and with it the client.
#[derive(Debug)]
pub(crate) struct Bridge {
    pub(super) socket: PathBuf,
    task: JoinHandle<()>,
    trouble: Arc<Mutex<Option<DockerError>>>,
}

impl Bridge {
    /// Through the link, or on this machine without one.
    pub(super) fn open(socket: PathBuf, link: Option<Arc<Link>>) -> Result<Self, DockerError> {
        // One of that name can only be left of a process that is gone.
        let _ = std::fs::remove_file(&socket);
        let listener = UnixListener::bind(&socket).map_err(|error| TransportError::Other {
            detail: format!("{}: {error}", socket.display()),
        })?;
        let trouble = Arc::new(Mutex::new(None));
        let task = tokio::spawn(listen(listener, link, trouble.clone()));
        Ok(Self { socket, task, trouble })
    }

    /// Why the last connection ended without an answer, if the client said so.
    pub(super) fn trouble(&self) -> Option<DockerError> {
        lock(&self.trouble).take()
    }
}

impl Drop for Bridge {
    fn drop(&mut self) {
        self.task.abort();
        let _ = std::fs::remove_file(&self.socket);
    }
}

async fn listen(
    listener: UnixListener,
    link: Option<Arc<Link>>,
    trouble: Arc<Mutex<Option<DockerError>>>,
) {
    // Dropped with this task, and with it every connection.
    let mut connections = JoinSet::new();
    while let Ok((connection, _)) = listener.accept().await {
        while connections.try_join_next().is_some() {}
        let (link, trouble) = (link.clone(), trouble.clone());
        connections.spawn(async move {
            let ended = match link {
                Some(link) => over_session(connection, &link).await,
                None => here(connection).await,
            };
            if let Err(error) = ended {
                *lock(&trouble) = Some(error);
            }
        });
    }
}

async fn over_session(connection: UnixStream, link: &Link) -> Result<(), DockerError> {
    let _permit = link.permit()?;
    let session = link.session().await?;
    let mut command = session.command("sh");
    command.args(["-c", SCRIPT]);
    command.stdin(openssh::Stdio::piped());
    command.stdout(openssh::Stdio::piped()).stderr(openssh::Stdio::piped());
    let mut child = command.spawn().await.map_err(|error| {
        let words = std::error::Error::source(&error).map(ToString::to_string).unwrap_or_default();
        if words.contains("refused by peer") || error.to_string().contains("refused by peer") {
            TransportError::TooManySessions
        } else {
            TransportError::Other { detail: format!("no session: {error}") }
        }
    })?;
    let streams = (child.stdin().take(), child.stdout().take(), child.stderr().take());
    let (Some(stdin), Some(stdout), Some(stderr)) = streams else { return Ok(()) };
    pass(connection, stdin, stdout, stderr).await
}

#[expect(clippy::disallowed_methods, reason = "this room starts processes")]
async fn here(connection: UnixStream) -> Result<(), DockerError> {
    let mut child = tokio::process::Command::new("docker")
        .args(["system", "dial-stdio"])
        .kill_on_drop(true)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| DockerError::NotInstalled { detail: format!("docker: {error}") })?;
    let streams = (child.stdin.take(), child.stdout.take(), child.stderr.take());
    let (Some(stdin), Some(stdout), Some(stderr)) = streams else { return Ok(()) };
    pass(connection, stdin, stdout, stderr).await
}

/// Both ways, until one side has no more to say; an end without an answer has the client's words.
async fn pass(
    mut connection: UnixStream,
    mut stdin: impl AsyncWrite + Unpin,
    mut stdout: impl AsyncRead + Unpin,
    stderr: impl AsyncRead + Unpin,
) -> Result<(), DockerError> {
    let (mut from_here, mut to_here) = connection.split();
    let mut answered = 0;
    let there = async {
        if tokio::io::copy(&mut from_here, &mut stdin).await.is_err() {
            // The client takes nothing any more, and its words say why.
            std::future::pending::<()>().await;
        }
        // Whoever asked went away: what still comes is for nobody.
        let _ = stdin.shutdown().await;
    };
    let back = async {
        answered = tokio::io::copy(&mut stdout, &mut to_here).await.unwrap_or(1);
    };
    let mut said = Vec::new();
    tokio::select! {
        () = there => return Ok(()),
        () = back => {}
    }
    if answered == 0 {
        let _ = stderr.take(MOST_WORDS as u64).read_to_end(&mut said).await;
        return Err(DockerError::of_client(&String::from_utf8_lossy(&said)));
    }
    Ok(())
}
