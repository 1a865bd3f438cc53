//! What one run took, what many took, and how two alternatives compare.

use std::time::Duration;

/// One run of an alternative, all its processes together.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sample {
    pub(crate) wall: Duration,
    /// User and system time.
    pub(crate) cpu: Duration,
    /// The most that one process had in memory, in bytes.
    pub(crate) memory: u64,
}

/// The runs of one alternative, each at the place of its round.
#[derive(Debug, Clone, Default)]
pub(crate) struct Series(pub(crate) Vec<Option<Sample>>);

impl Series {
    /// Milliseconds.
    pub(crate) fn wall(&self) -> f64 {
        self.median(|sample| sample.wall.as_secs_f64() * 1e3)
    }

    /// Milliseconds.
    pub(crate) fn cpu(&self) -> f64 {
        self.median(|sample| sample.cpu.as_secs_f64() * 1e3)
    }

    /// Megabytes.
    #[expect(clippy::cast_precision_loss, reason = "it is shown with one digit")]
    pub(crate) fn memory(&self) -> f64 {
        self.median(|sample| sample.memory as f64 / 1e6)
    }

    fn median(&self, of: impl Fn(&Sample) -> f64) -> f64 {
        median(self.0.iter().flatten().map(of).collect())
    }
}

/// How many times as long as `other` something takes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ratio {
    /// Of the two medians.
    pub(crate) of_medians: f64,
    /// The median of what each round gave, which a noise common to both leaves alone.
    pub(crate) of_rounds: f64,
}

impl Ratio {
    pub(crate) fn of(one: &Series, other: &Series) -> Self {
        let rounds = one.0.iter().zip(&other.0).filter_map(|(one, other)| {
            Some(one.as_ref()?.wall.as_secs_f64() / other.as_ref()?.wall.as_secs_f64())
        });
        Self { of_medians: one.wall() / other.wall(), of_rounds: median(rounds.collect()) }
    }
}

/// The middle value, or the mean of the middle two; not a number when there is none.
pub(crate) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    match (values.get(middle), values.len() % 2) {
        (Some(upper), 0) => (upper + values.get(middle - 1).unwrap_or(upper)) / 2.0,
        (Some(value), _) => *value,
        (None, _) => f64::NAN,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn series(walls: &[Option<u64>]) -> Series {
        let sample =
            |wall| Sample { wall: Duration::from_millis(wall), cpu: Duration::ZERO, memory: 0 };
        Series(walls.iter().map(|wall| wall.map(sample)).collect())
    }

    #[test]
    fn medians() {
        assert_eq!(median(vec![3.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(vec![4.0, 1.0, 2.0, 3.0]), 2.5);
        assert!(median(Vec::new()).is_nan());
    }

    #[test]
    fn a_noise_that_both_have_leaves_the_ratio_of_rounds_alone() {
        let ours = series(&[Some(10), Some(500), Some(30)]);
        let other = series(&[Some(20), Some(1000), None]);
        let ratio = Ratio::of(&ours, &other);
        assert_eq!(ratio.of_rounds, 0.5);
        assert!((ratio.of_medians - 30.0 / 510.0).abs() < 1e-9);
    }
}
