//! Bare `sgos`: for a person at a terminal what is not well, and what to type next.

use clap::{CommandFactory as _, Parser as _};

use super::{Cli, Command, Context, Output, status};
use crate::error::CommandError;
use crate::exit::Exit;
use crate::inventory::search;

/// In a pipe nobody is there to be told: that is a command line without its command.
pub(super) async fn run(context: &Context) -> Result<Exit, CommandError> {
    if !context.ui.stdout_is_terminal() {
        let mut command = Cli::command();
        let painted = context.ui.stderr_color();
        let help = command.render_help();
        let text = if painted { help.ansi().to_string() } else { help.to_string() };
        context.ui.excerpt(&text);
        return Ok(Exit::Usage);
    }
    let Ok(Cli { command: Some(Command::Status(args)), .. }) =
        Cli::try_parse_from(["sgos", "status", "--down"])
    else {
        return Err(CommandError::new(Exit::Failed, "`sgos status` cannot be asked for"));
    };
    let exit = status::run(context, &args).await?;
    if context.output() == Output::Text {
        context.ui.note(&hints(context));
    }
    Ok(exit)
}

fn hints(context: &Context) -> String {
    let found = search(&context.process.surroundings, context.global.config.as_deref());
    let third = if found.is_ok_and(|search| search.file.is_some()) {
        ("sgos config show", "what the inventory says")
    } else {
        ("sgos init", "the inventory of your hosts, from what they run")
    };
    let hints = [
        ("sgos status", "every app, its version and commit"),
        ("sgos help", "all commands"),
        third,
    ];
    let lines = hints.map(|(command, what)| format!("  {command:<21}{what}\n"));
    format!("\n{}", lines.concat())
}
