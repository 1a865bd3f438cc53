//! Which names an argument takes: its value name says so, whatever the command.

use std::ffi::OsStr;
use std::sync::Arc;

use clap::builder::ValueHint;
use clap::{Arg, Command};
use clap_complete::engine::{ArgValueCandidates, ArgValueCompleter, CompletionCandidate};

use super::names::Names;
use crate::cli::help;

/// Stands for the shell's own completion of file names, which knows how to quote them.
pub(super) const FILES: char = '\u{1}';

/// The command in which every argument that takes a name knows the names.
pub(super) fn attach(command: Command, names: &Arc<Names>) -> Command {
    command
        .mut_args(|arg| with_names(arg, names))
        .mut_subcommands(|subcommand| attach(subcommand, names))
}

fn with_names(arg: Arg, names: &Arc<Names>) -> Arg {
    if value_name(&arg).as_deref() == Some("TOPIC") {
        return arg.add(ArgValueCandidates::new(|| {
            let words = help::words().into_iter();
            words
                .map(|(word, about)| CompletionCandidate::new(word).help(Some(about.into())))
                .collect()
        }));
    }
    let offer: fn(&Names, &str) -> Vec<CompletionCandidate> = match value_name(&arg).as_deref() {
        Some("LIST") => Names::selector,
        Some("HOST") => Names::host,
        Some("APP") => Names::app,
        Some("STACK") => Names::stack,
        Some("TARGET") => Names::target,
        _ if takes_a_path(&arg) => |_, _| vec![CompletionCandidate::new(FILES.to_string())],
        _ => return arg,
    };
    let names = names.clone();
    arg.add(ArgValueCompleter::new(move |current: &OsStr| {
        current.to_str().map(|current| offer(&names, current)).unwrap_or_default()
    }))
}

fn value_name(arg: &Arg) -> Option<String> {
    arg.get_value_names()?.first().map(ToString::to_string)
}

fn takes_a_path(arg: &Arg) -> bool {
    matches!(arg.get_value_hint(), ValueHint::AnyPath | ValueHint::FilePath | ValueHint::DirPath)
}
