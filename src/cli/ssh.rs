//! `sgos ssh`: onto a host, with all that the inventory says of the way there.

use clap::Args;

use super::{Context, exec, hosts};
use crate::error::CommandError;
use crate::exit::Exit;
use crate::transport::Attached;

/// Log in to a host, or run a program on it
///
/// Over the connection that is kept for it, with the inventory's user, key and
/// address and ~/.ssh/config; host keys are checked as ever. It ends with the
/// program's exit code. For this machine no SSH is needed: the shell or the program
/// runs here. It may change anything: SGOS_READONLY=1 refuses it.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  sgos ssh toucan\n  sgos ssh hornbill -- docker system df\n  sgos ssh toucan -- sh -c 'ls /srv/*'    for *, $ and | name a shell\n  sgos ssh toucan -T -- tar -C /srv -c status > status.tar"
)]
pub struct SshArgs {
    /// As the inventory names it
    #[arg(value_name = "HOST", id = "name")]
    name: String,
    /// No terminal for it, even when there is one here
    #[arg(short = 'T', long = "no-tty")]
    no_tty: bool,
    /// The program and its arguments, passed exactly as they are; without any a login shell
    #[arg(last = true, value_name = "CMD")]
    words: Vec<String>,
}

pub(super) async fn run(context: &Context, args: &SshArgs) -> Result<Exit, CommandError> {
    exec::may_run(context)?;
    let inventory = context.inventory()?;
    let host = hosts::named(&inventory, &args.name)?;
    let mut words = args.words.clone();
    if host.local && words.is_empty() {
        context.ui.note(&format!("{} is this machine: this is a shell here", host.name));
        words.push(context.process.shell.clone().unwrap_or_else(|| "sh".to_owned()));
    }
    let terminal = !args.no_tty && context.ui.has_both_ends();
    exec::attach(context, &inventory, &host.name, Attached { words, terminal }).await
}
