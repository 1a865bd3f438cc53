//! `sgos completions`: the completion script of a shell.

use clap::{Args, CommandFactory as _};
use clap_complete::Shell;

use super::{Cli, Context};
use crate::error::CommandError;
use crate::exit::Exit;

/// Print the completion script of a shell
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  sgos completions bash > ~/.local/share/bash-completion/completions/sgos\n  sgos completions zsh > ~/.zfunc/_sgos\n  sgos completions fish > ~/.config/fish/completions/sgos.fish"
)]
pub struct CompletionsArgs {
    shell: Shell,
}

pub(super) fn run(context: &Context, args: &CompletionsArgs) -> Result<Exit, CommandError> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "sgos", &mut script);
    context.answer(&String::from_utf8_lossy(&script))
}
