//! `sgos config show`: every effective value and where it comes from.

use crate::cli::{Context, Output};
use crate::error::CommandError;
use crate::exit::Exit;
use crate::inventory::{Inventory, Shown};
use crate::ui::table::{Cell, Column, Row, Table};

pub(super) fn run(context: &Context, inventory: &Inventory) -> Result<Exit, CommandError> {
    let shown = Shown::of(inventory);
    let file = shown.file.as_ref().map(|path| path.display().to_string());
    let origin = |line: Option<usize>, origin: &str| match (&file, line) {
        (Some(_), Some(line)) => format!("line {line}"),
        _ => origin.to_owned(),
    };
    let text = match context.output() {
        Output::Json => return context.answer_json(&shown),
        Output::Jsonl => {
            for row in &shown.settings {
                context.answer_json(row)?;
            }
            return Ok(Exit::Fine);
        }
        Output::Tsv => {
            let row = |row: &crate::inventory::Row| {
                format!("{}\t{}\t{}\n", row.key, row.value, origin(row.line, row.origin))
            };
            "key\tvalue\torigin\n".to_owned() + &shown.settings.iter().map(row).collect::<String>()
        }
        Output::Text => {
            let look = context.look(false);
            let mut table = Table::new(vec![
                Column::needed("KEY", 16),
                Column::needed("VALUE", 16),
                Column::needed("ORIGIN", 8),
            ]);
            for row in &shown.settings {
                let cells = [row.key.clone(), row.value.to_string(), origin(row.line, row.origin)];
                let cells = cells.iter().map(|text| Cell::new(look.clean(text))).collect();
                table.push(Row { cells, ..Row::default() });
            }
            let heading = file.as_deref().unwrap_or("no sgos.toml: this machine");
            format!("{}\n\n{}", look.clean(heading), table.render(&look))
        }
    };
    context.answer(&text)
}
