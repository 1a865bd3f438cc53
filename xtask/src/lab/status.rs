//! `cargo xtask lab status`: a row per host of every lab that is up.

use anyhow::Result;
use xshell::{Shell, cmd};

use crate::lab::state::LabState;
use crate::{packages, run};

const HEADER: [&str; 7] = ["LAB", "PROFILE", "HOST", "ADDRESS", "STATE", "SSH", "CONTAINERS"];

/// Prints the hosts of all labs.
pub(crate) fn status() -> Result<()> {
    let sh = Shell::new()?;
    let states = LabState::of_all_labs()?;
    if states.is_empty() || packages::find("docker").is_none() {
        println!("No lab is up. Start one with `cargo xtask lab up`.");
        return Ok(());
    }
    let mut rows = vec![HEADER.map(str::to_owned)];
    for state in &states {
        for (host, at) in &state.hosts {
            let docker_host = &state.docker_host;
            let container = &at.container;
            let running = "{{.State.Status}}";
            let found = run::read(cmd!(
                sh,
                "docker --host {docker_host} container inspect --format {running} {container}"
            ));
            let found = found.unwrap_or_else(|_| "missing".to_owned());
            let (ssh, containers) = match found.as_str() {
                "running" => (login(&sh, state, host), containers(&sh, docker_host, container)),
                _ => ("-", "-".to_owned()),
            };
            rows.push([
                state.name.clone(),
                state.profile.to_string(),
                host.clone(),
                at.address.clone(),
                found,
                ssh.to_owned(),
                containers,
            ]);
        }
    }
    print(&rows);
    Ok(())
}

fn login(sh: &Shell, state: &LabState, host: &str) -> &'static str {
    let config = &state.ssh_config;
    if run::succeeds(cmd!(sh, "timeout 10 ssh -F {config} {host} true")) { "ok" } else { "fails" }
}

/// How many of the host's containers run, of how many.
fn containers(sh: &Shell, docker_host: &str, container: &str) -> String {
    let format = "{{.State}}";
    let listed = run::read(cmd!(
        sh,
        "timeout 10 docker --host {docker_host} exec {container} docker ps --all --format {format}"
    ));
    match listed {
        Ok(states) => {
            let running = states.lines().filter(|state| *state == "running").count();
            format!("{running} of {} run", states.lines().count())
        }
        Err(_) => "no answer from its Docker".to_owned(),
    }
}

fn print(rows: &[[String; 7]]) {
    let mut widths = [0; 7];
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.len());
        }
    }
    for row in rows {
        let cells: Vec<String> =
            widths.iter().zip(row).map(|(width, cell)| format!("{cell:<width$}")).collect();
        println!("{}", cells.join("  ").trim_end());
    }
}
