//! `sgos man`: the manual, from the same words as the help; one page per command.

mod markdown;
mod roff;

use std::path::{Path, PathBuf};

use clap::{Args, Command, CommandFactory as _, ValueHint};
use serde_json::json;

use super::{Cli, Context, help};
use crate::error::CommandError;
use crate::exit::Exit;

/// Print the manual page, or write all of them
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  sgos man | man -l -\n  sgos man --out ~/.local/share/man/man1\n  sgos man --markdown --out docs/reference"
)]
pub struct ManArgs {
    /// Write a page per command into this folder, which is made
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    out: Option<PathBuf>,
    /// As Markdown, with the topics of `sgos help`
    #[arg(long)]
    markdown: bool,
}

/// A file's name and its text.
type Page = (String, String);

pub(super) fn run(context: &Context, args: &ManArgs) -> Result<Exit, CommandError> {
    let mut root = Cli::command();
    root.build();
    let Some(folder) = &args.out else {
        let page = if args.markdown { markdown::page(&root) } else { roff::page(&root)? };
        return context.answer(&page);
    };
    let pages = pages(&root, args.markdown)?;
    write(folder, &pages).map_err(|error| {
        let message = format!("the manual cannot be written into {}", folder.display());
        CommandError { causes: vec![error.to_string()], ..CommandError::new(Exit::Failed, message) }
    })?;
    if context.wants_json() {
        let names: Vec<&str> = pages.iter().map(|(name, _)| name.as_str()).collect();
        return context
            .answer_json(&json!({ "schema_version": 1, "folder": folder, "pages": names }));
    }
    context.ui.note(&format!("{} pages in {}", pages.len(), folder.display()));
    Ok(Exit::Fine)
}

fn pages(root: &Command, as_markdown: bool) -> Result<Vec<Page>, CommandError> {
    let mut pages = Vec::new();
    for command in commands(root) {
        let name = full_name(command).replace(' ', "-");
        pages.push(if as_markdown {
            (format!("{name}.md"), markdown::page(command))
        } else {
            (format!("{name}.1"), roff::page(command)?)
        });
    }
    if as_markdown {
        let topics = help::TOPICS.iter();
        pages.extend(topics.map(|topic| (format!("{}.md", topic.name), help::markdown(topic))));
        pages.push(("README.md".to_owned(), markdown::index(&commands(root))));
    }
    Ok(pages)
}

/// The command and all below it, those that are hidden left out.
fn commands(command: &Command) -> Vec<&Command> {
    let below = command.get_subcommands().filter(|below| !below.is_hide_set());
    std::iter::once(command).chain(below.flat_map(commands)).collect()
}

/// `sgos hosts trust`
fn full_name(command: &Command) -> &str {
    command.get_bin_name().unwrap_or_else(|| command.get_name())
}

/// The examples of a command, without indentation; and what else stands below its help.
fn examples(command: &Command) -> (String, String) {
    let text = command.get_after_help().map(ToString::to_string).unwrap_or_default();
    let (examples, rest) = text.split_once("\n\n").unwrap_or((&text, ""));
    let lines = examples.lines().filter_map(|line| line.strip_prefix("  "));
    (lines.map(|line| line.to_owned() + "\n").collect(), rest.to_owned())
}

fn write(folder: &Path, pages: &[Page]) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    for (name, text) in pages {
        std::fs::write(folder.join(name), text)?;
    }
    Ok(())
}
