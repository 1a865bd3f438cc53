//! `sgos exec` and `sgos ssh` where no SSH is needed, and what refuses them.

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
