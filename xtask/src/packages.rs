//! The programs the lab needs on this machine, and the Debian packages that have them.

use std::env;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail, ensure};
use xshell::{Cmd, Shell, cmd};

use crate::progress::note;
use crate::run;

/// A program and the Debian package that installs it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tool {
    program: &'static str,
    package: &'static str,
    /// The package in releases that have one of this name.
    newer: Option<&'static str>,
}

impl Tool {
    pub(crate) const fn new(program: &'static str, package: &'static str) -> Self {
        Self { program, package, newer: None }
    }
}

pub(crate) const DOCKER: Tool =
    Tool { program: "docker", package: "docker.io", newer: Some("docker-cli") };
pub(crate) const DOCKERD: Tool = Tool::new("dockerd", "docker.io");
pub(crate) const MMDEBSTRAP: Tool = Tool::new("mmdebstrap", "mmdebstrap");
pub(crate) const SETSID: Tool = Tool::new("setsid", "util-linux");
pub(crate) const SSH: Tool = Tool::new("ssh", "openssh-client");
pub(crate) const SSH_KEYGEN: Tool = Tool::new("ssh-keygen", "openssh-client");

/// Installs what is missing where that is possible, and names it where it is not. Returns the
/// packages that it installed.
pub(crate) fn require(sh: &Shell, tools: &[Tool]) -> Result<Vec<&'static str>> {
    let missing: Vec<Tool> =
        tools.iter().copied().filter(|tool| find(tool.program).is_none()).collect();
    if missing.is_empty() {
        return Ok(Vec::new());
    }
    let programs: Vec<&str> = missing.iter().map(|tool| tool.program).collect();
    let programs = programs.join(", ");
    if !is_debian() {
        bail!("missing: {programs}; install it by the means of this system, then try again");
    }
    if is_root() && !missing.iter().all(|tool| is_known(sh, tool.package)) {
        note("reading package lists");
        run::run(cmd!(sh, "apt-get update"))?;
    }
    let mut packages: Vec<&'static str> =
        missing.iter().map(|tool| package_of(sh, *tool)).collect();
    packages.sort_unstable();
    packages.dedup();
    let names = packages.join(" ");
    if !is_root() {
        bail!("missing: {programs}; type `sudo apt-get install {names}`, then try again");
    }
    note(&format!("installing {names}"));
    if run::run(install(sh, &packages)).is_err() {
        // The lists may name versions that the mirror no longer has.
        run::run(cmd!(sh, "apt-get update"))?;
        run::run(install(sh, &packages))?;
    }
    for tool in missing {
        ensure!(
            find(tool.program).is_some(),
            "{} is missing although {names} is installed",
            tool.program
        );
    }
    Ok(packages)
}

fn install<'a>(sh: &'a Shell, packages: &[&str]) -> Cmd<'a> {
    cmd!(sh, "apt-get install --yes --no-install-recommends {packages...}")
        .env("DEBIAN_FRONTEND", "noninteractive")
}

fn package_of(sh: &Shell, tool: Tool) -> &'static str {
    tool.newer.filter(|name| is_known(sh, name)).unwrap_or(tool.package)
}

fn is_known(sh: &Shell, package: &str) -> bool {
    run::succeeds(cmd!(sh, "apt-cache show --quiet=0 {package}"))
}

/// Where a program lies. Administrators' folders count too: they are not on everybody's PATH.
pub(crate) fn find(program: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path)
        .chain(["/usr/sbin", "/sbin"].map(PathBuf::from))
        .map(|folder| folder.join(program))
        .find(|file| file.is_file())
}

pub(crate) fn is_debian() -> bool {
    fs::read_to_string("/etc/os-release")
        .is_ok_and(|text| text.lines().any(|line| line.trim() == "ID=debian"))
}

/// Whether this process is root's: /proc/self belongs to the effective user.
pub(crate) fn is_root() -> bool {
    fs::metadata(Path::new("/proc/self")).is_ok_and(|metadata| metadata.uid() == 0)
}
