//! The report as a person or a program reads it. Every text from a host is made safe here.

mod data;
mod table;

pub use data::{json, jsonl, tsv};

use jiff::Timestamp;

use super::PsReport;
use crate::status::view::hosts::problems;
use crate::ui::style::{DIM, Look, Symbol};
use crate::ui::{fit, when};

/// For a terminal: the table, what is wrong with hosts, one line of counts.
pub fn text(report: &PsReport, look: &Look, now: Timestamp) -> String {
    text_since(report, None, look, now)
}

/// The same with marks at what changed since `before`, an earlier report.
pub fn text_since(
    report: &PsReport,
    before: Option<&PsReport>,
    look: &Look,
    now: Timestamp,
) -> String {
    let mut paragraphs = Vec::new();
    if !report.services.is_empty() {
        paragraphs.push(table::table(report, before, look, now).render(look));
    }
    paragraphs.push(problems(&report.hosts, look));
    paragraphs.push(footer(report, look, now));
    paragraphs.retain(|paragraph| !paragraph.is_empty());
    paragraphs.join("\n")
}

/// "12 services · 2 hidden (--all) · hornbill, toucan in 84 ms"
fn footer(report: &PsReport, look: &Look, now: Timestamp) -> String {
    let mut parts = vec![match report.selection.shown {
        1 => "1 service".to_owned(),
        count => format!("{count} services"),
    }];
    if report.selection.hidden > 0 {
        parts.push(format!("{} hidden (--all)", report.selection.hidden));
    }
    let hosts = match report.hosts.as_slice() {
        few @ ([] | [_] | [_, _] | [_, _, _]) => {
            few.iter().map(|host| host.name.as_str()).collect::<Vec<_>>().join(", ")
        }
        many => format!("{} hosts", many.len()),
    };
    parts.push(format!("{hosts} {}", checked(report, now)));
    let text = parts.join(&format!(" {} ", look.symbol(Symbol::DOT)));
    let lines = fit::wrap(&look.clean(&text), look.width, 2, look);
    lines.iter().map(|line| look.paint(DIM, line) + "\n").collect()
}

fn checked(report: &PsReport, now: Timestamp) -> String {
    let age = now.duration_since(report.generated_at);
    match report.duration_ms {
        _ if age.as_secs() >= 10 => when::ago(report.generated_at, now),
        ms @ ..1000 => format!("in {ms} ms"),
        ms => format!("in {}.{} s", ms / 1000, ms % 1000 / 100),
    }
}

#[cfg(test)]
mod tests;
