//! Where labs keep what they need on this machine. Nothing of a lab lies anywhere else, except a
//! socket and a process id below [`RUN`] while its own engine runs.

use std::env;
use std::fs::{self, File};
use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::lab::LabName;
use crate::progress::note;

/// Short-lived files of the engine that the lab starts itself.
pub(crate) const RUN: &str = "/run/sgos-lab";

/// The folder of all labs: `$XDG_CACHE_HOME/sgos-lab` or `~/.cache/sgos-lab`.
pub(crate) fn root() -> Result<PathBuf> {
    let cache = match env::var_os("XDG_CACHE_HOME") {
        Some(folder) if Path::new(&folder).is_absolute() => PathBuf::from(folder),
        _ => env::home_dir()
            .context("HOME is not set, so there is no place for a cache")?
            .join(".cache"),
    };
    Ok(cache.join("sgos-lab"))
}

/// The folder of one lab.
pub(crate) fn of_lab(name: &LabName) -> Result<PathBuf> {
    Ok(root()?.join(name.as_str()))
}

/// The cache of what images are made of.
pub(crate) fn images() -> Result<PathBuf> {
    Ok(root()?.join("images"))
}

/// The data of the engine that the lab starts itself.
pub(crate) fn docker_data() -> Result<PathBuf> {
    Ok(root()?.join("docker"))
}

/// Makes a folder that only its owner may read, with those above it.
pub(crate) fn create_private(folder: &Path) -> Result<()> {
    fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
        .with_context(|| format!("cannot create {}", folder.display()))
}

/// Writes a file by way of a temporary one, so that a reader sees the old or the new text. Leaves
/// the file alone when it has this text already.
pub(crate) fn write(file: &Path, text: &str, mode: u32) -> Result<()> {
    if fs::read_to_string(file).is_ok_and(|old| old == text) {
        return Ok(());
    }
    let temporary = file.with_extension("new");
    fs::write(&temporary, text)
        .and_then(|()| fs::set_permissions(&temporary, fs::Permissions::from_mode(mode)))
        .and_then(|()| fs::rename(&temporary, file))
        .with_context(|| format!("cannot write {}", file.display()))
}

/// Waits until no other `cargo xtask lab` of this user works, and keeps others out until dropped.
pub(crate) fn lock() -> Result<File> {
    let root = root()?;
    create_private(&root)?;
    let path = root.join("lock");
    let file = File::create(&path).with_context(|| format!("cannot write {}", path.display()))?;
    if file.try_lock().is_err() {
        note("waiting for another `cargo xtask lab` to finish");
        file.lock().with_context(|| format!("cannot lock {}", path.display()))?;
    }
    Ok(file)
}
