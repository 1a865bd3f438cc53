//! What the host tells of a change, its lock and its audit, made into types.

use std::time::Duration;

use jiff::Timestamp;
use serde::Deserialize;

use super::plan::{Change, Ending, Holder, Outcome, Ran, StepResult, Who};
use crate::probe::Answer;
use crate::transport::redact;

/// What an answer says of a change.
#[expect(clippy::large_enum_variant, reason = "there is one per host, and none in a list")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    Outcome(Outcome),
    /// It goes on.
    Running,
    /// Nothing was begun, and this is why.
    NotBegun(String),
    /// It had begun, and what ran it is gone without a word.
    Died,
    /// The host knows nothing of it.
    Nothing,
    /// The answer is cut off, or none of ours.
    Garbled,
}

/// Reads the answer to a question about `change`.
pub fn told(stdout: &[u8], nonce: &str, change: &Change) -> Told {
    let Some(answer) = Answer::parse(stdout, nonce).filter(|answer| answer.complete) else {
        return Told::Garbled;
    };
    let section = |name: &str| text(&answer, name);
    if section("running").is_some() {
        return Told::Running;
    }
    // Beside it there may be a part of what was being removed; the line of the audit is whole.
    if let Some(told) = section("line").and_then(|line| of_audit(&line, change)) {
        return told;
    }
    let Some(end) = section("end") else { return Told::Nothing };
    let mut words = end.split_whitespace();
    let (word, took) = (words.next().unwrap_or_default(), milliseconds(words.next()));
    let ending = match word {
        "done" => Ending::Done,
        "failed" => Ending::Failed,
        "interrupted" => Ending::Interrupted,
        "timed-out" => Ending::TimedOut,
        "running" => return Told::Died,
        "locked" => {
            let holder = section("holder").and_then(|text| holder(&text));
            return holder.map_or(Told::Garbled, |holder| Told::Outcome(Outcome::Locked(holder)));
        }
        "refused" => return Told::NotBegun(section("why").unwrap_or_default()),
        "abandoned" => return Told::NotBegun("nobody waited for it any more".to_owned()),
        _ => return Told::Garbled,
    };
    Told::Outcome(Outcome::Ran(Ran {
        ending,
        steps: steps(&answer, change),
        took,
        took_over: section("over").and_then(|text| holder(&text)),
        audit_trouble: section("audit"),
    }))
}

/// The steps that ended, and their last words.
fn steps(answer: &Answer<'_>, change: &Change) -> Vec<StepResult> {
    let ended = text(answer, "steps").unwrap_or_default();
    // The first line only keeps room on the disk.
    let ended = ended.lines().skip(1);
    let result = |(index, line): (usize, &str)| {
        let step = change.steps.get(index)?;
        let mut words = line.split_whitespace();
        Some(StepResult {
            target: step.target.clone(),
            code: words.next().and_then(|code| code.parse().ok()),
            took: milliseconds(words.next()),
            said: text(answer, &format!("out{}", index + 1)).unwrap_or_default(),
        })
    };
    ended.enumerate().filter_map(result).collect()
}

/// A section without its surrounding blanks and without secrets; none when it is missing or empty.
pub(super) fn text(answer: &Answer<'_>, name: &str) -> Option<String> {
    let section = answer.section(name).ok()?;
    let text = String::from_utf8_lossy(section.bytes);
    let text = text.trim_matches(['\n', '\r', ' ']);
    (!text.is_empty()).then(|| redact(text).into_owned())
}

fn milliseconds(word: Option<&str>) -> Duration {
    Duration::from_millis(word.and_then(|word| word.parse().ok()).unwrap_or_default())
}

#[derive(Deserialize)]
struct LineOfAudit {
    outcome: Ending,
    code: Option<i32>,
    begun: usize,
    #[serde(default)]
    duration_ms: u64,
}

/// The result was told to a link that was gone, but the audit has it.
fn of_audit(line: &str, change: &Change) -> Option<Told> {
    let line: LineOfAudit = serde_json::from_str(line).ok()?;
    let took = Duration::from_millis(line.duration_ms);
    let last = line.begun.min(change.steps.len());
    let step = |(index, step): (usize, &super::Step)| StepResult {
        target: step.target.clone(),
        code: if index + 1 == last { line.code } else { Some(0) },
        took: if last == 1 { took } else { Duration::ZERO },
        said: String::new(),
    };
    Some(Told::Outcome(Outcome::Ran(Ran {
        ending: line.outcome,
        steps: change.steps.iter().take(last).enumerate().map(step).collect(),
        took,
        took_over: None,
        audit_trouble: None,
    })))
}

#[derive(Deserialize)]
struct Behind {
    #[serde(flatten)]
    who: Who,
    verb: String,
    #[serde(default)]
    targets: Vec<String>,
}

/// The two lines of a lock, and a third that the host adds: its time, and whether the holder lives.
pub(super) fn holder(text: &str) -> Option<Holder> {
    let mut lines = text.lines();
    let mut words = lines.next()?.split(' ').skip(1);
    let (id, pid) = (words.next()?, words.next()?.parse().ok()?);
    let mut words = words.skip(2);
    let (since, ttl): (i64, u64) = (words.next()?.parse().ok()?, words.next()?.parse().ok()?);
    let Behind { who, verb, targets } = serde_json::from_str(lines.next()?).ok()?;
    let (now, alive) = lines.next()?.split_once(' ')?;
    let age = now.parse::<i64>().ok()?.saturating_sub(since);
    Some(Holder {
        id: id.to_owned(),
        who,
        verb,
        targets,
        pid,
        since: Timestamp::from_second(since).ok()?,
        age_seconds: u64::try_from(age).unwrap_or(0),
        ttl_seconds: ttl,
        alive: alive == "alive",
    })
}

#[cfg(test)]
mod tests;
