//! What a person sees on stderr while a command works: one plain line per finished step, with the
//! time it took.

use std::fmt::Display;
use std::time::Instant;

use anyhow::Result;

/// Does one step and says what it did.
pub(crate) fn step<T>(name: &str, work: impl FnOnce() -> Result<(T, Outcome)>) -> Result<T> {
    let started = Instant::now();
    let (value, outcome) = work()?;
    match outcome {
        Outcome::Done(what) => {
            eprintln!("  {name:<12} {what} ({:.1} s)", started.elapsed().as_secs_f64());
        }
        Outcome::AsItWas(what) => eprintln!("  {name:<12} {what}"),
    }
    Ok(value)
}

/// Says beforehand that something takes longer than a person likes to wait in silence.
pub(crate) fn note(text: &str) {
    eprintln!("  {text}");
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
