//! Two hundred hosts: `sgos status` beside `xargs -P32 ssh`, all connections open. The hosts are so
//! many names of one machine, so its work is in both times.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};

use super::build::Programs;
use super::fleet::{APPS_ON, Fleet};
use super::options::Options;
use super::probe::{Probe, remote_line};
use super::process::timed;
use super::race::{Alternative, race};
use super::sample::Sample;
use super::scratch::{Scratch, private};
use super::table::{Budget, Table};
use crate::progress::{Outcome, step};
use crate::wait;

const HOSTS: usize = 200;
/// What sgos does unless it is told otherwise.
const AT_A_TIME: &str = "32";
/// Connections that are made at once: each costs a key exchange on both sides.
const OPENED_AT_ONCE: usize = 16;
const OPENS_WITHIN: Duration = Duration::from_secs(60);

pub(crate) fn compare(
    fleet: &Fleet,
    programs: &Programs,
    scratch: &Scratch,
    options: &Options,
    table: &mut Table,
) -> Result<()> {
    step("many hosts", || {
        let mut crowd = Crowd::gather(fleet, programs, scratch)?;
        crowd.open()?;
        // Opens the connections of sgos too.
        crowd.status()?;
        let [sgos, raw] = race([
            Alternative::new("sgos status, many hosts", options.slow_runs(), || crowd.status()),
            Alternative::new("xargs ssh, many hosts", options.slow_runs(), || crowd.raw()),
        ])?;
        let at_most = |bound| Some(Budget::AtMost { bound, goal: None });
        let what = format!("`sgos status` / `xargs -P{AT_A_TIME} ssh`, {HOSTS} hosts, warm");
        table.compare(what, &sgos, &raw, at_most(0.85));
        let what = |what: &str| format!("{what} of `sgos status`, {HOSTS} hosts");
        table.value(what("client CPU"), "ms", sgos.cpu(), Some(raw.cpu()), at_most(400.0));
        table.value(what("client memory"), "MB", sgos.memory(), Some(raw.memory()), at_most(40.0));
        Ok(((), Outcome::done(format!("{} runs of each", options.slow_runs()))))
    })
}

/// The names of one machine, and the connections that `ssh` uses.
struct Crowd {
    sgos: PathBuf,
    folder: PathBuf,
    /// What sgos has a host run, as one word.
    probe: String,
    masters: Vec<Child>,
}

impl Crowd {
    fn gather(fleet: &Fleet, programs: &Programs, scratch: &Scratch) -> Result<Self> {
        let folder = scratch.folder("many")?;
        private(&folder.join("run"))?;
        private(&folder.join("home"))?;
        let host = fleet.hosts.get(APPS_ON).with_context(|| format!("there is no {APPS_ON}"))?;
        let probe = Probe::of(APPS_ON, &["status"], fleet, &programs.sgos, scratch)?;
        let arguments = probe.unwatched();
        let words = ["sh", "-c", &probe.script, "probe"].into_iter();
        let probe = remote_line(words.chain(arguments.iter().map(String::as_str)));
        let inventory = inventory(fleet, &host.address);
        fs::write(folder.join("sgos.toml"), inventory)?;
        fs::write(folder.join("ssh_config"), ssh_config(fleet, &host.address, &folder))?;
        fs::write(folder.join("names"), names().map(|name| name + "\n").collect::<String>())?;
        Ok(Self { sgos: programs.sgos.clone(), folder, probe, masters: Vec::new() })
    }

    /// Opens a connection per name for `ssh`.
    fn open(&mut self) -> Result<()> {
        let names: Vec<String> = names().collect();
        for some in names.chunks(OPENED_AT_ONCE) {
            for name in some {
                let mut command = Command::new("ssh");
                command.arg("-F").arg(self.folder.join("ssh_config")).args(["-M", "-N", name]);
                let master = self.surround(&mut command).spawn().context("ssh cannot start")?;
                self.masters.push(master);
            }
            let open = || some.iter().all(|name| self.folder.join(name).exists());
            ensure!(wait::until(OPENS_WITHIN, open), "no connections to {}", some.join(" "));
        }
        Ok(())
    }

    fn status(&self) -> Result<Sample> {
        timed(&mut [self.sgos(&["status", "-o", "json"])], &self.folder)
    }

    fn raw(&self) -> Result<Sample> {
        let mut command = Command::new("xargs");
        command.arg(format!("-P{AT_A_TIME}")).args(["-I@HOST@", "ssh", "-F"]);
        command.arg(self.folder.join("ssh_config")).args(["@HOST@", &self.probe]);
        self.surround(&mut command).stdin(fs::File::open(self.folder.join("names"))?);
        timed(&mut [command], &self.folder)
    }

    fn sgos(&self, args: &[&str]) -> Command {
        let mut command = Command::new(&self.sgos);
        command.arg("--config").arg(self.folder.join("sgos.toml")).args(args);
        self.surround(&mut command);
        command
    }

    fn surround<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let command = command.stdin(Stdio::null()).env_clear().env("PATH", path);
        command.env("LANG", "C.UTF-8").env("HOME", self.folder.join("home"));
        command.env("XDG_RUNTIME_DIR", self.folder.join("run"))
    }
}

impl Drop for Crowd {
    fn drop(&mut self) {
        match self.sgos(&["hosts", "disconnect"]).stdout(Stdio::null()).status() {
            Ok(status) if status.success() => {}
            other => drop(writeln!(std::io::stderr(), "  sgos hosts disconnect: {other:?}")),
        }
        for master in &mut self.masters {
            // One that ended by itself needs no more.
            let _ = master.kill();
            let _ = master.wait();
        }
    }
}

fn names() -> impl Iterator<Item = String> {
    (0..HOSTS).map(|index| format!("host{index:03}"))
}

fn inventory(fleet: &Fleet, address: &str) -> String {
    let mut text = format!(
        "[ssh]\nuser = \"{}\"\nconfig_file = \"/dev/null\"\nknown_hosts_file = {:?}\nidentity_file = {:?}\n\
         [discover]\ncontainers = \"sgos-{{app}}-app\"\n",
        fleet.user(),
        fleet.known_hosts,
        fleet.identity_file,
    );
    for name in names() {
        text += &format!("[hosts.{name}]\naddress = \"{address}\"\nlocal = false\n");
    }
    text
}

fn ssh_config(fleet: &Fleet, address: &str, folder: &Path) -> String {
    format!(
        "Host *\n  HostName {address}\n  User {}\n  IdentityFile \"{}\"\n  IdentitiesOnly yes\n  \
         UserKnownHostsFile \"{}\"\n  GlobalKnownHostsFile /dev/null\n  StrictHostKeyChecking yes\n  \
         BatchMode yes\n  ConnectTimeout 30\n  ControlPath \"{}/%n\"\n",
        fleet.user(),
        fleet.identity_file.display(),
        fleet.known_hosts.display(),
        folder.display(),
    )
}
