//! The program behind every container inside the hosts, compiled into one static file.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};
use xshell::{Shell, cmd};

use crate::lab::folders;
use crate::lab::recipe::{self, Fingerprint};
use crate::run;

const SOURCE: &str = "app/app.rs";

/// The program in the cache; compiles it when it is not there.
pub(crate) fn ready(sh: &Shell) -> Result<PathBuf> {
    let fingerprint = Fingerprint::default().files("app")?.finish();
    let program = folders::images()?.join(format!("app-{fingerprint}"));
    if !program.exists() {
        let source = recipe::path(SOURCE);
        let part = program.with_extension("part");
        run::run(cmd!(
            sh,
            "rustc --edition 2024 -C opt-level=s -C panic=abort -C strip=symbols
             -C target-feature=+crt-static -o {part} {source}"
        ))?;
        fs::rename(&part, &program)
            .with_context(|| format!("cannot write {}", program.display()))?;
    }
    Ok(program)
}
