//! `sgos start`: see the room `stacks` for what it means.

use clap::Args;

use super::args::{How, Targets, Wait};
use super::run::{Wanted, run as act};
use crate::cli::Context;
use crate::error::CommandError;
use crate::exit::Exit;
use crate::stacks::Verb;

/// Start services that were stopped, and wait until they are well
///
/// Starts containers as they are. `up` makes those that are missing and applies changes.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  sgos start wiki\n  sgos start monitoring/loki --no-wait\n  sgos start --all -H hornbill --yes"
)]
pub struct StartArgs {
    #[command(flatten)]
    targets: Targets,
    #[command(flatten)]
    wait: Wait,
    #[command(flatten)]
    how: How,
}

pub(in crate::cli) async fn run(context: &Context, args: &StartArgs) -> Result<Exit, CommandError> {
    let wanted = Wanted::new(Verb::Start, &args.targets, &args.how);
    act(context, &Wanted { wait: args.wait.limit(), ..wanted }).await
}
