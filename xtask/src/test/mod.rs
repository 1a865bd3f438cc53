//! `cargo xtask test`: the one test command. It installs what it needs, runs everything, the lab
//! included, says how many tests of each kind ran, and leaves nothing running.

mod deny;
mod tally;

use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Command, ExitCode, Stdio};

use anyhow::{Context as _, Result, bail};
use xshell::{Shell, cmd};

use crate::lab::{self, LabName, Profile};
use crate::packages::{self, Tool};
use crate::progress::{Outcome, step};
use crate::{generate, run};
use tally::{Kind, Tally};

/// What the tests start besides what the lab needs: the shells that load the completions and run
/// the probe, the formatter of the manual, the programs that both the probe and the tests call, and
/// a terminal.
const TOOLS: [Tool; 10] = [
    Tool::new("bash", "bash"),
    Tool::new("zsh", "zsh"),
    Tool::new("fish", "fish"),
    Tool::new("busybox", "busybox-static"),
    Tool::new("curl", "curl"),
    Tool::new("git", "git"),
    Tool::new("groff", "groff-base"),
    Tool::new("ps", "procps"),
    Tool::new("ssh", "openssh-client"),
    Tool::new("tmux", "tmux"),
];

/// The lab of the tests stands beside the one that a person may have running.
const LAB: &str = "test";

pub(crate) fn test() -> Result<ExitCode> {
    let sh = Shell::new()?;
    sh.change_dir(root());
    let tools = packages::require(&sh, &TOOLS)?;
    if !tools.is_empty() {
        eprintln!("  {:<12} {}", "installed", tools.join(" "));
    }
    check(&sh)?;
    let name: LabName = LAB.parse()?;
    let mut tally = Tally::default();
    // The lab is made while the tests that need none are built and run.
    let lab = std::thread::spawn({
        let name = name.clone();
        move || lab::up(&name, Profile::States)
    });
    let unit = cargo_test(Kind::Unit, "sgos", &["--lib"], None, &mut tally);
    let tasks = cargo_test(Kind::Unit, "xtask", &[], None, &mut tally);
    let snapshot = cargo_test(Kind::Snapshot, "sgos", &["--test", "it"], None, &mut tally);
    let up = lab.join().unwrap_or_else(|_| bail!("the lab's thread broke"));
    let on_lab = up.and_then(|()| {
        let state = lab::root()?.join(name.as_str()).join("lab.json");
        cargo_test(Kind::Lab, "sgos", &["--test", "lab"], Some(state), &mut tally)
    });
    // Whatever came of the tests, nothing is left running.
    lab::down(&name, false)?;
    println!("\n{tally}");
    unit.and(tasks).and(snapshot)?;
    on_lab?;
    tally.verdict()
}

/// What needs no test to run: form, lints, licences, generated files.
fn check(sh: &Shell) -> Result<()> {
    let done = |what: &str| Ok(((), Outcome::done(what)));
    step("rustfmt", || {
        run::run(cmd!(sh, "cargo fmt --all --check")).and_then(|()| done("all formatted"))
    })?;
    step("clippy", || {
        run::run(cmd!(sh, "cargo clippy --quiet --workspace --all-targets -- -D warnings"))?;
        done("no warning, no wall broken")
    })?;
    step("cargo deny", || {
        deny::check(sh).and_then(|()| done("licences, bans and sources are fine"))
    })?;
    step("generated", || generate::check(sh).and_then(|()| done("fresh")))
}

/// Runs tests of a package and counts them; shows what failed, and each runner's closing line.
fn cargo_test(
    kind: Kind,
    package: &str,
    what: &[&str],
    lab: Option<PathBuf>,
    tally: &mut Tally,
) -> Result<()> {
    let mut command = Command::new("cargo");
    command.args(["test", "--package", package, "--no-fail-fast"]).args(what);
    command.current_dir(root()).stdout(Stdio::piped());
    if let Some(state) = lab {
        command.env("SGOS_LAB", state);
    }
    let mut child = command.spawn().context("cargo cannot be started")?;
    let stdout = child.stdout.take().context("cargo has no stdout")?;
    for line in BufReader::new(stdout).lines() {
        let line = line?;
        if !tally.count(kind, &line) {
            println!("{line}");
        }
    }
    let status = child.wait()?;
    if !status.success() {
        bail!("`cargo test --package {package} {}` failed ({status})", what.join(" "));
    }
    Ok(())
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..")
}
