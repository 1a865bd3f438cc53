//! `sgos stop`: see the room `stacks` for what it means.

use clap::Args;

use super::args::{How, Targets};
use super::run::{Wanted, run as act};
use crate::cli::Context;
use crate::error::CommandError;
use crate::exit::Exit;
use crate::stacks::Verb;

/// Stop services; their containers stay
///
/// `start` starts them again, `down` removes them.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  sgos stop wiki\n  sgos stop monitoring/loki monitoring/alloy --yes\n  sgos stop glitchtip --dry-run           the commands, and nothing is done"
)]
pub struct StopArgs {
    #[command(flatten)]
    targets: Targets,
    #[command(flatten)]
    how: How,
}

pub(in crate::cli) async fn run(context: &Context, args: &StopArgs) -> Result<Exit, CommandError> {
    act(context, &Wanted::new(Verb::Stop, &args.targets, &args.how)).await
}
