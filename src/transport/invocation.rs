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
    /// Words, or parts of them, that are new each time, such as a nonce: to tell whether two
    /// commands are the same they do not count. Each is always as long, because an answer may
    /// tell its own length with them in it.
    pub fresh: Vec<String>,
    /// Words that follow from the time that is left. They do not count either.
    pub limits: Vec<String>,
    /// What a script among the words is called where it would be too long to tell.
    pub title: String,
    /// It only reads, so it may be run again when the connection was lost in the middle.
    pub repeatable: bool,
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
    /// A command that reads nothing and is never run twice.
    pub fn new(program: impl Into<String>, time_limit: Duration) -> Self {
        Self {
            program: program.into(),
            args: Vec::new(),
            stdin: Stdin::Null,
            time_limit,
            fresh: Vec::new(),
            limits: Vec::new(),
            title: String::new(),
            repeatable: false,
        }
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

    #[must_use]
    pub fn fresh(mut self, words: impl IntoIterator<Item = String>) -> Self {
        self.fresh.extend(words);
        self
    }

    #[must_use]
    pub fn limits(mut self, words: impl IntoIterator<Item = String>) -> Self {
        self.limits.extend(words);
        self
    }

    #[must_use]
    pub fn title(mut self, title: impl Into<String>) -> Self {
        self.title = title.into();
        self
    }

    #[must_use]
    pub fn repeatable(mut self) -> Self {
        self.repeatable = true;
        self
    }

    /// What it is called in a line: its title, else the name that a script was given as its `$0`,
    /// else its program.
    pub fn name(&self) -> &str {
        match &self.args[..] {
            _ if !self.title.is_empty() => &self.title,
            [flag, _, name, ..] if self.program == "sh" && flag == "-c" => name,
            _ => &self.program,
        }
    }

    /// The words of the command, the program first.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.program.as_str()).chain(self.args.iter().map(String::as_str))
    }
}

/// As one would type it into a POSIX shell.
impl fmt::Display for Invocation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, word) in self.words().enumerate() {
            if index > 0 {
                f.write_str(" ")?;
            }
            // Quoting fails only for a NUL byte, which no argument can hold.
            f.write_str(&shlex::try_quote(word).unwrap_or_default())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_is_called_by_its_name() {
        let second = Duration::from_secs(1);
        assert_eq!(Invocation::new("docker", second).arg("ps").name(), "docker");
        let script = Invocation::new("sh", second).args(["-c", "echo", "sgos-probe", "x"]);
        assert_eq!(script.name(), "sgos-probe");
    }

    #[test]
    fn display_quotes_what_a_shell_would_change() {
        let invocation = Invocation::new("docker", Duration::from_secs(1))
            .args(["inspect", "a b", "$(id)", "it's", "-rf", ""]);
        let line = invocation.to_string();
        assert_eq!(shlex::split(&line).unwrap(), invocation.words().collect::<Vec<_>>());
        assert!(line.starts_with("docker inspect 'a b' "), "{line}");
    }
}
