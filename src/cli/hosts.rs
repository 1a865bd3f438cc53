//! `sgos hosts`: the machines themselves: whose keys are trusted, which connections are kept.

mod disconnect;
mod trust;

pub(super) use trust::ask_about;

use clap::Subcommand;

use super::Context;
use crate::error::CommandError;
use crate::exit::Exit;
use crate::inventory::{Host, Inventory, nearest};

/// Trust a host's key, end kept connections
#[derive(Debug, Subcommand)]
pub enum HostsCommand {
    Trust(trust::TrustArgs),
    Disconnect(disconnect::DisconnectArgs),
}

pub(super) async fn run(context: &Context, command: &HostsCommand) -> Result<Exit, CommandError> {
    match command {
        HostsCommand::Trust(args) => trust::run(context, args).await,
        HostsCommand::Disconnect(args) => disconnect::run(context, args).await,
    }
}

/// The host of that name, or an error that names the nearest.
fn named<'a>(inventory: &'a Inventory, name: &str) -> Result<&'a Host, CommandError> {
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
