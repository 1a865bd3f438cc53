//! `sgos config`: is the inventory right, and what does it say.

mod check;
mod online;
mod path;
mod schema;
mod show;

use clap::Subcommand;

pub(super) use check::run as check;

use super::Context;
use crate::error::CommandError;
use crate::exit::Exit;

/// Check the inventory, show what it says
#[derive(Debug, Subcommand)]
pub enum ConfigCommand {
    Check(check::CheckArgs),
    /// Show every effective value and where it comes from; secrets stay references
    #[command(after_help = "Examples:\n  sgos config show\n  sgos config show -o json")]
    Show,
    /// Tell which inventory is used, and where it was looked for
    ///
    /// In a pipe only the path is printed, and nothing where there is no file.
    #[command(
        after_help = "Examples:\n  sgos config path\n  $EDITOR \"$(sgos config path)\"\n  sgos config path -o json"
    )]
    Path,
    Schema(schema::SchemaArgs),
}

impl ConfigCommand {
    /// Whether it goes beyond this machine.
    pub(super) fn asks_hosts(&self) -> bool {
        matches!(self, Self::Check(args) if args.online)
    }
}

pub(super) async fn run(context: &Context, command: &ConfigCommand) -> Result<Exit, CommandError> {
    match command {
        ConfigCommand::Check(args) if args.online => {
            online::run(context, &context.inventory()?).await
        }
        ConfigCommand::Check(_) => check::run(context, &context.inventory()?).await,
        ConfigCommand::Show => show::run(context, &context.inventory()?),
        ConfigCommand::Path => path::run(context),
        ConfigCommand::Schema(args) => schema::run(context, args),
    }
}
