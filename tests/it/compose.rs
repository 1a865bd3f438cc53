//! The compose actions of the real binary, on this machine, whose Docker is a shell script.

use serde_json::Value;

use crate::env::{Run, TestEnv};

mod script;
mod shop;

use shop::{HASH, Shop};

/// When a container started that is younger than every file.
const NEVER_OLDER: &str = "2099-01-01T00:00:00Z";

#[track_caller]
fn json(run: &Run) -> Value {
    serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("{error}: {run}"))
}

#[test]
fn whoever_may_change_nothing_is_refused_before_anything_is_asked() {
    let shop = Shop::new();
    for verb in ["up", "down", "start", "stop", "restart", "pull"] {
        let mut command = shop.env.command();
        let command = command.args([verb, "shop", "--yes"]).env("SGOS_READONLY", "1");
        let run = shop.env.finish(command.output().unwrap());
        assert_eq!(run.code, 9, "{run}");
        assert!(run.stderr.contains("SGOS_READONLY is set"), "{run}");
    }
    assert!(!shop.env.home().join("docker.log").exists());
}

#[test]
fn wrong_usage_is_told() {
    let env = TestEnv::new();
    for args in [
        &["up"][..],
        &["up", "a", "--all"],
        &["up", "a/b/c"],
        &["down", "x", "--confirm-volumes", "x"],
        &["restart", "x", "--no-wait", "--wait-timeout", "3s"],
    ] {
        let run = env.run(args);
        assert_eq!(run.code, 2, "{run}");
    }
}

#[test]
fn nobody_who_could_agree() {
    let shop = Shop::new();
    let run = shop.run(&["restart", "web", "-o", "json"]);
    assert_eq!(run.code, 9, "{run}");
    let answer = json(&run);
    assert_eq!(answer["error"]["exit"], 9, "{run}");
    assert_eq!(answer["plan"][0]["action"], "restart", "{run}");
    assert!(run.stderr.contains("--yes agrees beforehand"), "{run}");
    for args in
        [&["down", "shop", "--yes"][..], &["down", "shop", "--volumes", "--confirm", "shop"]]
    {
        let run = shop.run(args);
        assert_eq!(run.code, 9, "{run}");
        assert!(run.stderr.contains("--yes does not answer this"), "{run}");
        assert_eq!(run.stderr.contains("--confirm shop types it"), args[2] == "--yes", "{run}");
    }
    assert_eq!(shop.changes(), [""; 0]);
}

/// An inventory of others may have a host that is called like this machine.
#[test]
fn what_is_this_machine_only_by_its_name_is_not_changed() {
    let shop = Shop::new();
    let uname = std::process::Command::new("uname").arg("-n").output().unwrap();
    let name = String::from_utf8(uname.stdout).unwrap().trim().to_owned();
    let inventory = std::fs::read_to_string(shop.env.home().join("sgos.toml")).unwrap();
    let inventory =
        inventory.replace("[hosts.here]\naddress = \"local\"", &format!("[hosts.{name:?}]"));
    shop.env.write("sgos.toml", inventory.replace("\"here\"", &format!("{name:?}")));
    for args in [&["restart", "web", "--yes"][..], &["lock", "release", &name, "--yes"]] {
        let run = shop.run(args);
        assert_eq!(run.code, 9, "{run}");
        assert!(
            run.stderr.contains("is this machine only by its name; nothing was changed"),
            "{run}"
        );
        assert!(run.stderr.contains("`local = true` in [hosts."), "{run}");
    }
    let run = shop.run(&["restart", "web", "--dry-run"]);
    assert_eq!((run.code, run.stdout.lines().count()), (0, 2), "{run}");
    assert_eq!(shop.changes(), [""; 0]);
}

