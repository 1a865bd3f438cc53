//! What is wrong with hosts, below the apps.

use super::super::super::HostStatus;
use crate::ui::fit;
use crate::ui::style::{BAD, DIM, Look, Symbol, WARN};
use crate::ui::table::{self, Cell};

/// More warnings of one host are counted only.
pub(super) const WARNINGS: usize = 5;

/// A line per host that could not be asked, and per warning; empty when there are none.
pub(in crate::status::view) fn problems(hosts: &[HostStatus], look: &Look) -> String {
    let mut out = String::new();
    for host in hosts {
        if let Some(error) = &host.error {
            let line = match host.reachable {
                true => format!("{}: {error}", host.name),
                false => format!("{} is unreachable: {error}", host.name),
            };
            push(&mut out, (Symbol::CROSS, BAD), &line, look);
            let hint = host.hint.iter().map(|hint| Cell::new(look.clean(hint)).style(DIM));
            table::push_notes(&mut out, &hint.collect::<Vec<_>>(), 2, look);
        }
        for warning in host.warnings.iter().take(WARNINGS) {
            push(&mut out, (Symbol::ATTENTION, WARN), &format!("{}: {warning}", host.name), look);
        }
        if host.warnings.len() > WARNINGS {
            let more = host.warnings.len() - WARNINGS;
            let line = format!("{}: {more} more warnings, all with -o json", host.name);
            push(&mut out, (Symbol::ATTENTION, WARN), &line, look);
        }
    }
    out
}

fn push(out: &mut String, (symbol, style): (Symbol, anstyle::Style), line: &str, look: &Look) {
    let lines = fit::wrap(&look.clean(line), look.width.saturating_sub(2), 3, look);
    out.push_str(&look.paint(style, look.symbol(symbol)));
    out.push(' ');
    out.push_str(&lines.join("\n  "));
    out.push('\n');
}
