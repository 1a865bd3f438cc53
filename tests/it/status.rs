//! `sgos status` without any host: this machine, and hosts that cannot be reached.

use crate::env::{Run, TestEnv};

/// This machine, with a Docker socket that is not there.
fn here(env: &TestEnv, args: &[&str]) -> Run {
    let nowhere = format!("unix://{}/docker.sock", env.home().display());
    env.finish(env.command().args(args).env("DOCKER_HOST", nowhere).output().unwrap())
}

#[test]
fn without_inventory_and_docker_the_truth_about_this_machine() {
    let env = TestEnv::new();
    let run = here(&env, &["status", "-o", "text"]);
    assert_eq!(run.code, 0, "{run}");
    assert!(run.stdout.contains("No data: Docker is not"), "{run}");
    assert!(!run.stdout.contains("Operational"), "{run}");
    assert!(run.stderr.is_empty(), "{run}");
    let run = here(&env, &["status", "--exit-status", "--json"]);
    assert_eq!(run.code, 3, "{run}");
    let json: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(json["summary"]["state"], "no-data");
    assert_eq!(json["hosts"][0]["reachable"], true);
}

/// A fleet in which nobody answers: a closed port, and a name that cannot resolve.
fn unreachable() -> TestEnv {
    let env = TestEnv::new();
    env.write(
        "sgos.toml",
        "[hosts.closed]\naddress = \"127.0.0.1\"\nport = 1\n\
         [hosts.nameless]\naddress = \"nameless.invalid\"\n\
         [discover]\ncontainers = \"sgos-{app}-app\"\n\
         [apps.phone]\nhost = \"closed\"\n",
    );
    env
}

#[test]
fn hosts_that_cannot_be_reached_are_told_apart() {
    let run = unreachable().run(&["status", "-o", "json"]);
    assert_eq!(run.code, 4, "{run}");
    let json: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    let error = |index: usize| json["hosts"][index]["error"].as_str().unwrap().to_owned();
    assert_eq!(error(0), "connection refused");
    assert!(error(1).contains("does not resolve"), "{}", error(1));
    assert_eq!(json["summary"]["state"], "unknown");
    assert_eq!(json["apps"][0]["state"], "unknown");
    assert_eq!(json["apps"][0]["stale"], true);
}

#[test]
fn the_answer_is_what_its_schema_says() {
    let schema = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/apps.schema.json");
    let schema = serde_json::from_str(&std::fs::read_to_string(schema).unwrap()).unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
    let of_nobody = unreachable().run(&["status", "-o", "json"]);
    let of_one = unreachable().run(&["status", "phone", "--down", "-o", "json"]);
    let of_here = here(&TestEnv::new(), &["status", "--wide", "-o", "json"]);
    for run in [of_nobody, of_one, of_here] {
        let answer: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
        let mistakes: Vec<_> = schema.iter_errors(&answer).map(|error| error.to_string()).collect();
        assert!(mistakes.is_empty(), "{mistakes:?}: {run}");
    }
}

#[test]
fn the_unreachable_are_shown_with_what_to_do() {
    let run = unreachable().run(&["status", "-o", "text"]);
    assert_eq!(run.code, 4, "{run}");
    assert!(run.stdout.contains("closed is unreachable: connection refused"), "{run}");
    assert!(run.stdout.contains("check the port of closed"), "{run}");
    assert!(!run.stdout.contains('\x1b'), "{run}");
}

#[test]
fn an_empty_inventory_is_no_data() {
    let env = TestEnv::new();
    env.write("sgos.toml", "");
    let run = env.run(&["status", "-o", "text"]);
    assert_eq!(run.code, 0, "{run}");
    assert!(run.stdout.contains("No data"), "{run}");
}

#[test]
fn unknown_names_are_answered_with_near_ones() {
    let env = unreachable();
    let run = env.run(&["status", "-H", "clsoed"]);
    assert_eq!(run.code, 7, "{run}");
    assert!(run.stderr.contains("nearest to `clsoed`: closed"), "{run}");
    let run = env.run(&["status", "phne"]);
    assert_eq!(run.code, 7, "{run}");
    assert!(run.stderr.contains("phone"), "{run}");
}

#[test]
fn a_missing_ssh_is_named() {
    let env = unreachable();
    let output = env.command().args(["status", "-o", "json"]).env("PATH", env.home()).output();
    let run = env.finish(output.unwrap());
    assert_eq!(run.code, 4, "{run}");
    assert!(run.stdout.contains("ssh cannot be started here"), "{run}");
}

#[test]
fn no_app_of_a_host_vanishes_because_ssh_was_told_a_lie() {
    // A fake `ssh` that says yes and makes no connection.
    let env = unreachable();
    env.program("ssh", "exit 0");
    let run = env.run(&["status", "--json", "--timeout", "10s"]);
    assert_eq!(run.code, 4, "{run}");
    let json: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(json["apps"][0]["state"], "unknown", "{run}");
}
