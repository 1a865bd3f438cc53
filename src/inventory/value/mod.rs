//! The values that may stand in `sgos.toml`: one small pure check per kind.

pub(crate) mod address;
pub(crate) mod duration;
mod fault;
pub(crate) mod name;
mod path;
pub(crate) mod text;
pub(crate) mod url;

pub(crate) use fault::{Fault, FaultKind};
pub(crate) use path::{Paths, remote_directory};
