//! `cargo xtask lab up`: each step looks at what is there and changes only what differs.

use std::thread;
use std::time::Instant;

use anyhow::{Result, anyhow};
use xshell::Shell;

use crate::lab::engine::Engine;
use crate::lab::host::Host;
use crate::lab::keys::Keys;
use crate::lab::network::Network;
use crate::lab::state::{Files, HostState, LabState};
use crate::lab::{HOSTS, LabName, Profile, USERS, folders, image, inventory, settle};
use crate::packages::{self, SSH};
use crate::progress::{Outcome, note, step};

/// Brings a lab up in the state of a profile.
pub(crate) fn up(lab: &LabName, profile: Profile) -> Result<()> {
    let started = Instant::now();
    let _lock = folders::lock()?;
    let sh = Shell::new()?;
    eprintln!("lab `{lab}`, profile `{profile}`");
    let engine = step("engine", || Engine::ready(&sh))?;
    let image = step("host image", || image::ready(&sh, engine))?;
    let keys = step("keys", || Keys::ready(&sh, lab))?;
    let network = step("network", || Network::ready(&sh, engine, lab))?;
    let changed = step("hosts", || {
        let done = on_each_host(|sh, host| {
            Host::new(host, lab, &network, &keys, &image).ready(sh, engine, lab)
        })?;
        let done: Vec<String> = done.into_iter().flatten().collect();
        Ok(match done.is_empty() {
            true => (false, Outcome::as_it_was("running")),
            false => (true, Outcome::done(done.join(", "))),
        })
    })?;
    image::remove_old(&sh, engine, &image)?;
    let files = Files::of(lab)?;
    let state = state(engine, lab, profile, &network, &keys, &files)?;
    inventory::write(&state, &keys, &files)?;
    state.write(&files)?;
    if changed {
        note("the apps start and are asked for their health: about 20 s");
    }
    step("apps", || {
        on_each_host(|sh, host| settle::settle(sh, engine, lab, host, profile))?;
        Ok(((), Outcome::done(format!("as in the profile `{profile}`"))))
    })?;
    step("login", || {
        packages::require(&sh, &[SSH])?;
        on_each_host(|sh, host| settle::check_login(sh, &files, host))?;
        Ok(((), Outcome::done(format!("as {}", USERS.join(" and ")))))
    })?;
    eprintln!("up after {:.1} s", started.elapsed().as_secs_f64());
    Ok(())
}

/// Does the same on all hosts at once; the first error wins when all have finished.
fn on_each_host<T: Send>(
    work: impl Fn(&Shell, &'static str) -> Result<T> + Sync,
) -> Result<Vec<T>> {
    thread::scope(|scope| {
        let work = &work;
        let threads = HOSTS.map(|host| scope.spawn(move || work(&Shell::new()?, host)));
        let results = threads.map(|thread| thread.join());
        results
            .into_iter()
            .map(|result| result.map_err(|_| anyhow!("a thread of this program failed"))?)
            .collect()
    })
}

fn state(
    engine: Engine,
    lab: &LabName,
    profile: Profile,
    network: &Network,
    keys: &Keys,
    files: &Files,
) -> Result<LabState> {
    let hosts = HOSTS.map(|host| {
        let address = network.address(host).to_string();
        (host.to_owned(), HostState { container: lab.container(host), address })
    });
    Ok(LabState {
        name: lab.to_string(),
        profile,
        docker_host: engine.docker_host(),
        network: network.name.clone(),
        hosts: hosts.into(),
        users: USERS.map(str::to_owned).into(),
        apps: profile.apps()?,
        inventory: files.inventory(),
        identity_file: keys.client(),
        known_hosts: files.known_hosts(),
        ssh_config: files.ssh_config(),
    })
}
