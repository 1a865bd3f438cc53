//! The audit as a table: a row per change, the newest last.

use anstyle::Style;
use jiff::tz::TimeZone;
use serde::Serialize;

use super::clock;
use crate::change::{AuditReport, Entry};
use crate::ui::style::{BAD, BOLD, DIM, GOOD, Look, Symbol, UNKNOWN, WARN};
use crate::ui::table::{Cell, Column, Row, Table};

/// As a person reads it.
pub fn audit(report: &AuditReport, look: &Look, zone: &TimeZone) -> String {
    let now = report.generated_at;
    let mut table = Table::new(vec![
        Column::needed("TIME", usize::MAX),
        Column::needed("HOST", 8),
        Column::expendable("WHO", 10, 1),
        Column::needed("ACTION", 16),
        Column::needed("OUTCOME", usize::MAX),
        Column::expendable("TOOK", usize::MAX, 2),
    ]);
    for entry in &report.changes {
        let line = &entry.line;
        let (symbol, style) = shown(&line.outcome);
        let outcome = look.clean(&line.outcome).into_owned();
        table.push(Row {
            cells: vec![
                Cell::new(clock(line.time, now, zone)).style(DIM),
                Cell::new(look.clean(&line.host)),
                Cell::new(look.clean(&format!("{}@{}", line.user, line.machine))),
                Cell::new(look.clean(&action(entry))).style(BOLD),
                Cell::new(format!("{} {outcome}", look.symbol(symbol))).style(style),
                took(entry),
            ],
            notes: notes(entry, look),
            changed: false,
        });
    }
    table.render(look)
}

fn action(entry: &Entry) -> String {
    format!("{} {}", entry.line.verb, entry.line.targets.join(", ")).trim().to_owned()
}

fn took(entry: &Entry) -> Cell {
    match entry.line.duration_ms {
        Some(ms) => Cell::new(format!("{}.{} s", ms / 1000, ms % 1000 / 100)),
        None => Cell::new("-").style(DIM),
    }
}

fn shown(outcome: &str) -> (Symbol, Style) {
    match outcome {
        "done" | "released" => (Symbol::TICK, GOOD),
        "failed" | "timed-out" | "killed" => (Symbol::CROSS, BAD),
        "interrupted" | "taken-over" | "locked" => (Symbol::ATTENTION, WARN),
        _ => (Symbol::UNKNOWN, UNKNOWN),
    }
}

fn notes(entry: &Entry, look: &Look) -> Vec<Cell> {
    let line = &entry.line;
    let mut notes = Vec::new();
    if line.outcome == "failed" {
        let last = line.begun.and_then(|begun| line.commands.get(begun.checked_sub(1)?));
        let code = line.code.map(|code| format!("exit code {code}")).unwrap_or_default();
        notes.push(format!("{code}: {}", last.map(String::as_str).unwrap_or_default()));
    }
    if let Some(from) = &line.from {
        let verb = if line.outcome == "locked" { "held" } else { "left" };
        notes.push(format!(
            "{verb} by {}@{} for {} {}",
            from.user,
            from.machine,
            from.verb,
            from.targets.join(", ")
        ));
    }
    let note = |note: String| Cell::new(look.clean(note.trim()).into_owned()).style(DIM);
    notes.into_iter().map(note).collect()
}

/// The report itself.
pub fn audit_json(report: &AuditReport) -> serde_json::Result<String> {
    Ok(serde_json::to_string_pretty(report)? + "\n")
}

/// One change per line.
pub fn audit_jsonl(report: &AuditReport) -> serde_json::Result<String> {
    #[derive(Serialize)]
    struct Line<'a> {
        schema_version: u32,
        r#type: &'static str,
        #[serde(flatten)]
        entry: &'a Entry,
    }
    let mut out = String::new();
    for entry in &report.changes {
        let line = Line { schema_version: report.schema_version, r#type: "change", entry };
        out += &(serde_json::to_string(&line)? + "\n");
    }
    Ok(out)
}

/// A header and a line per change; what is not known is empty.
pub fn audit_tsv(report: &AuditReport) -> String {
    let header = [
        "TIME",
        "HOST",
        "USER",
        "MACHINE",
        "VERB",
        "TARGETS",
        "OUTCOME",
        "CODE",
        "DURATION_MS",
        "ID",
    ];
    let rows = report.changes.iter().map(|Entry { line, .. }| {
        [
            line.time.to_string(),
            line.host.clone(),
            line.user.clone(),
            line.machine.clone(),
            line.verb.clone(),
            line.targets.join(" "),
            line.outcome.clone(),
            line.code.map(|code| code.to_string()).unwrap_or_default(),
            line.duration_ms.map(|ms| ms.to_string()).unwrap_or_default(),
            line.id.clone(),
        ]
    });
    super::tsv(header, rows)
}
