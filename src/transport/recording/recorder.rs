//! Writes down what a command asks and hears: in memory while it runs, into its folder at the end.

use std::collections::BTreeMap;
use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use tempfile::TempDir;

use super::answer::{Told, stand_ins};
use super::manifest::{Manifest, Moment, Place};
use super::{Answer, INVENTORY, MANIFEST, NOTES, Question, RecordingError, SCHEMA_VERSION};
use super::{files, inventory_text};
use crate::clock::Stopwatch;
use crate::transport::TransportError;

/// A recording that is being made.
#[derive(Debug)]
pub struct Recorder {
    target: PathBuf,
    /// Beside the target, so that it can be renamed; gone when the command is given up.
    folder: TempDir,
    made: Mutex<Made>,
}

#[derive(Debug)]
struct Made {
    manifest: Manifest,
    /// `None` until the inventory was read: before that there is nothing to record.
    inventory: Option<Option<String>>,
    notes: BTreeMap<String, serde_json::Value>,
    entries: Vec<Taken>,
}

/// A question, and the answer once it is there.
#[derive(Debug)]
struct Taken {
    host: String,
    /// `None`: the host was given up before it was asked anything.
    question: Option<Question>,
    fresh: Vec<String>,
    since: Stopwatch,
    answer: Option<Answer>,
}

/// One `HOST/N.json`.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Entry {
    pub(super) question: Option<Question>,
    /// The words in the place of those that are new each time.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) fresh: Vec<String>,
    pub(super) answer: Told,
    pub(super) stdout_bytes: u64,
    pub(super) stderr_bytes: u64,
}

impl Recorder {
    /// Makes sure that the folder can be written; `arguments` is what was typed.
    pub fn begin(
        target: &Path,
        arguments: impl IntoIterator<Item = String>,
        hostname: &str,
        now: Timestamp,
    ) -> Result<Self, RecordingError> {
        if target.join(MANIFEST).exists() {
            return Err(RecordingError::AlreadyThere(target.to_owned()));
        }
        let taken = match std::fs::read_dir(target) {
            Ok(mut entries) => entries.next().is_some(),
            Err(_) => std::fs::symlink_metadata(target).is_ok(),
        };
        if taken {
            return Err(RecordingError::InTheWay(target.to_owned()));
        }
        let unwritable = |source| RecordingError::Unwritable { path: target.to_owned(), source };
        let beside = target.parent().filter(|parent| !parent.as_os_str().is_empty());
        let beside = beside.unwrap_or(Path::new("."));
        std::fs::create_dir_all(beside).map_err(unwritable)?;
        // What hosts say is not for everybody.
        let only_ours = Permissions::from_mode(0o700);
        let folder = tempfile::Builder::new()
            .prefix(".recording-")
            .permissions(only_ours)
            .tempdir_in(beside);
        let manifest = Manifest {
            schema_version: SCHEMA_VERSION,
            sgos: env!("CARGO_PKG_VERSION").to_owned(),
            created_at: now,
            arguments: without_places(arguments),
            hostname: hostname.to_owned(),
            inventory: false,
            moments: Vec::new(),
            exchanges: Vec::new(),
        };
        let made = Made { manifest, inventory: None, notes: BTreeMap::new(), entries: Vec::new() };
        Ok(Self {
            target: target.to_owned(),
            folder: folder.map_err(unwritable)?,
            made: Mutex::new(made),
        })
    }

    /// A question goes out; the number is for its answer.
    pub(in crate::transport) fn asked(
        &self,
        host: &str,
        question: Question,
        fresh: &[String],
    ) -> usize {
        let entries = &mut self.made().entries;
        entries.push(Taken {
            host: host.to_owned(),
            question: Some(question),
            fresh: fresh.to_vec(),
            since: Stopwatch::start(),
            answer: None,
        });
        entries.len() - 1
    }

    /// Keeps the answer, and gives back what of it may be seen.
    pub(in crate::transport) fn answered(
        &self,
        index: usize,
        answer: Answer,
        secrets: &[String],
    ) -> Answer {
        let answer = answer.redact(secrets);
        if let Some(taken) = self.made().entries.get_mut(index) {
            taken.answer = Some(answer.clone());
        }
        answer
    }

