//! The programs the lab needs on this machine, and the Debian packages that have them.

use std::env;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail, ensure};
use xshell::{Cmd, Shell, cmd};

use crate::progress::note;
use crate::run;

/// A program and the Debian packages that have it. Debian releases differ: the first package
/// that apt knows is the right one.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tool {
    program: &'static str,
    packages: &'static [&'static str],
}

pub(crate) const DOCKER: Tool = Tool { program: "docker", packages: &["docker-cli", "docker.io"] };
pub(crate) const DOCKERD: Tool = Tool { program: "dockerd", packages: &["docker.io"] };
pub(crate) const MMDEBSTRAP: Tool = Tool { program: "mmdebstrap", packages: &["mmdebstrap"] };
pub(crate) const SETSID: Tool = Tool { program: "setsid", packages: &["util-linux"] };
pub(crate) const SSH: Tool = Tool { program: "ssh", packages: &["openssh-client"] };
pub(crate) const SSH_KEYGEN: Tool = Tool { program: "ssh-keygen", packages: &["openssh-client"] };

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
    if !missing.iter().all(|tool| tool.packages.iter().any(|name| is_known(sh, name))) && is_root()
    {
        note("reading package lists");
        run::run(cmd!(sh, "apt-get update"))?;
    }
    let mut packages: Vec<&'static str> =
        missing.iter().filter_map(|tool| package_of(sh, *tool)).collect();
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

fn package_of(sh: &Shell, tool: Tool) -> Option<&'static str> {
    let known = tool.packages.iter().find(|name| is_known(sh, name));
    known.or(tool.packages.last()).copied()
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
