//! The schema and the reader say the same.

use std::collections::BTreeSet;

use serde_json::Value;

use super::schema;
use crate::inventory::{Source, Surroundings, parse};

fn json() -> Value {
    schema().to_value()
}

fn is_valid(toml: &str) -> bool {
    let schema = jsonschema::validator_for(&json()).unwrap();
    let file: Value = toml::from_str(toml).unwrap();
    schema.is_valid(&file)
}

/// The keys that the reader knows in the table, from its own advice.
fn known(header: &str) -> BTreeSet<String> {
    let text = format!("{header}\nzzzzzzzzzzzzzzzz = 1\n");
    let problems = parse(&text, &Source::BuiltIn, &Surroundings::on("laptop")).unwrap_err();
    let unknown = problems.iter().find(|problem| problem.message.contains("unknown key")).unwrap();
    let listed = unknown.help.as_ref().unwrap().strip_prefix("known here: ").unwrap();
    assert!(!listed.contains('…'), "{header}: the advice does not list all: {listed}");
    listed.split(", ").map(|key| key.trim_matches('`').to_owned()).collect()
}

/// The properties of the table in the schema, through references and maps of names.
fn properties(path: &[&str]) -> BTreeSet<String> {
    let root = json();
    let mut here = root.clone();
    for step in path {
        here = resolve(&root, &here["properties"][step]);
        if let Some(named) = here["patternProperties"].as_object() {
            here = resolve(&root, named.values().next().unwrap());
        }
    }
    assert_eq!(here["additionalProperties"], false, "{path:?} takes anything");
    here["properties"].as_object().unwrap().keys().cloned().collect()
}

fn resolve(root: &Value, schema: &Value) -> Value {
    if let Some(reference) = schema["$ref"].as_str() {
        return root.pointer(reference.trim_start_matches('#')).unwrap().clone();
    }
    match schema["allOf"].as_array().and_then(|all| all.first()) {
        Some(first) => resolve(root, first),
        None => schema.clone(),
    }
}

#[test]
fn every_table_has_the_keys_that_the_reader_knows() {
    let tables = [
        ("", &[][..]),
        ("[ssh]", &["ssh"]),
        ("[hosts.a]", &["hosts"]),
        ("[stacks.a]", &["stacks"]),
        ("[discover]", &["discover"]),
        ("[apps.a]", &["apps"]),
        ("[loki]", &["loki"]),
        ("[grafana]", &["grafana"]),
        ("[glitchtip]", &["glitchtip"]),
        ("[status_page]", &["status_page"]),
        ("[access]", &["access"]),
    ];
    for (header, path) in tables {
        assert_eq!(properties(path), known(header), "{header}");
    }
    let top = known("");
    assert_eq!(top.len() + 1, tables.len(), "a table is missing in this test: {top:?}");
}

#[test]
fn the_example_is_valid() {
    assert!(is_valid(include_str!("../../../examples/sgos.toml")));
}

/// What the schema refuses, the reader refuses, and the other way round.
#[test]
fn both_refuse_the_same() {
    let cases = [
        ("[hosts.a]\nport = 22\n", true),
        ("[hosts.a]\nport = 0\n", false),
        ("[hosts.a]\nport = 65536\n", false),
        ("[hosts.a]\nport = \"22\"\n", false),
        ("[hosts.a]\nlocal = \"yes\"\n", false),
        ("[hosts.a]\ntags = [\"x\", \"y\"]\n", true),
        ("[hosts.a]\ntags = \"x\"\n", false),
        ("[hosts.a]\nadress = \"10.0.0.1\"\n", false),
        ("[hosts.\"-rf\"]\naddress = \"x\"\n", false),
        ("[hosts.\"a$b\"]\naddress = \"x\"\n", false),
        ("[hosts.\"küche\"]\naddress = \"x\"\n", true),
        ("[hosts.\"a b\"]\naddress = \"x\"\n", false),
        ("[hosts.a]\n[stacks.s]\nhost = \"a\"\ndirectory = \"/srv\"\n", true),
        ("[hosts.a]\n[stacks.s]\nhost = \"a\"\ndirectory = \"srv\"\n", false),
        ("[hosts.a]\n[stacks.s]\nhost = \"a\"\n", false),
        ("[hosts.a]\n[discover]\ncontainers = \"x-{app}\"\n", true),
        ("[hosts.a]\n[discover]\ncontainers = \"x\"\n", false),
        ("[hosts.a]\n[discover]\nhosts = [\"a\"]\n", false),
        ("[hosts.a]\n[grafana]\nurl = \"https://g.example.org\"\n", true),
        ("[hosts.a]\n[grafana]\ninternal_url = \"http://g:3000\"\n", true),
        ("[hosts.a]\n[grafana]\ntoken = \"env:TOKEN\"\n", false),
        ("[hosts.a]\n[grafana]\nurl = \"ftp://g.example.org\"\n", false),
        ("[hosts.a]\n[grafana]\nurl = \"https://g\"\ntoken = \"hunter2\"\n", false),
        ("[hosts.a]\n[loki]\nurl = \"http://l:3100\"\nretention = \"30d\"\n", true),
        ("[hosts.a]\n[loki]\nurl = \"http://l:3100\"\nretention = \"30\"\n", false),
        ("[hosts.a]\n[loki]\nretention = \"30d\"\n", false),
        ("[hosts.a]\npersist = \"0\"\n", true),
        ("[hosts.a]\npersist = \"1h 30m\"\n", true),
        ("[hosts.a]\n[access]\nteam = \"sgl\"\n", true),
        ("[hosts.a]\n[access]\nteam = \"-sgl\"\n", false),
        ("[wrong]\n", false),
    ];
    for (text, valid) in cases {
        let read = parse(text, &Source::Trusted("f".into()), &Surroundings::on("laptop")).is_ok();
        assert_eq!((is_valid(text), read), (valid, valid), "schema, reader: {text}");
    }
}
