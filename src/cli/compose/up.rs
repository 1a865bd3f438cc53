//! `sgos up`: see the room `stacks` for what it means.

use clap::Args;

use super::args::{How, Targets, Wait};
use super::run::{Wanted, run as act};
use crate::cli::Context;
use crate::error::CommandError;
use crate::exit::Exit;
use crate::stacks::Verb;

/// Create and start services, and wait until they are well
///
/// Recreates exactly what changed: the definition in the compose file, or the image behind
/// its tag. A changed mounted file is no such change; its service is restarted, as the plan says.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  sgos up monitoring\n  sgos up monitoring/grafana phone --yes\n  sgos up --all -H hornbill --serial\n  sgos up wiki --wait-timeout 3m\n  sgos up monitoring --dry-run            the commands, and nothing is done"
)]
pub struct UpArgs {
    #[command(flatten)]
    targets: Targets,
    #[command(flatten)]
    wait: Wait,
    #[command(flatten)]
    how: How,
}

pub(in crate::cli) async fn run(context: &Context, args: &UpArgs) -> Result<Exit, CommandError> {
    let wanted = Wanted::new(Verb::Up, &args.targets, &args.how);
    act(context, &Wanted { wait: args.wait.limit(), ..wanted }).await
}
