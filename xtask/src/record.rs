//! `cargo xtask record`: the recordings in `tests/recordings`, made from a lab of their own.
//!
//! A situation is a state of the lab; each command is recorded in each of them, into a folder of
//! its own: `tests/recordings/SITUATION/COMMAND`.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use xshell::{Shell, cmd};

use crate::lab::{self, LabName, LabState, Profile};
use crate::progress::{Outcome, step};
use crate::{demo, run, wait};

/// A command that is recorded in every situation; a new one is a line here.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Recorded {
    pub(crate) name: &'static str,
    pub(crate) args: &'static [&'static str],
}

const COMMANDS: &[Recorded] = &[
    Recorded { name: "status", args: &["status"] },
    Recorded { name: "status-wide", args: &["status", "--wide"] },
    Recorded { name: "hosts", args: &["hosts"] },
    Recorded { name: "jobs", args: &["jobs"] },
    Recorded { name: "ps", args: &["ps"] },
];

/// What is said of the machine that recorded: nobody's name, and no kernel of one place.
const HOSTNAME: &str = "laptop";
const KERNEL: &str = "6.12.0-lab";

pub(crate) fn commands() -> impl Iterator<Item = Recorded> {
    COMMANDS.iter().copied()
}

/// Where a recording lies, from the root of the repository.
pub(crate) fn folder(situation: &str, command: &str) -> PathBuf {
    ["tests", "recordings", situation, command].iter().collect()
}

/// Records all commands in all situations.
pub(crate) fn record() -> Result<()> {
    let sh = Shell::new()?;
    let name: LabName = "recordings".parse()?;
    // How fast it is does not matter here, and it is built sooner.
    run::run(cmd!(sh, "cargo build --quiet --package sgos"))?;
    let sgos = demo::target(&sh)?.join("debug").join("sgos");
    let home = sh.create_temp_dir()?;
    let person = Person { sgos: &sgos, home: home.path(), lab: &name };
    let recorded = situations(&sh, &person);
    // So that a failure leaves nothing running either.
    let connections = person.sgos(["hosts", "disconnect"]).output();
    lab::down(&name, false)?;
    connections.context("connections stay open")?;
    recorded
}

fn situations(sh: &Shell, person: &Person<'_>) -> Result<()> {
    lab::up(person.lab, Profile::States)?;
    step("cron", || person.until_a_job_ran())?;
    person.record_all("states")?;
    lab::up(person.lab, Profile::Healthy)?;
    person.record_all("healthy")?;
    // It was seen well before, and its apps are remembered.
    let labs = LabState::of_all_labs()?;
    let state = labs.iter().find(|lab| lab.name == person.lab.as_str()).context("no lab runs")?;
    let hornbill = &state.hosts.get("hornbill").context("the lab has no hornbill")?.container;
    let docker_host = &state.docker_host;
    run::run(cmd!(sh, "docker --host {docker_host} pause {hornbill}"))?;
    let recorded = person.record_all("frozen");
    run::run(cmd!(sh, "docker --host {docker_host} unpause {hornbill}"))?;
    recorded
}

/// Somebody with an empty home.
struct Person<'a> {
    sgos: &'a Path,
    home: &'a Path,
    lab: &'a LabName,
}

/// The lab has a job for every minute.
const A_JOB_RUNS_WITHIN: Duration = Duration::from_secs(100);

impl Person<'_> {
    /// So that the last run of one is known.
    fn until_a_job_ran(&self) -> Result<((), Outcome)> {
        let ran = || {
            let jobs = self.sgos(["jobs", "-o", "json"]).output();
            jobs.is_ok_and(|jobs| {
                String::from_utf8_lossy(&jobs.stdout).contains("\"last_run\": \"2")
            })
        };
        ensure!(wait::until(A_JOB_RUNS_WITHIN, ran), "no job of the lab was seen to run");
        Ok(((), Outcome::done("a job ran")))
    }

    fn record_all(&self, situation: &str) -> Result<()> {
        // A connection is there, as it mostly is.
        self.sgos(["status"]).output()?;
        for command in commands() {
            step(&format!("{situation}/{}", command.name), || self.record(situation, command))?;
        }
        Ok(())
    }

    fn record(&self, situation: &str, command: Recorded) -> Result<((), Outcome)> {
        let folder = folder(situation, command.name);
        if folder.exists() {
            fs::remove_dir_all(&folder).with_context(|| folder.display().to_string())?;
        }
        let words = ["--record".as_ref(), folder.as_os_str()];
        let args = command.args.iter().map(OsStr::new);
        let output = self.sgos(words.into_iter().chain(args)).output()?;
        if !matches!(output.status.code(), Some(0 | 3 | 4)) {
            bail!("`sgos` failed:\n{}", String::from_utf8_lossy(&output.stderr));
        }
        neutral(&folder)?;
        Ok(((), Outcome::done(size(&folder)?)))
    }

    fn sgos<S: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = S>) -> Command {
        let mut command = Command::new(self.sgos);
        let inventory = lab::root().unwrap_or_default().join(self.lab.as_str()).join("sgos.toml");
        command
            .env("HOME", self.home)
            .env("XDG_RUNTIME_DIR", self.home)
            .env("XDG_CACHE_HOME", self.home)
            .env("SGOS_CONFIG", inventory)
            .args(args);
        command
    }
}

/// Takes out what tells of the machine on which the lab ran; lengths stay, because answers have them
/// inside.
fn neutral(folder: &Path) -> Result<()> {
    let manifest = folder.join("recording.json");
    let mut json: serde_json::Value = serde_json::from_str(&fs::read_to_string(&manifest)?)?;
    json["hostname"] = HOSTNAME.into();
    fs::write(&manifest, serde_json::to_string_pretty(&json)? + "\n")?;
    let kernel = fs::read_to_string("/proc/sys/kernel/osrelease")?;
    let kernel = kernel.trim();
    let other = format!("{KERNEL:0<width$.width$}", width = kernel.len());
    for file in files(folder)? {
        let text = fs::read(&file)?;
        // What is no text is no answer of the lab.
        let Ok(text) = String::from_utf8(text) else { continue };
        if text.contains(kernel) {
            fs::write(&file, text.replace(kernel, &other))?;
        }
    }
    Ok(())
}

fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(files(&path)?);
        } else {
            found.push(path);
        }
    }
    Ok(found)
}

fn size(folder: &Path) -> Result<String> {
    let bytes: u64 =
        files(folder)?.iter().filter_map(|file| Some(file.metadata().ok()?.len())).sum();
    Ok(format!("{} KiB", bytes.div_ceil(1024)))
}
