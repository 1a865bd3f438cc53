//! One host of the lab as a container: made, started, thawed or connected again, whatever it needs
//! to run.

use std::net::Ipv4Addr;
use std::path::PathBuf;

use anyhow::Result;
use xshell::Shell;

use crate::lab::container::Container;
use crate::lab::engine::Engine;
use crate::lab::keys::Keys;
use crate::lab::network::Network;
use crate::lab::recipe::Fingerprint;
use crate::lab::{LABEL, LabName};
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

/// How one host is to be.
#[derive(Debug)]
pub(crate) struct Host {
    name: &'static str,
    container: String,
    network: String,
    address: Ipv4Addr,
    keys: PathBuf,
    image: String,
}

impl Host {
    pub(crate) fn new(
        name: &'static str,
        lab: &LabName,
        network: &Network,
        keys: &Keys,
        image: &str,
    ) -> Self {
        Self {
            name,
            container: lab.container(name),
            network: network.name.clone(),
            address: network.address(name),
            keys: keys.of_host(name),
            image: image.to_owned(),
        }
    }

    /// Makes the host run; returns what had to be done, in a few words, or nothing.
    pub(crate) fn ready(
        &self,
        sh: &Shell,
        engine: Engine,
        lab: &LabName,
    ) -> Result<Option<String>> {
        let options = self.options(sh, engine, lab)?;
        let spec = Fingerprint::default().text(&self.image).text(&options.join(" ")).finish();
        let done = match Container::find(sh, engine, &self.container)? {
            Some(found) if found.label(SPEC) == Some(&spec) => {
                self.run_again(sh, engine, &found)?
            }
            Some(other) => {
                other.remove(sh, engine)?;
                None
            }
            None => None,
        };
        let done = match done {
            Some(done) => done,
            None => self.make(sh, engine, &options, &spec)?,
        };
        Ok((!done.is_empty()).then(|| format!("{done} {}", self.name)))
    }

    /// Makes an existing container run. Says what it did, or `None` when the container is beyond
    /// help and has been removed.
    fn run_again(
        &self,
        sh: &Shell,
        engine: Engine,
        found: &Container,
    ) -> Result<Option<&'static str>> {
        let docker = |args: &[&str]| run::run(engine.docker(sh).args(args));
        let mut done = "";
        if !found.is_on(&self.network) {
            let address = self.address.to_string();
            let connect = ["network", "connect", "--ip", &address, "--alias", self.name];
            run::run(engine.docker(sh).args(connect).args([&self.network, &self.container]))?;
            done = "connected";
        }
        match found.status() {
            "running" => {}
            "paused" => done = docker(&["unpause", &self.container]).map(|()| "thawed")?,
            _ => done = docker(&["start", &self.container]).map(|()| "started")?,
        }
        if found.accepts_processes(sh, engine) {
            return Ok(Some(done));
        }
        found.remove(sh, engine)?;
        Ok(None)
    }

    fn make(
        &self,
        sh: &Shell,
        engine: Engine,
        options: &[String],
        spec: &str,
    ) -> Result<&'static str> {
        let label = format!("--label={SPEC}={spec}");
        run::run(engine.docker(sh).arg("create").args(options).arg(label).arg(&self.image))?;
        let to = format!("{}:/etc/sgos-lab/keys", self.container);
        run::run(engine.docker(sh).arg("cp").arg(self.keys.join(".")).arg(to))?;
        run::run(engine.docker(sh).args(["start", &self.container]))?;
        Ok("made")
    }

    /// The options of `docker create`.
    fn options(&self, sh: &Shell, engine: Engine, lab: &LabName) -> Result<Vec<String>> {
        let mut options = vec![
            format!("--name={}", self.container),
            format!("--hostname={}", self.name),
            format!("--label={LABEL}={lab}"),
            format!("--network={}", self.network),
            format!("--network-alias={}", self.name),
            format!("--ip={}", self.address),
            // Somebody has to reap the processes that lost their parents.
            "--init".to_owned(),
            "--tmpfs=/run:exec,mode=755".to_owned(),
            "--sysctl=net.ipv4.ip_forward=1".to_owned(),
            "--stop-timeout=3".to_owned(),
        ];
        options.extend(RIGHTS.map(str::to_owned));
        let info = engine.docker(sh).args(["info", "--format", "{{.CgroupVersion}}"]);
        let cgroups: &[&str] = match run::read(info)?.as_str() {
            "2" => &["--cgroupns=private"],
            _ => &["--cgroupns=host", "--volume=/sys/fs/cgroup:/sys/fs/cgroup:rw"],
        };
        options.extend(cgroups.iter().copied().map(str::to_owned));
        Ok(options)
    }
}
