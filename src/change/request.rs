//! The commands that ask a host for a change, for what became of it, and for its lock and audit.

use std::time::Duration;

use serde_json::{Value, json};

use super::plan::{Change, Who};
use crate::transport::{Invocation, Stdin};
use crate::ui::sanitize;

const FRAME: &str = include_str!("script/frame.sh");
const START: &str = include_str!("script/start.sh");
const PLACE: &str = include_str!("script/place.sh");
const LOCK: &str = include_str!("script/lock.sh");
const AUDIT: &str = include_str!("script/audit.sh");
const RUN: &str = include_str!("script/run.sh");
const INQUIRE: &str = include_str!("script/inquire.sh");
const STATUS: &str = include_str!("script/status.sh");
const RELEASE: &str = include_str!("script/release.sh");
const HISTORY: &str = include_str!("script/history.sh");

/// What the host gets beyond the time limit of the steps: for ending them, and for the audit.
const GRACE: Duration = Duration::from_secs(30);

/// A question about a lock or the audit takes no longer.
const QUESTION: Duration = Duration::from_secs(10);

/// Of each file of a host's audit, the newest lines.
const MOST_LINES: &str = "5000";

/// A line of the audit and a lock stay readable, and are written in one piece.
const MOST_BYTES: usize = 2000;

/// Where things are on a host; all of it separated by blanks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Places {
    /// The first that all users may write to has the lock.
    pub locks: String,
    /// Who may write to it may change the host.
    pub socket: String,
    /// Folders of the audit, the best first.
    pub audits: String,
    /// Where the output of the steps is kept meanwhile.
    pub runs: String,
}

impl Default for Places {
    fn default() -> Self {
        Self {
            locks: "/run/lock /var/lock /tmp".to_owned(),
            socket: "/var/run/docker.sock".to_owned(),
            audits: "/var/log /var/tmp".to_owned(),
            // The last is in memory, for when every disk is full.
            runs: "/tmp /var/tmp /run/lock".to_owned(),
        }
    }
}

/// Starts `change` on `host` and waits for its end. The `nonce` marks the answer's frames.
pub fn start(change: &Change, host: &str, nonce: &str, places: &Places) -> Invocation {
    let limit = change.time_limit.as_secs().max(1);
    let ttl = limit + GRACE.as_secs();
    let time = change.lock_wait + Duration::from_secs(ttl) + QUESTION;
    let mut arguments = vec![
        nonce.to_owned(),
        stripped(&[PLACE, LOCK, AUDIT, RUN]),
        change.id.clone(),
        places.runs.clone(),
        change.lock_wait.as_secs().to_string(),
        limit.to_string(),
        ttl.to_string(),
        places.locks.clone(),
        places.socket.clone(),
        places.audits.clone(),
        holder(&change.who, &change.verb, &change.targets),
        head(change, host),
    ];
    for step in &change.steps {
        arguments.push(step.words.len().to_string());
        arguments.extend(step.words.iter().map(|word| packed(word)));
    }
    script(&[FRAME, START], "change", time, nonce, arguments).stdin(Stdin::HeldOpen)
}

/// What became of a change; with `patience` it is ended, and waited for as long.
pub fn inquire(id: &str, patience: Duration, nonce: &str, places: &Places) -> Invocation {
    let arguments = vec![
        nonce.to_owned(),
        id.to_owned(),
        patience.as_secs().to_string(),
        places.runs.clone(),
        places.socket.clone(),
        places.audits.clone(),
    ];
    let title = if patience.is_zero() { "what became of it" } else { "end it" };
    script(&[FRAME, PLACE, LOCK, INQUIRE], title, patience + QUESTION, nonce, arguments)
}

/// Who holds the lock.
pub fn lock_status(nonce: &str, places: &Places) -> Invocation {
    let arguments = vec![nonce.to_owned(), places.locks.clone(), places.socket.clone()];
    script(&[FRAME, PLACE, LOCK, STATUS], "lock", QUESTION, nonce, arguments).repeatable()
}

/// Removes the lock that has the id `seen`, as `change`; of a living holder only with `force`.
pub fn release(
    change: &Change,
    host: &str,
    seen: &str,
    force: bool,
    nonce: &str,
    places: &Places,
) -> Invocation {
    let arguments = vec![
        nonce.to_owned(),
        places.locks.clone(),
        places.socket.clone(),
        places.audits.clone(),
        seen.to_owned(),
        if force { "force" } else { "-" }.to_owned(),
        change.id.clone(),
        holder(&change.who, &change.verb, &change.targets),
        head(change, host),
    ];
    script(&[FRAME, PLACE, LOCK, AUDIT, RELEASE], "release the lock", QUESTION, nonce, arguments)
}

