//! What sgos costs the machine it runs on: processor, memory and the time until it starts.

use std::process::{Command, Stdio};

use anyhow::Result;

use super::build::Programs;
use super::options::Options;
use super::process::timed;
use super::race::{Alternative, race};
use super::sample::Series;
use super::scratch::Scratch;
use super::table::{Budget, Table};

/// Runs that take some milliseconds may be many.
const OFTEN: usize = 4;

pub(crate) fn start_up(
    options: &Options,
    programs: &Programs,
    scratch: &Scratch,
    table: &mut Table,
) -> Result<()> {
    let version = |program| {
        let mut command = Command::new(program);
        command.arg("--version").stdin(Stdio::null());
        timed(&mut [command], scratch.path())
    };
    let runs = options.runs() * OFTEN;
    let [sgos, hello] = race([
        Alternative::new("sgos --version", runs, || version(&programs.sgos)),
        Alternative::new("hello --version", runs, || version(&programs.hello)),
    ])?;
    let budget = Budget::AtMost { bound: 1.5, goal: None };
    let what = "`sgos --version` / a hello-world with clap".to_owned();
    table.compare(what, &sgos, &hello, Some(budget));
    completion(options, programs, scratch, table)
}

/// Tab, with the inventory of a large fleet.
fn completion(
    options: &Options,
    programs: &Programs,
    scratch: &Scratch,
    table: &mut Table,
) -> Result<()> {
    let folder = scratch.folder("completion")?;
    let inventory = folder.join("sgos.toml");
    let hosts = (0..500).map(|number| format!("[hosts.web-{number:03}]\ntags = [\"web\"]\n"));
    std::fs::write(&inventory, hosts.collect::<String>())?;
    let tab = || {
        let mut command = Command::new(&programs.sgos);
        command.args(["__complete", "bash", "3", "--", "sgos", "status", "-H", "web-4"]);
        command.env("SGOS_CONFIG", &inventory).env("HOME", &folder).stdin(Stdio::null());
        timed(&mut [command], scratch.path())
    };
    let [tab] = race([Alternative::new("sgos __complete", options.runs() * OFTEN, tab)])?;
    let what = "a dynamic completion, 500 hosts in the inventory".to_owned();
    let budget = Budget::AtMost { bound: 20.0, goal: None };
    table.value(what, "ms", tab.wall(), None, Some(budget));
    Ok(())
}

/// One warm `sgos status`, beside the two `ssh` that do the same.
pub(crate) fn used(sgos: &Series, raw: &Series, table: &mut Table) {
    let at_most = |bound| Some(Budget::AtMost { bound, goal: None });
    let what = |what: &str| format!("{what} of a warm `sgos status` (beside it: raw `ssh`)");
    table.value(what("client CPU"), "ms", sgos.cpu(), Some(raw.cpu()), at_most(8.0));
    table.value(what("client memory"), "MB", sgos.memory(), Some(raw.memory()), at_most(14.0));
}
