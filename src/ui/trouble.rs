//! What is wrong with hosts, below a table of something else: a line each, and what to do about it.

use anstyle::Style;

use super::fit;
use super::style::{BAD, DIM, Look, Symbol, WARN};
use super::table::{Cell, push_notes};

/// More warnings of one host are counted only.
pub const WARNINGS: usize = 5;

/// One host; its texts need not be clean.
#[derive(Debug, Clone, Copy)]
pub struct Trouble<'a> {
    pub host: &'a str,
    pub reachable: bool,
    /// Why it, or what was asked of it, could not be had.
    pub error: Option<&'a str>,
    pub hint: Option<&'a str>,
    pub warnings: &'a [String],
}

/// A line per host that could not be asked, and per warning; empty when there are none.
pub fn lines<'a>(hosts: impl IntoIterator<Item = Trouble<'a>>, look: &Look) -> String {
    let mut out = String::new();
    for Trouble { host, reachable, error, hint, warnings } in hosts {
        if let Some(error) = error {
            let line = match reachable {
                true => format!("{host}: {error}"),
                false => format!("{host} is unreachable: {error}"),
            };
            push(&mut out, (Symbol::CROSS, BAD), &line, look);
            let hint = hint.map(|hint| Cell::new(look.clean(hint)).style(DIM));
            push_notes(&mut out, hint.as_slice(), 2, look);
        }
        for warning in warnings.iter().take(WARNINGS) {
            push(&mut out, (Symbol::ATTENTION, WARN), &format!("{host}: {warning}"), look);
        }
        if warnings.len() > WARNINGS {
            let more = warnings.len() - WARNINGS;
            let line = format!("{host}: {more} more warnings, all with -o json");
            push(&mut out, (Symbol::ATTENTION, WARN), &line, look);
        }
    }
    out
}

fn push(out: &mut String, (symbol, style): (Symbol, Style), line: &str, look: &Look) {
    let lines = fit::wrap(&look.clean(line), look.width.saturating_sub(2), 3, look);
    out.push_str(&look.paint(style, look.symbol(symbol)));
    out.push(' ');
    out.push_str(&lines.join("\n  "));
    out.push('\n');
}
