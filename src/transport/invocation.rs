//! A command as data: nothing is run, quoted or joined until the transport does it.

use std::fmt;
use std::time::Duration;

/// A program to run on a host, with its arguments exactly as the program shall see them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invocation {
    pub program: String,
    pub args: Vec<String>,
    pub stdin: Stdin,
    /// After this the host itself ends the command (`timeout -k`), and so does this side.
    pub time_limit: Duration,
}

/// What the command reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stdin {
    /// Nothing: `/dev/null`.
    Null,
    /// Nothing, but end-of-file comes only when this side is gone. A remote
    /// command outlives a lost connection; one that watches its stdin does not.
    HeldOpen,
}

impl Invocation {
    pub fn new(program: impl Into<String>, time_limit: Duration) -> Self {
        Self { program: program.into(), args: Vec::new(), stdin: Stdin::Null, time_limit }
    }

    #[must_use]
    pub fn arg(mut self, arg: impl Into<String>) -> Self {
        self.args.push(arg.into());
        self
    }

    #[must_use]
    pub fn args<S: Into<String>>(mut self, args: impl IntoIterator<Item = S>) -> Self {
        self.args.extend(args.into_iter().map(Into::into));
        self
    }

    #[must_use]
    pub fn stdin(mut self, stdin: Stdin) -> Self {
        self.stdin = stdin;
        self
    }
}

/// As one would type it into a POSIX shell.
impl fmt::Display for Invocation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words = std::iter::once(&self.program).chain(&self.args);
        for (index, word) in words.enumerate() {
            if index > 0 {
                f.write_str(" ")?;
            }
            // Quoting fails only for a NUL byte, which no argument can hold.
            f.write_str(&shlex::try_quote(word).unwrap_or_default())?;
        }
        Ok(())
    }
}
