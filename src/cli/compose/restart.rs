//! `sgos restart`: see the room `stacks` for what it means.

use clap::Args;

use super::args::{How, Targets, Wait};
use super::run::{Wanted, run as act};
use crate::cli::Context;
use crate::error::CommandError;
use crate::exit::Exit;
use crate::stacks::Verb;

/// Restart services, and wait until they are well
///
/// A restart does not apply a changed definition or a newer image: the plan says where
/// there is one, and `up` is offered. It does make a service read its mounted files anew.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  sgos restart grafana\n  sgos restart monitoring/loki phone@hornbill --yes\n  sgos restart monitoring --apply         as `up` where that is needed\n  sgos restart grafana --dry-run          the commands, and nothing is done"
)]
pub struct RestartArgs {
    #[command(flatten)]
    targets: Targets,
    /// Apply changed definitions and newer images, as `up` does
    #[arg(long)]
    apply: bool,
    #[command(flatten)]
    wait: Wait,
    #[command(flatten)]
    how: How,
}

pub(in crate::cli) async fn run(
    context: &Context,
    args: &RestartArgs,
) -> Result<Exit, CommandError> {
    let wanted = Wanted::new(Verb::Restart, &args.targets, &args.how);
    act(context, &Wanted { wait: args.wait.limit(), apply: args.apply, ..wanted }).await
}
