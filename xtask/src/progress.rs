//! One line on stderr per finished step, with the time it took.

use std::fmt::Display;
use std::time::Instant;

use anyhow::Result;

/// Does one step; its value says in a few words what was done, or `None` when nothing was to do.
pub(crate) fn step<T>(name: &str, work: impl FnOnce() -> Result<(T, Outcome)>) -> Result<T> {
    let started = Instant::now();
    let (value, outcome) = work()?;
    let seconds = started.elapsed().as_secs_f64();
    match outcome {
        Outcome::Done(what) => eprintln!("  {name:<12} {what} ({seconds:.1} s)"),
        Outcome::AsItWas(what) => eprintln!("  {name:<12} {what}"),
    }
    Ok(value)
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
