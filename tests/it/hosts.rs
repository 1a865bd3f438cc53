//! `sgos hosts` without any host: this machine, hosts that cannot be reached, names.

use crate::env::{Run, TestEnv};

/// A fleet in which nobody answers, and this machine, where there is no Docker.
fn fleet() -> TestEnv {
    let env = TestEnv::new();
    env.write(
        "sgos.toml",
        "[hosts.closed]\naddress = \"127.0.0.1\"\nport = 1\ntags = [\"far\"]\n\
         [hosts.nameless]\naddress = \"nameless.invalid\"\ntags = [\"far\"]\n\
         [hosts.here]\naddress = \"local\"\n",
    );
    env
}

fn hosts(env: &TestEnv, args: &[&str]) -> Run {
    let nowhere = format!("unix://{}/docker.sock", env.home().display());
    let mut command = env.command();
    command.arg("hosts").args(args).env("DOCKER_HOST", nowhere);
    env.finish(command.output().unwrap())
}

#[test]
fn each_host_has_its_row_and_its_reason() {
    let run = hosts(&fleet(), &["-o", "text"]);
    assert_eq!(run.code, 4, "{run}");
    assert!(run.stderr.is_empty(), "{run}");
    let rows: Vec<&str> = run.stdout.lines().collect();
    let at = |name: &str| rows.iter().position(|row| row.starts_with(name)).unwrap();
    assert!(rows[at("closed")].contains("none"), "{run}");
    assert!(rows[at("closed") + 1].contains("connection refused"), "{run}");
    assert!(rows[at("closed") + 2].contains("check the port of closed"), "{run}");
    assert!(rows[at("nameless") + 1].contains("does not resolve"), "{run}");
    assert!(rows[at("here")].contains(" ms ") && rows[at("here")].contains("iB"), "{run}");
    assert!(rows[at("here") + 1].contains("Docker is not"), "{run}");
    assert!(rows.last().unwrap().starts_with("3 hosts, 2 unreachable"), "{run}");
}

#[test]
fn programs_get_rows_and_objects() {
    let env = fleet();
    let run = hosts(&env, &[]);
    assert_eq!(run.code, 4, "{run}");
    let rows: Vec<Vec<&str>> = run.stdout.lines().map(|row| row.split('\t').collect()).collect();
    assert_eq!((rows.len(), rows[0][0], rows[1][0]), (4, "HOST", "closed"), "{run}");
    assert!(rows.iter().all(|row| row.len() == rows[0].len()), "{run}");
    let run = hosts(&env, &["-o", "json"]);
    let json: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(json["schema_version"], 1);
    assert_eq!(json["hosts"][1]["name"], "here");
    assert!(json["hosts"][1]["facts"]["memory_total_bytes"].as_u64().unwrap() > 0, "{run}");
    let run = hosts(&env, &["-o", "jsonl"]);
    let names = run.stdout.lines().map(|line| {
        let line: serde_json::Value = serde_json::from_str(line).unwrap();
        (line["type"].clone(), line["name"].clone())
    });
    assert!(names.eq(["closed", "here", "nameless"].map(|name| ("host".into(), name.into()))));
}

#[test]
fn names_globs_and_tags_select() {
    let env = fleet();
    let names = |args: &[&str]| {
        let run = hosts(&env, &[&["-o", "tsv"], args].concat());
        let names =
            run.stdout.lines().skip(1).map(|row| row.split('\t').next().unwrap().to_owned());
        names.collect::<Vec<_>>()
    };
    assert_eq!(names(&["here"]), ["here"]);
    assert_eq!(names(&["@far"]), ["closed", "nameless"]);
    assert_eq!(names(&["c*", "here"]), ["closed", "here"]);
    assert_eq!(names(&["@far", "-H", "closed,here"]), ["closed"]);
    let run = hosts(&env, &["closed", "-H", "here"]);
    assert_eq!(run.code, 7, "{run}");
    assert!(run.stderr.contains("none of the hosts"), "{run}");
    let run = hosts(&env, &["here"]);
    assert_eq!(run.code, 0, "reachable, though without Docker: {run}");
}

#[test]
fn an_unknown_name_is_answered_with_the_nearest() {
    let run = hosts(&fleet(), &["clsoed"]);
    assert_eq!(run.code, 7, "{run}");
    assert!(run.stdout.is_empty(), "{run}");
    assert!(run.stderr.contains("nearest to `clsoed`: closed, here, nameless"), "{run}");
    let run = hosts(&fleet(), &[""]);
    assert_eq!(run.code, 2, "{run}");
}

#[test]
fn its_subcommands_are_found_behind_options() {
    let run = hosts(&fleet(), &["--yes", "-o", "text", "trust", "clsoed"]);
    assert_eq!(run.code, 7, "{run}");
    assert!(run.stderr.contains("no host `clsoed`"), "{run}");
    let run = hosts(&fleet(), &["-w", "trust", "closed"]);
    assert_eq!(run.code, 2, "{run}");
    let run = hosts(&fleet(), &["--", "trust"]);
    assert!(run.code == 7 && run.stderr.contains("no host matches `trust`"), "{run}");
}

#[test]
fn an_empty_inventory_is_no_data() {
    let env = TestEnv::new();
    env.write("sgos.toml", "");
    let run = hosts(&env, &["-o", "text"]);
    assert_eq!(
        (run.code, run.stdout.as_str()),
        (0, "No data: the inventory has no hosts\n"),
        "{run}"
    );
}
