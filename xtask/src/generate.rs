//! `cargo xtask generate`: writes the files that are made from the program, and knows whether they are fresh.

mod screens;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use xshell::{Shell, cmd};

use crate::run;

/// The shells whose completion scripts are checked in, and their files.
const COMPLETIONS: [(&str, &str); 3] =
    [("bash", "sgos.bash"), ("zsh", "_sgos"), ("fish", "sgos.fish")];

const SCHEMAS: [(&str, &str); 8] = [
    ("inventory", "docs/sgos.schema.json"),
    ("apps", "docs/apps.schema.json"),
    ("hosts", "docs/hosts.schema.json"),
    ("jobs", "docs/jobs.schema.json"),
    ("ps", "docs/ps.schema.json"),
    ("actions", "docs/actions.schema.json"),
    ("audit", "docs/audit.schema.json"),
    ("locks", "docs/locks.schema.json"),
];

/// In this folder there is nothing that is not generated.
const REFERENCE: &str = "docs/reference";

/// Writes all of them anew.
pub(crate) fn generate(sh: &Shell) -> Result<()> {
    let files = files(sh)?;
    for (path, text) in &files {
        sh.write_file(path, text)?;
        println!("{}", path.display());
    }
    for path in left_over(sh, &files)? {
        sh.remove_path(&path)?;
        println!("{} removed", path.display());
    }
    Ok(())
}

/// Fails with the names of those that are old.
pub(crate) fn check(sh: &Shell) -> Result<()> {
    let files = files(sh)?;
    let is_old = |(path, text): &&(PathBuf, String)| sh.read_file(path).ok().as_ref() != Some(text);
    let old = files.iter().filter(is_old).map(|(path, _)| path.clone());
    let old: Vec<String> =
        old.chain(left_over(sh, &files)?).map(|path| path.display().to_string()).collect();
    if old.is_empty() {
        return Ok(());
    }
    bail!("old: {}; type `cargo xtask generate`", old.join(", "));
}

/// Pages of the reference whose command is gone.
fn left_over(sh: &Shell, files: &[(PathBuf, String)]) -> Result<Vec<PathBuf>> {
    if !sh.path_exists(REFERENCE) {
        return Ok(Vec::new());
    }
    let wanted: BTreeSet<_> = files.iter().filter_map(|(path, _)| path.file_name()).collect();
    let there = sh.read_dir(REFERENCE)?.into_iter();
    Ok(there.filter(|path| path.file_name().is_none_or(|name| !wanted.contains(name))).collect())
}

/// Every generated file as it should be.
fn files(sh: &Shell) -> Result<Vec<(PathBuf, String)>> {
    run::run(cmd!(sh, "cargo build --quiet --package sgos"))?;
    let mut files = Vec::new();
    for (shell, file) in COMPLETIONS {
        let script =
            run::read(cmd!(sh, "cargo run --quiet --package sgos -- completions {shell}"))?;
        files.push((PathBuf::from("completions").join(file), script + "\n"));
    }
    for (of, file) in SCHEMAS {
        let schema =
            run::read(cmd!(sh, "cargo run --quiet --package sgos -- config schema {of} -o json"))?;
        files.push((PathBuf::from(file), schema + "\n"));
    }
    files.extend(reference(sh)?);
    files.extend(screens::files(sh)?);
    Ok(files)
}

fn reference(sh: &Shell) -> Result<Vec<(PathBuf, String)>> {
    let folder = sh.create_temp_dir()?;
    let out = folder.path();
    run::run(cmd!(sh, "cargo run --quiet --package sgos -- man --markdown --quiet --out {out}"))?;
    let pages = sh.read_dir(out)?.into_iter().map(|page| {
        let name = page.file_name().context("a page without a name")?;
        Ok((Path::new(REFERENCE).join(name), sh.read_file(&page)?))
    });
    pages.collect()
}
