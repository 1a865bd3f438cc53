//! `cargo xtask fuzz`: coverage-guided fuzzing of what reads bytes that somebody else wrote, each
//! target for a while. What it finds stays in `fuzz/artifacts`, what it learned in `fuzz/corpus`.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use anyhow::{Context as _, Result, bail, ensure};
use clap::Args;
use xshell::{Shell, cmd};

use crate::packages::{self, Tool};
use crate::run;

/// The release that is built where there is none.
const VERSION: &str = "0.13.2";

/// libFuzzer comes as C++ source.
const TOOLS: [Tool; 1] = [Tool::new("c++", "g++")];

/// Where a target finds good input to begin with.
const SEEDS: [(&str, &str); 2] = [("stdout", "tests/contracts/docker"), ("inventory", "examples")];

/// A parser that needs more for one input is defective.
const MOST_MEMORY_MB: &str = "1024";
const LONGEST_SECONDS: &str = "10";

#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Which targets, as files of fuzz/fuzz_targets without `.rs` [default: all]
    targets: Vec<String>,
    /// How long each is fuzzed
    #[arg(long, default_value_t = 60, value_parser = clap::value_parser!(u32).range(1..))]
    seconds: u32,
}

pub(crate) fn fuzz(options: &Options) -> Result<ExitCode> {
    let sh = Shell::new()?;
    sh.change_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."));
    packages::require(&sh, &TOOLS)?;
    let cargo_fuzz = cargo_fuzz(&sh)?;
    let known = targets(&sh)?;
    if let Some(unknown) = options.targets.iter().find(|target| !known.contains(target)) {
        bail!("there is no target `{unknown}`; there are: {}", known.join(", "));
    }
    let chosen = if options.targets.is_empty() { &known } else { &options.targets };
    for target in chosen {
        let mut command = Command::new(&cargo_fuzz);
        let corpus = Path::new("fuzz/corpus").join(target);
        sh.create_dir(&corpus)?;
        command.args(["fuzz", "run", target]).arg(corpus);
        command.args(SEEDS.iter().filter(|(of, _)| of == target).map(|(_, folder)| folder));
        command.arg("--");
        command.arg(format!("-max_total_time={}", options.seconds));
        command.arg(format!("-rss_limit_mb={MOST_MEMORY_MB}"));
        command.arg(format!("-timeout={LONGEST_SECONDS}"));
        command.arg("-print_final_stats=1");
        // The sanitizer's flags are those of a nightly compiler; a stable one takes them when asked.
        command.env("RUSTC_BOOTSTRAP", "1").current_dir(sh.current_dir());
        let status = command.status().context("cargo-fuzz cannot be started")?;
        ensure!(status.success(), "`{target}` found something, see above and fuzz/artifacts");
        println!("{target}: nothing found in {} s", options.seconds);
    }
    Ok(ExitCode::SUCCESS)
}

fn targets(sh: &Shell) -> Result<Vec<String>> {
    let mut names: Vec<String> = sh
        .read_dir("fuzz/fuzz_targets")?
        .iter()
        .filter_map(|path| Some(path.file_stem()?.to_str()?.to_owned()))
        .collect();
    names.sort();
    Ok(names)
}

/// On PATH, else the pinned release in a folder of its own below `target`.
fn cargo_fuzz(sh: &Shell) -> Result<PathBuf> {
    if let Some(program) = packages::find("cargo-fuzz") {
        return Ok(program);
    }
    let folder = Path::new("target/tools").join(format!("cargo-fuzz-{VERSION}"));
    let program = std::path::absolute(folder.join("bin/cargo-fuzz"))?;
    if !program.is_file() {
        run::run(cmd!(sh, "cargo install --quiet --locked --root {folder} cargo-fuzz@{VERSION}"))?;
    }
    Ok(program)
}
