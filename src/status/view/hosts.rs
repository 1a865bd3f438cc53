//! Hosts as a person or a program reads them: alone, or below the apps.

mod data;
mod problems;
mod table;

pub use data::{json, jsonl, tsv};
pub use problems::problems;
pub(super) use table::{Problems, table};

use super::super::Hosts;
use super::took;
use crate::ui::fit;
use crate::ui::style::{DIM, Look, Symbol};

/// For a terminal: a row per host with all that is known and wrong of it, and one line of counts.
/// With `before`, an earlier report, what changed since is marked.
pub fn text(hosts: &Hosts, before: Option<&Hosts>, look: &Look) -> String {
    if hosts.hosts.is_empty() {
        return "No data: the inventory has no hosts\n".to_owned();
    }
    let known = before.map(|before| before.hosts.as_slice());
    let table = table(&hosts.hosts, known, Problems::Here, look).with_marks(before.is_some());
    format!("{}\n{}", table.render(look), footer(hosts, look))
}

/// "3 hosts, 1 unreachable · in 84 ms"
fn footer(hosts: &Hosts, look: &Look) -> String {
    let unreachable = hosts.hosts.iter().filter(|host| !host.reachable).count();
    let counts = match (hosts.hosts.len(), unreachable) {
        (1, 0) => "1 host, reachable".to_owned(),
        (1, _) => "1 host, unreachable".to_owned(),
        (total, 0) => format!("{total} hosts, all reachable"),
        (total, some) => format!("{total} hosts, {some} unreachable"),
    };
    let dot = format!(" {} ", look.symbol(Symbol::DOT));
    let text = [counts, took(&hosts.collector)].join(&dot);
    look.paint(DIM, &fit::cut(&text, look.width, look)) + "\n"
}

#[cfg(test)]
mod tests;
