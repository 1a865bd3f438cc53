//! `sgos __complete`: what the completion scripts ask on Tab. From the inventory and the cache
//! only: no host is asked, nothing is written, and whatever goes wrong is no candidates.

mod attach;
mod names;

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::{Args, CommandFactory as _};
use clap_complete::Shell;
use clap_complete::engine::{self, CompletionCandidate};

use self::attach::{FILES, attach};
use self::names::Names;
use super::{Cli, Context};
use crate::error::CommandError;
use crate::exit::Exit;
use crate::ui::sanitize;

/// Name what may stand at a place of a command line, for the completion scripts
#[derive(Debug, Args)]
pub struct CompleteArgs {
    shell: Shell,
    /// Which of the words is completed, from 0
    index: usize,
    /// The command line up to the cursor, the program first
    #[arg(last = true)]
    words: Vec<OsString>,
}

pub(super) fn run(context: &Context, args: &CompleteArgs) -> Result<Exit, CommandError> {
    let words: Vec<OsString> = args.words.iter().map(unquoted).collect();
    let config = config(&words, context.process.surroundings.home.as_deref());
    let names = Names::find(&context.process, config.or(context.global.config.clone()));
    context.answer(&shown(args.shell, &candidates(&words, args.index, names)))
}

/// Options are offered to whoever typed a dash, or where nothing else fits.
fn candidates(words: &[OsString], index: usize, names: Names) -> Vec<CompletionCandidate> {
    let mut command = attach(Cli::command(), &names.into());
    let found = engine::complete(&mut command, words.to_vec(), index, None);
    let mut found = found.unwrap_or_default();
    let is_option =
        |found: &CompletionCandidate| found.get_value().as_encoded_bytes().starts_with(b"-");
    let dash = words.get(index).is_some_and(|word| word.as_encoded_bytes().starts_with(b"-"));
    if !dash && found.iter().any(|found| !is_option(found)) {
        found.retain(|found| !is_option(found));
    }
    found
}

/// A candidate per line, for zsh and fish with what it is behind a tab.
fn shown(shell: Shell, found: &[CompletionCandidate]) -> String {
    let mut text = String::new();
    for candidate in found {
        let Some(value) = candidate.get_value().to_str() else { continue };
        if value.contains(FILES) {
            return ":files\n".to_owned();
        }
        text.push_str(value);
        if let Some(help) = candidate.get_help().filter(|_| shell != Shell::Bash) {
            let help = help.to_string();
            let first = help.lines().next().unwrap_or_default();
            text.push('\t');
            text.push_str(&sanitize::line(first));
        }
        text.push('\n');
    }
    text
}

/// The inventory that the command line names; the shell has not replaced its `~/` yet.
fn config(words: &[OsString], home: Option<&Path>) -> Option<PathBuf> {
    let mut words = words.iter().filter_map(|word| word.to_str());
    let path = loop {
        let word = words.next()?;
        if word == "--config" {
            break words.next()?;
        }
        if let Some(path) = word.strip_prefix("--config=") {
            break path;
        }
    };
    match path.strip_prefix("~/").zip(home) {
        Some((path, home)) => Some(home.join(path)),
        None => Some(PathBuf::from(path)),
    }
}

/// The word as the shell would pass it; a quote that is still open is left out.
fn unquoted(word: &OsString) -> OsString {
    let Some(text) = word.to_str() else { return word.clone() };
    if !text.contains(['\'', '"', '\\']) {
        return word.clone();
    }
    match shlex::split(text).as_deref() {
        Some([word]) => word.into(),
        _ => text.trim_start_matches(['\'', '"']).into(),
    }
}

#[cfg(test)]
mod tests;
