//! `sgos jobs` of this machine, of hosts that cannot be reached, and in every form of output.

use serde_json::Value;

use crate::env::{Run, TestEnv};

/// This machine, with a Docker socket that is not there.
fn here(env: &TestEnv, args: &[&str]) -> Run {
    let nowhere = format!("unix://{}/docker.sock", env.home().display());
    env.finish(
        env.command().args(args).env("DOCKER_HOST", nowhere).env("TZ", "UTC").output().unwrap(),
    )
}

#[test]
fn without_inventory_this_machine_is_asked() {
    let env = TestEnv::new();
    let run = here(&env, &["jobs", "-o", "json", "--all"]);
    assert_eq!(run.code, 0, "{run}");
    assert!(run.stderr.is_empty(), "{run}");
    let json: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(json["schema_version"], 1);
    assert_eq!(json["hosts"][0]["reachable"], true);
    assert_eq!(json["hosts"][0]["error"], Value::Null);
    let schema = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/jobs.schema.json");
    let schema = serde_json::from_str(&std::fs::read_to_string(schema).unwrap()).unwrap();
    jsonschema::validate(&schema, &json).unwrap();
    let text = here(&env, &["jobs", "-o", "text"]);
    assert_eq!(text.code, 0, "{text}");
    assert!(text.stdout.contains(" in ") && !text.stdout.contains('\x1b'), "{text}");
}

/// A fleet in which nobody answers: a closed port, and a name that cannot resolve.
fn unreachable() -> TestEnv {
    let env = TestEnv::new();
    env.write(
        "sgos.toml",
        "[hosts.closed]\naddress = \"127.0.0.1\"\nport = 1\n\
         [hosts.nameless]\naddress = \"nameless.invalid\"\n",
    );
    env
}

#[test]
fn hosts_that_cannot_be_reached_are_told_in_every_form() {
    let env = unreachable();
    let run = env.run(&["jobs", "-o", "json"]);
    assert_eq!(run.code, 4, "{run}");
    let json: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(json["hosts"][0]["error"], "connection refused");
    assert_eq!(json["jobs"], Value::Array(vec![]));
    for output in ["tsv", "jsonl"] {
        let run = env.run(&["jobs", "-o", output]);
        assert_eq!(run.code, 4, "{run}");
        assert!(run.stderr.contains("closed is unreachable: connection refused"), "{run}");
        assert_eq!(run.stdout.lines().count(), usize::from(output == "tsv"), "{run}");
    }
    let run = env.run(&["jobs", "-o", "text"]);
    assert_eq!(run.code, 4, "{run}");
    assert!(run.stdout.contains("✗ closed is unreachable: connection refused"), "{run}");
    assert!(run.stdout.contains("0 jobs"), "{run}");
}

#[test]
fn a_time_that_is_none_is_wrong_usage() {
    let env = unreachable();
    for next in ["0s", "tomorrow", "-1h"] {
        let run = env.run(&["jobs", &format!("--next={next}")]);
        assert_eq!(run.code, 2, "{run}");
        assert!(run.stderr.contains("--next"), "{run}");
    }
    let run = env.run(&["jobs", "-H", "clsoed"]);
    assert_eq!(run.code, 7, "{run}");
}

/// A crontab that is a program of the test, read as the user's own.
#[test]
fn the_crontab_of_a_user() {
    let env = TestEnv::new();
    env.program(
        "crontab",
        "printf '0 3 * * * /srv/backup --password=hunter22\\n61 * * * * true\\n'",
    );
    let run = here(&env, &["jobs", "-o", "tsv"]);
    assert_eq!(run.code, 0, "{run}");
    assert!(!run.stdout.contains("hunter22"), "{run}");
    let header = run.stdout.lines().next().unwrap();
    assert_eq!(header.split('\t').count(), 12, "{run}");
}
