//! The Docker engine that the lab starts when this machine has none running, and its end.
//!
//! It has its own socket, data and process id, makes no bridge and no firewall rules of its own
//! (the hosts and this machine are neighbours on one network), and so leaves the machine as it
//! was.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use xshell::{Shell, cmd};

use crate::lab::{engine, folders};
use crate::packages::{self, DOCKERD, SETSID};
use crate::{run, wait};

pub(crate) const SOCKET: &str = "/run/sgos-lab/docker.sock";
const PID_FILE: &str = "/run/sgos-lab/dockerd.pid";
const CONTAINERD_PID_FILE: &str = "/run/sgos-lab/exec/containerd/containerd.pid";
/// The control group below which our containers live; nobody else uses it.
const CGROUP: &str = "/sgos-lab";
/// What dockerd prints before it ends because it cannot start.
const GIVES_UP: &str = "failed to start ";
const STARTS_WITHIN: Duration = Duration::from_secs(60);
const ENDS_WITHIN: Duration = Duration::from_secs(60);
const TIDIES_WITHIN: Duration = Duration::from_secs(5);

/// Installs dockerd where it is missing; returns the packages it installed.
pub(crate) fn require(sh: &Shell) -> Result<Vec<&'static str>> {
    let installed = packages::require(sh, &[DOCKERD, SETSID])?;
    ensure!(
        packages::is_root(),
        "no Docker engine answers, and only root can start one: start Docker, or type the command with sudo"
    );
    Ok(installed)
}

/// Starts the engine and waits until it answers.
pub(crate) fn start() -> Result<()> {
    let dockerd = packages::find("dockerd").context("dockerd is missing: install docker.io")?;
    let log = folders::root()?.join("dockerd.log");
    fs::create_dir_all(folders::RUN).with_context(|| format!("cannot create {}", folders::RUN))?;
    // Processes that were killed leave these, and others may be taken for them.
    for file in [PID_FILE, CONTAINERD_PID_FILE] {
        if pid(file).is_none() {
            fs::remove_file(file).ok();
        }
    }
    let output = File::create(&log).with_context(|| format!("cannot write {}", log.display()))?;
    let status = Command::new("setsid")
        .arg("--fork")
        .arg(dockerd)
        .args(["--host", &format!("unix://{SOCKET}")])
        .args(["--pidfile", PID_FILE])
        .args(["--exec-root", &format!("{}/exec", folders::RUN)])
        .arg("--data-root")
        .arg(folders::docker_data()?)
        .args(["--bridge", "none", "--iptables=false", "--ip6tables=false"])
        .args(["--ip-masq=false", "--ip-forward=false"])
        .args(["--exec-opt", "native.cgroupdriver=cgroupfs", "--cgroup-parent", CGROUP])
        .stdin(Stdio::null())
        .stdout(output.try_clone()?)
        .stderr(output)
        .current_dir("/")
        .status()
        .context("`setsid dockerd` cannot be started")?;
    ensure!(status.success(), "`setsid dockerd` failed ({status})");
    let printed = || fs::read_to_string(&log).unwrap_or_default();
    wait::until(STARTS_WITHIN, || is_running() || gave_up(&printed()));
    if !is_running() {
        let log = log.display();
        bail!("dockerd does not answer; the end of {log}:\n{}", run::tail(&printed()));
    }
    Ok(())
}

fn gave_up(log: &str) -> bool {
    log.lines().any(|line| line.starts_with(GIVES_UP))
}

/// Ends the engine when it runs, and removes what it left in the file system.
pub(crate) fn stop(sh: &Shell) -> Result<()> {
    if let Some(pid) = pid(PID_FILE) {
        run::run(cmd!(sh, "kill -TERM {pid}"))?;
        let ended = wait::until(ENDS_WITHIN, || !is_ours(&pid));
        ensure!(ended, "dockerd (process {pid}) does not end; see `ps {pid}`");
    }
    ensure!(!is_running(), "another engine answers on {SOCKET}: it is left alone");
    let data = folders::docker_data()?;
    // Its last threads may still be tidying up.
    wait::until(TIDIES_WITHIN, || leftover_mounts(&data).is_ok_and(|left| left.is_empty()));
    for mount in leftover_mounts(&data)? {
        run::run(cmd!(sh, "umount {mount}"))?;
    }
    remove_cgroups();
    match fs::remove_dir_all(folders::RUN) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("cannot remove {}", folders::RUN))
        }
        _ => Ok(()),
    }
}

/// Whether our engine runs, for whichever lab of whichever user.
pub(crate) fn is_running() -> bool {
    engine::answers(SOCKET)
}

/// The process id in a file, when the process with this id is really ours.
fn pid(file: &str) -> Option<String> {
    let pid = fs::read_to_string(file).ok()?.trim().to_owned();
    is_ours(&pid).then_some(pid)
}

/// Whether a living process is ours. A dead one that nobody has reaped has no command line.
fn is_ours(pid: &str) -> bool {
    let command = fs::read(Path::new("/proc").join(pid).join("cmdline")).unwrap_or_default();
    String::from_utf8_lossy(&command).contains(folders::RUN)
}

/// Removes our control group in every hierarchy. One in which something lives stays.
fn remove_cgroups() {
    let group = CGROUP.trim_start_matches('/');
    let mount = Path::new("/sys/fs/cgroup");
    for hierarchy in folders_in(mount).chain([mount.to_owned()]) {
        remove_empty(&hierarchy.join(group));
    }
}

fn remove_empty(folder: &Path) {
    folders_in(folder).for_each(|inner| remove_empty(&inner));
    fs::remove_dir(folder).ok();
}

fn folders_in(folder: &Path) -> impl Iterator<Item = PathBuf> + use<> {
    let entries = fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
    entries.map(|entry| entry.path()).filter(|path| path.is_dir() && !path.is_symlink())
}

/// What an engine that was killed leaves mounted, the deepest first: its data folder, which it
/// mounts on itself, and everything below that and below [`folders::RUN`].
fn leftover_mounts(data: &Path) -> Result<Vec<PathBuf>> {
    let run = Path::new(folders::RUN);
    let text = fs::read_to_string("/proc/self/mounts").context("cannot read /proc/self/mounts")?;
    let mut mounts: Vec<PathBuf> = text
        .lines()
        .filter_map(|line| line.split(' ').nth(1))
        .map(PathBuf::from)
        .filter(|mount| mount.starts_with(data) || (mount.starts_with(run) && mount != run))
        .collect();
    mounts.reverse();
    Ok(mounts)
}
