//! What a command acts on, as it was typed: `stack`, `service`, `app` or `stack/service`, each optionally `@host`.

use std::fmt;

use glob::Pattern;

use crate::error::CommandError;
use crate::exit::Exit;
use crate::inventory::Host;

/// One target of the command line. Whether there is such a thing only the hosts can tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// The part before the slash.
    pub stack: Option<Wanted>,
    /// A stack, a service or an app; with `stack`, a service of it.
    pub name: Wanted,
    /// The part behind the `@`.
    pub host: Option<Wanted>,
}

/// A name, or a pattern with `*`, `?` or `[…]` in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wanted {
    Name(String),
    Glob(Pattern),
}

/// Why a word cannot be a target.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TargetError {
    #[error("`{word}` is no target: {reason}")]
    Malformed { word: String, reason: String },
}

impl Target {
    pub fn parse(word: &str) -> Result<Self, TargetError> {
        let malformed = |reason: &str| TargetError::Malformed {
            word: word.escape_debug().to_string(),
            reason: reason.to_owned(),
        };
        let wanted = |part: &str| Wanted::parse(part).map_err(|reason| malformed(&reason));
        let (path, host) = match word.rsplit_once('@') {
            Some((path, host)) => (path, Some(host)),
            None => (word, None),
        };
        let (stack, name) = match path.split_once('/') {
            Some((stack, name)) => (Some(stack), name),
            None => (None, path),
        };
        if name.contains('/') {
            return Err(malformed("it has more than one slash; a target is `stack/service@host`"));
        }
        Ok(Self {
            stack: stack.map(wanted).transpose()?,
            name: wanted(name)?,
            host: host.map(wanted).transpose()?,
        })
    }

    /// Whether it may mean several things on purpose.
    pub fn is_pattern(&self) -> bool {
        [self.stack.as_ref(), Some(&self.name), self.host.as_ref()]
            .into_iter()
            .flatten()
            .any(|part| matches!(part, Wanted::Glob(_)))
    }
}

/// The hosts that any of the targets may be on: where each names its host, no other need be asked. All
/// of them where that leaves none, so that what is wrong with a name can be told.
pub fn narrowed(hosts: Vec<Host>, targets: &[Target]) -> Vec<Host> {
    let fits = |host: &Host, target: &Target| {
        target.host.as_ref().is_none_or(|wanted| wanted.matches(&host.name))
    };
    let may_have_one = |host: &Host| targets.iter().any(|target| fits(host, target));
    match hosts.iter().any(may_have_one) {
        true => hosts.into_iter().filter(may_have_one).collect(),
        false => hosts,
    }
}

impl Wanted {
    fn parse(part: &str) -> Result<Self, String> {
        if part.is_empty() {
            return Err("a part of it is empty; a target is `stack/service@host`".to_owned());
        }
        if !part.contains(['*', '?', '[']) {
            return Ok(Self::Name(part.to_owned()));
        }
        Pattern::new(part).map(Self::Glob).map_err(|error| error.msg.to_owned())
    }

    pub fn matches(&self, name: &str) -> bool {
        match self {
            Self::Name(wanted) => wanted == name,
            Self::Glob(pattern) => pattern.matches(name),
        }
    }

    pub fn as_str(&self) -> &str {
        match self {
            Self::Name(name) => name,
            Self::Glob(pattern) => pattern.as_str(),
        }
    }
}

/// As it was typed.
impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(stack) = &self.stack {
            write!(f, "{}/", stack.as_str())?;
        }
        f.write_str(self.name.as_str())?;
        self.host.as_ref().map_or(Ok(()), |host| write!(f, "@{}", host.as_str()))
    }
}

impl From<TargetError> for CommandError {
    fn from(error: TargetError) -> Self {
        Self::from_error(Exit::Usage, &error)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_form_is_read_and_shown_as_typed() {
        for word in ["grafana", "monitoring/grafana", "alloy@hornbill", "a/b@c", "phone*@web-?"] {
            let target = Target::parse(word).unwrap();
            assert_eq!(target.to_string(), word);
            assert_eq!(target.is_pattern(), word.contains('*'));
        }
        let target = Target::parse("a/b@c").unwrap();
        assert!(target.stack.unwrap().matches("a"));
        assert!(target.name.matches("b"));
        assert!(target.host.unwrap().matches("c"));
    }

    #[test]
    fn what_is_no_target_says_why() {
        for word in ["", "/", "a/", "/b", "a@", "@h", "a/b/c", "[", "a/b@["] {
            let error = Target::parse(word).unwrap_err().to_string();
            assert!(error.starts_with(&format!("`{word}` is no target: ")), "{error}");
        }
    }

    proptest! {
        #[test]
        fn any_word_is_read_without_panic(word in ".*") {
            if let Ok(target) = Target::parse(&word) {
                prop_assert_eq!(target.to_string(), word);
            }
        }
    }
}
