//! The table of a plan, and the commands it stands for.

use std::collections::BTreeSet;

use crate::stacks::{Action, Obstacle, Plan, Row};
use crate::ui::style::{BAD, BOLD, DIM, Look, PLAIN, Symbol, WARN};
use crate::ui::table::{Cell, Column, Row as TableRow, Table, push_notes};

/// `HOST STACK SERVICE ACTION WHY`, with what is in the way below its row.
pub fn plan(plan: &Plan, look: &Look) -> String {
    let mut table = Table::new(vec![
        Column::expendable("HOST", 6, 1),
        Column::expendable("STACK", 8, 2),
        Column::needed("SERVICE", 8),
        Column::needed("ACTION", 8),
        Column::expendable("WHY", 12, 3),
    ]);
    // Without room for the column it stands below.
    let roomy = look.width >= 60;
    for row in &plan.rows {
        let mut notes = Vec::new();
        let why = Cell::new(look.clean(&row.why));
        if row.obstacle.is_some() || !roomy {
            notes.push(why.clone());
        }
        if let Some(Obstacle::Fix(fix)) = &row.obstacle {
            notes.push(Cell::new(look.clean(fix)).style(DIM));
        }
        let cell = if row.obstacle.is_some() || !roomy { Cell::new("") } else { why };
        table.push(TableRow {
            cells: vec![
                Cell::new(look.clean(&row.host)),
                Cell::new(look.clean(row.stack.as_deref().unwrap_or("-"))),
                Cell::new(look.clean(&row.service)).style(BOLD),
                action(row.action, look),
                cell,
            ],
            notes,
            changed: false,
        });
    }
    let mut out = table.render(look);
    for (stack, volumes) in &plan.volumes {
        let line = format!("with the named volumes of {stack}: {}", volumes.join(", "));
        push_notes(&mut out, &[Cell::new(look.clean(&line)).style(WARN)], 0, look);
    }
    out
}

fn action(action: Action, look: &Look) -> Cell {
    let style = match action {
        Action::Nothing | Action::Leave => DIM,
        Action::Cannot => BAD,
        Action::Remove | Action::Stop | Action::Recreate => WARN,
        _ => PLAIN,
    };
    match action {
        Action::Cannot => Cell::new(format!("{} cannot", look.symbol(Symbol::CROSS))).style(style),
        action => Cell::new(action.word()).style(style),
    }
}

/// What would be run, below the name of each host.
pub fn commands(plan: &Plan, look: &Look) -> String {
    let mut out = String::new();
    for host in &plan.hosts {
        out.push_str(&format!("{}:\n", look.paint(BOLD, &look.clean(&host.host))));
        for planned in &host.steps {
            // Never cut: it is there to be copied.
            out.push_str(&format!("  {}\n", look.clean(&planned.step.to_string())));
        }
    }
    out
}

/// Every row with its command; one that needs none has an empty last cell.
pub fn plan_tsv(plan: &Plan) -> String {
    let mut out = "HOST\tSTACK\tSERVICE\tACTION\tWHY\tCOMMAND\n".to_owned();
    for row in &plan.rows {
        let steps = plan.hosts.iter().filter(|host| host.host == row.host).flat_map(|it| &it.steps);
        let command = steps.filter(|step| row.action.changes() && step.is_about(row));
        let command: Vec<String> = command.map(|planned| planned.step.to_string()).collect();
        super::results::push_tsv(
            &mut out,
            &[
                &row.host,
                row.stack.as_deref().unwrap_or("-"),
                &row.service,
                row.action.word(),
                &row.why,
                &command.join("; "),
            ],
        );
    }
    out
}

/// Such as "restart grafana on toucan" or "recreate 1, create 2 services on 2 hosts".
pub fn summary(plan: &Plan) -> String {
    let changed: Vec<&Row> = plan.rows.iter().filter(|row| row.action.changes()).collect();
    let hosts: BTreeSet<&str> = changed.iter().map(|row| row.host.as_str()).collect();
    let hosts = match hosts.len() {
        1 => hosts.into_iter().collect(),
        several => format!("{several} hosts"),
    };
    if let [only] = &changed[..] {
        return format!("{} {} on {hosts}", only.action.word(), only.target());
    }
    let mut counts: Vec<(&str, usize)> = Vec::new();
    for row in &changed {
        match counts.iter_mut().find(|(word, _)| *word == row.action.word()) {
            Some((_, count)) => *count += 1,
            None => counts.push((row.action.word(), 1)),
        }
    }
    let counts: Vec<String> =
        counts.iter().map(|(word, count)| format!("{word} {count}")).collect();
    format!("{} services on {hosts}", counts.join(", "))
}
