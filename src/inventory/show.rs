//! The inventory as data for `config show`: what holds, and why. Secrets are references.

use std::path::PathBuf;

use serde::Serialize;

use super::{Inventory, Origin, Source, Value};

/// What `config show` answers, in every format.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Shown {
    pub schema_version: u32,
    /// `None`: no file, this machine.
    pub file: Option<PathBuf>,
    /// Whether the file may name commands.
    pub trusted: bool,
    pub settings: Vec<Row>,
}

/// One effective value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Row {
    /// As it would be written in TOML, such as `hosts.toucan.address`.
    pub key: String,
    /// Its `Display` is TOML.
    pub value: Value,
    /// `file`, `default` or `machine`.
    pub origin: &'static str,
    /// 1-based, when the origin is the file.
    pub line: Option<usize>,
}

impl Shown {
    pub fn of(inventory: &Inventory) -> Self {
        let settings = inventory.settings.iter().map(|setting| {
            let (origin, line) = match setting.origin {
                Origin::Line(line) => ("file", Some(line)),
                Origin::Default => ("default", None),
                Origin::Machine => ("machine", None),
            };
            Row { key: setting.key.clone(), value: setting.value.clone(), origin, line }
        });
        Self {
            schema_version: 1,
            file: inventory.source.path().map(Into::into),
            trusted: !matches!(inventory.source, Source::FoundUpwards(_)),
            settings: settings.collect(),
        }
    }
}
