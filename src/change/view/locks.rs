//! The locks as a table: a row per host, and under it what is odd.

use anstyle::Style;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::clock;
use crate::change::locks::{HostLock, LockState, LocksReport};
use crate::ui::style::{BAD, BOLD, DIM, GOOD, Look, Symbol, UNKNOWN, WARN};
use crate::ui::table::{Cell, Column, Row, Table};
use crate::ui::when;

/// As a person reads it.
pub fn locks(report: &LocksReport, look: &Look, now: Timestamp, zone: &TimeZone) -> String {
    let mut table = Table::new(vec![
        Column::needed("HOST", 8),
        Column::needed("LOCK", usize::MAX),
        Column::needed("WHO", 8),
        Column::expendable("FROM", 8, 2),
        Column::needed("WHAT", 14),
        Column::expendable("SINCE", usize::MAX, 1),
    ]);
    for host in &report.hosts {
        table.push(Row {
            cells: cells(host, look, now, zone),
            notes: notes(host, look),
            changed: false,
        });
    }
    table.render(look)
}

fn cells(host: &HostLock, look: &Look, now: Timestamp, zone: &TimeZone) -> Vec<Cell> {
    let (symbol, style) = shown(host.state);
    let state = format!("{} {}", look.symbol(symbol), host.state.word());
    let mut cells =
        vec![Cell::new(look.clean(&host.host)).style(BOLD), Cell::new(state).style(style)];
    let text = |text: &str| Cell::new(look.clean(text));
    match &host.holder {
        Some(holder) => cells.extend([
            text(&holder.who.user),
            text(&holder.who.machine),
            text(&format!("{} {}", holder.verb, holder.targets.join(", "))),
            Cell::new(format!(
                "{}, {}",
                clock(holder.since, now, zone),
                when::ago_short(holder.since, now)
            )),
        ]),
        None => cells.extend((0..4).map(|_| Cell::new("-").style(DIM))),
    }
    cells
}

fn shown(state: LockState) -> (Symbol, Style) {
    match state {
        LockState::Free => (Symbol::HOLLOW, GOOD),
        LockState::Held => (Symbol::FULL, WARN),
        LockState::Abandoned | LockState::LeftBehind => (Symbol::HALF, WARN),
        LockState::Unusable => (Symbol::CROSS, BAD),
        LockState::Unknown => (Symbol::UNKNOWN, UNKNOWN),
    }
}

fn notes(host: &HostLock, look: &Look) -> Vec<Cell> {
    let left =
        host.holder.as_ref().map(|holder| holder.ttl_seconds.saturating_sub(holder.age_seconds));
    let told = match host.state {
        LockState::Abandoned => Some(format!(
            "what held it runs no more, what it began may; free in {} s, or with `sgos lock release {}`",
            left.unwrap_or_default(),
            host.host
        )),
        LockState::LeftBehind => {
            Some("nobody is behind it: the next change takes it over".to_owned())
        }
        _ => None,
    };
    let error = host.error.as_deref().map(|error| Cell::new(look.clean(error)));
    let rest = [told.as_deref(), host.hint.as_deref()].into_iter().flatten();
    error.into_iter().chain(rest.map(|note| Cell::new(look.clean(note)).style(DIM))).collect()
}

/// One host per line.
pub fn locks_jsonl(report: &LocksReport) -> serde_json::Result<String> {
    #[derive(serde::Serialize)]
    struct Line<'a> {
        schema_version: u32,
        r#type: &'static str,
        #[serde(flatten)]
        lock: &'a HostLock,
    }
    let mut out = String::new();
    for lock in &report.hosts {
        let line = Line { schema_version: report.schema_version, r#type: "lock", lock };
        out += &(serde_json::to_string(&line)? + "\n");
    }
    Ok(out)
}

/// A header and a line per host; what is not known is empty.
pub fn locks_tsv(report: &LocksReport) -> String {
    let header =
        ["HOST", "STATE", "USER", "MACHINE", "VERB", "TARGETS", "SINCE", "PID", "ID", "ERROR"];
    let rows = report.hosts.iter().map(|lock| {
        let holder = lock.holder.as_ref();
        let of =
            |value: fn(&crate::change::Holder) -> String| holder.map(value).unwrap_or_default();
        [
            lock.host.clone(),
            lock.state.word().replace(' ', "-"),
            of(|holder| holder.who.user.clone()),
            of(|holder| holder.who.machine.clone()),
            of(|holder| holder.verb.clone()),
            of(|holder| holder.targets.join(" ")),
            of(|holder| holder.since.to_string()),
            of(|holder| holder.pid.to_string()),
            of(|holder| holder.id.clone()),
            lock.error.clone().unwrap_or_default(),
        ]
    });
    super::tsv(header, rows)
}
