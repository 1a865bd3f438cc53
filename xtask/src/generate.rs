//! `cargo xtask generate`: writes the files that are made from the program, and knows whether they are fresh.

use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};
use xshell::{Shell, cmd};

use crate::run;

/// The shells whose completion scripts are checked in, and their files.
const COMPLETIONS: [(&str, &str); 3] =
    [("bash", "sgos.bash"), ("zsh", "_sgos"), ("fish", "sgos.fish")];

/// Writes all of them anew.
pub(crate) fn generate(sh: &Shell) -> Result<()> {
    for (path, text) in files(sh)? {
        std::fs::write(&path, text).with_context(|| path.display().to_string())?;
        println!("{}", path.display());
    }
    Ok(())
}

/// Fails with the names of those that are old.
pub(crate) fn check(sh: &Shell) -> Result<()> {
    let old: Vec<String> = files(sh)?
        .into_iter()
        .filter(|(path, text)| std::fs::read_to_string(path).ok().as_ref() != Some(text))
        .map(|(path, _)| path.display().to_string())
        .collect();
    if old.is_empty() {
        return Ok(());
    }
    bail!("old: {}; type `cargo xtask generate`", old.join(", "));
}

/// Every generated file as it should be.
fn files(sh: &Shell) -> Result<Vec<(PathBuf, String)>> {
    run::run(cmd!(sh, "cargo build --quiet --package sgos"))?;
    let completions = COMPLETIONS.iter().map(|(shell, file)| {
        let script =
            run::read(cmd!(sh, "cargo run --quiet --package sgos -- completions {shell}"))?;
        Ok((PathBuf::from("completions").join(file), script + "\n"))
    });
    completions.collect()
}
