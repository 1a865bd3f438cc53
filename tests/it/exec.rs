//! `sgos exec` and `sgos ssh` where no SSH is needed, and what refuses them.

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Command, Stdio};

use rustix::process::{Pid, Signal, kill_process};

use crate::env::{Run, TestEnv};

/// A false Docker with one running and one ended container; `exec` tells its words and its stdin.
const DOCKER: &str = r#"
case $1 in
  ps) echo 0123456789ab0123456789ab0123456789ab0123456789ab0123456789ab0123
      echo 1123456789ab0123456789ab0123456789ab0123456789ab0123456789ab0123 ;;
  inspect)
    printf '[{"Id": "0123456789ab0123456789ab0123456789ab0123456789ab0123456789ab0123",
      "Name": "/one", "Created": "2026-01-01T00:00:00Z", "State": {"Status": "running"},
      "Config": {"Image": "one", "Labels": {}}},
      {"Id": "1123456789ab0123456789ab0123456789ab0123456789ab0123456789ab0123",
      "Name": "/gone", "Created": "2026-01-01T00:00:00Z", "State": {"Status": "exited"},
      "Config": {"Image": "two", "Labels": {}}}]' ;;
  exec) printf '[%s]' "$@"; cat; exit 7 ;;
  *) exit 1 ;;
esac
"#;

fn env() -> TestEnv {
    let env = TestEnv::new();
    env.program("docker", DOCKER);
    env.write(
        "sgos.toml",
        "[hosts.here]\nlocal = true\n[hosts.there]\naddress = \"127.0.0.1\"\nport = 1\n",
    );
    env
}

fn run(env: &TestEnv, args: &[&str], stdin: &'static [u8]) -> Run {
    let mut command = env.command();
    command.args(args).env("DOCKER_HOST", "tcp://127.0.0.1:1").env("SHELL", "/bin/sh");
    env.finish(command.write_stdin(stdin).output().unwrap())
}

const ID: &str = "0123456789ab0123456789ab0123456789ab0123456789ab0123456789ab0123";

#[test]
fn docker_sees_the_words_the_input_and_gives_the_code() {
    let env = env();
    let run =
        run(&env, &["exec", "one", "-H", "here", "-u", "root", "--", "-a b", "$(id)"], b"input");
    assert_eq!(run.code, 7, "{run}");
    let words = ["exec", "--interactive", "--user=root", "--", ID, "-a b", "$(id)"];
    let wanted: String = words.iter().map(|word| format!("[{word}]")).collect();
    assert_eq!(run.stdout, wanted + "input");
    assert!(run.stderr.is_empty(), "{run}");
}

#[test]
fn without_a_program_it_is_a_shell() {
    let run = run(&env(), &["exec", "one", "-H", "here"], b"");
    assert!(run.stdout.ends_with(&format!("[--][{ID}][sh]")), "{run}");
}

#[test]
fn what_cannot_be_run_has_a_code_of_sgos() {
    let env = env();
    let run = |args: &[&str]| run(&env, args, b"");
    let gone = run(&["exec", "gone", "--", "x"]);
    assert_eq!(gone.code, 1, "{gone}");
    assert!(gone.stderr.contains("gone@here does not run"), "{gone}");
    let unknown = run(&["exec", "on", "--", "x"]);
    assert_eq!(unknown.code, 7, "{unknown}");
    assert!(unknown.stderr.contains("one on here"), "{unknown}");
    assert!(unknown.stderr.contains("it may be on there"), "{unknown}");
    assert_eq!(run(&["exec", "a/b/c"]).code, 2);
    assert_eq!(run(&["exec"]).code, 2);
    assert_eq!(run(&["exec", "one", "--env", "novalue"]).code, 2);
    let several = run(&["exec", "*@here", "--yes", "--", "x"]);
    assert_eq!(several.code, 7, "{several}");
    assert!(several.stderr.contains("sgos exec one@here"), "{several}");
    let recorded = run(&["exec", "one", "--record", "folder"]);
    assert_eq!(recorded.code, 2, "{recorded}");
}

