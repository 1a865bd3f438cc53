//! `cargo xtask lab down`: leaves no container, network, process or mount of the lab behind.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use xshell::Shell;

use crate::lab::container::Container;
use crate::lab::engine::Engine;
use crate::lab::state::Files;
use crate::lab::{LABEL, LabName, folders, own_dockerd};
use crate::progress::{Outcome, note, step};
use crate::{packages, run};

/// Stops a lab; with `purge` it also deletes its files and, after the last lab, the cache.
pub(crate) fn down(lab: &LabName, purge: bool) -> Result<()> {
    let _lock = folders::lock()?;
    let sh = Shell::new()?;
    let files = Files::of(lab)?;
    eprintln!("lab `{lab}`");
    match engine_of(&files)? {
        Some(engine) => {
            step("hosts", || remove_hosts(&sh, engine, lab))?;
            step("network", || remove_network(&sh, engine, lab))?;
            remove_if_there(&files.state())?;
            let last = listed(&sh, engine, LABEL, "container")?.is_empty();
            if purge && last {
                remove_images(&sh, engine)?;
            }
            if last && engine.is_own() {
                step("engine", || {
                    own_dockerd::stop(&sh)?;
                    Ok(((), Outcome::done("stopped our own dockerd")))
                })?;
            }
        }
        None => {
            remove_if_there(&files.state())?;
            note("nothing runs");
        }
    }
    if purge {
        purge_files(&files)?;
    }
    Ok(())
}

/// The engine that has the lab. After a restart of the machine our own may have to be started
/// once more to remove what it keeps.
fn engine_of(files: &Files) -> Result<Option<Engine>> {
    match Engine::running() {
        Some(engine) => Ok(Some(engine)),
        None if files.state().exists() && packages::is_root() => {
            own_dockerd::start()?;
            Ok(Engine::running())
        }
        None => Ok(None),
    }
}

fn remove_hosts(sh: &Shell, engine: Engine, lab: &LabName) -> Result<((), Outcome)> {
    let containers = listed(sh, engine, &format!("{LABEL}={lab}"), "container")?;
    for name in &containers {
        if let Some(container) = Container::find(sh, engine, name)? {
            container.remove(sh, engine)?;
        }
    }
    Ok(((), removed(&containers)))
}

fn remove_network(sh: &Shell, engine: Engine, lab: &LabName) -> Result<((), Outcome)> {
    let networks = listed(sh, engine, &format!("{LABEL}={lab}"), "network")?;
    for network in &networks {
        run::run(engine.docker(sh).args(["network", "rm", network]))?;
    }
    Ok(((), removed(&networks)))
}

fn removed(names: &[String]) -> Outcome {
    if names.is_empty() {
        return Outcome::as_it_was("none");
    }
    Outcome::done(format!("removed {}", names.join(", ")))
}

fn listed(sh: &Shell, engine: Engine, label: &str, kind: &str) -> Result<Vec<String>> {
    let filter = format!("label={label}");
    let (all, format): (&[&str], _) = match kind {
        "container" => (&["--all"], "{{.Names}}"),
        _ => (&[], "{{.Name}}"),
    };
    let list = engine.docker(sh).args([kind, "ls"]).args(all);
    let text = run::read(list.args(["--filter", &filter, "--format", format]))?;
    Ok(text.lines().map(str::to_owned).collect())
}

fn remove_images(sh: &Shell, engine: Engine) -> Result<()> {
    let format = "{{.Repository}}:{{.Tag}}";
    for name in ["sgos-lab-host", "sgos-lab-rootfs"] {
        let listed = run::read(engine.docker(sh).args(["image", "ls", name, "--format", format]))?;
        for tag in listed.lines() {
            run::run(engine.docker(sh).args(["image", "rm", tag]))?;
        }
    }
    Ok(())
}

/// Deletes the lab's folder and, when no other lab is left, everything.
fn purge_files(files: &Files) -> Result<()> {
    remove_if_there(files.folder())?;
    let root = folders::root()?;
    let mut others = fs::read_dir(&root)?.filter_map(|entry| entry.ok());
    let in_use = others.any(|entry| entry.path().join("sgos.toml").exists());
    if in_use || own_dockerd::is_running() {
        note("there are other labs, so the images stay");
        return Ok(());
    }
    remove_if_there(&root)?;
    note(&format!("deleted {}", root.display()));
    Ok(())
}

fn remove_if_there(path: &Path) -> Result<()> {
    let removed = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
    match removed {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("cannot remove {}", path.display()))
        }
        _ => Ok(()),
    }
}
