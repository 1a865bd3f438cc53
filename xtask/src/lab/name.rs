//! The name of a lab: part of the names of its containers, its network and its folder.

use std::fmt;
use std::str::FromStr;

use anyhow::{Error, ensure};

/// A short word of lower-case letters, digits and dashes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LabName(String);

impl LabName {
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// The container that is one of the lab's hosts.
    pub(crate) fn container(&self, host: &str) -> String {
        format!("sgos-{self}-{host}")
    }

    /// The network between the hosts and this machine.
    pub(crate) fn network(&self) -> String {
        format!("sgos-{self}")
    }
}

impl FromStr for LabName {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        ensure!(
            !text.is_empty()
                && text.len() <= 20
                && text.chars().all(allowed)
                && !text.starts_with('-'),
            "a lab's name is at most 20 lower-case letters, digits and dashes"
        );
        // These names are taken inside the folder that holds the labs.
        ensure!(!["images", "docker"].contains(&text), "this name is reserved");
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Display for LabName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
