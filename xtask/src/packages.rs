//! The programs the lab needs on this machine, and the Debian packages that have them.

use std::env;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use xshell::{Shell, cmd};

use crate::run;

/// A program and the Debian package that installs it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tool {
    program: &'static str,
    package: &'static str,
}

impl Tool {
    pub(crate) const fn new(program: &'static str, package: &'static str) -> Self {
        Self { program, package }
    }
}

pub(crate) const DOCKER: Tool = Tool { program: "docker", package: "docker.io" };
pub(crate) const DOCKERD: Tool = Tool { program: "dockerd", package: "docker.io" };
pub(crate) const MMDEBSTRAP: Tool = Tool { program: "mmdebstrap", package: "mmdebstrap" };
pub(crate) const SETSID: Tool = Tool { program: "setsid", package: "util-linux" };
pub(crate) const SSH: Tool = Tool { program: "ssh", package: "openssh-client" };
pub(crate) const SSH_KEYGEN: Tool = Tool { program: "ssh-keygen", package: "openssh-client" };

/// Installs what is missing where that is possible, and names it where it is not. Returns the
/// packages that it installed.
pub(crate) fn require(sh: &Shell, tools: &[Tool]) -> Result<Vec<&'static str>> {
    let mut packages: Vec<&'static str> =
        tools.iter().filter(|tool| find(tool.program).is_none()).map(|tool| tool.package).collect();
    packages.sort_unstable();
    packages.dedup();
    if packages.is_empty() {
        return Ok(packages);
    }
    let names = packages.join(" ");
    if !is_debian() {
        bail!(
            "missing programs: on Debian they are in the packages `{names}`; install them by the means of this system, then try again"
        );
    }
    if !is_root() {
        bail!("missing packages: type `sudo apt-get install {names}`, then try again");
    }
    eprintln!("  installing {names}");
    if run::run(install(sh, &packages)).is_err() {
        run::run(cmd!(sh, "apt-get update"))?;
        run::run(install(sh, &packages))?;
    }
    Ok(packages)
}

fn install<'a>(sh: &'a Shell, packages: &[&str]) -> xshell::Cmd<'a> {
    cmd!(sh, "apt-get install --yes --no-install-recommends {packages...}")
        .env("DEBIAN_FRONTEND", "noninteractive")
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
