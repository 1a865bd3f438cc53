//! The Debian tree of a host, as an image without anything of the lab: made by mmdebstrap from
//! this machine's own mirror, kept as a tarball, imported into the engine.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use xshell::{Shell, cmd};

use crate::lab::engine::Engine;
use crate::lab::mirror::Mirror;
use crate::lab::recipe::{self, Fingerprint};
use crate::lab::{folders, image};
use crate::packages::{self, MMDEBSTRAP};
use crate::progress::note;
use crate::run;

const RELEASE: &str = "bookworm";

/// The tag of the image; it changes with the recipe.
pub(crate) fn tag() -> Result<String> {
    let fingerprint = Fingerprint::default()
        .text(RELEASE)
        .files("image/packages.txt")?
        .files("image/excludes.txt")?
        .finish();
    Ok(format!("sgos-lab-rootfs:{fingerprint}"))
}

/// Makes the image unless the engine has it.
pub(crate) fn ready(sh: &Shell, engine: Engine, tag: &str) -> Result<()> {
    if image::exists(sh, engine, tag) {
        return Ok(());
    }
    let tarball = folders::images()?.join(format!("{}.tar", tag.replace(':', "-")));
    if !tarball.exists() {
        note("making the Debian tree of a host: about a minute, once");
        bootstrap(sh, &tarball)?;
    }
    run::run(engine.docker(sh).arg("import").arg(&tarball).arg(tag))
}

fn bootstrap(sh: &Shell, tarball: &Path) -> Result<()> {
    packages::require(sh, &[MMDEBSTRAP])?;
    let include = format!("--include={}", recipe::lines("image/packages.txt")?.join(","));
    let excludes = recipe::lines("image/excludes.txt")?;
    let excludes: Vec<String> =
        excludes.iter().map(|path| format!("--dpkgopt=path-exclude={path}")).collect();
    let sources = tarball.with_extension("list");
    folders::write(&sources, &Mirror::of_this_machine(sh)?.sources(RELEASE), 0o644)?;
    let part = tarball.with_extension("part");
    // The tree is made in /var/tmp: /tmp may be small, or forbid device files.
    let bootstrap = cmd!(sh, "mmdebstrap --variant=minbase --format=tar --dpkgopt=force-unsafe-io")
        .args([include])
        .args(excludes)
        .args([RELEASE])
        .arg(&part)
        .arg(&sources)
        .env("TMPDIR", "/var/tmp");
    run::run(bootstrap)?;
    fs::rename(&part, tarball).with_context(|| format!("cannot write {}", tarball.display()))
}
