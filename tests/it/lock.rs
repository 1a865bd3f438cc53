//! `sgos lock` of hosts that do not answer, and what is refused before anybody is asked.

use serde_json::Value;

use crate::env::TestEnv;

fn env() -> TestEnv {
    let env = TestEnv::new();
    env.write("sgos.toml", "[hosts.closed]\naddress = \"127.0.0.1\"\nport = 1\n");
    env
}

#[test]
fn the_lock_of_a_silent_host_is_unknown() {
    let run = env().run(&["lock", "status", "--json"]);
    assert_eq!(run.code, 4, "{run}");
    let json: Value = serde_json::from_str(&run.stdout).unwrap();
    crate::audit::valid("docs/locks.schema.json", &json);
    assert_eq!(json["hosts"][0]["state"], "unknown");
    assert_eq!(json["hosts"][0]["error"], "connection refused");
    let run = env().run(&["lock", "status", "-o", "text"]);
    assert_eq!(run.code, 4, "{run}");
    insta::assert_snapshot!(run);
    let run = env().run(&["lock", "release", "closed", "--yes"]);
    assert_eq!(run.code, 4, "{run}");
    assert!(run.stderr.contains("connection refused"), "{run}");
}

#[test]
fn a_release_names_its_host() {
    let run = env().run(&["lock", "release"]);
    assert_eq!(run.code, 2, "{run}");
    let run = env().run(&["lock", "release", "clsoed"]);
    assert_eq!(run.code, 7, "{run}");
    assert!(run.stderr.contains("nearest to `clsoed`: closed"), "{run}");
}

#[test]
fn where_nothing_may_be_changed_nobody_is_asked() {
    let env = env();
    for (value, code) in [("1", 9), ("yes", 9), ("0", 4), ("", 4)] {
        let mut command = env.command();
        command.args(["lock", "release", "closed", "--yes"]).env("SGOS_READONLY", value);
        let run = env.finish(command.output().unwrap());
        assert_eq!(run.code, code, "{value:?}: {run}");
        assert_eq!(run.stderr.contains("SGOS_READONLY is set"), code == 9, "{value:?}: {run}");
    }
    let mut command = env.command();
    command.args(["lock", "release", "closed", "--dry-run"]).env("SGOS_READONLY", "1");
    let run = env.finish(command.output().unwrap());
    assert_eq!(run.code, 4, "a dry run changes nothing: {run}");
}
