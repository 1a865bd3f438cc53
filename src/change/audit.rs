//! The audit: a line per change, on the host that was changed and here, and both put together.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::Path;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::request::head;
use super::{Change, ChangeError, Ending, Outcome};
use crate::probe::Answer;
use crate::transport::redact;

/// This side's audit, in its state folder.
const FILE: &str = "audit.jsonl";

/// What is older goes to a second file, in the place of what was there.
const LARGEST: u64 = 1 << 20;

/// One change, or something that happened to a lock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AuditLine {
    /// When it ended.
    pub time: Timestamp,
    pub id: String,
    pub host: String,
    /// Who, and from which machine.
    pub user: String,
    pub machine: String,
    pub verb: String,
    #[serde(default)]
    pub targets: Vec<String>,
    #[serde(default)]
    pub commands: Vec<String>,
    /// `done`, `failed`, `interrupted`, `timed-out`; of a lock `taken-over`, `released`, `locked`; where
    /// the link was lost `still-running`, `unknown`; `killed`.
    pub outcome: String,
    /// The exit code of the last step.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<i32>,
    /// How many of the commands were begun.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub begun: Option<usize>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration_ms: Option<u64>,
    /// Whose lock it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<FormerHolder>,
}

/// Whoever had a lock before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FormerHolder {
    pub user: String,
    pub machine: String,
    pub verb: String,
    #[serde(default)]
    pub targets: Vec<String>,
}

/// A line, and who has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Entry {
    #[serde(flatten)]
    pub line: AuditLine,
    /// This machine has it.
    pub here: bool,
    /// The host has it.
    pub on_host: bool,
}

/// What the hosts and this machine know of changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct AuditReport {
    pub schema_version: u32,
    pub generated_at: Timestamp,
    /// The newest last.
    pub changes: Vec<Entry>,
    /// Hosts that did not tell: only what is remembered here is known of them.
    pub silent: Vec<SilentHost>,
}

/// A host that did not tell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SilentHost {
    pub host: String,
    pub error: String,
    /// What to do about it.
    pub hint: Option<String>,
}

/// The line of this side; none where nothing was changed and nobody was in the way.
pub(super) fn line_here(
    change: &Change,
    host: &str,
    result: &Result<Outcome, ChangeError>,
    now: Timestamp,
) -> Option<String> {
    let (outcome, code, begun, took) = match result {
        Ok(Outcome::Ran(ran)) => {
            let last = ran.steps.last().and_then(|step| step.code);
            let outcome = match ran.ending {
                Ending::Done => "done",
                Ending::Failed => "failed",
                Ending::Interrupted => "interrupted",
                Ending::TimedOut => "timed-out",
            };
            (outcome, last, Some(ran.steps.len()), Some(ran.took))
        }
        Ok(Outcome::Locked(_)) => ("locked", None, Some(0), None),
        Err(ChangeError::NotReached(_) | ChangeError::NotBegun { .. }) => return None,
        Err(ChangeError::StillRunning { .. }) => ("still-running", None, None, None),
        Err(ChangeError::Unknown { .. } | ChangeError::NotCancelled) => {
            ("unknown", None, None, None)
        }
        Err(ChangeError::Died) => ("killed", None, None, None),
    };
    let head = head(change, host);
    let mut line: AuditLine = serde_json::from_str(&format!(
        "{{\"time\":\"{now:.0}\",\"id\":\"{}\",{head},\"outcome\":\"{outcome}\"}}",
        change.id
    ))
    .ok()?;
    line.code = code;
    line.begun = begun;
    line.duration_ms = took.and_then(|took| u64::try_from(took.as_millis()).ok());
    if let Ok(Outcome::Locked(holder)) = result {
        line.from = Some(FormerHolder {
            user: holder.who.user.clone(),
            machine: holder.who.machine.clone(),
            verb: holder.verb.clone(),
            targets: holder.targets.clone(),
        });
    }
    serde_json::to_string(&line).ok()
}

/// Adds a line to this side's audit, in one write, so that several sgos do not mix theirs.
pub(super) fn remember(state: &Path, line: &str) -> std::io::Result<()> {
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(state)?;
    let path = state.join(FILE);
    if std::fs::metadata(&path).is_ok_and(|file| file.len() > LARGEST) {
        std::fs::rename(&path, state.join(format!("{FILE}.1")))?;
    }
    let mut file = std::fs::OpenOptions::new().append(true).create(true).mode(0o600).open(path)?;
    file.write_all(format!("{line}\n").as_bytes())
}

