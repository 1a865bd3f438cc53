//! The snapshot as a person or a program reads it. Every text from a host is made safe here.

mod apps;
mod data;
pub mod hosts;

pub use data::{json, jsonl, tsv};

use anstyle::Style;
use jiff::Timestamp;

use super::snapshot::Severity;
use super::{CollectorStatus, Snapshot, State, SummaryState};
use crate::ui::style::{BAD, BOLD, DIM, GOOD, Look, Symbol, UNKNOWN, WARN};
use crate::ui::{fit, when};

/// For a terminal: the banner, the apps, what is wrong with hosts, one line of counts.
pub fn text(snapshot: &Snapshot, look: &Look, now: Timestamp) -> String {
    text_since(snapshot, None, look, now)
}

/// The same; with `before`, an earlier snapshot, what changed since is marked.
pub fn text_since(
    snapshot: &Snapshot,
    before: Option<&Snapshot>,
    look: &Look,
    now: Timestamp,
) -> String {
    let mut paragraphs = vec![banner(snapshot, look)];
    if !snapshot.apps.is_empty() {
        let known = before.map(|before| before.apps.as_slice());
        paragraphs.push(apps::table(snapshot, known, look, now).render(look));
    }
    if look.wide && snapshot.hosts.iter().any(|host| host.facts.is_some()) {
        let known = before.map(|before| before.hosts.as_slice());
        let table = hosts::table(&snapshot.hosts, known, hosts::Problems::Elsewhere, look);
        paragraphs.push(table.with_marks(before.is_some()).render(look));
    }
    paragraphs.push(hosts::problems(&snapshot.hosts, look));
    paragraphs.push(footer(snapshot, look, now));
    paragraphs.retain(|paragraph| !paragraph.is_empty());
    paragraphs.join("\n")
}

fn banner(snapshot: &Snapshot, look: &Look) -> String {
    let (symbol, style) = match snapshot.summary.state {
        SummaryState::Operational => (Symbol::TICK, GOOD.bold()),
        SummaryState::Degraded => (Symbol::ATTENTION, WARN.bold()),
        SummaryState::Outage => (Symbol::CROSS, BAD),
        SummaryState::Unknown | SummaryState::NoData => (Symbol::UNKNOWN, UNKNOWN),
    };
    let symbol = look.paint(style, look.symbol(symbol));
    let text = look.clean(&snapshot.summary.text);
    let lines = fit::wrap(&text, look.width.saturating_sub(2), 3, look);
    let lines: Vec<_> = lines.iter().map(|line| look.paint(BOLD, line)).collect();
    format!("{symbol} {}\n", lines.join("\n  "))
}

/// "9 apps · 4 ok, 1 starting, 1 paused, 3 down · hornbill, toucan in 84 ms"
fn footer(snapshot: &Snapshot, look: &Look, now: Timestamp) -> String {
    let mut parts = vec![
        shown(snapshot),
        counts(snapshot),
        format!("{} {}", hosts(snapshot), checked(snapshot, now)),
    ];
    parts.retain(|part| !part.trim().is_empty());
    let text = parts.join(&format!(" {} ", look.symbol(Symbol::DOT)));
    let lines = fit::wrap(&look.clean(&text), look.width, 2, look);
    lines.iter().map(|line| look.paint(DIM, line) + "\n").collect()
}

fn shown(snapshot: &Snapshot) -> String {
    let total = snapshot.summary.counts.values().sum::<usize>();
    match &snapshot.selection {
        Some(selection) if selection.shown < selection.total => {
            format!("{} of {} shown", selection.shown, selection.total)
        }
        _ if total == 1 => "1 app".to_owned(),
        _ => format!("{total} apps"),
    }
}

fn counts(snapshot: &Snapshot) -> String {
    let groups = [
        (Severity::Good, "ok"),
        (Severity::Starting, "starting"),
        (Severity::Paused, "paused"),
        (Severity::Down, "down"),
        (Severity::Unknown, "unknown"),
    ];
    let counted = groups.into_iter().filter_map(|(severity, word)| {
        let of_severity =
            snapshot.summary.counts.iter().filter(|(state, _)| state.severity() == severity);
        let count: usize = of_severity.map(|(_, count)| count).sum();
        (count > 0).then(|| format!("{count} {word}"))
    });
    counted.collect::<Vec<_>>().join(", ")
}

fn hosts(snapshot: &Snapshot) -> String {
    match snapshot.hosts.as_slice() {
        few @ ([] | [_] | [_, _] | [_, _, _]) => {
            few.iter().map(|host| host.name.as_str()).collect::<Vec<_>>().join(", ")
        }
        many => format!("{} hosts", many.len()),
    }
}

/// How long it took, or for an older snapshot how old it is.
fn checked(snapshot: &Snapshot, now: Timestamp) -> String {
    let age = now.duration_since(snapshot.generated_at);
    if age.as_secs() >= 10 {
        return when::ago(snapshot.generated_at, now);
    }
    took(&snapshot.collector)
}

fn took(collector: &CollectorStatus) -> String {
    match collector.duration_ms {
        ms @ ..1000 => format!("in {ms} ms"),
        ms => format!("in {}.{} s", ms / 1000, ms % 1000 / 100),
    }
}

/// A symbol and a colour for each state; the word stands beside them always.
pub fn mark(state: State) -> (Symbol, Style) {
    match state {
        State::Healthy => (Symbol::FULL, GOOD),
        State::Running => (Symbol::HOLLOW, GOOD),
        State::ExitedOk => (Symbol::TICK, GOOD),
        State::Starting => (Symbol::HALF, WARN),
        State::Paused => (Symbol::PAUSE, WARN),
        State::NotRunning | State::Unhealthy => (Symbol::CROSS, BAD),
        State::Restarting => (Symbol::LOOP, BAD),
        State::Unknown => (Symbol::UNKNOWN, UNKNOWN),
    }
}

#[cfg(test)]
mod tests;
