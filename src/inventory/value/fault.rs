//! Why a value was not accepted, before it is known where it stands.

use crate::inventory::near::did_you_mean;

/// What is wrong with a value: a lower-case fragment, and what to write instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) message: String,
    pub(crate) help: Option<String>,
    pub(crate) kind: FaultKind,
}

/// Whether a fault can be the mere consequence of a part of the file that could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FaultKind {
    Wrong,
    /// A key is not there.
    Missing,
    /// A name stands for nothing.
    Unresolved,
}

impl Fault {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), help: None, kind: FaultKind::Wrong }
    }

    pub(crate) fn missing(message: impl Into<String>) -> Self {
        Self { kind: FaultKind::Missing, ..Self::new(message) }
    }

    pub(crate) fn unresolved(message: impl Into<String>) -> Self {
        Self { kind: FaultKind::Unresolved, ..Self::new(message) }
    }

    #[must_use]
    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Advises the nearest of `candidates`, or lists them when none is near.
    #[must_use]
    pub(crate) fn one_of(self, name: &str, candidates: &[&str], called: &str) -> Self {
        match did_you_mean(name, candidates.iter().copied()) {
            Some(near) => self.help(format!("did you mean `{near}`?")),
            None if candidates.is_empty() => self.help(format!("there are no {called}")),
            None => {
                let some: Vec<_> =
                    candidates.iter().take(LISTED).map(|name| format!("`{name}`")).collect();
                let dots = if candidates.len() > LISTED { ", …" } else { "" };
                self.help(format!("{called}: {}{dots}", some.join(", ")))
            }
        }
    }
}

/// So many names fit on a line or two.
const LISTED: usize = 12;
