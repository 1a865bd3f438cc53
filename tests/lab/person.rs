//! A person who types sgos commands against the lab from an empty home, and what comes of them.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use crate::lab::Lab;

/// No command takes as long; one that hangs is ended with 137.
const LONGEST: &str = "60";

pub(crate) const SGOS: &str = env!("CARGO_BIN_EXE_sgos");

/// Their connections are ended when they are dropped.
pub(crate) struct Person<'a> {
    lab: &'a Lab,
    home: tempfile::TempDir,
}

/// What a run left behind.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    pub(crate) code: i32,
    pub(crate) took: Duration,
}

impl Run {
    fn new(output: Output, took: Duration) -> Self {
        Self {
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
            code: output.status.code().unwrap_or(-1),
            took,
        }
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {self:#?}"))
    }

    /// The app's object in `status -o json`.
    pub(crate) fn app(&self, name: &str) -> serde_json::Value {
        self.named("apps", name)
    }

    pub(crate) fn host(&self, name: &str) -> serde_json::Value {
        self.named("hosts", name)
    }

    fn named(&self, list: &str, name: &str) -> serde_json::Value {
        let json = self.json();
        let found = json[list].as_array().unwrap().iter().find(|object| object["name"] == name);
        found.unwrap_or_else(|| panic!("no {name} in {list}: {self:#?}")).clone()
    }

    /// `NAME STATE` of every app of a host.
    pub(crate) fn states(&self, host: &str) -> Vec<String> {
        let json = self.json();
        let apps = json["apps"].as_array().unwrap().iter().filter(|app| app["host"] == host);
        let word = |app: &serde_json::Value, key: &str| app[key].as_str().unwrap().to_owned();
        apps.map(|app| format!("{} {}", word(app, "name"), word(app, "state"))).collect()
    }

    #[track_caller]
    pub(crate) fn ended(&self, code: i32, within: Duration) {
        assert_eq!(self.code, code, "{self:#?}");
        assert!(self.took <= within, "longer than {within:?}: {self:#?}");
    }
}

impl Lab {
    /// A person at a machine of their own: empty home, own connections.
    pub(crate) fn person(&self) -> Person<'_> {
        let home = tempfile::Builder::new().prefix(&prefix()).tempdir().unwrap();
        let person = Person { lab: self, home };
        let inventory = std::fs::read_to_string(&self.inventory).unwrap();
        person.write("sgos.toml", &inventory);
        person.set("ssh", "known_hosts_file", &quoted(&self.known_hosts));
        person.set("ssh", "identity_file", &quoted(&self.identity_file));
        person.set("ssh", "connect_timeout", "\"2s\"");
        person
    }

    /// Like [`Self::person`], with an inventory that names apps on both hosts.
    pub(crate) fn person_with_apps_on_both(&self) -> Person<'_> {
        let person = self.person();
        person.edit_inventory(|text| {
            let hosts = text.split("[discover]").next().unwrap().to_owned();
            BOTH.iter().fold(hosts, |text, (app, host)| {
                text + &format!("[apps.{app}]\nhost = \"{host}\"\n")
            })
        });
        person
    }
}

const BOTH: [(&str, &str); 6] = [
    ("phone", "hornbill"),
    ("budget", "hornbill"),
    ("wiki", "hornbill"),
    ("monitoring", "toucan"),
    ("glitchtip", "toucan"),
    ("status", "toucan"),
];

/// What [`Run::states`] says of [`Lab::person_with_apps_on_both`] when all is as ever.
pub(crate) const ON_HORNBILL: [&str; 3] = ["budget healthy", "phone healthy", "wiki running"];
pub(crate) const ON_TOUCAN: [&str; 3] =
    ["glitchtip healthy", "monitoring healthy", "status healthy"];

pub(crate) fn quoted(path: &Path) -> String {
    format!("\"{}\"", path.display())
}

