//! `sgos config`: is the inventory right, and what does it say.

use clap::Subcommand;
use serde_json::json;

use super::{Context, Output};
use crate::error::CommandError;
use crate::exit::Exit;
use crate::inventory::{Inventory, SecretRef, Shown};
use crate::transport::Secret;
use crate::ui::table::{Cell, Column, Row, Table};

/// Check the inventory, show what it says
#[derive(Debug, Subcommand)]
pub enum ConfigCommand {
    /// Find every mistake in the inventory
    #[command(
        after_help = "Examples:\n  sgos config check\n  sgos config check --config ./sgos.toml"
    )]
    Check,
    /// Show every effective value and where it comes from; secrets stay references
    #[command(after_help = "Examples:\n  sgos config show\n  sgos config show -o json")]
    Show,
}

pub(super) async fn run(context: &Context, command: &ConfigCommand) -> Result<Exit, CommandError> {
    let inventory = context.inventory()?;
    match command {
        ConfigCommand::Check => check(context, &inventory).await,
        ConfigCommand::Show => show(context, &Shown::of(&inventory)),
    }
}

/// The inventory itself was checked when it was loaded; what is left are the secrets' references.
async fn check(context: &Context, inventory: &Inventory) -> Result<Exit, CommandError> {
    let mut warnings = Vec::new();
    for (key, reference) in secrets(inventory) {
        // A command may ask its user something, and is left alone here.
        if matches!(reference, SecretRef::Cmd(_)) {
            continue;
        }
        if let Err(error) = Secret::resolve(reference, context.process.env).await {
            warnings.push(format!("{key} = \"{reference}\": {error}"));
        }
    }
    for warning in &warnings {
        context.ui.warn(warning);
    }
    let file = inventory.source.path();
    if context.wants_json() {
        return context.answer_json(&json!({
            "schema_version": 1,
            "file": file,
            "hosts": inventory.hosts.len(),
            "stacks": inventory.stacks.len(),
            "apps": inventory.apps.len(),
            "warnings": warnings,
        }));
    }
    let name = file.map_or_else(
        || "no sgos.toml: this machine".to_owned(),
        |path| format!("{}: no mistakes", path.display()),
    );
    let count = |number: usize, what: &str| {
        format!("{number} {what}{}", if number == 1 { "" } else { "s" })
    };
    context.answer(&format!(
        "{name}; {}, {}, {}\n",
        count(inventory.hosts.len(), "host"),
        count(inventory.stacks.len(), "stack"),
        count(inventory.apps.len(), "named app"),
    ))
}

fn secrets(inventory: &Inventory) -> Vec<(&'static str, &SecretRef)> {
    let grafana = inventory.grafana.as_ref().and_then(|grafana| grafana.token.as_ref());
    let glitchtip = inventory.glitchtip.as_ref().and_then(|glitchtip| glitchtip.token.as_ref());
    let access = inventory.access.as_ref();
    let all = [
        ("grafana.token", grafana),
        ("glitchtip.token", glitchtip),
        ("access.client_id", access.and_then(|access| access.client_id.as_ref())),
        ("access.client_secret", access.and_then(|access| access.client_secret.as_ref())),
    ];
    all.into_iter().filter_map(|(key, secret)| Some((key, secret?))).collect()
}

fn show(context: &Context, shown: &Shown) -> Result<Exit, CommandError> {
    let file = shown.file.as_ref().map(|path| path.display().to_string());
    let origin = |line: Option<usize>, origin: &str| match (&file, line) {
        (Some(_), Some(line)) => format!("line {line}"),
        _ => origin.to_owned(),
    };
    let text = match context.output() {
        Output::Json => return context.answer_json(shown),
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
                table.push(Row { cells, notes: Vec::new() });
            }
            let heading = file.as_deref().unwrap_or("no sgos.toml: this machine");
            format!("{}\n\n{}", look.clean(heading), table.render(&look))
        }
    };
    context.answer(&text)
}
