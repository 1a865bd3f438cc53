//! One command over a master connection.

use std::path::Path;
use std::time::Duration;

use openssh::{Error, Session, Stdio};

use super::master;
use crate::clock::Stopwatch;
use crate::transport::exchange::{Broken, Ended, Exchange, read_both};
use crate::transport::{Invocation, Stdin, TransportError};

/// After its own time limit the host gets this long to end the command, by force if need be, and say so.
const GRACE: Duration = Duration::from_millis(1500);

/// The seconds between the polite and the final signal of the host's `timeout`.
const KILL_AFTER: &str = "1";

/// What became of an attempt to run a command.
#[derive(Debug)]
pub(super) enum Attempt {
    Done(Result<Exchange, TransportError>),
    /// Not even the host's own time limit was heard of: the link may be half open.
    Silent(TransportError),
    /// The master did not open a session in time, or is gone. The command was most likely
    /// not started; what may not run twice must not rely on it.
    NotOpened,
    /// The host allows no further session on this connection for now: not started.
    Full,
}

/// Runs `invocation` over the master behind `socket`; a session must open within `patience`.
pub(super) async fn attempt(socket: &Path, invocation: &Invocation, patience: Duration) -> Attempt {
    let watch = Stopwatch::start();
    let session = Session::resume_mux(socket.into(), None);
    // The host ends the command too: dropping it here would leave it running there.
    let mut command = session.command("timeout");
    command
        .args(["-k", KILL_AFTER])
        .arg(remote_limit(invocation.time_limit))
        .args(invocation.words())
        .stdin(match invocation.stdin {
            Stdin::Null => Stdio::null(),
            Stdin::HeldOpen => Stdio::piped(),
        })
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = match tokio::time::timeout(patience, command.spawn()).await {
        Ok(Ok(child)) => child,
        Ok(Err(error)) if is_refusal(&error) => return Attempt::Full,
        Ok(Err(Error::Disconnected)) | Err(_) => return Attempt::NotOpened,
        // Of this side: no more file descriptors, for example.
        Ok(Err(error)) => {
            let detail = chain(&error).collect::<Vec<_>>().join(": ");
            return Attempt::Done(Err(TransportError::Other { detail }));
        }
    };
    let _held_open = child.stdin().take();
    let (stdout, stderr) = (child.stdout().take(), child.stderr().take());
    let whole = async {
        let (stdout, stderr) = read_both(stdout, stderr).await?;
        Ok((stdout, stderr, child.wait().await))
    };
    let (stdout, stderr, status) =
        match tokio::time::timeout(invocation.time_limit + GRACE, whole).await {
            Ok(Ok(finished)) => finished,
            Ok(Err(Broken::TooLong)) => return Attempt::Done(Err(TransportError::TooMuchOutput)),
            Ok(Err(Broken::Io(_))) => {
                return Attempt::Done(Err(TransportError::Lost { after: watch.elapsed() }));
            }
            Err(_) => {
                let after = invocation.time_limit;
                let stderr = String::new();
                return Attempt::Silent(TransportError::TimedOut { after, stderr });
            }
        };
    let mut ended = match status {
        Ok(status) => status.code().map_or(Ended::Signal, Ended::Code),
        // The crate's word for exit code 127.
        Err(Error::Remote(_)) => Ended::Code(127),
        Err(Error::RemoteProcessTerminated)
            if master::life(socket).await == master::Life::Alive =>
        {
            Ended::Signal
        }
        Err(_) => return Attempt::Done(Err(TransportError::Lost { after: watch.elapsed() })),
    };
    // `timeout` says 124 when it ended the command, 137 when it had to kill it.
    if matches!(ended, Ended::Code(124 | 137)) && watch.elapsed() >= invocation.time_limit {
        ended = Ended::TimeLimit;
    }
    Attempt::Done(Ok(Exchange::finished_now(stdout, stderr, ended, watch)))
}

/// Whole seconds: busybox's `timeout` knows no fractions.
fn remote_limit(limit: Duration) -> String {
    limit.as_secs_f64().ceil().max(1.0).to_string()
}

/// sshd's MaxSessions; the crate passes the master's words on.
fn is_refusal(error: &Error) -> bool {
    chain(error).any(|words| words.contains("refused by peer"))
}

/// The error and its causes, in words.
pub(super) fn chain(error: &Error) -> impl Iterator<Item = String> {
    let first = error as &dyn std::error::Error;
    std::iter::successors(Some(first), |cause| cause.source()).map(ToString::to_string)
}
