//! What may be typed: one small file per subcommand, its arguments and the few lines that wire it.

mod ask;
mod complete;
mod completions;
mod config;
mod context;
mod hosts;
mod memory;
mod options;
mod status;

use clap::{Parser, Subcommand};

pub use context::{Context, Moment, Process};
pub use options::{Global, Output};

use crate::error::CommandError;
use crate::exit::Exit;

/// Operate a small self-hosted platform on Docker hosts over SSH
///
/// The hosts are described in sgos.toml; without one, sgos looks at this machine.
#[derive(Debug, Parser)]
#[command(
    name = "sgos",
    version,
    disable_help_subcommand = true,
    arg_required_else_help = true,
    max_term_width = 100,
    after_help = "Examples:\n  sgos status                     every app of every host\n  sgos status phone mail -H hornbill\n  sgos hosts trust hornbill       accept a new host's key\n  sgos config check               find mistakes in sgos.toml\n\nExit codes: 0 fine, 1 failed, 2 usage, 3 bad news, 4 hosts unreachable, 5 locked,\n6 authentication, 7 inventory or unknown name, 8 timed out, 9 refused, 130 interrupted"
)]
pub struct Cli {
    #[command(flatten)]
    pub global: Global,
    #[command(subcommand)]
    pub command: Command,
}

/// Every subcommand; a new one is a file, a line here and a line in [`dispatch`].
#[derive(Debug, Subcommand)]
pub enum Command {
    Status(status::StatusArgs),
    #[command(subcommand)]
    Hosts(hosts::HostsCommand),
    #[command(subcommand)]
    Config(config::ConfigCommand),
    Completions(completions::CompletionsArgs),
    #[command(name = "__complete", hide = true)]
    Complete(complete::CompleteArgs),
}

impl Command {
    /// Why the command can be neither recorded nor replayed.
    fn leaves_no_trace(&self) -> Option<&'static str> {
        match self {
            Self::Status(_) => None,
            Self::Hosts(_) => Some("it changes something here, which a recording cannot hold"),
            Self::Config(command) if command.asks_hosts() => None,
            Self::Config(_) | Self::Completions(_) | Self::Complete(_) => Some("it asks no host"),
        }
    }
}

/// Runs the command that was typed.
pub async fn dispatch(context: &Context, command: &Command) -> Result<Exit, CommandError> {
    if let Some(reason) = command.leaves_no_trace() {
        context.only_live(reason)?;
    }
    match command {
        Command::Status(args) => status::run(context, args).await,
        Command::Hosts(command) => hosts::run(context, command).await,
        Command::Config(command) => config::run(context, command).await,
        Command::Completions(args) => completions::run(context, args),
        Command::Complete(args) => complete::run(context, args),
    }
}
