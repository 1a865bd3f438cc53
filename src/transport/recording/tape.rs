//! Whether a command's exchanges are real, are written down, or come from a recording.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::sync::Notify;

use super::{Recorder, RecordingError, Replay};
use crate::transport::redact::redact_value;

/// How the transport treats what passes through it.
#[derive(Debug, Default)]
pub enum Tape {
    /// Nothing is kept.
    #[default]
    Off,
    Record(Recorder),
    Replay(Replaying),
}

/// A recording in use, and what was asked that is not in it.
#[derive(Debug)]
pub struct Replaying {
    pub(in crate::transport) replay: Replay,
    missing: Mutex<Option<RecordingError>>,
    missed: Notify,
}

impl Tape {
    pub fn replay(replay: Replay) -> Self {
        Self::Replay(Replaying { replay, missing: Mutex::new(None), missed: Notify::new() })
    }

    /// The recording that answers, if one does.
    pub fn replayed(&self) -> Option<&Replay> {
        match self {
            Self::Replay(replaying) => Some(&replaying.replay),
            Self::Off | Self::Record(_) => None,
        }
    }

    /// The time that an answer is about: the given one, or the recorded one.
    pub fn moment(&self, now: Timestamp, elapsed: Duration) -> (Timestamp, Duration) {
        match self {
            Self::Off => (now, elapsed),
            Self::Record(recorder) => {
                recorder.keep_moment(now, elapsed);
                (now, elapsed)
            }
            Self::Replay(replaying) => replaying.replay.moment().unwrap_or((now, elapsed)),
        }
    }

    /// Something that the command knows of this machine: `look` finds it, a recording keeps it.
    pub fn note<T>(&self, name: &str, look: impl FnOnce() -> T) -> T
    where
        T: Serialize + DeserializeOwned + Default,
    {
        match self {
            Self::Off => look(),
            Self::Record(recorder) => {
                let value = redact_value(look(), &[]);
                recorder.keep_note(name, serde_json::to_value(&value).unwrap_or_default());
                value
            }
            Self::Replay(replaying) => {
                let value = replaying.replay.note(name).unwrap_or_default();
                serde_json::from_value(value).unwrap_or_default()
            }
        }
    }

    /// The command is done: what was recorded goes into its folder.
    pub fn save(&self) -> Result<(), RecordingError> {
        match self {
            Self::Record(recorder) => recorder.save(),
            Self::Off | Self::Replay(_) => Ok(()),
        }
    }

    /// Waits for a question that the recording does not answer; for ever where all are answered.
    pub async fn missing(&self) -> RecordingError {
        if let Self::Replay(replaying) = self {
            loop {
                let missing =
                    replaying.missing.lock().unwrap_or_else(PoisonError::into_inner).take();
                if let Some(error) = missing {
                    return error;
                }
                replaying.missed.notified().await;
            }
        }
        std::future::pending().await
    }
}

impl Replaying {
    /// Ends the command by way of [`Tape::missing`]: no answer can be made up here.
    pub(in crate::transport) async fn miss<T>(&self, error: RecordingError) -> T {
        self.missing.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
        self.missed.notify_one();
        std::future::pending().await
    }
}
