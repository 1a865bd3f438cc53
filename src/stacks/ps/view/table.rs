//! The services as a table: a row each, and under it why it is not well.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::super::news::{changed, is_same};
use super::super::{PsReport, PsService};
use crate::status::State;
use crate::status::view::mark;
use crate::ui::style::{BOLD, DIM, Look, PLAIN, Symbol};
use crate::ui::table::{Cell, Column, Row, Table};
use crate::ui::when;

/// With `before`, the report as it was, what changed is marked.
pub(super) fn table(
    report: &PsReport,
    before: Option<&PsReport>,
    look: &Look,
    now: Timestamp,
) -> Table {
    let hosts: BTreeSet<&str> = report.hosts.iter().map(|host| host.name.as_str()).collect();
    let with_host = hosts.len() > 1;
    let mut columns = vec![Column::needed("STACK", 10), Column::needed("SERVICE", 12)];
    if with_host {
        columns.push(Column::expendable("HOST", 8, 1));
    }
    columns.push(Column::needed("STATE", usize::MAX));
    columns.push(Column::expendable("DIRECTORY", 20, 3));
    columns.push(Column::expendable("URL", 18, 2));
    if look.wide {
        columns.push(Column::expendable("IMAGE", 12, 4));
        columns.push(Column::expendable("CONTAINER", 12, 5));
    }
    let mut table = Table::new(columns).with_marks(before.is_some());
    for service in &report.services {
        let known =
            before.map(|before| before.services.iter().find(|known| is_same(known, service)));
        table.push(Row {
            cells: cells(service, known.flatten(), with_host, look),
            notes: notes(service, look, now),
            changed: known.is_some_and(|known| known.is_none_or(|known| changed(known, service))),
        });
    }
    table
}

fn cells(
    service: &PsService,
    before: Option<&PsService>,
    with_host: bool,
    look: &Look,
) -> Vec<Cell> {
    let (symbol, style) = mark(service.state);
    let state_changed = before.is_some_and(|before| before.state != service.state);
    let mut cells = vec![
        known(service.stack.as_deref(), look),
        known(service.service.as_deref(), look).style(BOLD).link(service.url.as_deref()),
    ];
    if with_host {
        cells.push(Cell::new(look.clean(&service.host)));
    }
    let state = format!("{} {}", look.symbol(symbol), service.state.word());
    cells.push(Cell::new(state).style(style).mark(state_changed));
    cells.push(known(service.directory.as_deref(), look).style(DIM));
    cells.push(known(service.url.as_deref(), look).link(service.url.as_deref()));
    if look.wide {
        let container = service.containers.first();
        let more = match service.containers.len() {
            0 | 1 => String::new(),
            count => format!(" +{}", count - 1),
        };
        let name = container.map(|container| format!("{}{more}", container.name));
        cells.push(known(container.map(|container| container.image.as_str()), look));
        cells.push(known(name.as_deref(), look));
    }
    cells
}

fn known(text: Option<&str>, look: &Look) -> Cell {
    match text {
        Some(text) => Cell::new(look.clean(text)).style(PLAIN),
        None => Cell::new("-").style(DIM),
    }
}

fn notes(service: &PsService, look: &Look, now: Timestamp) -> Vec<Cell> {
    let mut notes = Vec::new();
    let since = service.since.filter(|_| service.state == State::NotRunning);
    let seen = service.seen_at.map(|seen| format!("last seen {}", when::ago(seen, now)));
    match (&service.reason, since.map(|since| when::ago(since, now)).or(seen)) {
        (Some(reason), Some(seen)) => notes.push(format!("{reason}, {seen}")),
        (Some(reason), None) => notes.push(reason.clone()),
        (None, Some(seen)) => notes.push(seen),
        (None, None) => {}
    }
    if service.one_off {
        let name = service.containers.first().map(|container| container.name.as_str());
        notes.push(format!("run once by hand: {}", name.unwrap_or_default()));
    }
    if let Some(made_in) = &service.made_in {
        notes.push(format!("it has moved: its containers were made in {made_in}"));
    }
    let bad = service.containers.iter().filter(|one| one.state == service.state).count();
    if service.containers.len() > 1 && service.state.is_bad_news() {
        let total = service.containers.len();
        notes.push(format!("{bad} of {total} containers {}", service.state.word()));
    } else if service.containers.len() > 1 {
        notes.push(format!("{} containers", service.containers.len()));
    }
    if look.wide
        && let Some(facts) = facts(service, look)
    {
        notes.push(facts);
    }
    notes.into_iter().map(|note| Cell::new(look.clean(&note).into_owned())).collect()
}

fn facts(service: &PsService, look: &Look) -> Option<String> {
    let ports: BTreeSet<String> = service
        .containers
        .iter()
        .flat_map(|container| &container.ports)
        .map(|port| format!("{}:{} to {}", port.address, port.on_host, port.inside))
        .collect();
    let apps = service.apps.iter().map(|app| format!("app {app}"));
    let facts: Vec<_> = apps.chain(ports).collect();
    let dot = format!(" {} ", look.symbol(Symbol::DOT));
    (!facts.is_empty()).then(|| facts.join(&dot))
}
