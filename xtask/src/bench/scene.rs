//! The ways to the hosts at one round-trip time: for sgos, for `ssh` and for scripts that call it,
//! each warm (its connection is open) and cold. Everything it starts ends with it.

use std::collections::BTreeMap;
use std::fs;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};

use super::fleet::Fleet;
use super::options::Rtt;
use super::relay;
use super::scratch::{Scratch, private};
use crate::wait;

const SSH_PORT: u16 = 22;
const CONNECTS_WITHIN: Duration = Duration::from_secs(20);

/// Whether there is a connection when the clock starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Start {
    Warm,
    Cold,
}

#[derive(Debug)]
pub(crate) struct Scene {
    sgos: PathBuf,
    folder: PathBuf,
    masters: Vec<Child>,
}

impl Scene {
    pub(crate) fn set(fleet: &Fleet, sgos: &Path, scratch: &Scratch, rtt: Rtt) -> Result<Self> {
        let folder = scratch.folder(&format!("r{}", rtt.0))?;
        for inside in ["home", "cold", "warm"] {
            private(&folder.join(inside))?;
        }
        let mut at = BTreeMap::new();
        for (name, host) in &fleet.hosts {
            let address: IpAddr = host.address.parse().with_context(|| host.address.clone())?;
            let direct = SocketAddr::new(address, SSH_PORT);
            let reached = match rtt.0 {
                0 => direct,
                _ => ([127, 0, 0, 1], relay::start(direct, rtt.duration())?).into(),
            };
            at.insert(name.as_str(), reached);
        }
        let known_hosts = folder.join("known_hosts");
        fs::write(&known_hosts, known(&fs::read_to_string(&fleet.known_hosts)?, &at))?;
        let inventory = inventory(&fs::read_to_string(&fleet.inventory)?, fleet, &at, &known_hosts);
        fs::write(folder.join("sgos.toml"), inventory)?;
        let config = ssh_config(fleet, &at, &known_hosts);
        fs::write(folder.join("ssh_config_cold"), format!("{config}  ControlPath none\n"))?;
        let socket = folder.join("raw-%n");
        let warm = format!("{config}  ControlPath \"{}\"\n", socket.display());
        fs::write(folder.join("ssh_config_warm"), warm)?;
        let mut scene = Self { sgos: sgos.to_owned(), folder, masters: Vec::new() };
        for host in fleet.hosts.keys() {
            scene.open(host)?;
        }
        Ok(scene)
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// sgos, whose connections when warm and when cold know nothing of each other.
    pub(crate) fn sgos(&self, start: Start, args: &[&str]) -> Command {
        let mut command = Command::new(&self.sgos);
        let runtime = if start == Start::Warm { "warm" } else { "cold" };
        command.arg("--config").arg(self.folder.join("sgos.toml")).args(args);
        self.surround(&mut command).env("XDG_RUNTIME_DIR", self.folder.join(runtime));
        command
    }

    pub(crate) fn ssh(&self, start: Start, host: &str) -> Command {
        let mut command = Command::new("ssh");
        command.arg("-F").arg(self.ssh_config(start)).arg(host);
        self.surround(&mut command);
        command
    }

    pub(crate) fn ssh_config(&self, start: Start) -> PathBuf {
        self.folder.join(if start == Start::Warm { "ssh_config_warm" } else { "ssh_config_cold" })
    }

    /// The same small environment for all.
    pub(crate) fn surround<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let home = self.folder.join("home");
        let command = command.stdin(Stdio::null()).env_clear();
        command.env("PATH", path).env("LANG", "C.UTF-8").env("HOME", home)
    }

    /// Ends the connections that sgos keeps.
    pub(crate) fn disconnect(&self, start: Start) -> Result<()> {
        let output = self.sgos(start, &["hosts", "disconnect"]).output()?;
        ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        Ok(())
    }

    /// Opens the connection over which warm `ssh` goes.
    fn open(&mut self, host: &str) -> Result<()> {
        let socket = self.folder.join(format!("raw-{host}"));
        // An earlier scene at the same round-trip time left it.
        let _ = fs::remove_file(&socket);
        let mut command = self.ssh(Start::Warm, host);
        let master = command.args(["-M", "-N"]).spawn().context("ssh cannot be started")?;
        self.masters.push(master);
        ensure!(wait::until(CONNECTS_WITHIN, || socket.exists()), "no connection to {host}");
        Ok(())
    }
}

impl Drop for Scene {
    fn drop(&mut self) {
        for start in [Start::Warm, Start::Cold] {
            if let Err(error) = self.disconnect(start) {
                eprintln!("  sgos hosts disconnect: {error:#}");
            }
        }
        for master in &mut self.masters {
            // One that ended by itself needs no more.
            let _ = master.kill();
            let _ = master.wait();
        }
    }
}

/// The lab's `known_hosts` for where the hosts are reached here.
fn known(lab: &str, at: &BTreeMap<&str, SocketAddr>) -> String {
    let line = |line: &str| {
        let (names, key) = line.split_once(' ')?;
        let reached = names.split(',').find_map(|name| at.get(name))?;
        Some(match reached.port() {
            SSH_PORT => format!("{} {key}\n", reached.ip()),
            port => format!("[{}]:{port} {key}\n", reached.ip()),
        })
    };
    lab.lines().filter_map(line).collect()
}

/// The lab's inventory for where the hosts are reached here.
fn inventory(
    lab: &str,
    fleet: &Fleet,
    at: &BTreeMap<&str, SocketAddr>,
    known_hosts: &Path,
) -> String {
    let mut text = lab
        .replace("\"known_hosts\"", &format!("{known_hosts:?}"))
        .replace("\"id_ed25519\"", &format!("{:?}", fleet.identity_file));
    for (name, host) in &fleet.hosts {
        let Some(reached) = at.get(name.as_str()) else { continue };
        let here =
            format!("address = \"{}\"\nport = {}\nlocal = false", reached.ip(), reached.port());
        text = text.replace(&format!("address = \"{}\"", host.address), &here);
    }
    text
}

/// What every `ssh` here has in common; ends in a `Host` block that goes on.
fn ssh_config(fleet: &Fleet, at: &BTreeMap<&str, SocketAddr>, known_hosts: &Path) -> String {
    let mut text = String::new();
    for (host, reached) in at {
        text += &format!("Host {host}\n  HostName {}\n  Port {}\n\n", reached.ip(), reached.port());
    }
    text += &format!(
        "Host *\n  User {}\n  IdentityFile \"{}\"\n  IdentitiesOnly yes\n  UserKnownHostsFile \"{}\"\n  \
         GlobalKnownHostsFile /dev/null\n  StrictHostKeyChecking yes\n  BatchMode yes\n  ConnectTimeout 5\n",
        fleet.user(),
        fleet.identity_file.display(),
        known_hosts.display(),
    );
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_hosts_follow_the_relay() {
        let at = BTreeMap::from([
            ("toucan", SocketAddr::from(([127, 0, 0, 1], 4022))),
            ("hornbill", SocketAddr::from(([172, 20, 0, 12], 22))),
        ]);
        let lab = "toucan,172.20.0.11 ssh-ed25519 AAAA\nhornbill,172.20.0.12 ssh-ed25519 BBBB\n";
        let expected = "[127.0.0.1]:4022 ssh-ed25519 AAAA\n172.20.0.12 ssh-ed25519 BBBB\n";
        assert_eq!(known(lab, &at), expected);
    }
}
