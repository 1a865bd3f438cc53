//! `sgos config`: mistakes with their lines, and what holds in the end.

use crate::env::TestEnv;

const FLEET: &str = "\
[hosts.toucan]
address = \"10.0.0.1\"
[hosts.hornbill]
tags = [\"apps\"]
[grafana]
url = \"https://grafana.example.org\"
token = \"env:GRAFANA_TOKEN\"
";

#[test]
fn all_mistakes_come_at_once_and_marked() {
    let env = TestEnv::new();
    env.write("sgos.toml", "[hosts.toucan]\nadress = \"10.0.0.1\"\n\n[stacks.web]\nhost = \"tucan\"\ndirectory = \"srv\"\n");
    insta::assert_snapshot!(env.run(&["config", "check"]));
}

#[test]
fn a_right_inventory_is_summed_up() {
    let env = TestEnv::new();
    env.write("sgos.toml", FLEET);
    insta::assert_snapshot!(env.run(&["config", "check"]), @r#"
    exit 0
    --- stdout
    ~/sgos.toml: no mistakes; 2 hosts, 0 stacks, 0 named apps
    --- stderr
    warning: grafana.token = "env:GRAFANA_TOKEN": the environment variable GRAFANA_TOKEN is not set
    "#);
}

#[test]
fn show_has_values_origins_and_no_secret() {
    let env = TestEnv::new();
    env.write("sgos.toml", FLEET);
    let output = env.command().args(["config", "show"]).env("GRAFANA_TOKEN", "hunter2").output();
    let run = env.finish(output.unwrap());
    assert!(!run.stdout.contains("hunter2"));
    insta::assert_snapshot!(run);
    let json = env.run(&["config", "show", "-o", "json"]);
    let json: serde_json::Value = serde_json::from_str(&json.stdout).unwrap();
    assert_eq!(json["schema_version"], 1);
    let lines = env.run(&["config", "show", "-o", "jsonl"]).stdout;
    for line in lines.lines() {
        serde_json::from_str::<serde_json::Value>(line).unwrap();
    }
}

#[test]
fn whoever_asks_for_json_gets_errors_as_json_too() {
    let env = TestEnv::new();
    env.write("sgos.toml", "[hosts\n");
    let run = env.run(&["status", "-o", "json"]);
    assert_eq!(run.code, 7, "{run}");
    let json: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(json["error"]["exit"], 7);
}

#[test]
fn the_shipped_example_is_right() {
    let example = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/sgos.toml");
    let run = TestEnv::new().run(&["config", "check", "--config", example]);
    assert_eq!(run.code, 0, "{run}");
    assert!(run.stdout.contains("2 hosts, 4 stacks"), "{run}");
}
