//! The lab as the tests see it: its two hosts, and the faults that can be put in. A fault is taken
//! back when its guard is dropped.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use serde::Deserialize;

use crate::person;

/// What `cargo xtask lab up` wrote into `lab.json`; `SGOS_LAB` names the file.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Lab {
    docker_host: String,
    network: String,
    pub(crate) hosts: BTreeMap<String, LabHost>,
    pub(crate) inventory: PathBuf,
    pub(crate) identity_file: PathBuf,
    pub(crate) known_hosts: PathBuf,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct LabHost {
    pub(crate) container: String,
    pub(crate) address: String,
}

/// Takes a fault back when it is dropped.
#[must_use]
pub(crate) struct Undo<'a>(Option<Box<dyn FnOnce() + 'a>>);

impl<'a> Undo<'a> {
    pub(crate) fn new(undo: impl FnOnce() + 'a) -> Self {
        Self(Some(Box::new(undo)))
    }
}

impl Drop for Undo<'_> {
    fn drop(&mut self) {
        if let Some(undo) = self.0.take() {
            undo();
        }
    }
}

impl Lab {
    pub(crate) fn find() -> Option<Self> {
        let path = std::env::var_os("SGOS_LAB")?;
        let text = std::fs::read_to_string(&path)
            .unwrap_or_else(|error| panic!("SGOS_LAB={}: {error}", Path::new(&path).display()));
        Some(serde_json::from_str(&text).expect("lab.json"))
    }

    /// Docker of the machine that carries the lab.
    fn docker(&self, args: &[&str]) -> Output {
        let output = Command::new("docker").arg("-H").arg(&self.docker_host).args(args).output();
        output.expect("docker")
    }

    /// Runs a command as root on a host of the lab.
    fn try_on(&self, host: &str, command: &[&str]) -> Output {
        let container = &self.hosts[host].container;
        self.docker(&[&["exec", container.as_str()], command].concat())
    }

    /// Runs a command as root on a host of the lab; its output, trimmed. It must succeed.
    pub(crate) fn on(&self, host: &str, command: &[&str]) -> String {
        let output = self.try_on(host, command);
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_owned();
        assert!(output.status.success(), "{command:?} on {host}: {}", text(&output.stderr));
        text(&output.stdout)
    }

    /// Runs a shell script as root on a host of the lab.
    pub(crate) fn sh(&self, host: &str, script: &str) -> String {
        self.on(host, &["sh", "-c", script])
    }

    /// Runs the script on the host when it is dropped.
    pub(crate) fn undo(&self, host: &str, script: impl Into<String>) -> Undo<'_> {
        let (host, script) = (host.to_owned(), script.into());
        Undo::new(move || {
            self.try_on(&host, &["sh", "-c", &script]);
        })
    }

    /// Freezes all processes of a host: its connections stay open and nothing answers.
    pub(crate) fn freeze(&self, host: &str) -> Undo<'_> {
        let container = self.hosts[host].container.clone();
        let output = self.docker(&["pause", &container]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        Undo::new(move || {
            self.docker(&["unpause", &container]);
        })
    }

    /// Pulls the plug out of a host: nothing reaches it.
    pub(crate) fn cut(&self, host: &str) -> Undo<'_> {
        let LabHost { container, address } = self.hosts[host].clone();
        let name = host.to_owned();
        let output = self.docker(&["network", "disconnect", &self.network, &container]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        Undo::new(move || {
            let connect = ["network", "connect", "--ip", &address, "--alias", &name];
            self.docker(&[&connect[..], &[&self.network, &container]].concat());
        })
    }

    /// Puts a program before the host's own on everybody's PATH.
    pub(crate) fn wrap(&self, host: &str, program: &str, script: &str) -> Undo<'_> {
        let path = format!("/usr/local/bin/{program}");
        let undo = self.undo(host, format!("rm -f {path}"));
        let write = "printf '#!/bin/sh\n%s\n' \"$2\" >\"$1\" && chmod 755 \"$1\"";
        self.on(host, &["sh", "-c", write, "sh", &path, script]);
        undo
    }

    /// Writes a file on a host, which is put back as it was.
    pub(crate) fn replace_file(&self, host: &str, path: &str, content: &str) -> Undo<'_> {
        let undo = self.undo(host, format!("mv -f {path}.before {path}"));
        let write = "[ -e \"$1.before\" ] || cp -p \"$1\" \"$1.before\"; printf %s \"$2\" >\"$1\"";
        self.on(host, &["sh", "-c", write, "sh", path, content]);
        undo
    }

    /// How many processes on the host have this text in their command lines.
    pub(crate) fn running(&self, host: &str, text: &str) -> usize {
        let processes = self.on(host, &["ps", "-eo", "pid=,args="]);
        processes.lines().filter(|line| line.contains(text)).count()
    }

    /// After every test, whatever became of it: the hosts run.
    pub(crate) fn thaw(&self) {
        for host in self.hosts.values() {
            // Fails where it is not paused, which is the normal case.
            self.docker(&["unpause", &host.container]);
        }
    }

    /// The processes of people on the hosts, and of sgos here, that do not end; they are ended then.
    pub(crate) fn left_behind(&self) -> Vec<String> {
        let found = || {
            let mut found = person::processes_here();
            for host in self.hosts.keys() {
                let of_people = self.of_people(host);
                found.extend(of_people.iter().map(|process| format!("{host}: {process}")));
            }
            found
        };
        if holds_within(Duration::from_secs(10), || found().is_empty()) {
            return Vec::new();
        }
        let found = found();
        self.end_processes_of_people(&found);
        found
    }

    /// `PID USER COMMAND` of every process whose user is a person.
    fn of_people(&self, host: &str) -> Vec<String> {
        let processes = self.on(host, &["ps", "-eo", "uid=,pid=,user=,args="]);
        let of_person = |line: &str| {
            let (uid, process) = line.trim().split_once(' ')?;
            (1000..60_000).contains(&uid.parse::<u32>().ok()?).then(|| process.trim().to_owned())
        };
        processes.lines().filter_map(of_person).collect()
    }

    /// So that one test's failure is not the next one's.
    fn end_processes_of_people(&self, found: &[String]) {
        for host in self.hosts.keys() {
            let on_host = found.iter().filter_map(|line| line.strip_prefix(&format!("{host}: ")));
            for pid in on_host.filter_map(|process| process.split(' ').next()) {
                self.try_on(host, &["kill", "-KILL", pid]);
            }
        }
    }
}

const POLL: Duration = Duration::from_millis(20);

/// Waits until `condition` holds, at most `patience`.
pub(crate) fn eventually(what: &str, patience: Duration, condition: impl FnMut() -> bool) {
    assert!(holds_within(patience, condition), "not within {patience:?}: {what}");
}

fn holds_within(patience: Duration, mut condition: impl FnMut() -> bool) -> bool {
    let started = Instant::now();
    while !condition() {
        if started.elapsed() > patience {
            return false;
        }
        std::thread::sleep(POLL);
    }
    true
}
