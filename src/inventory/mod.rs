//! What we own: `sgos.toml` becomes checked hosts, stacks, apps and endpoints, and names select from them.
//!
//! Does no I/O beyond finding and reading that one file; knows nothing of SSH,
//! Docker or terminals, and reads neither the environment nor the clock: what
//! it must know of this machine comes in as [`Surroundings`].
//!
//! The way through: [`load`] finds the file (`find`, `trust`) and reads it;
//! [`parse`] walks its TOML table by table (`read/`), checks every value
//! (`value/`) and collects every [`Problem`] before it gives up; [`Selector`]
//! then picks hosts by what was typed, and [`Shown`] is the inventory as data
//! for `config show`.

mod accept;
mod built_in;
mod discover;
mod endpoint;
mod error;
mod find;
mod host;
mod load;
mod near;
mod parse;
mod problem;
mod read;
mod schema;
mod secret;
mod select;
mod setting;
mod show;
mod stack;
mod surroundings;
mod target;
#[cfg(test)]
mod tests;
mod trust;
mod value;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

pub use accept::{Kind, accept};
pub use discover::{ContainerPattern, Discover};
pub use endpoint::{Access, Endpoint, Loki, StatusPage};
pub use error::InventoryError;
pub use find::{Looked, Place, Search, find, search};
pub use host::{Host, Ssh};
pub use load::{Loaded, load};
pub use near::{did_you_mean, nearest};
pub use parse::parse;
pub use problem::{Position, Problem, Problems, Severity};
pub(crate) use read::dotted;
pub use schema::schema;
pub use secret::SecretRef;
pub use select::{SelectError, Selector, UnknownName};
pub use setting::{Origin, Setting, Value};
pub use show::{Row, Shown};
pub use stack::{App, Stack};
pub use surroundings::Surroundings;
pub use target::{Target, TargetError, Wanted, narrowed};
pub use trust::Distrust;

/// The checked inventory: every name in it is valid and every reference resolves.
#[derive(Debug, Clone)]
pub struct Inventory {
    pub source: Source,
    pub hosts: BTreeMap<String, Host>,
    pub stacks: BTreeMap<String, Stack>,
    pub discover: Discover,
    pub apps: BTreeMap<String, App>,
    pub loki: Option<Loki>,
    pub grafana: Option<Endpoint>,
    pub glitchtip: Option<Endpoint>,
    pub status_page: Option<StatusPage>,
    pub access: Option<Access>,
    /// Every effective value with where it came from, in the order of the file format.
    pub settings: Vec<Setting>,
}

/// Where the inventory came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// `--config` or `SGOS_CONFIG`, or the user's own configuration folder: may name commands.
    Trusted(PathBuf),
    /// Found upwards from the working directory: may not name commands
    /// (`cmd:` secrets, or an ssh `config_file`, which can hold a `ProxyCommand`).
    FoundUpwards(PathBuf),
    /// No file: this machine.
    BuiltIn,
}

impl Inventory {
    /// Whether a host is taken for this machine only because both are called the same. To read from it
    /// does no harm where that is a mistake; to change it may.
    pub fn is_here_by_name(&self, host: &Host) -> bool {
        let key = dotted(&dotted("hosts", &host.name), "local");
        let is_found = |setting: &Setting| setting.key == key && setting.origin == Origin::Machine;
        self.source != Source::BuiltIn && host.local && self.settings.iter().any(is_found)
    }
}

impl Source {
    /// The file, if there is one.
    pub fn path(&self) -> Option<&Path> {
        match self {
            Self::Trusted(path) | Self::FoundUpwards(path) => Some(path),
            Self::BuiltIn => None,
        }
    }
}
