//! ansible, over the connections that warm `ssh` uses.

use std::process::Command;

use anyhow::Result;

use super::fleet::Fleet;
use super::options::{Options, Rtt};
use super::process::timed;
use super::race::{Alternative, race};
use super::sample::Sample;
use super::scene::{Scene, Start};
use super::table::{Budget, Table};

/// Pipelining saves it a file transfer per host; without it it would take twice as long.
pub(crate) fn compare(
    scene: &Scene,
    fleet: &Fleet,
    options: &Options,
    rtt: Rtt,
    sgos: impl FnMut() -> Result<Sample>,
    table: &mut Table,
) -> Result<()> {
    let what = format!("`ansible -m shell -a 'docker ps'` / `sgos status`, warm, {rtt}");
    let budget = rtt.budget(33.0, 13.0).map(Budget::AtLeast);
    let ansible = || timed(&mut [command(scene, fleet)], scene.folder());
    if let Err(error) = ansible() {
        table.not_measured(what, &format!("{error:#}"), budget);
        return Ok(());
    }
    let [ansible, sgos] = race([
        Alternative::new("ansible", options.slow_runs(), ansible),
        Alternative::new("sgos status, warm", options.runs(), sgos),
    ])?;
    table.compare(what, &ansible, &sgos, budget);
    Ok(())
}

fn command(scene: &Scene, fleet: &Fleet) -> Command {
    let hosts: String = fleet.hosts.keys().map(|host| format!("{host},")).collect();
    let mut command = Command::new("ansible");
    command.args(["all", "-i", &hosts, "-m", "shell", "-a", "docker ps --all"]);
    let config = scene.ssh_config(Start::Warm);
    scene.surround(&mut command);
    command.env("ANSIBLE_PIPELINING", "True").env("ANSIBLE_PYTHON_INTERPRETER", "/usr/bin/python3");
    command.env("ANSIBLE_SSH_ARGS", format!("-F {}", config.display()));
    command
}
