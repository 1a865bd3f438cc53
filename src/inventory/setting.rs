//! One effective value and where it came from: the rows of `config show`.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use serde::Serialize;

use super::value::duration;
use super::{ContainerPattern, SecretRef};

/// One effective value of the inventory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// As it would be written in TOML, such as `hosts.toucan.address`.
    pub key: String,
    pub value: Value,
    pub origin: Origin,
}

/// A value of the file format: `Display` writes TOML, `Serialize` plain JSON. Secrets are references.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Value {
    Text(String),
    Number(u64),
    Flag(bool),
    List(Vec<String>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// 1-based line of the inventory file.
    Line(usize),
    /// Not written anywhere.
    Default,
    /// Found out about this machine, such as a host being local.
    Machine,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Line(line) => write!(f, "line {line}"),
            Self::Default => f.write_str("default"),
            Self::Machine => f.write_str("this machine"),
        }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.write_str(&quoted(text)),
            Self::Number(number) => write!(f, "{number}"),
            Self::Flag(flag) => write!(f, "{flag}"),
            Self::List(items) => {
                let items: Vec<_> = items.iter().map(|item| quoted(item)).collect();
                write!(f, "[{}]", items.join(", "))
            }
        }
    }
}

/// A TOML basic string.
pub(crate) fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c.is_control() => out.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// A value together with where it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sourced<T> {
    pub(crate) value: T,
    pub(crate) origin: Origin,
}

impl<T> Sourced<T> {
    pub(crate) fn default(value: T) -> Self {
        Self { value, origin: Origin::Default }
    }
}

impl From<&String> for Value {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}

impl From<&PathBuf> for Value {
    fn from(path: &PathBuf) -> Self {
        Self::Text(path.to_string_lossy().into_owned())
    }
}

impl From<&Duration> for Value {
    fn from(time: &Duration) -> Self {
        Self::Text(duration::written(*time))
    }
}

impl From<&SecretRef> for Value {
    fn from(secret: &SecretRef) -> Self {
        Self::Text(secret.to_string())
    }
}

impl From<&ContainerPattern> for Value {
    fn from(pattern: &ContainerPattern) -> Self {
        Self::Text(pattern.to_string())
    }
}

impl From<&u16> for Value {
    fn from(number: &u16) -> Self {
        Self::Number(u64::from(*number))
    }
}

impl From<&bool> for Value {
    fn from(flag: &bool) -> Self {
        Self::Flag(*flag)
    }
}

impl From<&Vec<String>> for Value {
    fn from(items: &Vec<String>) -> Self {
        Self::List(items.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_written_as_toml() {
        assert_eq!(Value::Text("a \"b\" \\ \u{7}".into()).to_string(), r#""a \"b\" \\ \u0007""#);
        assert_eq!(Value::List(vec!["a".into(), "b".into()]).to_string(), r#"["a", "b"]"#);
        assert_eq!(Value::Number(22).to_string(), "22");
        assert_eq!(Value::Flag(true).to_string(), "true");
    }
}
