//! `sgos hosts`: the machines themselves: how they do, whose keys are trusted, which connections are kept.

mod disconnect;
mod show;
mod trust;

pub(super) use trust::ask_about;

use clap::{Args, Subcommand};

use super::Context;
use super::watch::WatchArgs;
use crate::error::CommandError;
use crate::exit::Exit;
use crate::inventory::{Host, Inventory, nearest};

/// Show the machines, trust a host's key, end kept connections
///
/// Asks all hosts at once: reachable or why not, how long the answer took, containers, load, memory,
/// disk of Docker, uptime, clock, versions. The exit code is 4 when one could not be asked.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  sgos hosts\n  sgos hosts hornbill @apps\n  sgos hosts --watch=2s\n  sgos hosts -o jsonl | jq 'select(.reachable | not)'\n  sgos hosts trust hornbill       accept a new host's key"
)]
pub struct HostsArgs {
    #[command(subcommand)]
    command: Option<HostsCommand>,
    /// Only these hosts: names, globs, @tag
    #[arg(value_name = "HOST", id = "names")]
    names: Vec<String>,
    #[command(flatten)]
    watch: WatchArgs,
}

#[derive(Debug, Subcommand)]
enum HostsCommand {
    Trust(trust::TrustArgs),
    Disconnect(disconnect::DisconnectArgs),
}

impl HostsArgs {
    pub(super) fn is_watching(&self) -> bool {
        self.watch.watch.is_some()
    }

    pub(super) fn only_reads(&self) -> bool {
        self.command.is_none()
    }
}

pub(super) async fn run(context: &Context, args: &HostsArgs) -> Result<Exit, CommandError> {
    let is_show = !args.names.is_empty() || args.is_watching();
    match &args.command {
        // Said here: clap would otherwise take `trust` for a host behind any global option.
        Some(_) if is_show => {
            let message = "`trust` and `disconnect` go with neither hosts before them nor --watch";
            Err(CommandError::new(Exit::Usage, message))
        }
        None => show::run(context, &args.names, args.watch).await,
        Some(HostsCommand::Trust(args)) => trust::run(context, args).await,
        Some(HostsCommand::Disconnect(args)) => disconnect::run(context, args).await,
    }
}

/// The host of that name, or an error that names the nearest.
pub(super) fn named<'a>(inventory: &'a Inventory, name: &str) -> Result<&'a Host, CommandError> {
    inventory.hosts.get(name).ok_or_else(|| {
        let near = nearest(name, inventory.hosts.keys().map(String::as_str), 3);
        let error =
            CommandError::new(Exit::Inventory, format!("no host `{name}` in the inventory"));
        if near.is_empty() {
            return error;
        }
        error.hint(format!("nearest to `{name}`: {}", near.join(", ")))
    })
}
