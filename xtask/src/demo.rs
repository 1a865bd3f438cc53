//! `cargo xtask demo`: from a fresh checkout to `sgos status` of a fleet of two hosts, or of a recording of one.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use xshell::{Shell, cmd};

use crate::lab::{self, LabName, Profile};
use crate::progress::{Outcome, step};
use crate::{record, run};

/// Starts the lab with an app in each state, builds sgos and lets it tell what it sees. Where no
/// lab can run, a recording of one is shown.
pub(crate) fn demo(recorded: bool) -> Result<ExitCode> {
    let sh = Shell::new()?;
    if recorded {
        return replay(&sh, "as you asked");
    }
    if let Err(reason) = lab::possible() {
        return replay(&sh, &format!("because no lab can run here: {reason:#}"));
    }
    let name: LabName = "lab".parse()?;
    lab::up(&name, Profile::States)?;
    let inventory = lab::root()?.join(name.as_str()).join("sgos.toml");
    let sgos = step("sgos", || build(&sh))?;

    for command in record::commands() {
        let shown = command.args.join(" ");
        println!("\n$ sgos --config {} {shown} --output text", inventory.display());
        let mut live = Command::new(&sgos);
        live.arg("--config").arg(&inventory).args(command.args).args(["--output", "text"]);
        let status =
            live.status().with_context(|| format!("{} cannot be started", sgos.display()))?;
        explain(status.code())?;
    }

    let folder = sgos.parent().unwrap_or(Path::new("."));
    println!("\nNext:");
    println!("  export SGOS_CONFIG={}", inventory.display());
    println!("  export PATH=\"{}:$PATH\"", folder.display());
    println!("  sgos status --watch");
    println!("  sgos status -o json | jq .summary");
    println!("  sgos help");
    println!("  cargo xtask lab down");
    Ok(ExitCode::SUCCESS)
}

/// The same screens, from the recordings in this repository.
fn replay(sh: &Shell, why: &str) -> Result<ExitCode> {
    let sgos = step("sgos", || build(sh))?;
    println!("\nThis is a recording of a lab, {why}. Nothing is asked.");
    for command in record::commands() {
        let folder = record::folder("states", command.name);
        let shown = command.args.join(" ");
        println!("\n$ sgos --replay {} {shown} --output text", folder.display());
        let mut replay = Command::new(&sgos);
        replay.arg("--replay").arg(&folder).args(command.args).args(["--output", "text"]);
        let status =
            replay.status().with_context(|| format!("{} cannot be started", sgos.display()))?;
        explain(status.code())?;
    }
    println!("\nOther situations lie beside it, in tests/recordings.");
    Ok(ExitCode::SUCCESS)
}

/// Builds the program and returns where it lies.
fn build(sh: &Shell) -> Result<(PathBuf, Outcome)> {
    let started = Instant::now();
    run::run(cmd!(sh, "cargo build --release --quiet --package sgos"))?;
    let sgos = target(sh)?.join("release").join("sgos");
    let fresh = started.elapsed() < Duration::from_secs(2);
    let outcome = if fresh { Outcome::as_it_was("built") } else { Outcome::done("built") };
    Ok((sgos, outcome))
}

/// The folder into which cargo builds.
pub(crate) fn target(sh: &Shell) -> Result<PathBuf> {
    let metadata = run::read(cmd!(sh, "cargo metadata --no-deps --format-version 1"))?;
    let metadata: serde_json::Value =
        serde_json::from_str(&metadata).context("`cargo metadata` printed no JSON")?;
    let target = metadata["target_directory"].as_str().context("cargo names no target folder")?;
    Ok(PathBuf::from(target))
}

/// Bad news is an answer too: only what is not one of the documented answers fails the demo.
fn explain(code: Option<i32>) -> Result<()> {
    match code {
        Some(0) => {}
        Some(3) => {
            println!("\n(exit code 3: an app is not well, and `--exit-status` was asked for)")
        }
        Some(4) => {
            println!("\n(exit code 4: a host did not answer, as told above)")
        }
        Some(code) => bail!("it failed with exit code {code}"),
        None => bail!("it was ended by a signal"),
    }
    Ok(())
}
