//! How many tests of each kind ran, read from what the runners print.

use std::collections::BTreeMap;
use std::fmt;
use std::process::ExitCode;

use anyhow::{Result, bail};

#[derive(Debug, Default)]
pub(crate) struct Tally {
    counts: BTreeMap<Kind, Count>,
}

#[derive(Debug, Default)]
struct Count {
    passed: usize,
    failed: usize,
    left_out: usize,
    /// Of those that passed: failed first.
    again: usize,
}

/// In the order in which they are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// Beside the code, pure or in-process.
    Unit,
    /// Beside the code, on recorded answers of real programs.
    Contract,
    /// The real binary: stdout, stderr and exit code.
    Snapshot,
    /// Two real hosts.
    Lab,
}

impl Tally {
    /// Takes a line of a runner; `true` for one that only says that a test passed.
    pub(crate) fn count(&mut self, kind: Kind, line: &str) -> bool {
        if line.starts_with("again ") {
            self.counts.entry(kind).or_default().again += 1;
            return false;
        }
        // libtest prints `test NAME ... ok`, libtest-mimic pads the name.
        let Some((name, outcome)) =
            line.strip_prefix("test ").and_then(|rest| rest.rsplit_once(" ... "))
        else {
            return false;
        };
        let recorded =
            kind == Kind::Unit && (name.contains("::contract::") || name.contains("recorded"));
        let kind = if recorded { Kind::Contract } else { kind };
        let count = self.counts.entry(kind).or_default();
        match outcome.trim() {
            "ok" => count.passed += 1,
            "ignored" => count.left_out += 1,
            _ => count.failed += 1,
        }
        outcome.trim() == "ok"
    }

    /// Green only when every kind ran and nothing failed or was left out.
    pub(crate) fn verdict(&self) -> Result<ExitCode> {
        for kind in [Kind::Unit, Kind::Contract, Kind::Snapshot, Kind::Lab] {
            match self.counts.get(&kind) {
                Some(Count { passed: 1.., failed: 0, left_out: 0, .. }) => {}
                Some(count) => {
                    bail!("{kind}: {} failed, {} left out", count.failed, count.left_out)
                }
                None => bail!("{kind}: no test ran"),
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Unit => "unit",
            Self::Contract => "contract",
            Self::Snapshot => "snapshot",
            Self::Lab => "lab",
        })
    }
}

/// A line for each kind, then the sum.
impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut sum = Count::default();
        for (kind, count) in &self.counts {
            write!(
                f,
                "{kind:<9} {:>4} passed, {} failed, {} left out",
                count.passed, count.failed, count.left_out
            )?;
            match count.again {
                0 => writeln!(f)?,
                again => writeln!(f, ", {again} tried twice: see `again` above")?,
            }
            sum.passed += count.passed;
            sum.failed += count.failed;
        }
        write!(f, "{} passed, {} failed", sum.passed, sum.failed)
    }
}
