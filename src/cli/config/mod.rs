//! `sgos config`: is the inventory right, and what does it say.

mod check;
mod show;

use clap::Subcommand;

use super::Context;
use crate::error::CommandError;
use crate::exit::Exit;

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
        ConfigCommand::Check => check::run(context, &inventory).await,
        ConfigCommand::Show => show::run(context, &inventory),
    }
}
