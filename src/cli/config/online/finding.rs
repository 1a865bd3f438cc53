//! What came of looking for one thing that the inventory names.

use serde::Serialize;

use crate::exit::Exit;

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Finding {
    pub(super) verdict: Verdict,
    pub(super) kind: Kind,
    /// Where the inventory names it.
    pub(super) key: String,
    /// What it names.
    pub(super) value: String,
    /// What was found, as it completes "directory /srv/app: …".
    pub(super) said: String,
    /// What was probably meant.
    pub(super) nearest: Option<String>,
    pub(super) hint: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Verdict {
    Good,
    Bad,
    /// It could not be looked for, or what was found means nothing certain.
    Unknown,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Kind {
    Host,
    Directory,
    App,
    Url,
    Secret,
}

impl Kind {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Host => "host",
            Self::Directory => "directory",
            Self::App => "app",
            Self::Url => "url",
            Self::Secret => "secret",
        }
    }
}

impl Verdict {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Bad => "bad",
            Self::Unknown => "unknown",
        }
    }
}

impl Finding {
    pub(super) fn new(
        kind: Kind,
        key: impl Into<String>,
        value: impl Into<String>,
        verdict: Verdict,
        said: impl Into<String>,
    ) -> Self {
        Self {
            verdict,
            kind,
            key: key.into(),
            value: value.into(),
            said: said.into(),
            nearest: None,
            hint: None,
        }
    }

    pub(super) fn nearest(mut self, nearest: Option<String>) -> Self {
        self.nearest = nearest;
        self
    }

    pub(super) fn hint(mut self, hint: Option<String>) -> Self {
        self.hint = hint;
        self
    }
}

/// A wrong name is a mistake in the inventory; what only does not answer may be right.
pub(super) fn exit(findings: &[Finding]) -> Exit {
    let bad = |silent: bool| {
        findings.iter().any(|finding| {
            finding.verdict == Verdict::Bad
                && matches!(finding.kind, Kind::Host | Kind::Url) == silent
        })
    };
    match (bad(false), bad(true)) {
        (true, _) => Exit::Inventory,
        (false, true) => Exit::Unreachable,
        (false, false) => Exit::Fine,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_name_weighs_more_than_silence() {
        let bad = |kind| Finding::new(kind, "k", "v", Verdict::Bad, "x");
        let unknown = Finding::new(Kind::Directory, "k", "v", Verdict::Unknown, "x");
        assert_eq!(exit(&[]), Exit::Fine);
        assert_eq!(exit(std::slice::from_ref(&unknown)), Exit::Fine);
        assert_eq!(exit(&[bad(Kind::Host), unknown]), Exit::Unreachable);
        assert_eq!(exit(&[bad(Kind::Url), bad(Kind::Directory)]), Exit::Inventory);
    }
}
