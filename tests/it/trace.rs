//! `-v` tells each remote step, `SGOS_LOG` all that happens inside; both on stderr, without secrets.

use crate::env::{Run, TestEnv};

fn closed(env: &TestEnv) {
    env.write("sgos.toml", "[hosts.closed]\naddress = \"127.0.0.1\"\nport = 1\n");
}

fn logged(env: &TestEnv, level: &str, args: &[&str]) -> Run {
    env.finish(env.command().args(args).env("SGOS_LOG", level).output().unwrap())
}

#[test]
fn verbose_tells_each_step_with_its_time() {
    let env = TestEnv::new();
    closed(&env);
    let run = env.run(&["status", "-v", "-o", "json"]);
    assert_eq!(run.code, 4, "{run}");
    let step = run.stderr.lines().find(|line| line.starts_with("closed: connect: ")).unwrap();
    assert!(step.contains("connection refused (") && step.ends_with(" ms)"), "{run}");
    serde_json::from_str::<serde_json::Value>(&run.stdout).unwrap();
    let silent = env.run(&["status", "-o", "json"]);
    assert_eq!(silent.stderr, "");
}

#[test]
fn this_machine_has_steps_too() {
    let env = TestEnv::new();
    let nowhere = format!("unix://{}/docker.sock", env.home().display());
    let output = env.command().args(["status", "-v"]).env("DOCKER_HOST", nowhere).output().unwrap();
    let run = env.finish(output);
    assert!(run.stderr.contains(": probe apps: done, "), "{run}");
}

#[test]
fn the_log_has_levels() {
    let env = TestEnv::new();
    closed(&env);
    let debug = logged(&env, "debug", &["status"]).stderr;
    assert!(debug.contains("DEBUG host{name=\"closed\"}"), "{debug}");
    assert!(debug.contains("sgos::step: host=\"closed\" what=\"connect\""), "{debug}");
    let info = logged(&env, "info", &["status"]).stderr;
    assert!(info.contains("sgos::step") && !info.contains("DEBUG"), "{info}");
    let off = logged(&env, "off", &["status", "-o", "json"]).stderr;
    assert_eq!(off, "");
}

#[test]
fn a_level_that_does_not_exist_is_named_and_nothing_else_changes() {
    let env = TestEnv::new();
    closed(&env);
    let run = logged(&env, "loud", &["status", "-o", "json"]);
    assert_eq!(run.code, 4, "{run}");
    assert_eq!(run.stderr.lines().count(), 1, "{run}");
    assert!(run.stderr.contains("SGOS_LOG is none of error, warn, info, debug, trace"), "{run}");
}

#[test]
fn no_secret_and_nothing_that_steers_a_terminal_is_logged() {
    let env = TestEnv::new();
    closed(&env);
    let evil = "API_TOKEN=hunter2hunter2 \\033[2J";
    env.program("ssh", &format!("printf '{evil}\\n' >&2; exit 255"));
    for level in ["info", "trace"] {
        let run = logged(&env, level, &["status", "-o", "json"]);
        assert!(run.stderr.contains("API_TOKEN="), "{run}");
        assert!(!run.stderr.contains("hunter2") && !run.stderr.contains('\x1b'), "{run}");
    }
    // Nor is it in the answer, whoever reads it.
    for form in ["text", "json", "jsonl", "tsv"] {
        let run = env.run(&["status", "-o", form]);
        assert!(run.code == 4 && !run.stdout.contains("hunter2"), "{run}");
        assert!(!run.stderr.contains("hunter2") && !run.stdout.contains('\x1b'), "{run}");
    }
}
