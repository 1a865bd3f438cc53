//! The lab as the tests see it: its two hosts, sgos pointed at them, and the faults that can be put in.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use serde::Deserialize;

/// What `cargo xtask lab up` wrote into `lab.json`; `SGOS_LAB` names the file.
#[derive(Debug, Clone, Deserialize)]
pub struct Lab {
    docker_host: String,
    pub network: String,
    pub hosts: BTreeMap<String, LabHost>,
    pub inventory: PathBuf,
    pub identity_file: PathBuf,
    pub known_hosts: PathBuf,
}

#[derive(Debug, Clone, Deserialize)]
pub struct LabHost {
    pub container: String,
    pub address: String,
}

impl Lab {
    pub fn find() -> Option<Self> {
        let path = std::env::var_os("SGOS_LAB")?;
        let text = std::fs::read_to_string(&path)
            .unwrap_or_else(|error| panic!("SGOS_LAB={}: {error}", Path::new(&path).display()));
        Some(serde_json::from_str(&text).expect("lab.json"))
    }

    /// Docker of the machine that carries the lab.
    pub fn docker(&self, args: &[&str]) -> Output {
        let output = Command::new("docker").arg("-H").arg(&self.docker_host).args(args).output();
        output.expect("docker")
    }

    /// Runs a command as root on a host of the lab; its output, trimmed. It must succeed.
    pub fn on(&self, host: &str, command: &[&str]) -> String {
        let container = self.hosts[host].container.clone();
        let output = self.docker(&[&["exec", &container], command].concat());
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_owned();
        assert!(output.status.success(), "{command:?} on {host}: {}", text(&output.stderr));
        text(&output.stdout)
    }

    /// Runs a shell script as root on a host of the lab.
    pub fn sh(&self, host: &str, script: &str) -> String {
        self.on(host, &["sh", "-c", script])
    }

    /// Freezes all processes of a host: its connections stay open and nothing answers.
    pub fn freeze(&self, host: &str) {
        let output = self.docker(&["pause", &self.hosts[host].container]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }

    /// After every test, whatever became of it: the hosts run.
    pub fn mend(&self) {
        for host in self.hosts.values() {
            // Fails where it is not paused, which is the normal case.
            self.docker(&["unpause", &host.container]);
        }
    }

    /// A person at a machine of their own: empty home, own connections.
    pub fn person(&self) -> Person<'_> {
        let inventory = std::fs::read_to_string(&self.inventory).unwrap();
        let state = self.inventory.parent().unwrap().display();
        let absolute = inventory
            .replace("\"known_hosts\"", &format!("\"{state}/known_hosts\""))
            .replace("\"id_ed25519\"", &format!("\"{state}/id_ed25519\""));
        let person = Person { lab: self, home: tempfile::tempdir().unwrap() };
        person.write("sgos.toml", &absolute);
        person
    }
}

/// Runs sgos against the lab from an empty home; ends its connections when dropped.
pub struct Person<'a> {
    lab: &'a Lab,
    home: tempfile::TempDir,
}

/// What a run left behind.
#[derive(Debug)]
pub struct Run {
    pub stdout: String,
    pub stderr: String,
    pub code: i32,
    pub took: Duration,
}

impl Run {
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {self:#?}"))
    }

    /// The app's object in `status -o json`.
    pub fn app(&self, name: &str) -> serde_json::Value {
        let json = self.json();
        let apps = json["apps"].as_array().unwrap();
        let found = apps.iter().find(|app| app["name"] == name);
        found.unwrap_or_else(|| panic!("no app {name}: {self:#?}")).clone()
    }

    pub fn host(&self, name: &str) -> serde_json::Value {
        let json = self.json();
        let hosts = json["hosts"].as_array().unwrap();
        let found = hosts.iter().find(|host| host["name"] == name);
        found.unwrap_or_else(|| panic!("no host {name}: {self:#?}")).clone()
    }
}

impl Person<'_> {
    pub fn home(&self) -> &Path {
        self.home.path()
    }

    pub fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.home().join(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    /// Changes this person's inventory.
    pub fn edit_inventory(&self, change: impl Fn(String) -> String) {
        let path = self.home().join("sgos.toml");
        let text = std::fs::read_to_string(&path).unwrap();
        std::fs::write(&path, change(text)).unwrap();
    }

    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sgos"));
        command
            .args(args)
            .env_clear()
            .env("PATH", "/usr/local/bin:/usr/bin:/bin:/usr/sbin")
            .env("HOME", self.home())
            .env("XDG_RUNTIME_DIR", self.home())
            .env("SGOS_CONFIG", self.home().join("sgos.toml"))
            .env("LC_ALL", "C.UTF-8")
            .env("COLUMNS", "100")
            .current_dir(self.home());
        command
    }

    pub fn run(&self, args: &[&str]) -> Run {
        let started = Instant::now();
        let output = self.command(args).output().unwrap();
        Run {
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
            code: output.status.code().unwrap_or(-1),
            took: started.elapsed(),
        }
    }

    /// `sgos status -o json`, and how it ended.
    pub fn status(&self) -> Run {
        self.run(&["status", "-o", "json"])
    }

    /// The ssh masters that this person keeps.
    pub fn masters(&self) -> usize {
        let processes = Command::new("ps").args(["-eo", "args"]).output().unwrap();
        let socket = format!("{}/sgos/", self.home().display());
        let text = String::from_utf8_lossy(&processes.stdout).into_owned();
        text.lines().filter(|line| line.starts_with("ssh") && line.contains(&socket)).count()
    }
}

impl Drop for Person<'_> {
    fn drop(&mut self) {
        self.lab.mend();
        let _ = self.command(&["hosts", "disconnect"]).output();
    }
}

/// Waits until `condition` holds, at most `patience`.
pub fn eventually(what: &str, patience: Duration, mut condition: impl FnMut() -> bool) {
    let started = Instant::now();
    while !condition() {
        assert!(started.elapsed() < patience, "not within {patience:?}: {what}");
        std::thread::yield_now();
    }
}
