//! The programs that are compared, in release.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use xshell::{Shell, cmd};

use crate::progress::{Outcome, step};
use crate::run;

/// The least that a program with clap can be: a package outside the workspace, so that no
/// ordinary build pays for it. Its profile is that of sgos.
const HELLO_TOML: &str = r#"[package]
name = "hello"
version = "0.1.0"
edition = "2024"

[dependencies]
clap = { version = "4", features = ["derive"] }

[profile.release]
lto = "thin"
codegen-units = 4
strip = "debuginfo"

[workspace]
"#;

const HELLO: &str = r#"use clap::Parser;

/// Says hello
#[derive(Parser)]
#[command(version)]
struct Hello {
    #[arg(default_value = "world")]
    name: String,
}

fn main() {
    println!("hello {}", Hello::parse().name);
}
"#;

#[derive(Debug)]
pub(crate) struct Programs {
    pub(crate) sgos: PathBuf,
    pub(crate) hello: PathBuf,
    /// The interpreter itself: a version manager in between would cost the naive script time.
    pub(crate) python: PathBuf,
    pub(crate) naive: PathBuf,
}

impl Programs {
    pub(crate) fn build(sh: &Shell) -> Result<Self> {
        let target = target(sh)?;
        let done = |what: &str| Outcome::done(what);
        step("sgos", || {
            run::run(cmd!(sh, "cargo build --release --quiet --package sgos"))?;
            Ok(((), done("built in release")))
        })?;
        let hello = step("hello", || Ok((hello(sh, &target)?, done("built in release"))))?;
        let print = "import sys; print(sys.executable)";
        let python = run::read(cmd!(sh, "python3 -c {print}"))?.into();
        let naive = std::path::absolute(sh.current_dir().join("tests/lab/naive/status.py"))?;
        Ok(Self { sgos: target.join("release/sgos"), hello, python, naive })
    }
}

fn target(sh: &Shell) -> Result<PathBuf> {
    let metadata = run::read(cmd!(sh, "cargo metadata --no-deps --format-version 1"))?;
    let metadata: serde_json::Value =
        serde_json::from_str(&metadata).context("`cargo metadata` printed no JSON")?;
    let target = metadata.get("target_directory").and_then(serde_json::Value::as_str);
    target.map(PathBuf::from).context("cargo names no target directory")
}

fn hello(sh: &Shell, target: &Path) -> Result<PathBuf> {
    let folder = target.join("bench/hello");
    fs::create_dir_all(folder.join("src"))?;
    fs::write(folder.join("Cargo.toml"), HELLO_TOML)?;
    fs::write(folder.join("src/main.rs"), HELLO)?;
    // The versions of the workspace; cargo drops what is not needed.
    fs::copy(sh.current_dir().join("Cargo.lock"), folder.join("Cargo.lock"))?;
    let manifest = folder.join("Cargo.toml");
    let built = folder.join("target");
    run::run(cmd!(
        sh,
        "cargo build --release --quiet --manifest-path {manifest} --target-dir {built}"
    ))?;
    Ok(built.join("release/hello"))
}
