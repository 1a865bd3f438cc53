//! What a person sees on stderr while a command works: one line per finished step, with the time
//! it took, and on a terminal the name of the step that runs.

use std::fmt::Display;
use std::io::{IsTerminal, Write, stderr};
use std::time::Instant;

use anyhow::Result;

const CLEAR_LINE: &str = "\r\x1b[2K";

/// Does one step and says what it did.
pub(crate) fn step<T>(name: &str, work: impl FnOnce() -> Result<(T, Outcome)>) -> Result<T> {
    let started = Instant::now();
    show(&format!("  {name:<12} …"));
    let result = work();
    show("");
    let (value, outcome) = result?;
    match outcome {
        Outcome::Done(what) => {
            eprintln!("  {name:<12} {what} ({:.1} s)", started.elapsed().as_secs_f64());
        }
        Outcome::AsItWas(what) => eprintln!("  {name:<12} {what}"),
    }
    Ok(value)
}

/// Says in a line of its own why the step that runs takes long.
pub(crate) fn note(text: &str) {
    show("");
    eprintln!("  {text}");
}

/// Replaces the last line, on a terminal only.
fn show(text: &str) {
    let mut stderr = stderr();
    if stderr.is_terminal() {
        write!(stderr, "{CLEAR_LINE}{text}").and_then(|()| stderr.flush()).ok();
    }
}

/// What a step did.
pub(crate) enum Outcome {
    /// Something changed; the words say what.
    Done(String),
    /// Nothing had to be done; the words say what was found.
    AsItWas(String),
}

impl Outcome {
    pub(crate) fn done(what: impl Display) -> Self {
        Self::Done(what.to_string())
    }

    pub(crate) fn as_it_was(what: impl Display) -> Self {
        Self::AsItWas(what.to_string())
    }
}
