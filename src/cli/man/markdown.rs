//! A command's page of the reference, as Markdown.

use clap::{Arg, Command};

use super::{examples, full_name};
use crate::cli::help::TOPICS;

pub(super) fn page(command: &Command) -> String {
    let name = full_name(command);
    let mut page = format!("# {name}\n\n");
    let about = command.get_long_about().or_else(|| command.get_about());
    page += &(sentence(&about.map(ToString::to_string).unwrap_or_default()) + "\n");
    let usage = command.clone().render_usage().to_string();
    let usage = usage.trim_start_matches("Usage:").trim();
    page += &format!("\n```text\n{usage}\n```\n");
    let below: Vec<&Command> =
        command.get_subcommands().filter(|below| !below.is_hide_set()).collect();
    if !below.is_empty() {
        page += "\n## Commands\n\n";
        page.extend(below.iter().map(|below| line(below)));
    }
    let is_root = command.get_name() == "sgos";
    let shown = |arg: &&Arg| !arg.is_hide_set() && (is_root || !is_global(arg));
    page += &section("Arguments", &command.get_positionals().filter(shown).collect::<Vec<_>>());
    let options = command.get_arguments().filter(|arg| !arg.is_positional());
    page += &section("Options", &options.filter(shown).collect::<Vec<_>>());
    if !is_root {
        page += "\nThe options that every command understands are told at [sgos](sgos.md).\n";
    }
    let (examples, _) = examples(command);
    if !examples.is_empty() {
        page += &format!("\n## Examples\n\n```text\n{examples}```\n");
    }
    page
}

/// Of the folder: every command, every topic.
pub(super) fn index(commands: &[&Command]) -> String {
    let mut page =
        "# Reference\n\nWhat `sgos help` says, made from it.\n\n## Commands\n\n".to_owned();
    page.extend(commands.iter().map(|command| line(command)));
    page += "\n## Topics\n\n";
    page.extend(TOPICS.iter().map(|topic| format!("- [{}]({}.md)\n", topic.title, topic.name)));
    page
}

fn line(command: &Command) -> String {
    let name = full_name(command);
    let about = command.get_about().map(ToString::to_string).unwrap_or_default();
    format!("- [{name}]({}.md): {}\n", name.replace(' ', "-"), sentence(&about))
}

fn section(heading: &str, args: &[&Arg]) -> String {
    if args.is_empty() {
        return String::new();
    }
    let rows = args.iter().map(|arg| format!("| {} | {} |\n", written(arg), meaning(arg)));
    format!("\n## {heading}\n\n| | |\n|---|---|\n{}", rows.collect::<String>())
}

/// `-H`, `--host LIST`
fn written(arg: &Arg) -> String {
    let values = arg.get_value_names().unwrap_or_default();
    let takes = arg.get_action().takes_values();
    let value = if takes { values.join(" ") } else { String::new() };
    let short = arg.get_short().map(|short| format!("`-{short}`"));
    let long = arg.get_long().map(|long| format!("`{}`", format!("--{long} {value}").trim_end()));
    let forms: Vec<String> = short.into_iter().chain(long).collect();
    if forms.is_empty() { format!("`{value}`") } else { forms.join(", ") }
}

fn meaning(arg: &Arg) -> String {
    let help = arg.get_long_help().or_else(|| arg.get_help());
    let mut text = help.map(ToString::to_string).unwrap_or_default().replace('\n', " ");
    let default = arg.get_default_values().iter().filter_map(|value| value.to_str());
    let default: Vec<&str> = default.collect();
    if !default.is_empty() && arg.get_action().takes_values() {
        text += &format!(" (default: `{}`)", default.join(" "));
    }
    let possible = arg.get_possible_values();
    let possible: Vec<String> =
        possible.iter().map(|value| format!("`{}`", value.get_name())).collect();
    if !possible.is_empty() && arg.get_action().takes_values() {
        text += &format!(": {}", possible.join(", "));
    }
    text.replace('|', "\\|").replace('<', "&lt;")
}

/// Present at every command.
fn is_global(arg: &Arg) -> bool {
    arg.is_global_set() || ["help", "version"].contains(&arg.get_id().as_str())
}

fn sentence(text: &str) -> String {
    text.trim_end().replace('<', "&lt;")
}
