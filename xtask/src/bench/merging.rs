//! How fast lines are put in order: `benches/merge.rs`, which uses the library, run as it is.

use anyhow::{Context as _, Result};
use xshell::{Shell, cmd};

use super::table::{Budget, Table};
use crate::progress::{Outcome, step};
use crate::run;

/// Lines per second and core.
const LEAST: f64 = 500_000.0;

pub(crate) fn rate(sh: &Shell, table: &mut Table) -> Result<()> {
    step("merging", || {
        let said = run::read(cmd!(sh, "cargo bench --quiet --package sgos --bench merge"))?;
        for line in said.lines() {
            let (sources, rate) = line.split_once(' ').with_context(|| line.to_owned())?;
            let rate: f64 = rate.parse().with_context(|| line.to_owned())?;
            let what = format!("lines a second and core, put in order, of {sources} containers");
            table.value(what, "lines/s", rate, None, Some(Budget::AtLeast(LEAST)));
        }
        Ok(((), Outcome::done("cargo bench --bench merge")))
    })
}