#[test]
fn read_only_refuses_and_dry_run_shows() {
    let env = env();
    for args in [&["exec", "one"][..], &["ssh", "here"], &["ssh", "there"]] {
        let mut command = env.command();
        let run = env.finish(command.args(args).env("SGOS_READONLY", "1").output().unwrap());
        assert_eq!(run.code, 9, "{run}");
    }
    let shown = run(&env, &["exec", "one", "--dry-run", "-H", "here", "--", "a b"], b"");
    assert_eq!(shown.stdout, format!("docker exec --interactive -- {ID} 'a b'\n"));
    let shown = run(&env, &["ssh", "here", "--dry-run", "-o", "json", "--", "df", "a b"], b"");
    let json: serde_json::Value = serde_json::from_str(&shown.stdout).unwrap();
    assert_eq!((&json["host"], &json["words"][1]), (&"here".into(), &"a b".into()), "{shown}");
    let shown = run(&env, &["ssh", "there", "--dry-run", "--", "df", "-h"], b"");
    assert_eq!((shown.code, shown.stdout.as_str()), (0, "sgos ssh there -- df -h\n"));
}

#[test]
fn onto_this_machine_no_ssh_is_needed() {
    let env = env();
    let code = run(&env, &["ssh", "here", "--", "sh", "-c", "cat; exit 3"], b"through");
    assert_eq!((code.code, code.stdout.as_str()), (3, "through"), "{code}");
    let shell = run(&env, &["ssh", "here"], b"echo in a shell; exit 4\n");
    assert_eq!((shell.code, shell.stdout.as_str()), (4, "in a shell\n"), "{shell}");
    assert!(shell.stderr.contains("here is this machine"), "{shell}");
    let killed = run(&env, &["ssh", "here", "--", "sh", "-c", "kill -KILL $$"], b"");
    assert_eq!(killed.code, 137, "{killed}");
}

/// A program that takes its time to end, and its own code.
const TIDY: &str =
    "trap 'sleep 0.3; echo tidied; exit 3' TERM; trap 'echo tidied; exit 3' HUP; echo ready
    n=0; while [ $n -lt 600 ]; do sleep 0.1; n=$((n + 1)); done";

#[test]
fn a_program_that_is_asked_to_end_ends_by_itself() {
    let env = env();
    for signal in [Signal::TERM, Signal::HUP] {
        let mut command = Command::new(assert_cmd::cargo::cargo_bin!("sgos"));
        command.env_clear().env("PATH", "/usr/bin:/bin").env("HOME", env.home());
        command.current_dir(env.home()).args(["ssh", "here", "--", "sh", "-c", TIDY]);
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        stdout.read_line(&mut line).unwrap();
        assert_eq!(line, "ready\n");
        kill_process(Pid::from_child(&child), signal).unwrap();
        let mut rest = String::new();
        stdout.read_to_string(&mut rest).unwrap();
        let code = child.wait().unwrap().code();
        assert_eq!((code, rest.as_str()), (Some(3), "tidied\n"), "{signal:?}");
    }
}

#[test]
fn only_the_host_that_is_named_is_asked() {
    let env = env();
    let run = run(&env, &["exec", "one@here", "-v", "--", "x"], b"");
    assert_eq!(run.code, 7, "{run}");
    assert!(!run.stderr.contains("there"), "{run}");
}

#[test]
fn where_no_host_told_no_name_is_called_wrong() {
    let run = run(&env(), &["exec", "phone", "-H", "there", "-o", "json"], b"");
    assert_eq!(run.code, 7, "{run}");
    assert!(run.stderr.contains("no host told whether there is `phone`"), "{run}");
    assert!(
        run.stderr.contains("it may be on there, which did not tell: connection refused"),
        "{run}"
    );
    let json: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(json["error"]["exit"], 7);
}

#[test]
fn a_host_that_is_not_there() {
    let env = env();
    let refused = run(&env, &["ssh", "there", "--", "true"], b"");
    assert_eq!(refused.code, 4, "{refused}");
    assert!(refused.stderr.contains("there: connection refused"), "{refused}");
    let unknown = run(&env, &["ssh", "thre"], b"");
    assert_eq!(unknown.code, 7, "{unknown}");
    assert!(unknown.stderr.contains("nearest to `thre`: there"), "{unknown}");
    let missing = run(&env, &["ssh", "here", "--", "sgos-no-such-program"], b"");
    assert_eq!(missing.code, 1, "{missing}");
    assert!(missing.stderr.contains("sgos-no-such-program cannot be started"), "{missing}");
}
