//! The report as a person or a program reads it. Every text from a host is made safe here.

mod data;
mod hosts;
mod table;
mod time;

pub use data::{json, jsonl, tsv};

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::{Ignored, JobsReport};
use crate::ui::style::{BAD, BOLD, DIM, Look, Symbol};
use crate::ui::table::{Cell, push_notes};
use crate::ui::{fit, when};

/// More of them are counted only.
const MOST_IGNORED: usize = 40;

/// For a terminal: the jobs, what never runs, what is wrong with hosts, one line of counts.
///
/// Times are shown in the reader's `zone`.
pub fn text(report: &JobsReport, look: &Look, now: Timestamp, zone: &TimeZone) -> String {
    text_since(report, None, look, now, zone)
}

/// The same with marks at what changed since `before`, an earlier report.
pub fn text_since(
    report: &JobsReport,
    before: Option<&JobsReport>,
    look: &Look,
    now: Timestamp,
    zone: &TimeZone,
) -> String {
    let mut paragraphs = Vec::new();
    if !report.jobs.is_empty() {
        paragraphs.push(table::table(report, before, look, now, zone));
    }
    if !report.ignored.is_empty() {
        paragraphs.push(never_runs(report, look));
    }
    paragraphs.push(hosts::problems(report, look));
    paragraphs.push(footer(report, look, now, zone));
    paragraphs.retain(|paragraph| !paragraph.is_empty());
    paragraphs.join("\n")
}

fn never_runs(report: &JobsReport, look: &Look) -> String {
    let with_host = report.hosts.len() > 1;
    let mut out = look.paint(BOLD, "NEVER RUNS") + "\n";
    for ignored in report.ignored.iter().take(MOST_IGNORED) {
        let place = match with_host {
            true => format!("{}: {}", ignored.host, ignored.source),
            false => ignored.source.to_string(),
        };
        let place = fit::cut(&look.clean(&place), look.width.saturating_sub(2), look);
        out.push_str(&format!("{} {place}\n", look.paint(BAD, look.symbol(Symbol::CROSS))));
        let mut notes = vec![Cell::new(look.clean(&reason(ignored)))];
        if !ignored.text.trim().is_empty() {
            let line = look.clean(ignored.text.trim_end_matches('\r'));
            notes.push(Cell::new(fit::cut(&line, look.width.saturating_sub(5), look)).style(DIM));
        }
        push_notes(&mut out, &notes, 2, look);
    }
    if report.ignored.len() > MOST_IGNORED {
        let more = report.ignored.len() - MOST_IGNORED;
        out.push_str(&look.paint(DIM, &format!("  and {more} more, all with -o json")));
        out.push('\n');
    }
    out
}

/// What else is lost with a file that cron ignores as a whole.
fn reason(ignored: &Ignored) -> String {
    match ignored.also_lost {
        0 => ignored.reason.clone(),
        1 => format!("{}; cron ignores the whole file, with 1 more job", ignored.reason),
        n => format!("{}; cron ignores the whole file, with {n} more jobs", ignored.reason),
    }
}

/// "5 jobs · 2 never run · 14 of the system hidden (--all) · toucan in 84 ms"
fn footer(report: &JobsReport, look: &Look, now: Timestamp, zone: &TimeZone) -> String {
    let count = |number: usize, what: &str| format!("{number} {what}");
    let shown = report.selection.shown;
    let mut parts = vec![count(shown, if shown == 1 { "job" } else { "jobs" })];
    if !report.ignored.is_empty() {
        parts.push(count(
            report.ignored.len(),
            if report.ignored.len() == 1 { "never runs" } else { "never run" },
        ));
    }
    if report.selection.hidden_system > 0 {
        parts.push(format!("{} of the system hidden (--all)", report.selection.hidden_system));
    }
    parts.push(format!("{} {}", hosts::names(report), checked(report, now)));
    let text = parts.join(&format!(" {} ", look.symbol(Symbol::DOT)));
    let notes = report
        .hosts
        .iter()
        .flat_map(|host| host.notes.iter().map(|note| format!("{}: {note}", host.name)));
    let lines = [text].into_iter().chain(time::zones(report, now, zone)).chain(notes);
    let lines = lines.flat_map(|line| fit::wrap(&look.clean(&line), look.width, 3, look));
    lines.map(|line| look.paint(DIM, &line) + "\n").collect()
}

fn checked(report: &JobsReport, now: Timestamp) -> String {
    let age = now.duration_since(report.generated_at);
    match report.duration_ms {
        _ if age.as_secs() >= 10 => when::ago(report.generated_at, now),
        ms @ ..1000 => format!("in {ms} ms"),
        ms => format!("in {}.{} s", ms / 1000, ms % 1000 / 100),
    }
}

#[cfg(test)]
mod tests;
