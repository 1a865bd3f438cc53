//! `sgos hosts`: the machines themselves: whose keys are trusted, which connections are kept.

mod trust;

use clap::{Args, Subcommand};

use super::Context;
use crate::error::CommandError;
use crate::exit::Exit;

/// Trust a host's key, end kept connections
#[derive(Debug, Subcommand)]
pub enum HostsCommand {
    Trust(trust::TrustArgs),
    Disconnect(DisconnectArgs),
}

/// End the connections that are kept for the next command
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  sgos hosts disconnect\n  sgos hosts disconnect hornbill")]
pub struct DisconnectArgs {
    /// Only these hosts; all, of any inventory, when none is named
    #[arg(value_name = "HOST")]
    hosts: Vec<String>,
}

pub(super) async fn run(context: &Context, command: &HostsCommand) -> Result<Exit, CommandError> {
    match command {
        HostsCommand::Trust(args) => trust::run(context, args).await,
        HostsCommand::Disconnect(args) => disconnect(context, args).await,
    }
}

async fn disconnect(context: &Context, args: &DisconnectArgs) -> Result<Exit, CommandError> {
    let wanted: Vec<Option<&str>> = match args.hosts.as_slice() {
        [] => vec![None],
        hosts => hosts.iter().map(|host| Some(host.as_str())).collect(),
    };
    let mut ended = 0;
    for host in wanted {
        ended += context
            .transport
            .disconnect(host)
            .await
            .map_err(|error| CommandError::from_error(Exit::Failed, &error))?;
    }
    context.ui.note(&match ended {
        0 => "no connection was open".to_owned(),
        1 => "1 connection closed".to_owned(),
        ended => format!("{ended} connections closed"),
    });
    Ok(Exit::Fine)
}
