//! Docker compose v2 for the hosts. Their own Debian release has only version 1, so the program is
//! taken out of the next release's package; it needs nothing but libc.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use xshell::{Shell, cmd};

use crate::lab::folders;
use crate::lab::mirror::Mirror;
use crate::run;

const RELEASE: &str = "trixie";
const PACKAGE: &str = "docker-compose";
const IN_PACKAGE: &str = "usr/libexec/docker/cli-plugins/docker-compose";

/// The program in the cache; fetches it when it is not there.
pub(crate) fn ready(sh: &Shell) -> Result<PathBuf> {
    let program = folders::images()?.join("docker-compose");
    if !program.exists() {
        let folder = folders::images()?.join("compose");
        fetch(sh, &folder, &program)?;
        fs::remove_dir_all(&folder)
            .with_context(|| format!("cannot remove {}", folder.display()))?;
    }
    Ok(program)
}

/// Asks apt with lists of its own, so that this machine's package lists stay as they are.
fn fetch(sh: &Shell, folder: &Path, program: &Path) -> Result<()> {
    let sources = folder.join("sources.list");
    fs::create_dir_all(folder.join("lists/partial"))
        .and_then(|()| fs::create_dir_all(folder.join("archives/partial")))
        .with_context(|| format!("cannot create {}", folder.display()))?;
    folders::write(&sources, &Mirror::of_this_machine(sh)?.source(RELEASE), 0o644)?;
    let options = &[
        format!("--option=Dir::Etc::SourceList={}", sources.display()),
        "--option=Dir::Etc::SourceParts=-".to_owned(),
        format!("--option=Dir::State::Lists={}", folder.join("lists").display()),
        format!("--option=Dir::Cache={}", folder.display()),
        "--option=APT::Sandbox::User=root".to_owned(),
        "--option=Acquire::Languages=none".to_owned(),
    ];
    run::run(cmd!(sh, "apt-get {options...} update"))?;
    {
        let _inside = sh.push_dir(folder);
        run::run(cmd!(sh, "apt-get {options...} download {PACKAGE}"))?;
    }
    let package = fs::read_dir(folder)?
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .find(|path| path.extension().is_some_and(|extension| extension == "deb"))
        .with_context(|| format!("apt-get download left no package in {}", folder.display()))?;
    run::run(cmd!(sh, "dpkg-deb --extract {package} {folder}"))?;
    fs::rename(folder.join(IN_PACKAGE), program)
        .with_context(|| format!("{} has no {IN_PACKAGE}", package.display()))
}
