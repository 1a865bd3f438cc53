//! The exit codes: public API, one place, one doc comment each.

use std::process::ExitCode;

/// How a command ended, as the number that its caller sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Exit {
    /// 0: the command did what was asked, on every host.
    Fine = 0,
    /// 1: something failed that no other code names.
    Failed = 1,
    /// 2: the command line is not one of sgos.
    Usage = 2,
    /// 3: the answer is bad news: `status --exit-status` with an app that is not well.
    BadNews = 3,
    /// 4: some hosts could not be asked; the rest is done.
    Unreachable = 4,
    /// 5: another sgos holds the lock.
    Locked = 5,
    /// 6: a host refused the key.
    Authentication = 6,
    /// 7: the inventory is invalid, or a name in the command is not in it.
    Inventory = 7,
    /// 8: time ran out, or the work is still going on.
    TimedOut = 8,
    /// 9: refused: no consent, read-only, or a host key that is unknown or has changed.
    Refused = 9,
    /// 130: interrupted with Ctrl-C.
    Interrupted = 130,
}

impl Exit {
    pub const ALL: [Self; 11] = [
        Self::Fine,
        Self::Failed,
        Self::Usage,
        Self::BadNews,
        Self::Unreachable,
        Self::Locked,
        Self::Authentication,
        Self::Inventory,
        Self::TimedOut,
        Self::Refused,
        Self::Interrupted,
    ];

    /// What the code means, for the help: the words of its doc comment, which a test compares.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Fine => "the command did what was asked, on every host",
            Self::Failed => "something failed that no other code names",
            Self::Usage => "the command line is not one of sgos",
            Self::BadNews => {
                "the answer is bad news: `status --exit-status` with an app that is not well"
            }
            Self::Unreachable => "some hosts could not be asked; the rest is done",
            Self::Locked => "another sgos holds the lock",
            Self::Authentication => "a host refused the key",
            Self::Inventory => "the inventory is invalid, or a name in the command is not in it",
            Self::TimedOut => "time ran out, or the work is still going on",
            Self::Refused => {
                "refused: no consent, read-only, or a host key that is unknown or has changed"
            }
            Self::Interrupted => "interrupted with Ctrl-C",
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        ExitCode::from(exit as u8)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_help_says_what_the_source_says() {
        let source = include_str!("exit.rs").replace("\n    /// ", "\n    ///").to_owned();
        for exit in Exit::ALL {
            let comment = format!("    ///{}: {}.\n", exit as u8, exit.meaning());
            assert!(source.contains(&comment), "no `{}`", comment.trim());
        }
        let codes = source.lines().filter(|line| {
            let number = line.trim().strip_prefix("///").and_then(|rest| rest.split(':').next());
            number.is_some_and(|number| number.parse::<u8>().is_ok())
        });
        assert_eq!(codes.count(), Exit::ALL.len(), "a code is missing in `ALL`");
    }
}
