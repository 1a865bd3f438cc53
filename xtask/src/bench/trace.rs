//! The programs that a probe starts, counted by `strace` from outside: the processes of a host are
//! processes of this machine too.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};

use super::fleet::Fleet;
use super::probe::Probe;
use super::scratch::Scratch;
use crate::{packages, wait};

/// Waits for a line, by which time it is traced, and becomes the probe.
const GATE: &str = r#"read -r _; exec sh "$@""#;

const ATTACHED_WITHIN: Duration = Duration::from_secs(10);

/// What one probe started.
#[derive(Debug)]
pub(crate) struct Started {
    /// The names, in the order of their processes.
    pub(crate) programs: Vec<String>,
    /// Copies of the shell itself that ran no program.
    subshells: usize,
}

impl Started {
    pub(crate) fn note(&self) -> String {
        format!("{}; {} subshells beside", self.programs.join(" "), self.subshells)
    }
}

pub(crate) fn started(
    fleet: &Fleet,
    host: &str,
    probe: &Probe,
    scratch: &Scratch,
) -> Result<Started> {
    ensure!(packages::is_root(), "only root can trace the processes of a host");
    let folder = scratch.folder(&format!("trace-{host}"))?;
    for old in fs::read_dir(&folder)?.flatten() {
        fs::remove_file(old.path())?;
    }
    let mut command = fleet.inside(host, fleet.user())?;
    // So that it can be found: the nonce is in no other command line of this machine.
    command.args(["sh", "-c", GATE, "sgos-bench", "-c", &probe.script, "sgos-probe"]);
    command.args(&probe.arguments).stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = command.spawn()?;
    let mut input = child.stdin.take().context("no stdin")?;
    let traced = trace(&folder, probe).and_then(|mut strace| {
        input.write_all(b"go\n")?;
        // The probe ends with its input, so this is held until it has answered.
        let status = child.wait()?;
        strace.wait()?;
        ensure!(status.success(), "the traced probe failed: {status}");
        read(&folder)
    });
    // A gate that was not opened ends with its input.
    drop(input);
    child.wait()?;
    traced
}

/// Attaches `strace` to the waiting probe.
fn trace(folder: &Path, probe: &Probe) -> Result<std::process::Child> {
    let nonce = probe.arguments.first().context("a probe without arguments")?;
    let mut found = None;
    let gate = format!("sh\0-c\0{GATE}\0");
    let seen = wait::until(ATTACHED_WITHIN, || {
        found = waiting(&gate, nonce);
        found.is_some()
    });
    let process = found.filter(|_| seen).context("its process is not on this machine")?;
    let mut strace = Command::new("strace")
        .args(["-ff", "-qq", "-e", "trace=execve", "-s", "200", "-o"])
        .arg(folder.join("of"))
        .args(["-p", &process])
        .stderr(Stdio::null())
        .spawn()
        .context("strace cannot be started")?;
    let status = PathBuf::from("/proc").join(&process).join("status");
    let attached = wait::until(ATTACHED_WITHIN, || {
        let text = fs::read_to_string(&status).unwrap_or_default();
        text.lines().any(|line| line.starts_with("TracerPid:") && !line.ends_with("\t0"))
    });
    if !attached {
        let _ = strace.kill();
        let _ = strace.wait();
    }
    ensure!(attached, "strace may not trace it");
    Ok(strace)
}

/// The process whose command line begins with `gate` and contains `nonce`.
fn waiting(gate: &str, nonce: &str) -> Option<String> {
    let processes = fs::read_dir("/proc").ok()?;
    processes.flatten().find_map(|entry| {
        let line = fs::read(entry.path().join("cmdline")).ok()?;
        let line = String::from_utf8_lossy(&line);
        let ours = line.starts_with(gate) && line.contains(nonce);
        ours.then(|| entry.file_name().to_string_lossy().into_owned())
    })
}

/// One file for each process; the first is the probe itself.
fn read(folder: &Path) -> Result<Started> {
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder)?.flatten().map(|entry| entry.path()).collect();
    let number = |file: &PathBuf| file.extension()?.to_str()?.parse::<u32>().ok();
    files.sort_by_key(number);
    let mut started = Started { programs: Vec::new(), subshells: 0 };
    for file in files.iter().skip(1) {
        let text = fs::read_to_string(file)?;
        match text.lines().rev().find_map(program) {
            Some(program) => started.programs.push(program),
            None => started.subshells += 1,
        }
    }
    ensure!(!started.programs.is_empty(), "strace saw no program");
    Ok(started)
}

/// `execve("/usr/bin/git", …) = 0`, not one that failed.
fn program(line: &str) -> Option<String> {
    let path = line.strip_prefix("execve(\"")?.split('"').next()?;
    line.ends_with(" = 0").then(|| path.rsplit('/').next().unwrap_or(path).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_found_was_started() {
        assert_eq!(
            program(r#"execve("/usr/bin/git", ["git"], 0x1 /* 9 vars */) = 0"#).as_deref(),
            Some("git")
        );
        assert_eq!(program(r#"execve("/bin/git", ["git"], 0x1) = -1 ENOENT (No such file)"#), None);
        assert_eq!(program("+++ exited with 0 +++"), None);
    }
}
