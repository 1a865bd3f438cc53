//! Lets a host bring itself into the state of a profile, and checks that it can be logged in to.

use anyhow::{Context, Result};
use xshell::{Shell, cmd};

use crate::lab::engine::Engine;
use crate::lab::state::Files;
use crate::lab::{LabName, Profile, USERS};
use crate::run;

/// Nothing in a host takes longer; its own scripts give up before.
const SECONDS: &str = "240";

/// Runs the host's own script, which changes only what differs.
pub(crate) fn settle(
    sh: &Shell,
    engine: Engine,
    lab: &LabName,
    host: &str,
    profile: Profile,
) -> Result<()> {
    let docker_host = engine.docker_host();
    let container = lab.container(host);
    let profile = profile.to_string();
    run::run(cmd!(
        sh,
        "timeout {SECONDS} docker --host {docker_host} exec {container}
         /usr/local/lib/sgos-lab/settle {profile}"
    ))
    .with_context(|| format!("{host} did not reach the profile `{profile}`; try `cargo xtask lab down`, then `up` again"))
}

/// Logs in as each user, with the lab's key and its known_hosts only.
pub(crate) fn check_login(sh: &Shell, files: &Files, host: &str) -> Result<()> {
    let config = files.ssh_config();
    for user in USERS {
        let destination = format!("{user}@{host}");
        run::run(cmd!(sh, "ssh -F {config} {destination} true"))
            .with_context(|| format!("{destination} cannot be reached over SSH"))?;
    }
    Ok(())
}
