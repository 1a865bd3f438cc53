//! `sgos pull`: see the room `stacks` for what it means.

use clap::Args;

use super::args::{How, Targets};
use super::run::{Wanted, run as act};
use crate::cli::Context;
use crate::error::CommandError;
use crate::exit::Exit;
use crate::stacks::Verb;

/// Get the images that compose files name, and change no container
///
/// `up` then recreates the services whose image is newer.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  sgos pull monitoring\n  sgos pull --all --yes --timeout 30m")]
pub struct PullArgs {
    #[command(flatten)]
    targets: Targets,
    #[command(flatten)]
    how: How,
}

pub(in crate::cli) async fn run(context: &Context, args: &PullArgs) -> Result<Exit, CommandError> {
    act(context, &Wanted::new(Verb::Pull, &args.targets, &args.how)).await
}
