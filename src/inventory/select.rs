//! `-H`: names, globs, `@tag` and `!exclusions` become hosts.

use std::fmt;

use glob::Pattern;

use super::near::nearest;
use super::value::text::visible;
use super::{Host, Inventory};
use crate::error::CommandError;
use crate::exit::Exit;

/// Which hosts were asked for; none named means all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selector {
    terms: Vec<Term>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Term {
    /// `!`: takes hosts away.
    exclude: bool,
    what: What,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum What {
    Name(String),
    Glob(Pattern),
    Tag(String),
}

/// Why hosts could not be selected.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SelectError {
    /// An empty name selects nothing by mistake rather than everything: `-H "$UNSET"`.
    #[error("a host's name is empty")]
    Empty,
    #[error("`{pattern}` is not a pattern: {reason}")]
    Pattern { pattern: String, reason: &'static str },
    #[error("no host matches {}", .unknown.iter().map(|one| format!("`{}`", one.asked)).collect::<Vec<_>>().join(", "))]
    Unknown { unknown: Vec<UnknownName> },
    #[error("-H leaves no host")]
    NoneLeft,
}

/// A name, tag or glob that matches nothing, and the nearest that do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownName {
    pub asked: String,
    pub nearest: Vec<String>,
}

impl Selector {
    /// The values of `-H`, each a comma list.
    pub fn parse<S: AsRef<str>>(values: &[S]) -> Result<Self, SelectError> {
        let words = values.iter().flat_map(|value| value.as_ref().split(','));
        Ok(Self { terms: words.map(|word| Term::parse(word.trim())).collect::<Result<_, _>>()? })
    }

    /// The selected hosts, in the order of the inventory.
    pub fn select<'i>(&self, inventory: &'i Inventory) -> Result<Vec<&'i Host>, SelectError> {
        let hosts: Vec<&Host> = inventory.hosts.values().collect();
        let misses =
            self.terms.iter().filter(|term| !hosts.iter().any(|host| term.what.matches(host)));
        let unknown: Vec<_> = misses.map(|term| term.what.unknown(&hosts)).collect();
        if !unknown.is_empty() {
            return Err(SelectError::Unknown { unknown });
        }
        let only_exclusions = self.terms.iter().all(|term| term.exclude);
        let matched = |host: &Host, exclude| {
            self.terms.iter().any(|term| term.exclude == exclude && term.what.matches(host))
        };
        let selected: Vec<_> = hosts
            .into_iter()
            .filter(|host| (only_exclusions || matched(host, false)) && !matched(host, true))
            .collect();
        if selected.is_empty() && !self.terms.is_empty() {
            return Err(SelectError::NoneLeft);
        }
        Ok(selected)
    }
}

impl Term {
    fn parse(word: &str) -> Result<Self, SelectError> {
        let (exclude, word) = match word.strip_prefix('!') {
            Some(rest) => (true, rest),
            None => (false, word),
        };
        let what = match word.strip_prefix('@') {
            Some("") => return Err(SelectError::Empty),
            Some(tag) => What::Tag(tag.to_owned()),
            None if word.is_empty() => return Err(SelectError::Empty),
            None if word.contains(['*', '?', '[']) => match Pattern::new(word) {
                Ok(pattern) => What::Glob(pattern),
                Err(error) => {
                    return Err(SelectError::Pattern { pattern: visible(word), reason: error.msg });
                }
            },
            None => What::Name(word.to_owned()),
        };
        Ok(Self { exclude, what })
    }
}

impl What {
    fn matches(&self, host: &Host) -> bool {
        match self {
            Self::Name(name) => host.name == *name,
            Self::Glob(pattern) => pattern.matches(&host.name),
            Self::Tag(tag) => host.tags.contains(tag),
        }
    }

    fn unknown(&self, hosts: &[&Host]) -> UnknownName {
        let names = hosts.iter().map(|host| host.name.as_str());
        let near = match self {
            Self::Name(name) => {
                nearest(name, names, 3).into_iter().map(ToOwned::to_owned).collect()
            }
            Self::Glob(pattern) => {
                nearest(pattern.as_str(), names, 3).into_iter().map(ToOwned::to_owned).collect()
            }
            Self::Tag(tag) => {
                let tags = hosts.iter().flat_map(|host| host.tags.iter().map(String::as_str));
                nearest(tag, tags, 3).into_iter().map(|tag| format!("@{tag}")).collect()
            }
        };
        UnknownName { asked: visible(&self.to_string()), nearest: near }
    }
}

/// As it was typed.
impl fmt::Display for What {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(name) => f.write_str(name),
            Self::Glob(pattern) => f.write_str(pattern.as_str()),
            Self::Tag(tag) => write!(f, "@{tag}"),
        }
    }
}

impl From<SelectError> for CommandError {
    fn from(error: SelectError) -> Self {
        let exit = match &error {
            SelectError::Empty | SelectError::Pattern { .. } => Exit::Usage,
            SelectError::Unknown { .. } | SelectError::NoneLeft => Exit::Inventory,
        };
        let mut outer = Self::from_error(exit, &error);
        if let SelectError::Unknown { unknown } = &error {
            for one in unknown {
                let hint = match one.nearest.as_slice() {
                    [] if one.asked.starts_with('@') => "no host has a tag".to_owned(),
                    [] => "the inventory has no hosts".to_owned(),
                    near => format!("nearest to `{}`: {}", one.asked, near.join(", ")),
                };
                outer = outer.hint(hint);
            }
        }
        outer
    }
}
