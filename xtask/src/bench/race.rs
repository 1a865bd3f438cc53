//! Alternatives that take turns, A B C C B A A B C: what slows the machine slows all of them, and
//! none always comes after the same one.

use anyhow::{Context as _, Result};

use super::sample::{Sample, Series};

/// What takes at least this many runs is also run once before, unmeasured.
const WARMED_UP: usize = 4;

/// One way to do the work.
pub(crate) struct Alternative<'a> {
    name: &'static str,
    runs: usize,
    run: Box<dyn FnMut() -> Result<Sample> + 'a>,
}

impl<'a> Alternative<'a> {
    pub(crate) fn new(
        name: &'static str,
        runs: usize,
        run: impl FnMut() -> Result<Sample> + 'a,
    ) -> Self {
        Self { name, runs, run: Box::new(run) }
    }
}

/// Lets them take turns; one that runs less often than others is spread over their rounds. The
/// results are in the order of the alternatives.
pub(crate) fn race<const N: usize>(mut alternatives: [Alternative<'_>; N]) -> Result<[Series; N]> {
    let rounds = alternatives.iter().map(|one| one.runs).max().unwrap_or(0);
    let mut results = std::array::from_fn(|_| Series::default());
    for one in alternatives.iter_mut().filter(|one| one.runs >= WARMED_UP) {
        (one.run)().with_context(|| one.name)?;
    }
    for round in 0..rounds {
        let mut turns: Vec<_> = alternatives.iter_mut().zip(&mut results).collect();
        if round % 2 == 1 {
            turns.reverse();
        }
        for (one, series) in turns {
            let sample = if turn(round, one.runs, rounds) {
                Some((one.run)().with_context(|| one.name)?)
            } else {
                None
            };
            series.0.push(sample);
        }
    }
    Ok(results)
}

/// Whether what runs `runs` times in all runs in this round.
fn turn(round: usize, runs: usize, rounds: usize) -> bool {
    (round + 1) * runs / rounds > round * runs / rounds
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn turns_are_spread_and_complete() {
        for (runs, rounds) in [(3, 15), (15, 15), (1, 7), (3, 7)] {
            let turns = (0..rounds).filter(|round| turn(*round, runs, rounds)).count();
            assert_eq!(turns, runs, "{runs} of {rounds}");
        }
    }
}