/// The host's audit.
pub fn history(nonce: &str, places: &Places) -> Invocation {
    let arguments =
        vec![nonce.to_owned(), places.socket.clone(), places.audits.clone(), MOST_LINES.to_owned()];
    script(&[FRAME, PLACE, HISTORY], "audit", QUESTION, nonce, arguments).repeatable()
}

fn script(
    parts: &[&str],
    title: &str,
    time: Duration,
    nonce: &str,
    arguments: Vec<String>,
) -> Invocation {
    Invocation::new("sh", time)
        .args(["-c", &stripped(parts), "sgos-change"])
        .args(arguments)
        .title(title)
        .fresh([nonce.to_owned()])
}

/// As it is sent: without indentation and lines that are only comments.
fn stripped(parts: &[&str]) -> String {
    let lines = parts.iter().flat_map(|part| part.lines()).map(str::trim_start);
    let mut text = String::with_capacity(8 << 10);
    for line in lines.filter(|line| !line.is_empty() && !line.starts_with('#')) {
        text.push_str(line);
        text.push('\n');
    }
    text
}

/// A word without backslashes, for login shells that read them inside quotes; `unpack` of run.sh undoes it.
fn packed(word: &str) -> String {
    word.replace('%', "%25").replace('\\', "%5C")
}

/// Who holds the lock, for whoever finds it.
fn holder(who: &Who, verb: &str, targets: &[String]) -> String {
    bounded(
        targets,
        |targets| json!({ "user": who.user, "machine": who.machine, "verb": verb, "targets": targets }),
    )
}

/// The members of an audit line that are known beforehand.
pub(super) fn head(change: &Change, host: &str) -> String {
    let commands: Vec<String> =
        change.steps.iter().map(|step| redacted(&step.to_string())).collect();
    let line = bounded(&commands, |commands| {
        let targets = &change.targets[..change.targets.len().min(20)];
        json!({
            "host": host,
            "user": change.who.user,
            "machine": change.who.machine,
            "verb": change.verb,
            "targets": targets,
            "commands": commands,
        })
    });
    line.trim_start_matches('{').trim_end_matches('}').to_owned()
}

fn redacted(text: &str) -> String {
    crate::transport::redact(text).into_owned()
}

/// As much of the list as fits into a line.
fn bounded(list: &[String], value: impl Fn(&[String]) -> Value) -> String {
    let mut kept = list.to_vec();
    loop {
        // A doubled backslash is read as one by some login shells.
        let text = sanitize::json(&value(&kept).to_string()).replace(r"\\", r"\u005c");
        if text.len() <= MOST_BYTES || kept.is_empty() {
            return text;
        }
        kept.pop();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::change::Step;

    fn change() -> Change {
        Change {
            id: "0-1".into(),
            verb: "restart".into(),
            targets: vec!["a\\\\b\"}".into()],
            who: Who { user: "o'neil".into(), machine: "laptop".into() },
            steps: vec![Step { target: "a".into(), words: vec!["echo".into(), "%5C\\".into()] }],
            lock_wait: Duration::ZERO,
            time_limit: Duration::from_secs(60),
        }
    }

    #[test]
    fn the_scripts_survive_every_login_shell() {
        let places = Places::default();
        let (change, none) = (change(), Duration::ZERO);
        for invocation in [
            start(&change, "toucan", "0123", &places),
            inquire("0-1", none, "0123", &places),
            lock_status("0123", &places),
            release(&change, "toucan", "-", true, "0123", &places),
            history("0123", &places),
        ] {
            for word in invocation.words() {
                assert!(!word.contains(r"\\"), "fish reads a doubled backslash as one: {word}");
                assert!(!word.contains(r"\'"), "fish reads an escaped quote: {word}");
                assert!(!word.lines().any(|line| line.ends_with('\\')), "{word}");
                assert!(word.is_ascii());
            }
            let length: usize = invocation.words().map(str::len).sum();
            assert!(length < 20_000, "{length} bytes");
        }
    }

    #[test]
    fn a_line_of_the_audit_stays_one_object() {
        let mut change = change();
        change.steps = vec![change.steps[0].clone(); 500];
        let line: Value =
            serde_json::from_str(&format!("{{{}}}", head(&change, "toucan"))).unwrap();
        assert_eq!(line["targets"][0], "a\\\\b\"}");
        assert_eq!(line["user"], "o'neil");
        assert!(line["commands"].as_array().unwrap().len() > 50);
        assert!(head(&change, "toucan").len() <= MOST_BYTES);
    }
}
