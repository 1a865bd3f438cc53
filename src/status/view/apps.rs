//! The apps as a table: a row each, and under it why it is not well.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::super::news::app_changed;
use super::super::{AppStatus, CommitRef, Snapshot, State};
use super::mark;
use crate::probe::moved;
use crate::ui::style::{BOLD, DIM, Look, PLAIN, Symbol};
use crate::ui::table::{Cell, Column, Row, Table};
use crate::ui::when;

/// From this width on times are spelled out.
const ROOMY: usize = 100;

/// With `before`, the apps as they were, what changed is marked.
pub(super) fn table(
    snapshot: &Snapshot,
    before: Option<&[AppStatus]>,
    look: &Look,
    now: Timestamp,
) -> Table {
    let hosts: BTreeSet<&str> = snapshot.apps.iter().map(|app| app.host.as_str()).collect();
    let with_host = hosts.len() > 1;
    let mut columns = vec![Column::needed("APP", 28)];
    if with_host {
        columns.push(Column::expendable("HOST", 10, 1));
    }
    columns.extend([
        Column::needed("STATE", usize::MAX),
        Column::expendable("VERSION", 12, 2),
        Column::expendable("DEPLOYED", usize::MAX, 3),
        Column::expendable("COMMIT", usize::MAX, 4),
        Column::expendable("COMMITTED", usize::MAX, 5),
    ]);
    let mut table = Table::new(columns).with_marks(before.is_some());
    for app in &snapshot.apps {
        let same = |known: &&AppStatus| known.name == app.name && known.host == app.host;
        let known = before.map(|before| before.iter().find(same));
        table.push(Row {
            cells: cells(app, known, with_host, look, now),
            notes: notes(app, look, now),
            changed: known.is_some_and(|known| known.is_none_or(|known| app_changed(known, app))),
        });
    }
    table
}

/// `before`: what the app was, where somebody watches; it may be new.
fn cells(
    app: &AppStatus,
    before: Option<Option<&AppStatus>>,
    with_host: bool,
    look: &Look,
    now: Timestamp,
) -> Vec<Cell> {
    let (symbol, style) = mark(app.state);
    let commit = app.commit.as_ref();
    let is_new = before.is_some_and(|known| known.is_none());
    let changed = |differs: fn(&AppStatus, &AppStatus) -> bool| {
        before.flatten().is_some_and(|before| differs(before, app))
    };
    let name = Cell::new(look.clean(&app.name)).style(BOLD).link(app.url.as_deref());
    let mut cells = vec![name.mark(is_new)];
    if with_host {
        cells.push(Cell::new(look.clean(&app.host)));
    }
    cells.extend([
        Cell::new(format!("{} {}", look.symbol(symbol), app.state.word()))
            .style(style)
            .mark(changed(|before, now| before.state != now.state)),
        known(app.version.as_deref(), look)
            .mark(changed(|before, now| before.version != now.version)),
        time(app.deployed_at, look, now)
            .mark(changed(|before, now| moved(before.deployed_at, now.deployed_at))),
        known(commit.map(|commit| commit.short.as_str()), look)
            .link(commit.and_then(|commit| commit.url.as_deref()))
            .mark(changed(|before, now| sha(before) != sha(now))),
        time(commit.and_then(|commit| commit.author_date), look, now).style(DIM),
    ]);
    cells
}

fn sha(app: &AppStatus) -> Option<&str> {
    app.commit.as_ref().map(|commit| commit.sha.as_str())
}

fn known(text: Option<&str>, look: &Look) -> Cell {
    match text {
        Some(text) => Cell::new(look.clean(text)).style(PLAIN),
        None => Cell::new("-").style(DIM),
    }
}

fn time(then: Option<Timestamp>, look: &Look, now: Timestamp) -> Cell {
    match then {
        Some(then) if look.width >= ROOMY => Cell::new(when::ago(then, now)),
        Some(then) => Cell::new(when::ago_short(then, now)),
        None => Cell::new("-").style(DIM),
    }
}

fn notes(app: &AppStatus, look: &Look, now: Timestamp) -> Vec<Cell> {
    let mut notes = Vec::new();
    if let Some(why) = why(app, now) {
        notes.push(Cell::new(look.clean(&why)));
    }
    if look.wide {
        let dot = format!(" {} ", look.symbol(Symbol::DOT));
        let facts: Vec<_> = facts(app).iter().map(|fact| look.clean(fact).into_owned()).collect();
        notes.push(Cell::new(facts.join(&dot)).style(DIM));
    }
    notes
}

/// Of a stale app what is remembered: that its host is unreachable is said once, below the table.
fn why(app: &AppStatus, now: Timestamp) -> Option<String> {
    if app.stale {
        let last = app.last_state?;
        return Some(format!("was {} {}", last.word(), when::ago(app.checked_at, now)));
    }
    let reason = app.reason.clone()?;
    match app.since {
        Some(since) if app.state == State::NotRunning => {
            Some(format!("{reason}, {}", when::ago(since, now)))
        }
        _ => Some(reason),
    }
}

fn facts(app: &AppStatus) -> Vec<String> {
    let mut facts = Vec::new();
    if app.title != app.name {
        facts.push(app.title.clone());
    }
    if let Some(CommitRef { branch, subject, dirty, .. }) = &app.commit {
        facts.push(branch.clone().unwrap_or_else(|| "no branch".to_owned()));
        if *dirty == Some(true) {
            facts.push("uncommitted changes".to_owned());
        }
        facts.push(subject.clone());
    }
    facts.extend(app.directory.clone());
    facts.retain(|fact| !fact.is_empty());
    facts
}
