//! What the figures were measured on.

use std::fmt;
use std::fs;
use std::thread;

use anyhow::Result;
use xshell::{Shell, cmd};

use super::build::Programs;
use super::fleet::Fleet;
use crate::run;

#[derive(Debug)]
pub(crate) struct Machine {
    /// What it is, and its value.
    facts: Vec<(&'static str, String)>,
    loads: Vec<String>,
}

impl Machine {
    pub(crate) fn look(sh: &Shell, fleet: &Fleet, programs: &Programs) -> Result<Self> {
        let sgos = &programs.sgos;
        let mut docker = fleet.docker();
        let docker = docker.args(["version", "--format", "{{.Server.Version}}"]).output()?.stdout;
        let ssh = cmd!(sh, "ssh -V").quiet().output()?.stderr;
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_owned();
        let cores = thread::available_parallelism()?;
        let facts = vec![
            ("date", run::read(cmd!(sh, "date --utc +%F"))?),
            ("processor", format!("{cores} cores of {}", processor())),
            ("kernel", text(&fs::read("/proc/sys/kernel/osrelease").unwrap_or_default())),
            ("sgos", run::read(cmd!(sh, "{sgos} --version"))?),
            ("compiler", run::read(cmd!(sh, "rustc --version"))?),
            ("ssh", text(&ssh)),
            ("docker", text(&docker)),
        ];
        let mut machine = Self { facts, loads: Vec::new() };
        machine.look_again();
        Ok(machine)
    }

    /// How busy it is now.
    pub(crate) fn look_again(&mut self) {
        let text = fs::read_to_string("/proc/loadavg").unwrap_or_default();
        self.loads.extend(text.split(' ').next().map(str::to_owned));
    }

    pub(crate) fn facts(&self) -> impl Iterator<Item = (&'static str, String)> {
        let loads = ("load", self.loads.join(" at the start, ") + " at the end");
        self.facts.iter().cloned().chain([loads])
    }
}

impl fmt::Display for Machine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines: Vec<String> =
            self.facts().map(|(what, value)| format!("{what:<10} {value}")).collect();
        f.write_str(&lines.join("\n"))
    }
}

fn processor() -> String {
    let text = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = text.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    model.map_or("an unnamed processor".to_owned(), |(_, name)| name.trim().to_owned())
}
