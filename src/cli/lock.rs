//! `sgos lock`: who changes a host just now, and how to remove a lock that nobody needs any more.

mod release;
mod status;

use std::time::Duration;

use clap::Subcommand;

use super::Context;
use super::ask::by_host;
use crate::change::{self, Lock, Places};
use crate::error::CommandError;
use crate::exit::Exit;
use crate::inventory::Host;
use crate::probe;
use crate::transport::{HostResult, TransportError};

/// Show who changes a host just now, remove a lock that was left
///
/// Whatever changes a host takes its lock there first, so that two people never change it at once.
#[derive(Debug, Subcommand)]
#[command(
    after_help = "Examples:\n  sgos lock status\n  sgos lock status -H toucan -o json\n  sgos lock release toucan"
)]
pub enum LockCommand {
    Status(status::StatusArgs),
    Release(release::ReleaseArgs),
}

impl LockCommand {
    pub(super) fn only_reads(&self) -> bool {
        matches!(self, Self::Status(_))
    }
}

pub(super) async fn run(context: &Context, command: &LockCommand) -> Result<Exit, CommandError> {
    match command {
        LockCommand::Status(args) => status::run(context, args).await,
        LockCommand::Release(args) => release::run(context, args).await,
    }
}

/// The lock of every host, or why it is not known.
async fn ask(context: &Context, hosts: &[Host], total: Duration) -> Vec<HostResult<Lock>> {
    let places = Places::default();
    by_host(context, hosts, total, "asking for its lock", |host| async {
        let nonce = probe::nonce();
        let invocation = change::lock_status(&nonce, &places);
        let exchange = context.transport.exchange(host, &invocation).await?;
        change::lock_told(&exchange.stdout, &nonce).ok_or_else(|| TransportError::Other {
            detail: format!("it did not say who holds its lock {}", exchange.stderr_tail()),
        })
    })
    .await
}
