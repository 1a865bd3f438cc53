//! Names that mean nothing here.

use crate::error::CommandError;
use crate::exit::Exit;

/// Targets that mean nothing on the hosts that were asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no stack, service or app is called {}", named(.unknown))]
pub struct UnknownTargets {
    /// Never empty.
    pub unknown: Vec<UnknownTarget>,
    /// Hosts that did not tell: it may be there.
    pub silent: Vec<String>,
}

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownTarget {
    /// As it was typed.
    pub name: String,
    /// Such as `grafana on toucan`.
    pub nearest: Vec<String>,
}

fn named(unknown: &[UnknownTarget]) -> String {
    let names: Vec<_> = unknown.iter().map(|one| format!("`{}`", one.name)).collect();
    names.join(" or ")
}

impl From<UnknownTargets> for CommandError {
    fn from(error: UnknownTargets) -> Self {
        let mut outer = Self::from_error(Exit::Inventory, &error);
        for one in error.unknown.iter().filter(|one| !one.nearest.is_empty()) {
            outer = outer.hint(format!("nearest to `{}`: {}", one.name, one.nearest.join(", ")));
        }
        if error.silent.is_empty() {
            return outer;
        }
        outer.hint(format!("it may be on {}, which did not answer", error.silent.join(", ")))
    }
}
