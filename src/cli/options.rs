//! The options that every subcommand understands.

use std::path::PathBuf;
use std::time::Duration;

use clap::builder::{EnumValueParser, TypedValueParser};
use clap::{Args, ValueEnum};

use crate::ui::ColorWhen;

#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Global options")]
pub struct Global {
    /// The inventory; else $SGOS_CONFIG, sgos.toml here or in a folder above, else ~/.config/sgos/sgos.toml
    #[arg(long, value_name = "FILE", global = true)]
    pub config: Option<PathBuf>,

    /// Only these hosts: names, globs, @tag; repeatable, comma-separated
    #[arg(short = 'H', long = "host", value_name = "LIST", global = true)]
    pub hosts: Vec<String>,

    /// How the answer is printed: a table on a terminal, tab-separated lines in a pipe, or as named
    #[arg(short, long, value_name = "FORMAT", global = true, value_parser = every_format())]
    pub output: Option<Format>,

    /// Same as --output json
    #[arg(long, global = true, conflicts_with = "output")]
    pub json: bool,

    /// Print only the answer and errors
    #[arg(short, long, global = true)]
    pub quiet: bool,

    /// Tell each step and its time
    #[arg(short, long, global = true, conflicts_with = "quiet")]
    pub verbose: bool,

    /// When to use colours
    #[arg(long, value_name = "WHEN", default_value = "auto", global = true)]
    pub color: ColorWhen,

    /// Agree beforehand to what would be asked
    #[arg(short, long, global = true)]
    pub yes: bool,

    /// Show what would be done, and do nothing
    #[arg(long, global = true)]
    pub dry_run: bool,

    /// Never ask a question
    #[arg(long, global = true)]
    pub no_input: bool,

    /// The deadline of the whole command, such as 30s or 2m
    #[arg(long, value_name = "DURATION", value_parser = duration, global = true)]
    pub timeout: Option<Duration>,

    /// How many hosts are asked at a time
    #[arg(long, value_name = "N", default_value_t = 32, value_parser = clap::value_parser!(u16).range(1..), global = true)]
    pub parallel: u16,

    /// Write all that hosts and services answer into a new folder, without secrets
    #[arg(long, value_name = "DIR", global = true, conflicts_with = "replay")]
    pub record: Option<PathBuf>,

    /// Answer from such a folder, as it was then; nothing is asked
    #[arg(long, value_name = "DIR", global = true)]
    pub replay: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Output {
    Text,
    Json,
    /// One JSON object per line
    Jsonl,
    /// Tab-separated values with a header
    Tsv,
}

/// What was typed behind --output: some commands know more than the forms of all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Of(Output),
    /// `sgos logs` alone: bytes as they are.
    Raw,
}

fn every_format() -> impl TypedValueParser<Value = Format> {
    EnumValueParser::<Output>::new().map(Format::Of)
}

/// A duration in jiff's friendly format that is longer than nothing.
pub(super) fn duration(text: &str) -> Result<Duration, String> {
    let parsed: jiff::SignedDuration =
        text.parse().map_err(|error: jiff::Error| error.to_string())?;
    match Duration::try_from(parsed) {
        Ok(duration) if !duration.is_zero() => Ok(duration),
        _ => Err("a deadline must be longer than nothing".to_owned()),
    }
}
