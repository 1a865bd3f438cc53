//! `sgos config`: is the inventory right, and what does it say.

use clap::Subcommand;

use super::{Context, Output};
use crate::error::CommandError;
use crate::exit::Exit;
use crate::inventory::{Inventory, Source};
use crate::transport::Secret;
use crate::ui::{self, Table};

/// Check the inventory, show what it says
#[derive(Debug, Subcommand)]
pub enum ConfigCommand {
    /// Find every mistake in the inventory
    #[command(after_help = "Examples:\n  sgos config check\n  sgos config check --config ./sgos.toml")]
    Check,
    /// Show every effective value and where it comes from; secrets stay references
    #[command(after_help = "Examples:\n  sgos config show\n  sgos config show -o json")]
    Show,
}

pub async fn run(context: &Context, command: &ConfigCommand) -> Result<Exit, CommandError> {
    let inventory = context.inventory()?;
    match command {
        ConfigCommand::Check => check(context, &inventory).await,
        ConfigCommand::Show => show(context, &inventory),
    }
}

/// The inventory itself was checked when it was loaded; what is left are the secrets' references.
async fn check(context: &Context, inventory: &Inventory) -> Result<Exit, CommandError> {
    let env = |name: &str| std::env::var(name).ok();
    for (key, reference) in inventory.secrets() {
        // A command may ask its user something, and is left alone here.
        if !reference.is_command() && let Err(error) = Secret::resolve(reference, env).await {
            context.ui.warn(&format!("{key} = {reference}: {error}"));
        }
    }
    let count = |number: usize, what: &str| {
        format!("{number} {what}{}", if number == 1 { "" } else { "s" })
    };
    context.answer(&format!(
        "{}: no mistakes: {}, {}, {}\n",
        inventory.source,
        count(inventory.hosts.len(), "host"),
        count(inventory.stacks.len(), "stack"),
        count(inventory.apps.len(), "named app"),
    ))
}
