//! What a followed container says, and what becomes of it: the way from the followers to the merge.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

/// Told by number: the index of the source among those of one command, in the order they appeared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceId(pub u32);

/// Whose lines they are. A container that was made anew is the same source as long as its name is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    pub id: SourceId,
    pub host: String,
    /// `None` where compose did not make it.
    pub stack: Option<String>,
    pub service: Option<String>,
    /// The container's name.
    pub container: String,
    /// What a person calls it: the shortest name that tells it from the others.
    pub label: String,
}

impl Source {
    /// Its name without the host, which always stands beside it.
    pub fn name(&self) -> &str {
        let label = self.label.strip_suffix(self.host.as_str());
        label.and_then(|label| label.strip_suffix('@')).unwrap_or(&self.label)
    }

    /// For a sentence.
    pub fn called(&self) -> String {
        format!("{} on {}", self.name(), self.host)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stream {
    Stdout,
    Stderr,
}

/// One line of a container, as Docker keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub source: SourceId,
    /// The host's clock, to the nanosecond.
    pub at: Timestamp,
    pub stream: Stream,
    /// Without the end of line. Raw: neither UTF-8 nor harmless.
    pub text: Vec<u8>,
}

/// Everything that the merge is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// A container joins; told before its first line.
    Joined(Arc<Source>),
    Line(Line),
    /// The source has no line older than this that it did not tell already: what the low watermark
    /// is made of. A quiet container sends one now and then.
    Heartbeat(SourceId, Timestamp),
    /// So far the clock of its host is ahead of the others, for all that comes after this.
    Clock(SourceId, SignedDuration),
    /// It tells no more for now (its link is lost); it does not hold the others back.
    Stalled(SourceId),
    /// Lines of this source are lost, with why; those before and after it are whole.
    Gap(SourceId, String),
    /// It is gone, with what a person is told; its last line came before this.
    Left(SourceId, String),
    /// Something to be told beside the lines.
    Note(String),
}
