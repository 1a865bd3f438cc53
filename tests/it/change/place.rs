//! Where the scripts of a change are tried: folders as a host has them, and the shells there are.

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::os::unix::net::UnixListener;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::env;
use sgos::change::{Change, Places, Step, Told, Who, told};
use sgos::transport::Invocation;

pub(super) const NONCE: &str = "5f3a9c0d11e2";

/// A shell as a host may have it: what runs the script, and the search path that it gets.
pub(super) struct Shell {
    pub(super) name: &'static str,
    words: Vec<String>,
    search: String,
}

/// The shells of the promise; the detached part gets the same one, as `sh`.
pub(super) fn shells(home: &Path) -> Vec<Shell> {
    let system = "/usr/local/bin:/usr/bin:/bin";
    let mut shells = Vec::new();
    for name in ["dash", "bash", "busybox"] {
        let found = ["/bin", "/usr/bin"].map(|folder| Path::new(folder).join(name));
        let Some(program) = found.into_iter().find(|path| path.exists()) else {
            eprintln!("NOT TESTED: {name} is not installed here");
            continue;
        };
        let tools = home.join(format!("tools-{name}"));
        fs::create_dir_all(&tools).unwrap();
        let own: &[&str] = match name {
            "busybox" => &[
                "sh", "ls", "id", "mkdir", "chgrp", "chmod", "mv", "rm", "rmdir", "ln", "cat",
                "tail", "tr", "wc", "date", "sleep", "setsid", "timeout", "find", "grep",
            ],
            _ => &["sh"],
        };
        for tool in own {
            let _ = symlink(&program, tools.join(tool));
        }
        let mut words = vec![program.to_str().unwrap().to_owned()];
        if name == "busybox" {
            words.push("sh".to_owned());
        }
        shells.push(Shell { name, words, search: format!("{}:{system}", tools.display()) });
    }
    shells
}

pub(super) struct Place {
    pub(super) folder: tempfile::TempDir,
    pub(super) places: Places,
    _socket: UnixListener,
}

impl Place {
    /// As on a host where all of the group of Docker's socket may change things.
    pub(super) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        for name in ["locks", "tmp", "var-tmp"] {
            fs::create_dir(at(name)).unwrap();
            fs::set_permissions(at(name), fs::Permissions::from_mode(0o1777)).unwrap();
        }
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
        let socket = UnixListener::bind(at("docker.sock")).unwrap();
        fs::set_permissions(at("docker.sock"), fs::Permissions::from_mode(0o660)).unwrap();
        let text = |name: &str| at(name).to_str().unwrap().to_owned();
        let places = Places {
            locks: text("locks"),
            socket: text("docker.sock"),
            audits: format!("{} {}", text("no-log"), text("var-tmp")),
            runs: text("tmp"),
        };
        Self { folder, places, _socket: socket }
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(super) fn lock(&self) -> PathBuf {
        self.path("locks/sgos/lock")
    }

    /// The lines of the audit.
    pub(super) fn audit(&self) -> Vec<serde_json::Value> {
        let text = fs::read_to_string(self.path("var-tmp/sgos/audit.jsonl")).unwrap_or_default();
        text.lines()
            .map(|line| {
                serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"))
            })
            .collect()
    }

    pub(super) fn outcomes(&self) -> Vec<String> {
        self.audit().iter().map(|line| line["outcome"].as_str().unwrap().to_owned()).collect()
    }

    /// Nothing is left but the audit.
    #[track_caller]
    pub(super) fn is_tidy(&self) {
        let left = |name: &str| -> Vec<_> {
            let entries = fs::read_dir(self.path(name)).into_iter().flatten();
            entries.map(|entry| entry.unwrap().file_name()).collect()
        };
        assert!(left("locks/sgos").is_empty(), "{:?}", left("locks/sgos"));
        assert!(left("tmp").is_empty(), "{:?}", left("tmp"));
        assert!(left("locks").len() <= 1, "{:?}", left("locks"));
    }

    pub(super) fn spawn(&self, shell: &Shell, invocation: &Invocation) -> Child {
        let mut command = Command::new(&shell.words[0]);
        command.args(&shell.words[1..]).args(&invocation.args).env_clear();
        command.env("PATH", &shell.search).env("HOME", self.folder.path());
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command.process_group(0).spawn().unwrap()
    }

    /// As a login shell gets it of sshd: one line, quoted for a POSIX shell.
    pub(super) fn spawn_by(&self, login: &str, shell: &Shell, invocation: &Invocation) -> Child {
        let quoted =
            |word: &str| format!("'{}'", word.replace('\'', "'\\''").replace('!', "'\\!'"));
        let line: Vec<String> = invocation.words().map(quoted).collect();
        let mut command = Command::new(login);
        command.args(["-c", &line.join(" ")]).env_clear();
        command.env("PATH", &shell.search).env("HOME", self.folder.path());
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command.process_group(0).spawn().unwrap()
    }

    pub(super) fn start(&self, shell: &Shell, change: &Change) -> Child {
        self.spawn(shell, &sgos::change::start(change, "toucan", NONCE, &self.places))
    }

    /// What became of the change, told by the connection that started it.
    pub(super) fn run(&self, shell: &Shell, change: &Change) -> Told {
        finish(self.start(shell, change), change)
    }

    /// The same, told by another one; with `patience` it is ended.
    pub(super) fn inquire(&self, shell: &Shell, change: &Change, patience: u64) -> Told {
        let patience = Duration::from_secs(patience);
        let invocation = sgos::change::inquire(&change.id, patience, NONCE, &self.places);
        finish(self.spawn(shell, &invocation), change)
    }
}

/// Holds its input open until it ends, as a transport does.
pub(super) fn finish(mut child: Child, change: &Change) -> Told {
    let held = child.stdin.take();
    let output = child.wait_with_output().unwrap();
    drop(held);
    let (stdout, stderr) = (&output.stdout, String::from_utf8_lossy(&output.stderr));
    let told = told(stdout, NONCE, change);
    assert!(
        told != Told::Garbled && stderr.is_empty(),
        "{}\n{stderr}",
        String::from_utf8_lossy(stdout)
    );
    told
}

/// A change of one step per list of words.
pub(super) fn change(id: &str, steps: &[&[&str]]) -> Change {
    let step = |words: &&[&str]| Step {
        target: "stack".to_owned(),
        words: words.iter().map(ToString::to_string).collect(),
    };
    Change {
        id: id.to_owned(),
        verb: "up".to_owned(),
        targets: vec!["stack".to_owned()],
        who: Who { user: "ada".to_owned(), machine: "desk".to_owned() },
        steps: steps.iter().map(step).collect(),
        lock_wait: Duration::ZERO,
        time_limit: Duration::from_secs(60),
    }
}

/// That of whoever runs the tests, as a shell says it.
pub(super) fn umask() -> String {
    let output = Command::new("sh").args(["-c", "umask"]).output().unwrap();
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

/// As [`env::eventually`], with patience for a busy machine.
#[track_caller]
pub(super) fn eventually(what: &str, condition: impl FnMut() -> bool) {
    env::eventually(what, Duration::from_secs(30), condition);
}