/// What this side remembers. A file that is missing is an empty one.
pub fn remembered(state: &Path) -> std::io::Result<Vec<AuditLine>> {
    let mut lines = Vec::new();
    for name in [format!("{FILE}.1"), FILE.to_owned()] {
        match std::fs::read(state.join(name)) {
            Ok(bytes) => lines.extend(read(&bytes)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
    }
    Ok(lines)
}

/// What a host answered; none when it is not whole.
pub fn told_by(stdout: &[u8], nonce: &str) -> Option<Vec<AuditLine>> {
    let answer = Answer::parse(stdout, nonce).filter(|answer| answer.complete)?;
    let sections = (1..=8).filter_map(|index| answer.section(&format!("lines{index}")).ok());
    Some(sections.flat_map(|section| read(section.bytes)).collect())
}

/// Lines that are none are left out: a full disk may have cut one short.
fn read(bytes: &[u8]) -> Vec<AuditLine> {
    let lines = bytes.split(|byte| *byte == b'\n');
    lines
        .filter_map(|line| serde_json::from_str(&redact(&String::from_utf8_lossy(line))).ok())
        .collect()
}

/// Both sides' lines, each change once, the newest last. The host knows better how it ended.
///
/// `hosts` are the lines with the name of the host that told them: what it calls itself in them does
/// not count, since a fleet may know it by several names.
pub fn merged(here: Vec<AuditLine>, hosts: Vec<(String, Vec<AuditLine>)>) -> Vec<Entry> {
    let mut entries: BTreeMap<(String, String), Entry> = BTreeMap::new();
    for line in here {
        let key = (line.id.clone(), line.host.clone());
        entries.insert(key, Entry { line, here: true, on_host: false });
    }
    for (host, lines) in hosts {
        for line in lines {
            let key = (line.id.clone(), host.clone());
            let here = entries.contains_key(&key);
            let line = AuditLine { host: host.clone(), ..line };
            entries.insert(key, Entry { line, here, on_host: true });
        }
    }
    let mut entries: Vec<Entry> = entries.into_values().collect();
    entries.sort_by(|a, b| (a.line.time, &a.line.id).cmp(&(b.line.time, &b.line.id)));
    entries
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::change::{Ran, Who};

    fn line(id: &str, host: &str, minute: u8, outcome: &str) -> AuditLine {
        serde_json::from_value(serde_json::json!({
            "time": format!("2026-11-24T10:{minute:02}:00Z"), "id": id, "host": host, "user": "ada",
            "machine": "desk", "verb": "up", "outcome": outcome,
        }))
        .unwrap()
    }

    #[test]
    fn each_change_is_there_once_and_the_host_knows_better() {
        let here = vec![line("2", "toucan", 9, "unknown"), line("1", "toucan", 5, "locked")];
        let host = vec![line("2", "t", 7, "done"), line("3", "t", 6, "failed")];
        let entries = merged(here, vec![("toucan".to_owned(), host)]);
        let seen: Vec<_> = entries
            .iter()
            .map(|entry| (&*entry.line.id, &*entry.line.outcome, entry.here, entry.on_host))
            .collect();
        assert_eq!(
            seen,
            [("1", "locked", true, false), ("3", "failed", false, true), ("2", "done", true, true)]
        );
        assert!(entries.iter().all(|entry| entry.line.host == "toucan"));
    }

    #[test]
    fn this_side_remembers_and_is_bounded() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let state = folder.path().join("state/sgos");
        let change = Change {
            id: "1-a".into(),
            verb: "up".into(),
            targets: vec!["we\"b\\".into()],
            who: Who { user: "ada".into(), machine: "desk".into() },
            steps: Vec::new(),
            lock_wait: Duration::ZERO,
            time_limit: Duration::ZERO,
        };
        let ran = Ran {
            ending: Ending::Done,
            steps: Vec::new(),
            took: Duration::from_millis(1234),
            took_over: None,
            audit_trouble: None,
        };
        let now = "2026-11-24T10:00:00.5Z".parse().unwrap();
        let line = line_here(&change, "toucan", &Ok(Outcome::Ran(ran)), now).unwrap();
        remember(&state, &line).unwrap();
        let found = remembered(&state).unwrap();
        assert_eq!((&*found[0].targets[0], found[0].duration_ms), ("we\"b\\", Some(1234)));
        let file = state.join(FILE);
        assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        std::fs::write(&file, "cut sho\n".repeat(200_000)).unwrap();
        remember(&state, &line).unwrap();
        remember(&state, &line).unwrap();
        assert_eq!(remembered(&state).unwrap().len(), 2);
        assert!(std::fs::metadata(&file).unwrap().len() < 1000);
        let nothing = Err(ChangeError::NotBegun { reason: String::new() });
        assert_eq!(line_here(&change, "toucan", &nothing, now), None);
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read(text in "[{}\":,a-z\n0-9]{0,60}") {
            read(text.as_bytes());
            told_by(text.as_bytes(), "x");
        }
    }
}
