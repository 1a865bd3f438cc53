//! The world of one test: the real binary, an empty environment, its own home, fixed columns.

use std::path::{Path, PathBuf};
use std::process::Output;
use std::time::{Duration, Instant};

use assert_cmd::Command;

pub struct TestEnv {
    folder: tempfile::TempDir,
    columns: u16,
}

/// What a run left behind, as text.
pub struct Run {
    pub stdout: String,
    pub stderr: String,
    pub code: i32,
}

impl TestEnv {
    pub fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), columns: 100 }
    }

    pub fn home(&self) -> &Path {
        self.folder.path()
    }

    /// Writes a file below the home, and its folders.
    pub fn write(&self, path: &str, text: impl AsRef<[u8]>) -> PathBuf {
        let path = self.home().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        path
    }

    /// An executable shell script below `bin`, which comes first on PATH.
    pub fn program(&self, name: &str, script: &str) {
        use std::os::unix::fs::PermissionsExt as _;
        let path = self.write(&format!("bin/{name}"), format!("#!/bin/sh\n{script}\n"));
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).unwrap();
    }

    pub fn command(&self) -> Command {
        self.command_for(assert_cmd::cargo::cargo_bin!("sgos"))
    }

    /// Another program in the same surroundings.
    pub fn command_for(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        let path =
            format!("{}:/usr/local/bin:/usr/bin:/bin:/usr/sbin", self.home().join("bin").display());
        command
            .env_clear()
            .env("HOME", self.home())
            .env("PATH", path)
            .env("COLUMNS", self.columns.to_string())
            .env("LC_ALL", "C.UTF-8")
            // Where no name server answers, a name that cannot exist shall not take long.
            .env("RES_OPTIONS", "timeout:1 attempts:1")
            .env("TERM", "xterm-256color")
            .env("XDG_RUNTIME_DIR", self.home())
            .current_dir(self.home())
            .timeout(Duration::from_secs(60));
        command
    }

    /// Runs sgos; the home's path is shown as `~` in what it prints.
    pub fn run(&self, args: &[&str]) -> Run {
        self.finish(self.command().args(args).output().unwrap())
    }

    pub fn finish(&self, output: Output) -> Run {
        let home = self.home().display().to_string();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap().replace(&home, "~");
        Run {
            stdout: text(output.stdout),
            stderr: text(output.stderr),
            code: output.status.code().unwrap(),
        }
    }
}

/// One text for a snapshot: code, stdout and stderr.
impl std::fmt::Display for Run {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "exit {}\n--- stdout\n{}--- stderr\n{}", self.code, self.stdout, self.stderr)
    }
}

/// Waits until `condition` holds, at most `patience`.
#[track_caller]
pub fn eventually(what: &str, patience: Duration, mut condition: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !condition() {
        assert!(begun.elapsed() < patience, "not within {patience:?}: {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}
