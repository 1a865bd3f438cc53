//! What `sgos logs` takes, and the options that this makes.

use std::time::Duration;

use clap::Args;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use regex::bytes::Regex;

use crate::cli::Output;
use crate::cli::options::{Format, duration};
use crate::error::CommandError;
use crate::exit::Exit;
use crate::logs::{Form, Levels, Options, Show, Tail, Wish, time};

/// Show the logs of many containers on many hosts, in time order
///
/// A target is a stack, a service, an app or stack/service, each optionally with
/// @host. The last 100 lines of each container are shown, or all since a time that
/// was given; with -f also the new ones, also of containers that are made anew.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  sgos logs phone\n  sgos logs -f phone grafana alloy\n  sgos logs glitchtip/web -n 20 -t\n  sgos logs monitoring --since 2h --level warn+\n  sgos logs phone --since 'yesterday 14:00' --until 'yesterday 15:00'\n  sgos logs -f phone -i 'POST|PUT' -e /health --highlight '5..'\n  sgos logs phone --until-match 'listens on' --for 60s\n  sgos logs phone -n all -o raw > phone.log\n  sgos logs --all --since 1h -o jsonl | jq -r .message\n\nTimes: 90s, 2h, 1d, 14:00, today, 'yesterday 14:00', 2026-11-24,\n'2026-11-24 14:00', 2026-11-24T14:00:00Z, Unix seconds."
)]
pub struct LogsArgs {
    /// What to show: stack, service, app, stack/service, each optionally @host; globs
    #[arg(value_name = "TARGET", required_unless_present = "all")]
    pub targets: Vec<String>,
    /// Every container of every host
    #[arg(long, conflicts_with = "targets")]
    pub all: bool,
    /// Go on with new lines as they come
    #[arg(short, long)]
    follow: bool,
    /// So many of the last lines of each container, or `all` [default: 100; with --since all]
    #[arg(short = 'n', long, value_name = "N")]
    tail: Option<Tail>,
    /// Only lines from this time on
    #[arg(long, value_name = "TIME")]
    since: Option<String>,
    /// Only lines before this time
    #[arg(long, value_name = "TIME")]
    until: Option<String>,
    /// Show the time of each line
    #[arg(short, long)]
    timestamps: bool,
    /// Times in UTC instead of the local zone
    #[arg(long)]
    utc: bool,
    /// Only lines that match one of these; repeatable
    #[arg(short, long, value_name = "RE")]
    include: Vec<Regex>,
    /// No lines that match one of these; repeatable
    #[arg(short, long, value_name = "RE")]
    exclude: Vec<Regex>,
    /// Mark what matches; repeatable
    #[arg(long, value_name = "RE")]
    highlight: Vec<Regex>,
    /// Only lines of these levels: `warn+` (and graver), `warn`, `error,fatal`
    #[arg(long, value_name = "LEVEL")]
    level: Option<Levels>,
    /// Only the lines, not whose they are
    #[arg(long)]
    no_prefix: bool,
    /// How lines are printed; raw is the container's own bytes
    #[arg(id = "output", short, long, value_name = "FORMAT", value_parser = forms())]
    _output: Option<Format>,
    /// Lines as they come, not put in order of time
    #[arg(long)]
    no_order: bool,
    /// Follow for so long, such as 30s
    #[arg(long = "for", value_name = "DURATION", value_parser = duration)]
    length: Option<Duration>,
    /// Follow until a line matches; exit code 8 when --for is over first
    #[arg(long, value_name = "RE")]
    until_match: Option<Regex>,
}

/// A stream has no end that a JSON document could have: `json` is taken for `jsonl`.
fn forms() -> impl TypedValueParser<Value = Format> {
    let values = ["text", "raw", "jsonl"].map(PossibleValue::new);
    let values = values.into_iter().chain([PossibleValue::new("json").hide(true)]);
    PossibleValuesParser::new(values).map(|word| match word.as_str() {
        "raw" => Format::Raw,
        "text" => Format::Of(Output::Text),
        _ => Format::Of(Output::Jsonl),
    })
}

impl LogsArgs {
    /// `output` and `json` are the global options of these names.
    pub fn options(
        &self,
        (output, json): (Option<Format>, bool),
        now: Timestamp,
        zone: &TimeZone,
    ) -> Result<Options, CommandError> {
        let range = time::range(self.since.as_deref(), self.until.as_deref(), now, zone);
        let range = range
            .map_err(|error| CommandError::from_error(Exit::Usage, &error).hint(error.hint()))?;
        let tail = match (self.tail, range.since) {
            (Some(tail), _) => tail,
            (None, Some(_)) => Tail::All,
            (None, None) => Tail::Last(100),
        };
        let form = match output {
            Some(Format::Raw) => Form::Raw,
            Some(Format::Of(Output::Json | Output::Jsonl)) => Form::Jsonl,
            _ if json => Form::Jsonl,
            // Lines are for reading in a pipe, too.
            Some(Format::Of(Output::Text | Output::Tsv)) | None => Form::Text,
        };
        Ok(Options {
            // Both are about lines to come.
            follow: self.follow || self.length.is_some() || self.until_match.is_some(),
            tail,
            range,
            wish: Wish {
                include: self.include.clone(),
                exclude: self.exclude.clone(),
                levels: self.level,
            },
            ordered: !self.no_order,
            length: self.length,
            until_match: self.until_match.clone(),
            show: Show {
                form,
                prefix: !self.no_prefix,
                timestamps: self.timestamps,
                utc: self.utc,
                highlight: self.highlight.clone(),
            },
        })
    }
}