impl Person<'_> {
    pub(crate) fn home(&self) -> &Path {
        self.home.path()
    }

    pub(crate) fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.home().join(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    /// Changes this person's inventory.
    pub(crate) fn edit_inventory(&self, change: impl Fn(String) -> String) {
        let path = self.home().join("sgos.toml");
        let text = std::fs::read_to_string(&path).unwrap();
        std::fs::write(&path, change(text)).unwrap();
    }

    /// Sets a value in a table of this person's inventory; `value` is TOML.
    pub(crate) fn set(&self, table: &str, key: &str, value: &str) {
        let header = format!("[{table}]");
        self.edit_inventory(|text| {
            let mut here = false;
            let mut lines = Vec::new();
            for line in text.lines() {
                if line.starts_with('[') {
                    here = line.trim() == header;
                }
                if !(here && line.split('=').next().unwrap().trim() == key) {
                    lines.push(line.to_owned());
                }
                if here && line.trim() == header {
                    lines.push(format!("{key} = {value}"));
                }
            }
            lines.join("\n") + "\n"
        });
    }

    /// Gives the command this person's environment.
    pub(crate) fn at_home<'c>(&self, command: &'c mut Command) -> &'c mut Command {
        command
            .env_clear()
            .env("PATH", "/usr/local/bin:/usr/bin:/bin:/usr/sbin")
            .env("HOME", self.home())
            .env("XDG_RUNTIME_DIR", self.home())
            .env("SGOS_CONFIG", self.home().join("sgos.toml"))
            .env("LC_ALL", "C.UTF-8")
            .env("COLUMNS", "100")
            .current_dir(self.home())
    }

    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new("timeout");
        command.args(["--foreground", "--signal=KILL", LONGEST, SGOS]).args(args);
        self.at_home(&mut command);
        command
    }

    pub(crate) fn run(&self, args: &[&str]) -> Run {
        finish(&mut self.command(args))
    }

    /// `sgos status -o json`, and how it ended.
    pub(crate) fn status(&self) -> Run {
        self.run(&["status", "-o", "json"])
    }

    /// Starts sgos and goes on.
    pub(crate) fn start(&self, args: &[&str]) -> Running {
        // Whoever runs the tests may ignore hang-ups, as `nohup` does; sgos would too.
        let mut command = Command::new("env");
        command.args(["--default-signal=HUP", SGOS]);
        self.at_home(command.args(args));
        let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        Running { child: child.spawn().unwrap(), started: Instant::now() }
    }

    /// The same with its answer in a file.
    pub(crate) fn start_into(&self, args: &[&str], file: &Path) -> Running {
        let mut command = Command::new(SGOS);
        self.at_home(command.args(args)).stdin(Stdio::null()).stderr(Stdio::piped());
        let child = command.stdout(std::fs::File::create(file).unwrap()).spawn().unwrap();
        Running { child, started: Instant::now() }
    }

    /// The same with what it says on stderr in a file, too.
    pub(crate) fn start_into_both(&self, args: &[&str], stdout: &Path, stderr: &Path) -> Running {
        let file = |path: &Path| std::fs::File::create(path).unwrap();
        let mut command = Command::new(SGOS);
        let command = self.at_home(command.args(args)).stdin(Stdio::null());
        let child = command.stdout(file(stdout)).stderr(file(stderr)).spawn().unwrap();
        Running { child, started: Instant::now() }
    }

    /// The process ids of the ssh masters that this person keeps.
    pub(crate) fn masters(&self) -> Vec<Pid> {
        let sockets = format!("{}/", self.home().display());
        let masters = processes_here().into_iter().filter(|line| line.contains(&sockets));
        let masters = masters.filter(|line| line.contains(" ssh -M "));
        masters.filter_map(|line| Pid::from_raw(line.split(' ').next()?.parse().ok()?)).collect()
    }

    /// The control sockets that this person keeps.
    pub(crate) fn sockets(&self) -> Vec<PathBuf> {
        let Ok(entries) = std::fs::read_dir(self.home().join("sgos")) else { return Vec::new() };
        let sockets = entries.map(|entry| entry.unwrap().path());
        sockets.filter(|path| path.extension().is_none()).collect()
    }
}

impl Drop for Person<'_> {
    fn drop(&mut self) {
        self.lab.thaw();
        let _ = self.command(&["hosts", "disconnect"]).output();
    }
}

/// Runs a command to its end.
pub(crate) fn finish(command: &mut Command) -> Run {
    let started = Instant::now();
    let output = command.stdin(Stdio::null()).output().unwrap();
    Run::new(output, started.elapsed())
}

/// A sgos that has been started; it is killed when dropped.
pub(crate) struct Running {
    child: Child,
    started: Instant,
}

impl Running {
    pub(crate) fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.child), signal).unwrap();
    }

    /// The most memory that it had so far, in bytes.
    pub(crate) fn most_memory(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let most = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
        most.trim().trim_end_matches(" kB").parse::<u64>().unwrap() << 10
    }

    /// Waits for its end.
    pub(crate) fn wait(mut self) -> Run {
        let read = |stream: Option<Box<dyn std::io::Read + Send>>| {
            std::thread::spawn(move || {
                let mut bytes = Vec::new();
                if let Some(mut stream) = stream {
                    stream.read_to_end(&mut bytes).unwrap();
                }
                bytes
            })
        };
        let stdout = read(self.child.stdout.take().map(|stream| Box::new(stream) as _));
        let stderr = read(self.child.stderr.take().map(|stream| Box::new(stream) as _));
        let mut status = None;
        crate::lab::eventually("sgos ends", Duration::from_secs(60), || {
            status = self.child.try_wait().unwrap();
            status.is_some()
        });
        let took = self.started.elapsed();
        let (stdout, stderr) = (stdout.join().unwrap(), stderr.join().unwrap());
        Run::new(Output { status: status.unwrap(), stdout, stderr }, took)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn prefix() -> String {
    format!("sgos-lab-{}-", std::process::id())
}

/// `PID COMMAND` of everything that a person of these tests started here.
pub(crate) fn processes_here() -> Vec<String> {
    let processes = Command::new("ps").args(["-eo", "pid=,args="]).output().unwrap();
    let text = String::from_utf8_lossy(&processes.stdout).into_owned();
    let ours = text.lines().filter(|line| line.contains(&prefix()));
    ours.map(|line| line.trim().to_owned()).collect()
}
