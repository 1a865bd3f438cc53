//! `sgos completions`: the completion script of a shell.
//!
//! The scripts of bash, zsh and fish are our own and ask `sgos __complete` for names: bash breaks
//! words at `@` and `=`, which stock scripts do not put together again. The others are clap's.

use clap::{Args, CommandFactory as _};
use clap_complete::Shell;

use super::{Cli, Context};
use crate::error::CommandError;
use crate::exit::Exit;

const BASH: &str = include_str!("bash.sh");
const ZSH: &str = include_str!("zsh.sh");
const FISH: &str = include_str!("fish.fish");

/// Print the completion script of a shell
///
/// With bash, zsh and fish, Tab also offers hosts, tags, stacks, services and
/// apps: those of the inventory, and those that the last `sgos status` saw. No
/// host is asked.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  sgos completions bash > ~/.local/share/bash-completion/completions/sgos\n  sgos completions zsh > ~/.zfunc/_sgos\n  sgos completions fish > ~/.config/fish/completions/sgos.fish"
)]
pub struct CompletionsArgs {
    shell: Shell,
}

pub(super) fn run(context: &Context, args: &CompletionsArgs) -> Result<Exit, CommandError> {
    match args.shell {
        Shell::Bash => context.answer(BASH),
        Shell::Zsh => context.answer(ZSH),
        Shell::Fish => context.answer(FISH),
        other => {
            let mut script = Vec::new();
            clap_complete::generate(other, &mut Cli::command(), "sgos", &mut script);
            context.answer(&String::from_utf8_lossy(&script))
        }
    }
}
