//! The table of hosts: what sort of machines they are, and how they do.

use jiff::SignedDuration;

use super::super::super::news::host_changed;
use super::super::super::{ContainerCounts, HostStatus};
use crate::probe::HostFacts;
use crate::ui::style::{BAD, BOLD, DIM, Look, PLAIN, Symbol, WARN};
use crate::ui::table::{Cell, Column, Row, Table};
use crate::ui::trouble::WARNINGS;
use crate::ui::when;

/// What is wrong with a host stands under its row, or is told elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::status::view) enum Problems {
    Here,
    Elsewhere,
}

/// With `before`, the hosts as they were, what changed is marked.
pub(in crate::status::view) fn table(
    hosts: &[HostStatus],
    before: Option<&[HostStatus]>,
    problems: Problems,
    look: &Look,
) -> Table {
    let mut table = Table::new(vec![
        Column::needed("HOST", 12),
        Column::needed("ANSWER", usize::MAX),
        Column::expendable("CONTAINERS", usize::MAX, 1),
        Column::expendable("LOAD", usize::MAX, 2),
        Column::expendable("MEMORY", usize::MAX, 3),
        Column::expendable("DISK", usize::MAX, 4),
        Column::expendable("UP", usize::MAX, 5),
        Column::expendable("CLOCK", usize::MAX, 6),
    ]);
    for host in hosts {
        let known = before.map(|before| before.iter().find(|before| before.name == host.name));
        let mut notes = Vec::new();
        if problems == Problems::Here {
            notes.extend(problem_notes(host, look));
        }
        let facts = host.facts.as_ref().map(|facts| software(facts, look));
        notes.extend(facts.map(|facts| Cell::new(facts).style(DIM)));
        table.push(Row {
            cells: cells(host, known, look),
            notes,
            changed: known.is_some_and(|known| known.is_none_or(|known| changed(known, host))),
        });
    }
    table
}

fn changed(before: &HostStatus, now: &HostStatus) -> bool {
    host_changed(before, now) || before.containers != now.containers
}

fn problem_notes(host: &HostStatus, look: &Look) -> Vec<Cell> {
    let mut notes = Vec::new();
    let marked =
        |symbol: Symbol, text: &str| format!("{} {}", look.symbol(symbol), look.clean(text));
    if let Some(error) = &host.error {
        notes.push(Cell::new(marked(Symbol::CROSS, error)).style(BAD));
        notes.extend(host.hint.iter().map(|hint| Cell::new(look.clean(hint))));
    }
    if let Some(ailing) = host.containers.and_then(ailing) {
        notes.push(Cell::new(marked(Symbol::ATTENTION, &ailing)).style(WARN));
    }
    for warning in host.warnings.iter().take(WARNINGS) {
        notes.push(Cell::new(marked(Symbol::ATTENTION, warning)).style(WARN));
    }
    if host.warnings.len() > WARNINGS {
        let more = format!("{} more warnings, all with -o json", host.warnings.len() - WARNINGS);
        notes.push(Cell::new(marked(Symbol::ATTENTION, &more)).style(WARN));
    }
    notes
}

/// Such as "of its containers 1 is unhealthy, 2 are restarting"; what merely ended is not told.
fn ailing(counts: ContainerCounts) -> Option<String> {
    let ContainerCounts { unhealthy, paused, restarting, .. } = counts;
    let told = [(unhealthy, "unhealthy"), (restarting, "restarting"), (paused, "paused")];
    let told = told.iter().filter(|(count, _)| *count > 0).map(|(count, word)| {
        let verb = if *count == 1 { "is" } else { "are" };
        format!("{count} {verb} {word}")
    });
    let told: Vec<_> = told.collect();
    (!told.is_empty()).then(|| format!("of its containers {}", told.join(", ")))
}

/// `before`: what the host was, where somebody watches; it may be new.
fn cells(host: &HostStatus, before: Option<Option<&HostStatus>>, look: &Look) -> Vec<Cell> {
    let is_new = before.is_some_and(|known| known.is_none());
    let changed = |differs: fn(&HostStatus, &HostStatus) -> bool| {
        before.flatten().is_some_and(|before| differs(before, host))
    };
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
        Cell::new(look.clean(&host.name)).style(BOLD).mark(is_new),
        answer.mark(changed(|before, now| before.reachable != now.reachable)),
        known(host.containers.map(|counts| format!("{} of {}", counts.up, counts.total)))
            .mark(changed(|before, now| before.containers != now.containers)),
        of(load),
        of(|facts| used(facts.memory_total_bytes?, facts.memory_available_bytes?)),
        of(|facts| used(facts.disk_total_bytes?, facts.disk_available_bytes?)),
        of(|facts| {
            Some(when::length_short(SignedDuration::from_secs(
                i64::try_from(facts.uptime_seconds?).ok()?,
            )))
        }),
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