#[test]
fn a_dry_run_shows_the_commands_and_changes_nothing() {
    let shop = Shop::new();
    shop.container("healthy", NEVER_OLDER, &HASH.replace('0', "f"));
    insta::assert_snapshot!(shop.run(&["restart", "web", "--dry-run", "-o", "text"]), @r"
    exit 0
    --- stdout
    HOST  STACK  SERVICE  ACTION   WHY
    here  shop   web      restart  its definition changed, which a restart does not apply

    here:
      docker compose --ansi never --project-directory ~/shop restart web
    --- stderr
    ");
    insta::assert_snapshot!(shop.run(&["restart", "web", "--dry-run", "--apply"]), @r"
    exit 0
    --- stdout
    HOST	STACK	SERVICE	ACTION	WHY	COMMAND
    here	shop	web	recreate	its definition changed	docker compose --ansi never --project-directory ~/shop up --detach web
    --- stderr
    ");
    assert_eq!(shop.changes(), [""; 0]);
}

/// `up` with nothing to do looks at what there is, and waits for it.
#[test]
fn a_service_that_is_ill_is_shown_with_its_last_words() {
    let shop = Shop::new();
    shop.container("healthy", NEVER_OLDER, HASH);
    insta::assert_snapshot!(shop.run(&["up", "shop"]), @r"
    exit 0
    --- stdout
    HOST	STACK	SERVICE	STATE	SECONDS	RESULT
    here	shop	web	healthy		healthy, untouched
    --- stderr
    nothing to do: everything is as its compose file says
    ");
    shop.container("unhealthy", NEVER_OLDER, HASH);
    let run = shop.run(&["up", "shop", "-o", "text"]);
    assert_eq!(run.code, 1, "{run}");
    assert!(run.stdout.contains("✗ unhealthy\n  └ no database\n"), "{run}");
    assert!(run.stdout.contains("last lines of web on here:\n  last words\n"), "{run}");
    shop.container("starting", NEVER_OLDER, HASH);
    let run = shop.run(&["up", "shop", "--wait-timeout", "300ms", "-o", "json"]);
    assert_eq!(run.code, 8, "{run}");
    let result = &json(&run)["results"][0];
    assert_eq!(result["standing"], "pending", "{run}");
    assert_eq!(result["result"], "still starting: no database", "{run}");
    assert_eq!(shop.changes(), [""; 0]);
}

#[test]
fn a_mounted_file_is_compared_with_the_start() {
    let shop = Shop::new();
    shop.touched();
    let run = shop.run(&["up", "shop", "--dry-run", "-o", "json"]);
    let plan = json(&run)["plan"][0].clone();
    assert_eq!(plan["action"], "restart", "{run}");
    assert!(plan["why"].as_str().unwrap().starts_with("web.conf changed "), "{run}");
}

#[test]
fn hosts_that_did_not_answer_are_told_with_unknown_names() {
    let env = TestEnv::new();
    env.write("sgos.toml", "[hosts.closed]\naddress = \"127.0.0.1\"\nport = 1\n");
    let run = env.run(&["restart", "web", "--yes", "-o", "json"]);
    assert_eq!(run.code, 7, "{run}");
    assert!(run.stderr.contains("it may be on closed, which did not tell: "), "{run}");
    assert_eq!(json(&run)["error"]["exit"], 7);
    env.write("sgos.toml", "[hosts.closed]\naddress = \"127.0.0.1\"\nport = 1\n[stacks.shop]\nhost = \"closed\"\ndirectory = \"/srv/shop\"\n");
    let run = env.run(&["restart", "shop", "--yes", "-o", "json"]);
    assert_eq!(run.code, 4, "{run}");
    assert_eq!(json(&run)["plan"][0]["action"], "cannot", "{run}");
}

#[test]
fn the_answer_is_what_its_schema_says() {
    let schema = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/actions.schema.json");
    let schema = serde_json::from_str(&std::fs::read_to_string(schema).unwrap()).unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
    let shop = Shop::new();
    for args in [
        &["up", "shop", "--dry-run", "-o", "json"][..],
        &["down", "shop", "--volumes", "--dry-run", "--json"],
        &["stop", "shop", "-o", "json"],
        &["restart", "shop", "-o", "jsonl"],
    ] {
        let run = shop.run(args);
        schema.validate(&json(&run)).unwrap_or_else(|error| panic!("{error}: {run}"));
    }
    assert!(!schema.is_valid(&serde_json::json!({"schema_version": 1})));
}
