//! Who holds the lock of a host, and what came of an attempt to remove one.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use super::Holder;
use super::parse::{holder, text};
use crate::probe::Answer;

/// What a host says of its lock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lock {
    Free,
    Held(Holder),
    /// There is something that is no lock of sgos, or no place for one.
    Unusable(String),
}

/// What came of an attempt to remove a lock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Released {
    /// It is gone; with why the host has no line of it in its audit.
    Done(Option<String>),
    /// There was none.
    Free,
    /// It is not the one that was looked at.
    Another(Holder),
    /// Somebody is behind it.
    Alive(Holder),
    Failed(String),
}

/// The locks of all hosts that were asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LocksReport {
    pub schema_version: u32,
    pub generated_at: Timestamp,
    pub hosts: Vec<HostLock>,
}

/// The lock of one host.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct HostLock {
    pub host: String,
    pub state: LockState,
    pub holder: Option<Holder>,
    /// Why it is not known, or cannot be used.
    pub error: Option<String>,
    pub hint: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum LockState {
    Free,
    /// Its holder works.
    Held,
    /// Its holder is gone, but what it began may go on; until its time is over nobody else gets it.
    Abandoned,
    /// Its holder is gone and its time is over: the next change takes it over.
    LeftBehind,
    Unusable,
    /// The host was not reached.
    Unknown,
}

impl LockState {
    pub fn word(self) -> &'static str {
        match self {
            Self::Free => "free",
            Self::Held => "held",
            Self::Abandoned => "abandoned",
            Self::LeftBehind => "left behind",
            Self::Unusable => "unusable",
            Self::Unknown => "unknown",
        }
    }
}

impl HostLock {
    pub fn of(host: &str, lock: Lock) -> Self {
        let (state, holder, error) = match lock {
            Lock::Free => (LockState::Free, None, None),
            Lock::Held(holder) => (state(&holder), Some(holder), None),
            Lock::Unusable(why) => (LockState::Unusable, None, Some(why)),
        };
        let hint = (state == LockState::Unusable).then(|| {
            format!("look at it with `ssh {host}`; nothing changes {host} until it is gone")
        });
        Self { host: host.to_owned(), state, holder, error, hint }
    }
}

fn state(holder: &Holder) -> LockState {
    match holder.alive {
        true => LockState::Held,
        false if holder.age_seconds > holder.ttl_seconds => LockState::LeftBehind,
        false => LockState::Abandoned,
    }
}

/// Reads the answer to the question who holds the lock; none when it is not whole.
pub fn lock_told(stdout: &[u8], nonce: &str) -> Option<Lock> {
    let answer = Answer::parse(stdout, nonce).filter(|answer| answer.complete)?;
    if let Some(why) = text(&answer, "why") {
        return Some(Lock::Unusable(why));
    }
    match text(&answer, "holder") {
        None => Some(Lock::Free),
        Some(said) => holder(&said).map(Lock::Held),
    }
}

/// Reads the answer to the wish to remove it.
pub fn released(stdout: &[u8], nonce: &str) -> Option<Released> {
    let answer = Answer::parse(stdout, nonce).filter(|answer| answer.complete)?;
    let holder = text(&answer, "holder").and_then(|said| holder(&said));
    let end = text(&answer, "end").unwrap_or_default();
    Some(match (end.split(' ').next().unwrap_or_default(), holder) {
        ("released", _) => Released::Done(text(&answer, "audit")),
        ("free", _) => Released::Free,
        ("changed", Some(holder)) => Released::Another(holder),
        ("alive", Some(holder)) => Released::Alive(holder),
        _ => Released::Failed(text(&answer, "why").unwrap_or_default()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCK: &str = "sgos-lock 19-ab 4711 99 b00t 1795000000 90 /tmp/x\n{\"user\":\"ada\",\"machine\":\"desk\",\"verb\":\"up\"}\n";

    fn told(frames: &[(&str, &str)]) -> Vec<u8> {
        let frame = |(name, text): &(&str, &str)| {
            format!("\n@@sgos x {name} 0 - {}\n{text}\n@@sgos x /{name}\n", text.len())
        };
        format!("{}\n@@sgos x end\n", frames.iter().map(frame).collect::<String>()).into_bytes()
    }

    #[test]
    fn a_lock_is_as_good_as_its_holder() {
        let of = |third: &str| {
            let lock = lock_told(&told(&[("holder", &format!("{LOCK}{third}"))]), "x").unwrap();
            HostLock::of("toucan", lock).state
        };
        assert_eq!(of("1795000042 alive"), LockState::Held);
        assert_eq!(of("1795000099 alive"), LockState::Held, "whatever its time");
        assert_eq!(of("1795000042 dead"), LockState::Abandoned);
        assert_eq!(of("1795000099 dead"), LockState::LeftBehind);
        assert_eq!(lock_told(&told(&[]), "x"), Some(Lock::Free));
        assert_eq!(lock_told(&told(&[("why", "odd")]), "x"), Some(Lock::Unusable("odd".into())));
        assert_eq!(lock_told(b"", "x"), None);
        assert_eq!(lock_told(&told(&[("holder", "garbage")]), "x"), None);
    }

    #[test]
    fn what_came_of_a_release() {
        let held = format!("{LOCK}1795000042 alive");
        let of = |end: &str| released(&told(&[("holder", &held), ("end", end)]), "x").unwrap();
        assert_eq!(of("released 0"), Released::Done(None));
        assert!(matches!(of("alive 0"), Released::Alive(_)));
        assert!(matches!(of("changed 0"), Released::Another(_)));
        assert_eq!(released(&told(&[("end", "free 0")]), "x"), Some(Released::Free));
        let failed = released(&told(&[("why", "read-only")]), "x");
        assert_eq!(failed, Some(Released::Failed("read-only".into())));
    }
}
