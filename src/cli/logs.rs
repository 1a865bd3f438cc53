//! `sgos logs`: what the containers of the targets say, on whichever hosts they are.

mod args;

pub(super) use args::LogsArgs;

use super::Context;
use crate::clock;
use crate::error::CommandError;
use crate::exit::Exit;
use crate::inventory::Target;

pub(super) async fn run(context: &Context, args: &LogsArgs) -> Result<Exit, CommandError> {
    let global = &context.global;
    let options = args.options((global.output, global.json), clock::now(), &context.zone())?;
    let targets: Vec<Target> =
        args.targets.iter().map(|word| Target::parse(word)).collect::<Result<_, _>>()?;
    drop((options, targets));
    Err(CommandError::new(Exit::Failed, "no host can be followed yet"))
}
