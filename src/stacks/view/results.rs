//! The table of what became of a plan, with the last words of what failed.

use std::time::Duration;

use crate::stacks::Verb;
use crate::stacks::outcome::{HostEnd, ResultRow, Standing};
use crate::ui::sanitize;
use crate::ui::style::{BAD, BOLD, DIM, GOOD, Look, Symbol, UNKNOWN, WARN};
use crate::ui::table::{Cell, Column, Row, Table};
use crate::ui::trouble::{self, Trouble};

/// A row per service; below one that failed what compose and its container said.
pub fn results(
    verb: Verb,
    rows: &[ResultRow],
    ends: &[HostEnd],
    took: Duration,
    look: &Look,
) -> String {
    let columns = || {
        vec![
            Column::expendable("HOST", 6, 1),
            Column::expendable("STACK", 8, 2),
            Column::needed("SERVICE", 8),
            Column::needed("RESULT", 16),
        ]
    };
    let mut table = Table::new(columns());
    for row in rows {
        let (symbol, style) = match row.standing {
            Standing::Good => (Symbol::TICK, GOOD),
            Standing::Pending => (Symbol::HALF, WARN),
            Standing::Undone => (Symbol::UNKNOWN, UNKNOWN),
            Standing::Bad => (Symbol::CROSS, BAD),
        };
        // What does not fit beside it stands below.
        let (head, rest) = match row.words.split_once(": ") {
            Some((head, rest)) if row.standing != Standing::Good => (head, Some(rest)),
            _ => (row.words.as_str(), None),
        };
        let said = row.said.iter().map(String::as_str);
        let notes = rest.into_iter().chain(said).map(|note| Cell::new(look.clean(note)));
        table.push(Row {
            cells: vec![
                Cell::new(look.clean(&row.host)),
                Cell::new(look.clean(row.stack.as_deref().unwrap_or("-"))),
                Cell::new(look.clean(&row.service)).style(BOLD),
                Cell::new(format!("{} {}", look.symbol(symbol), look.clean(head))).style(style),
            ],
            notes: notes.collect(),
            changed: false,
        });
    }
    let mut out = table.render(look);
    for row in rows.iter().filter(|row| !row.log.is_empty()) {
        out.push('\n');
        out.push_str(&format!(
            "last lines of {} on {}:\n",
            look.clean(&row.service),
            look.clean(&row.host)
        ));
        for line in &row.log {
            let line = crate::ui::fit::cut(&look.clean(line), look.width.saturating_sub(2), look);
            out.push_str(&format!("  {}\n", look.paint(DIM, &line)));
        }
    }
    out.push_str(&host_lines(ends, look));
    out.push('\n');
    out.push_str(&summary(verb, rows, took, look));
    out
}

fn host_lines(ends: &[HostEnd], look: &Look) -> String {
    let notes = ends.iter().flat_map(|end| end.notes.iter().map(move |note| (end, note)));
    let troubles = notes.map(|(end, (what, hint))| Trouble {
        host: &end.host,
        reachable: true,
        error: Some(what),
        hint: hint.as_deref(),
        warnings: &[],
    });
    let lines = trouble::lines(troubles, look);
    if lines.is_empty() { lines } else { format!("\n{lines}") }
}

/// Such as "restart: 3 well, 1 failed · 4.2 s".
fn summary(verb: Verb, rows: &[ResultRow], took: Duration, look: &Look) -> String {
    let count = |standing| rows.iter().filter(|row| row.standing == standing).count();
    let counts = [
        (count(Standing::Good), "well"),
        (count(Standing::Pending), "not yet"),
        (count(Standing::Bad), "failed"),
        (count(Standing::Undone), "not done or not known"),
    ];
    let counts = counts.into_iter().filter(|(count, _)| *count > 0);
    let counts: Vec<String> = counts.map(|(count, word)| format!("{count} {word}")).collect();
    let counts = if counts.is_empty() { "nothing to do".to_owned() } else { counts.join(", ") };
    let dot = look.symbol(Symbol::DOT);
    format!("{}: {counts} {dot} {:.1} s\n", verb.word(), took.as_secs_f64())
}

/// The same with a header in a pipe.
pub fn results_tsv(rows: &[ResultRow]) -> String {
    let mut out = "HOST\tSTACK\tSERVICE\tSTATE\tSECONDS\tRESULT\n".to_owned();
    for row in rows {
        let seconds = row.took.map(|took| format!("{:.1}", took.as_secs_f64())).unwrap_or_default();
        let stack = row.stack.as_deref().unwrap_or("-");
        let words = [std::slice::from_ref(&row.words), &row.said[..]].concat().join("; ");
        push_tsv(&mut out, &[&row.host, stack, &row.service, &row.state, &seconds, &words]);
    }
    out
}

/// One line; what would break it is escaped.
pub(super) fn push_tsv(out: &mut String, cells: &[&str]) {
    let cells: Vec<_> = cells.iter().map(|cell| sanitize::line(cell)).collect();
    out.push_str(&cells.join("\t"));
    out.push('\n');
}
