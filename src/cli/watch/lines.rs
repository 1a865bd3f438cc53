//! Watching without a screen: something is printed for the first answer and for each that has news.

use std::time::Duration;

use super::{Watched, interrupts, pace};
use crate::cli::{Context, Output};
use crate::error::CommandError;
use crate::exit::Exit;
use crate::ui::sanitize;

/// Until Ctrl-C, or until nobody reads any more.
pub(super) async fn run<W: Watched>(
    context: &Context,
    every: Duration,
    form: Output,
    watched: &W,
) -> Result<Exit, CommandError> {
    let mut interrupts = interrupts()?;
    let reader = context.ui.reader();
    let mut pace = pace(every);
    let mut before: Option<W::Answer> = None;
    loop {
        let look = async {
            pace.tick().await;
            context.begin_again();
            watched.ask().await
        };
        let answer = tokio::select! {
            biased;
            _ = interrupts.recv() => return Ok(Exit::Interrupted),
            () = reader.gone() => return Ok(Exit::Fine),
            answer = look => answer?,
        };
        if before.as_ref().is_none_or(|before| watched.is_news(before, &answer)) {
            let text = match form {
                Output::Text => {
                    let gap = if before.is_some() { "\n" } else { "" };
                    let last = before.as_ref().unwrap_or(&answer);
                    let now = context.moment().now;
                    gap.to_owned() + &watched.text(&answer, last, &context.look(false), now)
                }
                _ => {
                    let line = watched.line(&answer);
                    let line =
                        line.map_err(|error| CommandError::from_error(Exit::Failed, &error))?;
                    sanitize::json(&line) + "\n"
                }
            };
            context.answer(&text)?;
        }
        before = Some(answer);
    }
}