    /// The host was given up: what it was asked gets no other answer any more.
    pub(in crate::transport) fn gave_up(&self, host: &str, error: &TransportError) {
        let mut made = self.made();
        let mut asked = false;
        for taken in made.entries.iter_mut().filter(|taken| taken.host == host) {
            asked = true;
            taken.answer.get_or_insert_with(|| Answer::Failed(error.clone()));
        }
        if !asked {
            made.entries.push(Taken {
                host: host.to_owned(),
                question: None,
                fresh: Vec::new(),
                since: Stopwatch::start(),
                answer: Some(Answer::Failed(error.clone())),
            });
        }
    }

    /// The text of the inventory; `None` is this machine.
    pub fn keep_inventory(&self, text: Option<&str>) {
        self.made().inventory = Some(text.map(inventory_text::safe));
    }

    pub(in crate::transport) fn keep_note(&self, name: &str, note: serde_json::Value) {
        self.made().notes.insert(name.to_owned(), note);
    }

    pub(super) fn keep_moment(&self, now: Timestamp, elapsed: Duration) {
        self.made().manifest.moments.push(Moment::new(now, elapsed));
    }

    /// Writes the folder. A command that did not get to its inventory leaves none.
    pub(super) fn save(&self) -> Result<(), RecordingError> {
        let mut made = self.made();
        let Some(inventory) = made.inventory.take() else { return Ok(()) };
        let folder = self.folder.path();
        if let Some(text) = &inventory {
            files::write(folder, INVENTORY, text.as_bytes())?;
        }
        if !made.notes.is_empty() {
            files::write(folder, NOTES, &pretty(&made.notes))?;
        }
        let mut counts = BTreeMap::new();
        let mut exchanges = Vec::new();
        for taken in std::mem::take(&mut made.entries) {
            let place = place(&taken.host, &mut counts);
            taken.write(folder, &place)?;
            exchanges.push(Place { host: taken.host, file: format!("{place}.json") });
        }
        // By host, not by who was quickest, so that two recordings can be compared.
        exchanges.sort_by(|a, b| a.host.cmp(&b.host));
        made.manifest.exchanges = exchanges;
        made.manifest.inventory = inventory.is_some();
        files::write(folder, MANIFEST, &pretty(&made.manifest))?;
        let renamed = std::fs::rename(folder, &self.target);
        renamed.map_err(|source| RecordingError::Unwritable { path: self.target.clone(), source })
    }

    fn made(&self) -> MutexGuard<'_, Made> {
        self.made.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Taken {
    fn write(&self, folder: &Path, place: &str) -> Result<(), RecordingError> {
        let unanswered = || {
            let after = self.since.elapsed();
            Answer::Failed(TransportError::TimedOut { after, stderr: String::new() })
        };
        let mut answer = self.answer.clone().unwrap_or_else(unanswered);
        let fresh = stand_ins(&self.fresh, &answer);
        answer.exchange_words(&self.fresh, &fresh);
        let (told, stdout, stderr) = answer.apart();
        for (ending, bytes) in [("stdout", stdout), ("stderr", stderr)] {
            if !bytes.is_empty() {
                files::write(folder, &format!("{place}.{ending}"), bytes)?;
            }
        }
        let entry = Entry {
            question: self.question.clone(),
            fresh,
            answer: told,
            stdout_bytes: stdout.len() as u64,
            stderr_bytes: stderr.len() as u64,
        };
        files::write(folder, &format!("{place}.json"), &pretty(&entry))
    }
}

/// `HOST/N`, in characters that every file system takes.
fn place(host: &str, counts: &mut BTreeMap<String, usize>) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() || "-@".contains(c) { c } else { '_' };
    let folder: String = host.chars().map(plain).take(60).collect();
    let count = counts.entry(folder.clone()).or_default();
    *count += 1;
    format!("{folder}/{count}")
}

/// Without the options that a replay replaces: their values are places on this machine.
fn without_places(arguments: impl IntoIterator<Item = String>) -> Vec<String> {
    const REPLACED: [&str; 2] = ["--record", "--config"];
    let mut kept = Vec::new();
    let mut arguments = arguments.into_iter();
    while let Some(argument) = arguments.next() {
        if REPLACED.contains(&argument.as_str()) {
            arguments.next();
        } else if !REPLACED
            .iter()
            .any(|option| argument.strip_prefix(option).is_some_and(|rest| rest.starts_with('=')))
        {
            kept.push(argument);
        }
    }
    crate::transport::redact::redact_words(kept.iter().map(String::as_str), &[])
}

/// What is written here always is JSON; nothing of it can fail to become one.
fn pretty(value: &impl Serialize) -> Vec<u8> {
    let mut text = serde_json::to_vec_pretty(value).unwrap_or_default();
    text.push(b'\n');
    text
}
