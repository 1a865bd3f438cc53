//! `--watch`: ask again and again and show what changed. Knows neither what is asked nor what it means.

mod lines;
mod whole_screen;

use std::time::Duration;

use clap::Args;
use jiff::Timestamp;
use tokio::signal::unix::{SignalKind, signal};
use tokio::time::{Interval, MissedTickBehavior};

use super::{Context, Output};
use crate::error::CommandError;
use crate::exit::Exit;
use crate::ui::Look;

/// Faster is no watching.
const LEAST: Duration = Duration::from_millis(10);

#[derive(Debug, Clone, Copy, Args)]
pub(super) struct WatchArgs {
    /// Ask again every 5 s, or every DURATION, and mark what changed; in a pipe a line of JSON per change
    #[arg(
        short,
        long,
        value_name = "DURATION",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "5s",
        value_parser = every
    )]
    pub watch: Option<Duration>,
}

/// What can be watched.
pub(super) trait Watched {
    type Answer;

    /// Asks once, within the command's deadline.
    async fn ask(&self) -> Result<Self::Answer, CommandError>;

    /// Whether the later answer says something that the earlier one did not.
    fn is_news(&self, before: &Self::Answer, now: &Self::Answer) -> bool;

    /// As a person reads it, with marks at what changed since `before`.
    fn text(
        &self,
        answer: &Self::Answer,
        before: &Self::Answer,
        look: &Look,
        now: Timestamp,
    ) -> String;

    /// As a program reads it: one object, in one line.
    fn line(&self, answer: &Self::Answer) -> serde_json::Result<String>;
}

/// Watches until somebody wants no more of it.
pub(super) async fn run(
    context: &Context,
    every: Duration,
    watched: &impl Watched,
) -> Result<Exit, CommandError> {
    context.ui.end_progress();
    let output = context.global.output.map(|_| context.output());
    match (output, context.global.json) {
        (Some(Output::Json | Output::Tsv), _) | (_, true) => Err(one_line_each()),
        // With -v there is more to print than a screen could hold.
        (Some(Output::Text), _) | (None, _)
            if context.ui.has_screen() && !context.global.verbose =>
        {
            whole_screen::run(context, every, watched).await
        }
        (output, _) => {
            let dumb = output.is_none() && context.ui.stdout_is_terminal();
            let form =
                if dumb || output == Some(Output::Text) { Output::Text } else { Output::Jsonl };
            lines::run(context, every, form, watched).await
        }
    }
}

fn one_line_each() -> CommandError {
    CommandError::new(Exit::Usage, "--watch prints one answer after the other, each in one line")
        .hint("use --output jsonl")
}

/// From one start to the next; a look that takes longer is followed by the next one at once. What
/// was missed meanwhile, as when the process stood still for a night, is not made up for.
fn pace(every: Duration) -> Interval {
    let mut pace = tokio::time::interval(every);
    pace.set_missed_tick_behavior(MissedTickBehavior::Delay);
    pace
}

/// Ctrl-C is how watching ends, not a failure of it.
pub(super) fn interrupts() -> Result<tokio::signal::unix::Signal, CommandError> {
    signal(SignalKind::interrupt()).map_err(|error| {
        CommandError::new(Exit::Failed, format!("cannot wait for Ctrl-C: {error}"))
    })
}

fn every(text: &str) -> Result<Duration, String> {
    let parsed: jiff::SignedDuration =
        text.parse().map_err(|error: jiff::Error| error.to_string())?;
    match Duration::try_from(parsed) {
        Ok(every) if every >= LEAST => Ok(every),
        _ => Err(format!("at least {} ms", LEAST.as_millis())),
    }
}

#[cfg(test)]
mod tests;
