//! One host of the lab as a container: made, started, thawed or connected again, whatever it needs
//! to run.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result};
use serde::Deserialize;
use xshell::Shell;

use crate::lab::engine::Engine;
use crate::lab::keys::Keys;
use crate::lab::network::Network;
use crate::lab::recipe::Fingerprint;
use crate::lab::{LABEL, LabName, thaw};
use crate::run;

/// The label whose value tells what a container was made of.
const SPEC: &str = "sgos.lab.spec";

/// What dockerd inside a container needs beyond the default rights; less than `--privileged`,
/// which not every machine can give.
const RIGHTS: [&str; 8] = [
    "--cap-add=SYS_ADMIN",
    "--cap-add=NET_ADMIN",
    "--cap-add=SYS_PTRACE",
    "--cap-add=SYS_MODULE",
    "--cap-add=MKNOD",
    "--cap-add=DAC_READ_SEARCH",
    "--security-opt=seccomp=unconfined",
    "--security-opt=apparmor=unconfined",
];

/// Makes a host run; returns what had to be done, in a few words, or nothing.
pub(crate) fn ready(
    sh: &Shell,
    engine: Engine,
    lab: &LabName,
    network: &Network,
    keys: &Keys,
    image: &str,
    host: &str,
) -> Result<Option<String>> {
    let container = lab.container(host);
    let arguments = arguments(sh, engine, lab, network, image, host)?;
    let spec = Fingerprint::default().text(&arguments.join(" ")).finish();
    let found = inspect(sh, engine, &container)?;
    let docker = |args: &[&str]| run::run(engine.docker(sh).args(args));
    let done = match found {
        Some(found) if found.config.labels.get(SPEC) == Some(&spec) => {
            let status = found.state.status.as_str();
            if !found.network_settings.networks.contains_key(&network.name) {
                let address = network.address(host).to_string();
                docker(&[
                    "network",
                    "connect",
                    "--ip",
                    &address,
                    "--alias",
                    host,
                    &network.name,
                    &container,
                ])?;
            }
            match status {
                "running" => return Ok(None),
                "paused" => docker(&["unpause", &container]).map(|()| "thawed")?,
                _ => docker(&["start", &container]).map(|()| "started")?,
            }
        }
        found => {
            if found.is_some() {
                remove(sh, engine, &container)?;
            }
            create(sh, engine, &arguments, &spec, &container, &keys.of_host(host))?;
            docker(&["start", &container]).map(|()| "made")?
        }
    };
    Ok(Some(format!("{done} {host}")))
}

/// Removes a host with all its data. It is asked to end first, so that it can thaw what is paused
/// inside: frozen processes cannot be killed.
pub(crate) fn remove(sh: &Shell, engine: Engine, container: &str) -> Result<()> {
    run::succeeds(engine.docker(sh).args(["unpause", container]));
    if !run::succeeds(engine.docker(sh).args(["stop", container])) {
        let format = "{{.Id}}";
        let id = engine.docker(sh).args(["container", "inspect", "--format", format, container]);
        thaw::thaw_inside(&run::read(id)?);
    }
    run::run(engine.docker(sh).args(["rm", "--force", "--volumes", container]))
}

fn create(
    sh: &Shell,
    engine: Engine,
    arguments: &[String],
    spec: &str,
    container: &str,
    keys: &Path,
) -> Result<()> {
    let (image, options) = arguments.split_last().context("no image to make a host of")?;
    let label = format!("--label={SPEC}={spec}");
    run::run(engine.docker(sh).arg("create").args(options).arg(label).arg(image))?;
    let to = format!("{container}:/etc/sgos-lab/keys");
    run::run(engine.docker(sh).arg("cp").arg(keys.join(".")).arg(to))
}

/// The arguments of `docker create`, the image last.
fn arguments(
    sh: &Shell,
    engine: Engine,
    lab: &LabName,
    network: &Network,
    image: &str,
    host: &str,
) -> Result<Vec<String>> {
    let mut arguments = vec![
        format!("--name={}", lab.container(host)),
        format!("--hostname={host}"),
        format!("--label={LABEL}={lab}"),
        format!("--network={}", network.name),
        format!("--network-alias={host}"),
        format!("--ip={}", network.address(host)),
        // Somebody has to reap the processes that lost their parents.
        "--init".to_owned(),
        "--tmpfs=/run:exec,mode=755".to_owned(),
        "--sysctl=net.ipv4.ip_forward=1".to_owned(),
        "--stop-timeout=3".to_owned(),
    ];
    arguments.extend(RIGHTS.map(str::to_owned));
    let info = engine.docker(sh).args(["info", "--format", "{{.CgroupVersion}}"]);
    match run::read(info)?.as_str() {
        "2" => arguments.push("--cgroupns=private".to_owned()),
        _ => arguments.extend(
            ["--cgroupns=host", "--volume=/sys/fs/cgroup:/sys/fs/cgroup:rw"].map(str::to_owned),
        ),
    }
    arguments.push(image.to_owned());
    Ok(arguments)
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Inspected {
    state: State,
    config: Config,
    network_settings: NetworkSettings,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct State {
    status: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Config {
    labels: BTreeMap<String, String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct NetworkSettings {
    networks: BTreeMap<String, serde_json::Value>,
}

fn inspect(sh: &Shell, engine: Engine, container: &str) -> Result<Option<Inspected>> {
    // `inspect` fails for what does not exist; `ps` tells that apart from an engine that is gone.
    let filter = format!("name=^/{container}$");
    let listed =
        run::read(engine.docker(sh).args(["ps", "--all", "--quiet", "--filter", &filter]))?;
    if listed.is_empty() {
        return Ok(None);
    }
    let format = "{{json .}}";
    let text =
        run::read(engine.docker(sh).args(["container", "inspect", "--format", format, container]))?;
    serde_json::from_str(&text).map(Some).context("docker inspect printed something unexpected")
}
