//! Why something cannot be recorded, or a recording cannot be replayed.

use std::io;
use std::path::PathBuf;

use thiserror::Error;

use super::SCHEMA_VERSION;
use crate::error::CommandError;
use crate::exit::Exit;

#[derive(Debug, Error)]
pub enum RecordingError {
    #[error("{} is already a recording", .0.display())]
    AlreadyThere(PathBuf),
    #[error("{} is not an empty folder", .0.display())]
    InTheWay(PathBuf),
    #[error("cannot write the recording {}", path.display())]
    Unwritable { path: PathBuf, source: io::Error },
    #[error("{} is not a recording", .0.display())]
    NotARecording(PathBuf),
    #[error("cannot read {} of the recording", path.display())]
    Unreadable { path: PathBuf, source: io::Error },
    #[error("{} of the recording is not what sgos writes: {detail}", path.display())]
    Malformed { path: PathBuf, detail: String },
    #[error("{} of the recording is cut off: it has {found} bytes of {expected}", path.display())]
    CutOff { path: PathBuf, expected: u64, found: u64 },
    #[error("{} is from a newer sgos: its format is {version}, known here is {SCHEMA_VERSION}", path.display())]
    Newer { path: PathBuf, version: u64 },
    #[error("the recording {} has no answer of {host} to `{question}`", path.display())]
    NoAnswer {
        path: PathBuf,
        host: String,
        question: String,
        /// The command line it was made with.
        made_by: String,
    },
}

impl From<RecordingError> for CommandError {
    fn from(error: RecordingError) -> Self {
        let exit = match &error {
            RecordingError::NoAnswer { .. } => Exit::Inventory,
            _ => Exit::Failed,
        };
        let outer = Self::from_error(exit, &error);
        match &error {
            RecordingError::AlreadyThere(_) | RecordingError::InTheWay(_) => {
                outer.hint("name a folder that does not exist yet; nothing was asked")
            }
            RecordingError::Unwritable { .. } => outer.hint("name a folder that you may write to"),
            RecordingError::NotARecording(_) => {
                outer.hint("name the folder that was given to --record")
            }
            RecordingError::Unreadable { .. } => outer,
            RecordingError::Malformed { .. } | RecordingError::CutOff { .. } => {
                outer.hint("it was damaged or changed: copy it again, or record it again")
            }
            RecordingError::Newer { .. } => outer.hint("replay it with the sgos that made it"),
            RecordingError::NoAnswer { made_by, .. } => {
                outer.hint(format!("it was made by `sgos {made_by}`: replay that"))
            }
        }
    }
}
