//! `--watch` without a terminal: what it refuses, and how it ends.

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::RecvTimeoutError;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};

use crate::env::TestEnv;

#[test]
fn answers_that_follow_each_other_are_lines() {
    let env = TestEnv::new();
    for args in [
        ["status", "-w", "-o", "json"],
        ["hosts", "--watch=2s", "-o", "tsv"],
        ["jobs", "-w", "-o", "tsv"],
    ] {
        let run = env.run(&args);
        assert_eq!(run.code, 2, "{run}");
        assert!(run.stderr.contains("--output jsonl"), "{run}");
    }
    assert_eq!(env.run(&["hosts", "-w", "--json"]).code, 2);
}

#[test]
fn an_interval_needs_its_sign_and_a_length() {
    let env = TestEnv::new();
    for wrong in ["--watch=0s", "--watch=-1s", "--watch=soon", "-w=5", "--watch="] {
        let run = env.run(&["status", wrong]);
        assert_eq!(run.code, 2, "{wrong}: {run}");
    }
    // What follows without `=` is an app.
    let run = env.run(&["status", "-w", "-o", "jsonl", "5s"]);
    assert_eq!(run.code, 7, "{run}");
    assert!(run.stderr.contains("`5s`"), "{run}");
    let run = env.run(&["hosts", "-w", "trust", "x"]);
    assert_eq!(run.code, 2, "{run}");
    let run = env.run(&["status", "-w", "--exit-status"]);
    assert_eq!(run.code, 2, "{run}");
}

/// Watches this machine and its false Docker; nothing of it outlives the test.
pub struct Watching {
    child: Child,
    /// Dropped when the test is over, which a thread waits for.
    _alive: std::sync::mpsc::Sender<()>,
}

/// A test in which a line does not come fails after this time.
const LONGEST: Duration = Duration::from_secs(240);

impl Watching {
    pub fn start(env: &TestEnv, args: &[&str]) -> Self {
        env.write(
            "sgos.toml",
            "[hosts.here]\naddress = \"local\"\n[discover]\ncontainers = \"sgos-{app}-app\"\n",
        );
        let mut command = Command::new(assert_cmd::cargo::cargo_bin!("sgos"));
        let path = format!("{}:/usr/bin:/bin", env.home().join("bin").display());
        command.args(args).env_clear().env("HOME", env.home()).env("PATH", path);
        command.env("DOCKER_HOST", "tcp://nowhere").env("LC_ALL", "C.UTF-8");
        command.current_dir(env.home());
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let child = command.spawn().unwrap();
        let (alive, test) = std::sync::mpsc::channel();
        let pid = Pid::from_child(&child);
        std::thread::spawn(move || {
            if test.recv_timeout(LONGEST) == Err(RecvTimeoutError::Timeout) {
                let _ = kill_process(pid, Signal::KILL);
            }
        });
        Self { child, _alive: alive }
    }

    pub fn pid(&self) -> i32 {
        Pid::from_child(&self.child).as_raw_nonzero().get()
    }

    pub fn lines(&mut self) -> impl Iterator<Item = std::io::Result<String>> + use<> {
        BufReader::new(self.child.stdout.take().unwrap()).lines()
    }

    fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.child), signal).unwrap();
    }

    /// Its exit code, and what it said on stderr.
    fn end(mut self) -> (Option<i32>, String) {
        let mut said = String::new();
        self.child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        (self.child.wait().unwrap().code(), said)
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Its one container is in the state that the file `state` names.
const FALSE_DOCKER: &str = r#"
case $1 in
  ps) echo 0123456789ab0123456789ab0123456789ab0123456789ab0123456789ab0123 ;;
  inspect) read -r state <"$HOME/state"
    printf '[{"Id": "0123456789ab0123456789ab0123456789ab0123456789ab0123456789ab0123",
      "Name": "/sgos-phone-app", "Created": "2026-01-01T00:00:00Z", "RestartCount": 0,
      "State": {"Status": "%s", "ExitCode": 1, "OOMKilled": false, "Error": "",
        "StartedAt": "2026-01-01T00:00:00Z", "FinishedAt": "2026-01-01T00:00:00Z"},
      "HostConfig": {"RestartPolicy": {"Name": "always"}},
      "Config": {"Image": "phone", "Labels": {"com.docker.compose.project": "phone",
        "com.docker.compose.service": "app"}}}]' "$state" ;;
  *) exit 1 ;;
esac
"#;

/// The states of the app in each line.
fn next_state(lines: &mut impl Iterator<Item = std::io::Result<String>>) -> String {
    let line: serde_json::Value = serde_json::from_str(&lines.next().unwrap().unwrap()).unwrap();
    assert!(line["generated_at"].is_string(), "{line}");
    line["apps"][0]["state"].as_str().unwrap_or("no app").to_owned()
}

#[test]
fn in_a_pipe_there_is_a_line_per_change() {
    let env = TestEnv::new();
    env.program("docker", FALSE_DOCKER);
    env.write("state", "running");
    let mut watching = Watching::start(&env, &["status", "--watch=20ms"]);
    let mut lines = watching.lines();
    for (state, shown) in [
        ("running", "running"),
        ("paused", "paused"),
        ("exited", "not-running"),
        ("running", "running"),
    ] {
        // Renamed, so that no look finds half of it.
        env.write("next", state);
        std::fs::rename(env.home().join("next"), env.home().join("state")).unwrap();
        assert_eq!(next_state(&mut lines), shown);
    }
    watching.signal(Signal::INT);
    assert_eq!(watching.end(), (Some(130), String::new()));
    assert!(lines.next().is_none(), "nothing changed since");
}

#[test]
fn when_nobody_reads_any_more_it_ends_at_once() {
    let env = TestEnv::new();
    env.program("docker", FALSE_DOCKER);
    env.write("state", "running");
    // The next look would be an hour away.
    let mut watching = Watching::start(&env, &["hosts", "--watch=1h", "-o", "jsonl"]);
    let mut lines = watching.lines();
    let line: serde_json::Value = serde_json::from_str(&lines.next().unwrap().unwrap()).unwrap();
    assert_eq!(line["hosts"][0]["containers"]["up"], 1, "{line}");
    drop(lines);
    assert_eq!(watching.end(), (Some(0), String::new()));
}
