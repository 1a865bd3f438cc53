//! The exit codes: public API, one place, one doc comment each.

use std::process::ExitCode;

/// How a command ended, as the number that its caller sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// 0: the command did what was asked, on every host.
    Fine,
    /// 1: something failed that no other code names.
    Failed,
    /// 2: the command line is not one of sgos.
    Usage,
    /// 3: the answer is bad news: `status --exit-status` with an app that is not well.
    BadNews,
    /// 4: some hosts could not be asked; the rest is done.
    Unreachable,
    /// 5: another sgos holds the lock.
    Locked,
    /// 6: a host refused the key.
    Authentication,
    /// 7: the inventory is invalid, or a name in the command is not in it.
    Inventory,
    /// 8: time ran out, or the work is still going on.
    TimedOut,
    /// 9: refused: no consent, read-only, or a host key that is unknown or has changed.
    Refused,
    /// 130: interrupted with Ctrl-C.
    Interrupted,
    /// The code of a program that sgos ran for somebody, as it is: `exec` and `ssh`.
    Child(u8),
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

    /// As a program ended that was run for somebody.
    pub fn of_child(code: u8) -> Self {
        if code == 0 { Self::Fine } else { Self::Child(code) }
    }

    /// The number that the caller sees.
    pub fn code(self) -> u8 {
        match self {
            Self::Fine => 0,
            Self::Failed => 1,
            Self::Usage => 2,
            Self::BadNews => 3,
            Self::Unreachable => 4,
            Self::Locked => 5,
            Self::Authentication => 6,
            Self::Inventory => 7,
            Self::TimedOut => 8,
            Self::Refused => 9,
            Self::Interrupted => 130,
            Self::Child(code) => code,
        }
    }

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
            Self::Child(_) => "the code of the program that `exec` or `ssh` ran",
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        ExitCode::from(exit.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_help_says_what_the_source_says() {
        let source = include_str!("exit.rs").replace("\n    /// ", "\n    ///").to_owned();
        for exit in Exit::ALL {
            let comment = format!("    ///{}: {}.\n", exit.code(), exit.meaning());
            assert!(source.contains(&comment), "no `{}`", comment.trim());
        }
        let codes = source.lines().filter(|line| {
            let number = line.trim().strip_prefix("///").and_then(|rest| rest.split(':').next());
            number.is_some_and(|number| number.parse::<u8>().is_ok())
        });
        assert_eq!(codes.count(), Exit::ALL.len(), "a code is missing in `ALL`");
    }
}
