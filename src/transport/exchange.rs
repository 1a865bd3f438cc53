//! What came back from one command, and how much of it is read at most.

use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt as _};

/// No answer of a host is read beyond this: a lying host must not fill the memory.
pub(super) const MOST_OUTPUT: usize = 32 << 20;

/// One finished command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exchange {
    pub stdout: Vec<u8>,
    pub stderr: Vec<u8>,
    pub ended: Ended,
    pub took: Duration,
}

/// How the command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    Code(i32),
    /// A signal ended it; SSH does not tell which.
    Signal,
}

impl Exchange {
    pub fn succeeded(&self) -> bool {
        self.ended == Ended::Code(0)
    }

    /// The last non-empty lines that the command wrote to stderr, for an error message.
    pub fn stderr_tail(&self) -> String {
        tail(&self.stderr)
    }
}

/// The last three non-empty lines of `bytes`, joined to one.
pub(super) fn tail(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    lines[lines.len().saturating_sub(3)..].join("; ")
}

/// Reads to the end of the stream; `None` when it is longer than [`MOST_OUTPUT`].
pub(super) async fn read_all(
    stream: Option<impl AsyncRead + Unpin>,
) -> std::io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    if let Some(stream) = stream {
        stream.take(MOST_OUTPUT as u64 + 1).read_to_end(&mut bytes).await?;
    }
    Ok((bytes.len() <= MOST_OUTPUT).then_some(bytes))
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
