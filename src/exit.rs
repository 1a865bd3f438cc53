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

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        ExitCode::from(exit as u8)
    }
}
