//! `sgos help`: the help of a command, or a topic that is not one command's.

mod block;
mod environment;
mod exit_codes;
mod inventory;
mod output;

use clap::{Args, Command, CommandFactory as _};

pub(super) use block::{Block, markdown};

use super::{Cli, Context};
use crate::error::CommandError;
use crate::exit::Exit;
use crate::inventory::nearest;

/// Show the help of a command, or of a topic
///
/// Topics: exit-codes, environment, inventory, output.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  sgos help status\n  sgos help config check\n  sgos help exit-codes"
)]
pub struct HelpArgs {
    /// A command with its subcommand, or a topic; the overview without
    #[arg(value_name = "TOPIC")]
    words: Vec<String>,
}

/// Something to know that belongs to no single command.
pub(super) struct Topic {
    pub(super) name: &'static str,
    pub(super) title: &'static str,
    pub(super) blocks: fn() -> Vec<Block>,
}

/// Every topic; a new one is a file and a line here.
pub(super) const TOPICS: [Topic; 4] =
    [exit_codes::TOPIC, environment::TOPIC, inventory::TOPIC, output::TOPIC];

pub(super) fn run(context: &Context, args: &HelpArgs) -> Result<Exit, CommandError> {
    let mut root = Cli::command();
    root.build();
    if let [word] = &args.words[..]
        && let Some(topic) = TOPICS.iter().find(|topic| topic.name == word)
    {
        return context.answer(&block::text(topic, &context.look(false)));
    }
    let mut command = &root;
    for word in &args.words {
        command =
            command.find_subcommand(word).ok_or_else(|| unknown(command, word, &args.words))?;
    }
    let help = command.clone().render_long_help();
    let painted = context.look(false).color;
    let text = if painted { help.ansi().to_string() } else { help.to_string() };
    context.answer(&(text.trim_end().to_owned() + "\n"))
}

/// What may stand behind `help`, with what it is about.
pub(super) fn words() -> Vec<(String, String)> {
    let root = Cli::command();
    let commands = root.get_subcommands().filter(|command| !command.is_hide_set());
    let about = |command: &Command| command.get_about().map(ToString::to_string);
    let commands =
        commands.map(|command| (command.get_name().to_owned(), about(command).unwrap_or_default()));
    let topics = TOPICS.iter().map(|topic| (topic.name.to_owned(), topic.title.to_owned()));
    commands.chain(topics).collect()
}

/// `command`: the last one that was understood, before `word`.
fn unknown(command: &Command, word: &str, typed: &[String]) -> CommandError {
    let below = command.get_subcommands().filter(|command| !command.is_hide_set());
    let mut known: Vec<&str> = below.map(Command::get_name).collect();
    if command.get_name() == "sgos" {
        known.extend(TOPICS.iter().map(|topic| topic.name));
    }
    let near = nearest(word, known, 3);
    let typed = typed.join(" ");
    let error = CommandError::new(Exit::Usage, format!("no command or topic `{typed}`"));
    if near.is_empty() {
        return error.hint("`sgos help` lists all commands");
    }
    error.hint(format!("nearest to `{word}`: {}", near.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_topic_is_named_in_the_help_of_help() {
        let mut root = Cli::command();
        let help = root.find_subcommand_mut("help").unwrap().render_long_help().to_string();
        let names: Vec<&str> = TOPICS.iter().map(|topic| topic.name).collect();
        assert!(help.contains(&format!("Topics: {}.", names.join(", "))), "{help}");
    }

    #[test]
    fn no_topic_is_named_like_a_command() {
        let words = words();
        for (index, (word, about)) in words.iter().enumerate() {
            assert!(!about.is_empty(), "{word}");
            assert!(!words[..index].iter().any(|(other, _)| other == word), "{word}");
        }
    }
}
