//! Where a secret is to be found; nothing in this room ever holds the secret itself.

use std::fmt;
use std::path::PathBuf;

use super::value::{Fault, Paths};

/// Where a secret is to be found; never the secret itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SecretRef {
    /// `env:NAME`
    Env(String),
    /// `file:PATH`
    File(PathBuf),
    /// `cmd:PROGRAM ARG…`, split as a POSIX shell splits words; no shell runs it. Never empty.
    Cmd(Vec<String>),
}

const KINDS: &str =
    "write where it is to be found: \"env:NAME\", \"file:PATH\" or \"cmd:PROGRAM ARG…\"";

impl SecretRef {
    /// No fault repeats the text: it may be the secret.
    pub(crate) fn parse(text: &str, paths: &Paths<'_>) -> Result<Self, Fault> {
        match text.split_once(':') {
            Some(("env", name)) => env(name),
            Some(("file", path)) => Ok(Self::File(paths.here(path)?)),
            Some(("cmd", command)) => cmd(command, paths),
            _ => Err(Fault::new("a secret is never written into this file").help(KINDS)),
        }
    }
}

fn env(name: &str) -> Result<SecretRef, Fault> {
    let letter = |c: char| c.is_ascii_alphabetic() || c == '_';
    if name.starts_with(letter) && name.chars().all(|c| letter(c) || c.is_ascii_digit()) {
        return Ok(SecretRef::Env(name.to_owned()));
    }
    Err(Fault::new("`env:` needs the name of an environment variable")
        .help("such as \"env:GRAFANA_TOKEN\""))
}

fn cmd(command: &str, paths: &Paths<'_>) -> Result<SecretRef, Fault> {
    if !paths.may_name_commands {
        return Err(Fault::new(
            "`cmd:` is refused in an inventory that was found upwards from the working directory",
        )
        .help("only ~/.config/sgos/sgos.toml or a file given with --config may name commands"));
    }
    let words = shlex::split(command).ok_or_else(|| {
        Fault::new("a quote in the command is not closed").help("words are split as a shell does")
    })?;
    if words.first().is_none_or(String::is_empty) || command.contains('\0') {
        return Err(
            Fault::new("`cmd:` needs a program to run").help("such as \"cmd:pass show grafana\"")
        );
    }
    Ok(SecretRef::Cmd(words))
}

/// As it is written in the inventory.
impl fmt::Display for SecretRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Env(name) => write!(f, "env:{name}"),
            Self::File(path) => write!(f, "file:{}", path.display()),
            Self::Cmd(words) => {
                // Quoting fails only for a NUL byte, which `parse` refuses.
                let command = shlex::try_join(words.iter().map(String::as_str)).unwrap_or_default();
                write!(f, "cmd:{command}")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn parse(text: &str) -> Result<SecretRef, Fault> {
        let home = Path::new("/home/ada");
        SecretRef::parse(
            text,
            &Paths { home: Some(home), folder: Path::new("/etc/sgos"), may_name_commands: true },
        )
    }

    #[test]
    fn references_are_read_and_written() {
        assert_eq!(parse("env:GRAFANA_TOKEN"), Ok(SecretRef::Env("GRAFANA_TOKEN".into())));
        assert_eq!(parse("file:~/.token"), Ok(SecretRef::File("/home/ada/.token".into())));
        assert_eq!(parse("file:token"), Ok(SecretRef::File("/etc/sgos/token".into())));
        let command = parse("cmd:pass show 'my grafana'").unwrap();
        assert_eq!(
            command,
            SecretRef::Cmd(vec!["pass".into(), "show".into(), "my grafana".into()])
        );
        assert_eq!(command.to_string(), "cmd:pass show 'my grafana'");
        assert_eq!(parse("env:A").unwrap().to_string(), "env:A");
        assert_eq!(parse("file:/t").unwrap().to_string(), "file:/t");
    }

    #[test]
    fn what_is_no_reference_is_refused_without_being_repeated() {
        for text in [
            "hunter2",
            "",
            "ENV:hunter2",
            "env:",
            "env:hunter-2",
            "env:2",
            "file:",
            "cmd:",
            "cmd:  ",
            "cmd:'hunter2",
            "cmd:''",
        ] {
            let fault = parse(text).unwrap_err();
            assert!(!format!("{fault:?}").contains("hunter"), "{text}: {fault:?}");
        }
    }
}
