//! The hosts: what is wrong with them, and what sort of machines they are.

use jiff::SignedDuration;

use super::super::{HostStatus, Snapshot};
use crate::probe::HostFacts;
use crate::ui::style::{BAD, BOLD, DIM, Look, PLAIN, Symbol, WARN};
use crate::ui::table::{self, Cell, Column, Row, Table};
use crate::ui::{fit, when};

/// More warnings of one host are counted only.
const WARNINGS: usize = 5;

/// A line per host that could not be asked, and per warning; empty when there are none.
pub(super) fn problems(snapshot: &Snapshot, look: &Look) -> String {
    let mut out = String::new();
    for host in &snapshot.hosts {
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

/// What the machines are and how they do.
pub fn hosts_table(snapshot: &Snapshot, look: &Look) -> String {
    let mut table = Table::new(vec![
        Column::needed("HOST", 12),
        Column::needed("ANSWER", usize::MAX),
        Column::expendable("UP", usize::MAX, 3),
        Column::expendable("LOAD", usize::MAX, 1),
        Column::expendable("MEMORY", usize::MAX, 2),
        Column::expendable("DISK", usize::MAX, 4),
        Column::expendable("CLOCK", usize::MAX, 5),
    ]);
    for host in &snapshot.hosts {
        let facts = host.facts.as_ref().map(|facts| software(facts, look));
        let notes = facts.into_iter().map(|facts| Cell::new(facts).style(DIM)).collect();
        table.push(Row { cells: cells(host, look), notes });
    }
    table.render(look)
}

fn cells(host: &HostStatus, look: &Look) -> Vec<Cell> {
    let known = |text: Option<String>| match text {
        Some(text) => Cell::new(look.clean(&text)).style(PLAIN),
        None => Cell::new("-").style(DIM),
    };
    let answer = match host.latency_ms {
        _ if !host.reachable => Cell::new("none").style(BAD),
        latency => known(latency.map(|ms| format!("{ms} ms"))),
    };
    let facts = host.facts.as_ref();
    let of = |value: fn(&HostFacts) -> Option<String>| known(facts.and_then(value));
    vec![
        Cell::new(look.clean(&host.name)).style(BOLD),
        answer,
        of(|facts| {
            Some(when::length_short(SignedDuration::from_secs(
                i64::try_from(facts.uptime_seconds?).ok()?,
            )))
        }),
        of(load),
        of(|facts| used(facts.memory_total_bytes?, facts.memory_available_bytes?)),
        of(|facts| used(facts.disk_total_bytes?, facts.disk_available_bytes?)),
        known(host.clock_skew_ms.map(skew)),
    ]
}

fn software(facts: &HostFacts, look: &Look) -> String {
    let versioned = |name: &str, version: &Option<String>| {
        version.as_ref().map(|version| format!("{name} {version}"))
    };
    let parts = [
        facts.os.clone(),
        facts.kernel.clone(),
        versioned("Docker", &facts.docker_version),
        versioned("Compose", &facts.compose_version),
        facts.time_zone.clone(),
    ];
    let parts: Vec<_> = parts.iter().flatten().map(|part| look.clean(part)).collect();
    parts.join(&format!(" {} ", look.symbol(Symbol::DOT)))
}

/// Over the last minute, and how many processors share it.
fn load(facts: &HostFacts) -> Option<String> {
    let load = facts.load?[0];
    Some(match facts.cpus {
        Some(cpus) => format!("{load:.2} of {cpus}"),
        None => format!("{load:.2}"),
    })
}

/// "61% of 7.7 GiB"
fn used(total: u64, available: u64) -> Option<String> {
    let used = u128::from(total.saturating_sub(available));
    let percent = (used * 100).checked_div(u128::from(total))?;
    Some(format!("{percent}% of {}", size(total)))
}

fn size(bytes: u64) -> String {
    const UNITS: [&str; 5] = ["KiB", "MiB", "GiB", "TiB", "PiB"];
    let mut amount = bytes as f64 / 1024.0;
    let mut unit = 0;
    while amount >= 1000.0 && unit + 1 < UNITS.len() {
        amount /= 1024.0;
        unit += 1;
    }
    let decimals = usize::from(amount < 10.0);
    format!("{amount:.decimals$} {}", UNITS[unit])
}

/// The host's clock against ours: "+3 minutes"; what the exchange itself may hide is none.
fn skew(ms: i64) -> String {
    if ms.abs() <= 2000 {
        return "right".to_owned();
    }
    let sign = if ms < 0 { '-' } else { '+' };
    format!("{sign}{}", when::length_short(SignedDuration::from_millis(ms)))
}
