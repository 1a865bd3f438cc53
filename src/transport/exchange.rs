//! What came back from one command, and how much of it is read at most.

use std::fmt;
use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncRead, AsyncReadExt as _};

use super::redact;
use crate::clock::{self, Stopwatch};

/// No answer of a host is read beyond this: a lying host must not fill the memory.
pub(super) const MOST_OUTPUT: usize = 8 << 20;

/// Most answers fit into one read of this size.
const FIRST_READ: usize = 16 << 10;

/// One finished command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exchange {
    pub stdout: Vec<u8>,
    pub stderr: Vec<u8>,
    pub ended: Ended,
    /// How long the command took, from its start to the end of its output.
    pub took: Duration,
    /// The same with all that had to be done before: waiting for a free session, connecting.
    pub latency: Duration,
    /// When its end was seen, by our clock.
    pub finished_at: Timestamp,
}

/// How the command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ended {
    Code(i32),
    /// A signal ended it; SSH does not tell which.
    Signal,
    /// The host ended it when its time limit was over; what it had said by then is there.
    TimeLimit,
}

/// In a few words, without what it said.
impl fmt::Display for Exchange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.ended {
            Ended::Code(0) => f.write_str("done")?,
            Ended::Code(code) => write!(f, "exit code {code}")?,
            Ended::Signal => f.write_str("ended by a signal")?,
            Ended::TimeLimit => f.write_str("ended by its time limit")?,
        }
        write!(f, ", {} bytes", self.stdout.len() + self.stderr.len())
    }
}

impl Exchange {
    /// Of a command that began when `watch` was started.
    pub(super) fn finished_now(
        stdout: Vec<u8>,
        stderr: Vec<u8>,
        ended: Ended,
        watch: Stopwatch,
    ) -> Self {
        let took = watch.elapsed();
        Self { stdout, stderr, ended, took, latency: took, finished_at: clock::now() }
    }

    pub fn succeeded(&self) -> bool {
        self.ended == Ended::Code(0)
    }

    /// The last non-empty lines that the command wrote to stderr, for an error message; no secrets.
    pub fn stderr_tail(&self) -> String {
        redact(&tail(&self.stderr)).into_owned()
    }
}

/// The last three non-empty lines of `bytes`, joined to one.
pub(super) fn tail(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    lines[lines.len().saturating_sub(3)..].join("; ")
}

/// Why a stream could not be read to its end.
#[derive(Debug)]
pub(super) enum Broken {
    TooLong,
    Io(std::io::Error),
}

/// Reads both streams to their ends; gives up at once when one is longer than [`MOST_OUTPUT`].
pub(super) async fn read_both(
    stdout: Option<impl AsyncRead + Unpin>,
    stderr: Option<impl AsyncRead + Unpin>,
) -> Result<(Vec<u8>, Vec<u8>), Broken> {
    tokio::try_join!(read_all(stdout), read_all(stderr))
}

async fn read_all(stream: Option<impl AsyncRead + Unpin>) -> Result<Vec<u8>, Broken> {
    let mut bytes = Vec::with_capacity(FIRST_READ);
    if let Some(stream) = stream {
        let mut limited = stream.take(MOST_OUTPUT as u64 + 1);
        limited.read_to_end(&mut bytes).await.map_err(Broken::Io)?;
    }
    if bytes.len() > MOST_OUTPUT { Err(Broken::TooLong) } else { Ok(bytes) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tail_is_the_last_words() {
        assert_eq!(tail(b"one\ntwo\n\n three \nfour\n"), "two; three; four");
        assert_eq!(tail(b""), "");
    }
}
