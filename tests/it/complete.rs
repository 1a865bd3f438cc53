//! Tab: a real bash with our script offers names, whatever it breaks words at, and is never disturbed.

use std::process::Command;
use std::time::Instant;

use crate::env::TestEnv;

const FLEET: &str = "\
[hosts.toucan]
tags = [\"monitoring\"]
[hosts.hornbill]
tags = [\"apps\"]
[apps.phone]
host = \"hornbill\"
[apps.photos]
host = \"hornbill\"
";

/// What bash would offer or insert for the line, the cursor at its end. Words are broken by bash's
/// own default rules, as readline does it.
fn bash(env: &TestEnv, line: &str, words: &[&str], current: &str) -> String {
    let script = env.run(&["completions", "bash"]).stdout;
    let script = env.write("sgos.bash", script);
    let sgos = assert_cmd::cargo::cargo_bin!("sgos").parent().unwrap().to_owned();
    let complete = r#"
        set -u
        . "$1"; line=$2 current=$3; shift 3
        COMP_LINE=$line COMP_POINT=${#line} COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
        _sgos sgos "$current" "${COMP_WORDS[COMP_CWORD - 1]}"
        printf '%s\n' ${COMPREPLY[@]+"${COMPREPLY[@]}"}
    "#;
    let mut command = Command::new("bash");
    command.args(["--norc", "-c", complete, "bash"]).arg(&script).args([line, current]);
    command.args(words).env_clear().env("HOME", env.home()).current_dir(env.home());
    command.env("PATH", format!("{}:/usr/bin:/bin", sgos.display()));
    let output = command.output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stderr), "", "stderr of Tab");
    String::from_utf8(output.stdout).unwrap().trim().replace('\n', " ")
}

fn fleet() -> TestEnv {
    let env = TestEnv::new();
    env.write("sgos.toml", FLEET);
    env
}

#[test]
fn bash_offers_apps_hosts_and_tags() {
    let env = fleet();
    assert_eq!(bash(&env, "sgos statu", &["sgos", "statu"], "statu"), "status");
    assert_eq!(bash(&env, "sgos status ", &["sgos", "status", ""], ""), "phone photos");
    let words = ["sgos", "status", "-H", "tou"];
    assert_eq!(bash(&env, "sgos status -H tou", &words, "tou"), "toucan");
}

/// Bash breaks `@` and `=` off, and replaces only what stands behind them.
#[test]
fn bash_offers_only_what_it_will_replace() {
    let env = fleet();
    let tag = ["sgos", "status", "-H", "@", "mo"];
    assert_eq!(bash(&env, "sgos status -H @mo", &tag, "mo"), "monitoring");
    let at = ["sgos", "status", "phone", "@", "h"];
    assert_eq!(bash(&env, "sgos status phone@h", &at, "h"), "hornbill");
    let option = ["sgos", "--output", "=", "js"];
    assert_eq!(bash(&env, "sgos --output=js", &option, "js"), "json jsonl");
    let open = ["sgos", "--output", "="];
    assert_eq!(bash(&env, "sgos --output=", &open, ""), "text json jsonl tsv");
    let list = ["sgos", "status", "-H", "hornbill,", "@", "m"];
    assert_eq!(bash(&env, "sgos status -H hornbill,@m", &list, "m"), "monitoring");
}

#[test]
fn bash_completes_files_itself() {
    let env = fleet();
    env.write("my fleet.toml", FLEET);
    assert_eq!(bash(&env, "sgos --config my", &["sgos", "--config", "my"], "my"), "my fleet.toml");
    let glued = ["sgos", "--config", "=", "sgos.t"];
    assert_eq!(bash(&env, "sgos --config=sgos.t", &glued, "sgos.t"), "sgos.toml");
}

#[test]
fn a_broken_inventory_is_no_candidates_and_no_noise() {
    let env = TestEnv::new();
    env.write("sgos.toml", "[hosts\n");
    assert_eq!(bash(&env, "sgos status ph", &["sgos", "status", "ph"], "ph"), "");
    let run = env.run(&["__complete", "bash", "9", "--", "sgos"]);
    assert_eq!((run.code, run.stdout.as_str(), run.stderr.as_str()), (0, "", ""));
}

#[test]
fn a_broken_cache_costs_nothing_but_its_names() {
    let env = fleet();
    env.write(".cache/sgos/names-000000000000.json", "{");
    let folder = env.home().join(".cache/sgos");
    for garbage in [&b"{\"apps\": 7}"[..], b"\xff\xfe", b"[]", b""] {
        // Whatever its name is made of: every file there is garbage.
        let run = env.run(&["config", "path", "-o", "json"]);
        let json: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
        let cache = json["cache"].as_str().unwrap().replace('~', &env.home().display().to_string());
        assert!(cache.starts_with(folder.to_str().unwrap()), "{cache}");
        std::fs::write(cache, garbage).unwrap();
        assert_eq!(bash(&env, "sgos status ", &["sgos", "status", ""], ""), "phone photos");
    }
}

#[test]
fn five_hundred_hosts_are_no_wait() {
    let env = TestEnv::new();
    let hosts = (0..500).map(|n| format!("[hosts.web-{n:03}]\ntags = [\"t{}\"]\n", n % 7));
    env.write("sgos.toml", hosts.collect::<String>());
    let started = Instant::now();
    let run = env.run(&["__complete", "bash", "3", "--", "sgos", "status", "-H", "web-4"]);
    assert_eq!(run.stdout.lines().count(), 100, "{run}");
    // An unoptimised build on a busy machine; the benchmark has the real figure.
    assert!(started.elapsed().as_secs() < 3, "{:?}", started.elapsed());
}
