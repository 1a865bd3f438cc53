//! Answers out of a recording, each to the question that was asked.

use std::collections::{BTreeMap, VecDeque};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use serde_json::Value;

use super::manifest::{Manifest, Moment};
use super::recorder::Entry;
use super::{Answer, INVENTORY, MANIFEST, NOTES, Question, RecordingError, SCHEMA_VERSION, files};

/// A recording that was read whole and found in order.
#[derive(Debug)]
pub struct Replay {
    folder: PathBuf,
    manifest: Manifest,
    notes: BTreeMap<String, Value>,
    left: Mutex<Left>,
}

/// What was not given out yet.
#[derive(Debug)]
struct Left {
    moments: VecDeque<Moment>,
    answers: BTreeMap<String, VecDeque<Kept>>,
}

#[derive(Debug)]
struct Kept {
    question: Option<Question>,
    fresh: Vec<String>,
    answer: Answer,
}

impl Replay {
    /// Reads all of the recording, so that what is wrong with it is told before anything else.
    pub fn open(folder: &Path) -> Result<Self, RecordingError> {
        if !folder.join(MANIFEST).exists() {
            return Err(RecordingError::NotARecording(folder.to_owned()));
        }
        let value: Value = files::read_json(folder, MANIFEST)?;
        let path = folder.join(MANIFEST);
        match value["schema_version"].as_u64() {
            Some(version) if version > u64::from(SCHEMA_VERSION) => {
                return Err(RecordingError::Newer { path, version });
            }
            Some(_) => {}
            None => return Err(files::malformed(&path, "it has no schema_version")),
        }
        let manifest: Manifest = serde_json::from_value(value)
            .map_err(|error| files::malformed(&path, &error.to_string()))?;
        let mut answers: BTreeMap<String, VecDeque<Kept>> = BTreeMap::new();
        for place in &manifest.exchanges {
            answers.entry(place.host.clone()).or_default().push_back(kept(folder, &place.file)?);
        }
        if manifest.inventory {
            files::read(folder, INVENTORY)?;
        }
        let notes = if folder.join(NOTES).exists() {
            files::read_json(folder, NOTES)?
        } else {
            BTreeMap::new()
        };
        let moments = manifest.moments.iter().copied().collect();
        Ok(Self {
            folder: folder.to_owned(),
            notes,
            left: Mutex::new(Left { moments, answers }),
            manifest,
        })
    }

    /// The inventory of the recording; `None` is the machine that recorded.
    pub fn inventory(&self) -> Option<PathBuf> {
        self.manifest.inventory.then(|| self.folder.join(INVENTORY))
    }

    /// The name of the machine that recorded.
    pub fn hostname(&self) -> &str {
        &self.manifest.hostname
    }

    pub(super) fn note(&self, name: &str) -> Option<Value> {
        self.notes.get(name).cloned()
    }

    /// The next time that was asked for; the last one stays.
    pub(super) fn moment(&self) -> Option<(Timestamp, Duration)> {
        let moments = &mut self.left().moments;
        let moment = if moments.len() > 1 { moments.pop_front() } else { moments.front().copied() };
        moment.map(|moment| (moment.now, moment.elapsed()))
    }

    /// The next answer of `host` to `question`, in which `fresh` are the words that are new.
    pub(in crate::transport) fn answer(
        &self,
        host: &str,
        question: &Question,
        fresh: &[String],
    ) -> Result<Answer, RecordingError> {
        let mut left = self.left();
        let fits = |kept: &Kept| kept.question.as_ref().is_none_or(|asked| asked == question);
        let found =
            left.answers.get_mut(host).and_then(|kept| kept.remove(kept.iter().position(fits)?));
        let Some(mut kept) = found else {
            return Err(RecordingError::NoAnswer {
                path: self.folder.clone(),
                host: host.to_owned(),
                question: question.to_string(),
                made_by: self.manifest.arguments.join(" "),
            });
        };
        kept.answer.exchange_words(&kept.fresh, fresh);
        Ok(kept.answer)
    }

    fn left(&self) -> MutexGuard<'_, Left> {
        self.left.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn kept(folder: &Path, file: &str) -> Result<Kept, RecordingError> {
    let entry: Entry = files::read_json(folder, file)?;
    let stem = file.strip_suffix(".json").unwrap_or(file);
    let stdout = files::read_all(folder, &format!("{stem}.stdout"), entry.stdout_bytes)?;
    let stderr = files::read_all(folder, &format!("{stem}.stderr"), entry.stderr_bytes)?;
    let answer = Answer::together(entry.answer, stdout, stderr);
    Ok(Kept { question: entry.question, fresh: entry.fresh, answer })
}
