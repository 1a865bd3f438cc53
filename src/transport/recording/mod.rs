//! Recordings: every remote exchange of one command as a folder of plain files, and the answers out of it.
//!
//! ```text
//! DIR/recording.json     what was recorded: version, arguments, hosts, the time
//! DIR/sgos.toml          the inventory
//! DIR/notes.json         what the command knew of this machine, such as the apps it remembered
//! DIR/HOST/1.json        the first question to the host and how it ended
//! DIR/HOST/1.stdout      what it said, byte for byte but for the secrets
//! ```
//!
//! A recording holds no secret ([`redact`](super::redact())); the command that records sees what
//! it writes down, so that its answer and the replayed one are the same bytes. A folder appears
//! under its name only when it is complete.

mod answer;
mod error;
mod files;
mod inventory_text;
mod manifest;
mod question;
mod recorder;
mod replay;
mod tape;
#[cfg(test)]
mod tests;

pub(super) use answer::Answer;
pub use error::RecordingError;
pub(super) use question::Question;
pub use recorder::Recorder;
pub use replay::Replay;
pub use tape::Tape;

/// The version of the format that this sgos writes, and the newest that it reads.
const SCHEMA_VERSION: u32 = 1;

/// The file that makes a folder a recording.
const MANIFEST: &str = "recording.json";
const INVENTORY: &str = "sgos.toml";
const NOTES: &str = "notes.json";

/// What stands in a host's place where something is asked over HTTP, or of this machine; no host
/// can be called so.
pub(super) const HTTP: &str = "@http";
pub(super) const HERE: &str = "@here";
