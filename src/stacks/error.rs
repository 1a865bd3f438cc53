//! Names that mean nothing here.

use std::collections::BTreeMap;

use crate::error::CommandError;
use crate::exit::Exit;

/// More hosts that did not tell are counted only.
const MOST_TOLD_OF: usize = 3;

/// Targets that mean nothing on the hosts that were asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}{}", beginning(.silent, *.is_told), named(.unknown))]
pub struct UnknownTargets {
    /// Never empty.
    pub unknown: Vec<UnknownTarget>,
    /// Hosts that did not tell, each with why: it may be there.
    pub silent: BTreeMap<String, String>,
    /// At least one host told.
    pub is_told: bool,
}

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownTarget {
    /// As it was typed.
    pub name: String,
    /// Such as `grafana on toucan`.
    pub nearest: Vec<String>,
}

/// What a silent host has nobody knows; that a name is wrong is said only where it is.
fn beginning(silent: &BTreeMap<String, String>, is_told: bool) -> &'static str {
    match (silent.is_empty(), is_told) {
        (true, _) => "no stack, service or app is called ",
        (false, true) => "no stack, service or app that is known is called ",
        (false, false) => "no host told whether there is ",
    }
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
        for (host, why) in error.silent.iter().take(MOST_TOLD_OF) {
            outer = outer.hint(format!("it may be on {host}, which did not tell: {why}"));
        }
        match error.silent.len().checked_sub(MOST_TOLD_OF) {
            Some(more @ 1..) => outer.hint(format!("or on {more} more; `sgos hosts` names them")),
            Some(0) | None => outer,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(silent: usize, is_told: bool) -> CommandError {
        let unknown = vec![UnknownTarget { name: "phone".into(), nearest: Vec::new() }];
        let silent = (1..=silent).map(|n| (format!("host{n}"), "no route".to_owned())).collect();
        UnknownTargets { unknown, silent, is_told }.into()
    }

    #[test]
    fn a_name_is_called_wrong_only_where_somebody_knows() {
        let all = of(0, true);
        assert_eq!(all.message, "no stack, service or app is called `phone`");
        assert_eq!((all.exit, all.hints.len()), (Exit::Inventory, 0));
        let some = of(1, true);
        assert_eq!(some.message, "no stack, service or app that is known is called `phone`");
        assert_eq!(some.hints, ["it may be on host1, which did not tell: no route"]);
        let none = of(5, false);
        assert_eq!(none.message, "no host told whether there is `phone`");
        assert_eq!(none.hints.len(), 4);
        assert_eq!(none.hints[3], "or on 2 more; `sgos hosts` names them");
    }
}
