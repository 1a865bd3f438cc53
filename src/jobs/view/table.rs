//! The jobs as a table: a row each, and under it what is odd.

use std::collections::BTreeMap;

use anstyle::Style;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::super::news;
use super::super::{Job, JobsReport, Outcome, Runs};
use super::time;
use crate::ui::style::{BAD, BOLD, DIM, Look, PLAIN, Symbol, WARN};
use crate::ui::table::{Cell, Column, Row, Table};
use crate::ui::when;

/// From this width on times are spelled out.
const ROOMY: usize = 120;

/// With `before`, the jobs as they were, what changed is marked.
pub(super) fn table(
    report: &JobsReport,
    before: Option<&JobsReport>,
    look: &Look,
    now: Timestamp,
    zone: &TimeZone,
) -> String {
    let with_host = report.hosts.len() > 1;
    let mut columns = Vec::new();
    if with_host {
        columns.push(Column::expendable("HOST", 8, 1));
    }
    columns.extend([
        Column::expendable("USER", 8, 4),
        Column::needed("SCHEDULE", 14),
        Column::needed("NEXT", usize::MAX),
        Column::expendable("LAST", usize::MAX, 2),
        Column::needed("COMMAND", 14),
        Column::expendable("SOURCE", 18, 3),
    ]);
    // By their identity, for a host may have thousands.
    let before: Option<BTreeMap<_, _>> = before
        .map(|before| before.jobs.iter().rev().map(|job| (news::identity(job), job)).collect());
    let mut table = Table::new(columns).with_marks(before.is_some());
    for job in &report.jobs {
        let known = before.as_ref().map(|before| before.get(&news::identity(job)).copied());
        table.push(Row {
            cells: cells(job, known.flatten(), with_host, look, now, zone),
            notes: notes(job, look),
            changed: known.is_some_and(|known| known.is_none_or(|known| news::changed(known, job))),
        });
    }
    table.render(look)
}

/// `before`: the job as it was, where somebody watches.
fn cells(
    job: &Job,
    before: Option<&Job>,
    with_host: bool,
    look: &Look,
    now: Timestamp,
    zone: &TimeZone,
) -> Vec<Cell> {
    let changed =
        |differs: fn(&Job, &Job) -> bool| before.is_some_and(|before| differs(before, job));
    let mut cells = Vec::new();
    if with_host {
        cells.push(Cell::new(look.clean(&job.host)));
    }
    cells.extend([
        known(job.user.as_deref(), look),
        Cell::new(look.clean(&job.words)).mark(changed(news::schedule_changed)),
        next(job, look, now, zone),
        last(job, look, now).mark(changed(news::last_changed)),
        Cell::new(look.clean(&job.command)).style(BOLD),
        Cell::new(look.clean(&job.source.to_string())).style(DIM),
    ]);
    cells
}

fn known(text: Option<&str>, look: &Look) -> Cell {
    text.map_or_else(|| Cell::new("-").style(DIM), |text| Cell::new(look.clean(text)))
}

fn next(job: &Job, look: &Look, now: Timestamp, zone: &TimeZone) -> Cell {
    let word = |word: &str, style: Style| Cell::new(word).style(style);
    match (job.runs, job.next_run) {
        (Runs::Stopped, _) => word("stopped", BAD),
        (Runs::Never, _) => word("never", WARN),
        (Runs::AtBoot, _) => word("at boot", DIM),
        (_, None) => word("-", DIM),
        (_, Some(next)) => {
            let clock = time::clock(next, now, zone);
            match look.width >= ROOMY {
                true => Cell::new(format!("{clock}, {}", when::ago_short(next, now))),
                false => Cell::new(clock),
            }
        }
    }
}

/// A failure has a cross and a word below; colour alone would tell nothing.
fn last(job: &Job, look: &Look, now: Timestamp) -> Cell {
    let Some(last) = job.last_run else { return Cell::new("-").style(DIM) };
    let ago = when::ago_short(last, now);
    match job.last_outcome {
        Some(Outcome::Failed) => {
            Cell::new(format!("{} {ago}", look.symbol(Symbol::CROSS))).style(BAD)
        }
        _ => Cell::new(ago).style(PLAIN),
    }
}

fn notes(job: &Job, look: &Look) -> Vec<Cell> {
    let failed = (job.last_outcome == Some(Outcome::Failed)).then(|| match job.last_exit_code {
        Some(code) => format!("the last run failed with exit code {code}"),
        None => "the last run failed".to_owned(),
    });
    let input = job.input.as_ref().map(|input| format!("reads: {input}"));
    let notes = job.warnings.iter().cloned().chain(failed).chain(input);
    notes.map(|note| Cell::new(look.clean(&note).into_owned())).collect()
}
