//! A change as data, and what became of it.

use std::fmt;
use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::time::Duration;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What is to be done on one host, in order; the first step that fails ends it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// As [`new_id`] makes it; the hosts of one command may share it.
    pub id: String,
    /// What was typed, such as `restart`.
    pub verb: String,
    /// Such as `monitoring/grafana`.
    pub targets: Vec<String>,
    pub who: Who,
    /// At least one.
    pub steps: Vec<Step>,
    /// How long the host waits for a lock that somebody else holds; zero gives up at once.
    pub lock_wait: Duration,
    /// For all steps together: then the host ends the one that runs.
    pub time_limit: Duration,
}

/// Who changes something, and from where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Who {
    /// The login name on that machine.
    pub user: String,
    pub machine: String,
}

/// One command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What it is about, such as `monitoring`.
    pub target: String,
    /// The program and its arguments, exactly as the program shall see them.
    pub words: Vec<String>,
}

/// As one would type it into a POSIX shell.
impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words = self.words.iter().map(String::as_str);
        // Fails only for a NUL byte, which no argument can hold.
        f.write_str(&shlex::try_join(words).unwrap_or_default())
    }
}

/// What the host says of a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    Ran(Ran),
    /// Somebody else changes the host; nothing was done.
    Locked(Holder),
}

/// A change that had the lock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ran {
    pub ending: Ending,
    /// Those that were begun, in order; only the last can have failed.
    pub steps: Vec<StepResult>,
    /// Without the waiting for the lock.
    pub took: Duration,
    /// Whose lock was left behind and is ours now.
    pub took_over: Option<Holder>,
    /// Why the host has no audit line of it, where that is so; worth a loud word.
    pub audit_trouble: Option<String>,
}

/// How a change ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ending {
    /// Every step was successful.
    Done,
    /// The last step that was begun was not.
    Failed,
    /// Somebody ended it with Ctrl-C.
    Interrupted,
    /// The host ended it when its time limit was over.
    TimedOut,
}

/// What became of one step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepResult {
    pub target: String,
    /// `None`: a signal ended it, or it could not be learned.
    pub code: Option<i32>,
    pub took: Duration,
    /// The last lines it wrote to either stream, without secrets; not yet clean for a terminal.
    pub said: String,
}

/// Who holds a host's lock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Holder {
    /// Of the change.
    pub id: String,
    #[serde(flatten)]
    pub who: Who,
    pub verb: String,
    pub targets: Vec<String>,
    /// On the host.
    pub pid: u32,
    pub since: Timestamp,
    /// How long it has the lock already, by the host's clock.
    pub age_seconds: u64,
    /// After this a lock without a living holder is taken over.
    pub ttl_seconds: u64,
    pub alive: bool,
}

/// An id that nobody can guess; later ones sort behind earlier ones.
pub fn new_id(now: Timestamp) -> String {
    let random = RandomState::new().build_hasher().finish();
    format!("{:011x}-{random:016x}", now.as_millisecond())
}
