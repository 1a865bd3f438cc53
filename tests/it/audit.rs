//! `sgos audit` of hosts that do not answer: what is remembered here, in every form of output.

use serde_json::Value;

use crate::env::TestEnv;

const LINES: &str = concat!(
    r#"{"time":"2026-11-23T10:00:00Z","id":"1-a","host":"closed","user":"ada","machine":"desk","verb":"up","targets":["monitoring"],"commands":["docker compose up -d"],"outcome":"done","code":0,"begun":1,"duration_ms":4321}"#,
    "\nnot a line\n",
    r#"{"time":"2026-11-23T11:00:00Z","id":"1-b","host":"closed","user":"eve\u001b[2J","machine":"desk","verb":"restart","targets":["grafana","loki"],"commands":["docker compose restart grafana loki"],"outcome":"failed","code":17,"begun":1,"duration_ms":900}"#,
    "\n",
    r#"{"time":"2026-11-23T12:00:00Z","id":"1-c","host":"closed","user":"ada","machine":"desk","verb":"down","targets":["monitoring"],"outcome":"locked","begun":0,"from":{"user":"bob","machine":"laptop","verb":"pull","targets":["all"]}}"#,
    "\n",
    r#"{"time":"2026-11-23T13:00:00Z","id":"1-d","host":"of-another-fleet","user":"ada","machine":"desk","verb":"up","outcome":"done"}"#,
    "\n",
);

fn env() -> TestEnv {
    let env = TestEnv::new();
    env.write("sgos.toml", "[hosts.closed]\naddress = \"127.0.0.1\"\nport = 1\n");
    env.write(".local/state/sgos/audit.jsonl", LINES);
    env
}

#[test]
fn what_is_remembered_here_is_shown_of_a_silent_host() {
    let env = env();
    let output = env
        .command()
        .args(["audit", "-o", "text"])
        .env("TZ", "UTC")
        .env("COLUMNS", "80")
        .output()
        .unwrap();
    let run = env.finish(output);
    assert_eq!(run.code, 4, "{run}");
    assert!(run.stdout.lines().all(|line| line.chars().count() <= 80), "{run}");
    insta::assert_snapshot!(run);
}

/// Of these two nothing else is told here; `lock` uses it as well.
pub fn valid(schema: &str, json: &Value) {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(schema);
    let schema = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    jsonschema::validate(&schema, json).unwrap();
}

#[test]
fn data_has_every_line_once() {
    let run = env().run(&["audit", "--json"]);
    assert_eq!(run.code, 4, "{run}");
    let json: Value = serde_json::from_str(&run.stdout).unwrap();
    assert!(!run.stdout.contains('\x1b'));
    valid("docs/audit.schema.json", &json);
    assert_eq!(json["changes"].as_array().unwrap().len(), 3, "{run}");
    assert_eq!(json["changes"][2]["outcome"], "locked");
    assert_eq!(
        (&json["changes"][0]["here"], &json["changes"][0]["on_host"]),
        (&true.into(), &false.into())
    );
    assert_eq!(json["silent"][0]["host"], "closed");
    let run = env().run(&["audit", "-o", "jsonl", "--since", "2026-11-23T11:30:00Z"]);
    assert_eq!((run.code, run.stdout.lines().count()), (4, 1), "{run}");
    assert!(run.stderr.contains("closed is unreachable"), "{run}");
    let run = env().run(&["audit"]);
    assert_eq!((run.code, run.stdout.lines().count()), (4, 4), "{run}");
}

#[test]
fn a_time_that_is_none_is_wrong_usage() {
    let run = env().run(&["audit", "--since", "soon"]);
    assert_eq!(run.code, 2, "{run}");
    assert!(run.stderr.contains("`soon` is not a time") && run.stderr.contains("such as"), "{run}");
}
