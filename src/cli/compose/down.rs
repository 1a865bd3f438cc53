//! `sgos down`: see the room `stacks` for what it means.

use clap::Args;

use super::args::{How, Targets};
use super::run::{Wanted, run as act};
use crate::cli::Context;
use crate::error::CommandError;
use crate::exit::Exit;
use crate::stacks::Verb;

/// Stop stacks or services and remove their containers
///
/// Asks for the name of each stack to be typed; --yes does not answer that, --confirm
/// does. Named volumes stay, unless --volumes says otherwise, which asks once more.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  sgos down monitoring                    asks for the name\n  sgos down monitoring --confirm monitoring\n  sgos down monitoring/grafana --confirm monitoring/grafana\n  sgos down wiki --volumes --confirm wiki --confirm-volumes wiki"
)]
pub struct DownArgs {
    #[command(flatten)]
    targets: Targets,
    /// Also remove the named volumes of the stacks, and what is in them
    #[arg(long)]
    volumes: bool,
    /// The name that would be asked for, as it would be typed; repeatable
    #[arg(long, value_name = "NAME")]
    confirm: Vec<String>,
    /// The stack whose named volumes are to be removed; repeatable
    #[arg(long, value_name = "NAME", requires = "volumes")]
    confirm_volumes: Vec<String>,
    #[command(flatten)]
    how: How,
}

pub(in crate::cli) async fn run(context: &Context, args: &DownArgs) -> Result<Exit, CommandError> {
    let wanted = Wanted {
        volumes: args.volumes,
        confirm: &args.confirm,
        confirm_volumes: &args.confirm_volumes,
        ..Wanted::new(Verb::Down, &args.targets, &args.how)
    };
    act(context, &wanted).await
}
