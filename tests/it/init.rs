//! `sgos init` without any host that answers over SSH: this machine, refusing hosts, files that exist.

use crate::env::{Run, TestEnv};

/// A Docker on this machine that lists these containers.
fn docker(env: &TestEnv, containers: &serde_json::Value) {
    env.write("containers.json", containers.to_string());
    // No socket, so that the client is asked: first for the ids, then for the inspects.
    env.program(
        "docker",
        "case $1 in ps) echo 0a ;; inspect) cat \"$HOME/containers.json\" ;; *) exit 1 ;; esac",
    );
}

fn container(project: &str, service: &str, name: &str) -> serde_json::Value {
    serde_json::json!({
        "Id": format!("id-of-{name}"),
        "Name": format!("/{name}"),
        "Created": "2026-11-01T10:00:00Z",
        "State": {"Status": "running", "Health": {"Status": "healthy"}},
        "Config": {"Image": format!("example/{service}:1"), "Labels": {
            "com.docker.compose.project": project,
            "com.docker.compose.service": service,
            "com.docker.compose.project.working_dir": format!("/srv/{project}"),
        }},
        "NetworkSettings": {"Ports": {"3100/tcp": [{"HostIp": "0.0.0.0", "HostPort": "13100"}]}},
    })
}

/// Two apps and a Loki.
fn fleet() -> TestEnv {
    let env = TestEnv::new();
    docker(
        &env,
        &serde_json::json!([
            container("phone", "app", "sgos-phone-app"),
            container("mail", "app", "sgos-mail-app"),
            container("monitoring", "loki", "monitoring-loki-1"),
        ]),
    );
    env
}

fn init(env: &TestEnv, args: &[&str]) -> Run {
    let nowhere = format!("unix://{}/docker.sock", env.home().display());
    let args = [&["init"], args].concat();
    env.finish(env.command().args(args).env("DOCKER_HOST", nowhere).output().unwrap())
}

fn own(env: &TestEnv) -> String {
    std::fs::read_to_string(env.home().join(".config/sgos/sgos.toml")).unwrap()
}

#[test]
fn without_flags_and_a_person_the_missing_flags_are_named() {
    let env = TestEnv::new();
    insta::assert_snapshot!(init(&env, &[]));
    let run = init(&env, &["--yes"]);
    assert_eq!(run.code, 2, "{run}");
    assert!(run.stderr.contains("--host NAME[=ADDRESS]") && !run.stderr.contains("--yes"), "{run}");
    let run = init(&env, &["--host", "here=local"]);
    assert_eq!(run.code, 9, "{run}");
    assert!(run.stderr.contains("--yes") && !run.stderr.contains("--host"), "{run}");
    assert!(!env.home().join(".config").exists());
    let json = init(&env, &["-o", "json"]);
    assert_eq!(
        serde_json::from_str::<serde_json::Value>(&json.stdout).unwrap()["error"]["exit"],
        2
    );
}

#[test]
fn a_dry_run_prints_the_file_and_writes_nothing() {
    let env = fleet();
    let run = init(&env, &["--host", "here=local", "--dry-run"]);
    insta::assert_snapshot!(run);
    assert!(!env.home().join(".config").exists());
    // What it prints is an inventory.
    env.write("printed.toml", &run.stdout);
    let check = env.run(&["config", "check", "--config", "printed.toml"]);
    assert_eq!((check.code, check.stderr.as_str()), (0, ""), "{check}");
}

#[test]
fn the_users_own_file_is_written_and_found_again() {
    let env = fleet();
    let run = init(&env, &["--host", "here=local", "--yes"]);
    assert_eq!(run.code, 0, "{run}");
    assert!(run.stdout.contains("no mistakes; 1 host, 1 stack, 2 named apps"), "{run}");
    assert!(run.stderr.ends_with("next: sgos status\n"), "{run}");
    assert!(run.stderr.contains("+[hosts.here]"), "the change is shown: {run}");
    let first = own(&env);
    // Once more, about the hosts that the file has: there is nothing to do.
    let run = init(&env, &["--yes"]);
    assert_eq!(run.code, 0, "{run}");
    assert!(run.stderr.contains("has all of it already"), "{run}");
    assert_eq!(own(&env), first);
    let run = env.run(&["config", "check"]);
    assert!(run.stdout.contains("~/.config/sgos/sgos.toml: no mistakes"), "{run}");
}

#[test]
fn what_is_in_the_file_stays_and_the_rest_is_a_diff() {
    let env = fleet();
    let before = "# By hand.\n[hosts.here]\naddress = \"local\"\ntags = [\"mine\"]\n[apps.phone]\ntitle = \"Calls\"\n";
    env.write("sgos.toml", before);
    let run = init(&env, &["--yes"]);
    assert_eq!(run.code, 0, "{run}");
    insta::assert_snapshot!(run);
    let after = std::fs::read_to_string(env.home().join("sgos.toml")).unwrap();
    assert!(after.starts_with(before), "{after}");
}

#[test]
fn a_file_with_mistakes_is_left_alone() {
    let env = fleet();
    env.write("sgos.toml", "[hosts.here]\nadress = \"local\"\n");
    let run = init(&env, &["--host", "here=local", "--yes"]);
    assert_eq!(run.code, 7, "{run}");
    assert!(run.stderr.contains("adress") && run.stderr.contains("nothing was written"), "{run}");
    // Tables that cannot be added to: the answer is a mistake, not a broken file.
    let inline = "hosts = { a = { address = \"local\" } }\n";
    env.write("sgos.toml", inline);
    let run = init(&env, &["--host", "here=local", "--yes"]);
    assert_eq!(run.code, 7, "{run}");
    assert_eq!(std::fs::read_to_string(env.home().join("sgos.toml")).unwrap(), inline);
}

/// sgos does not believe an ssh configuration of a file that it merely finds.
#[test]
fn a_file_that_needs_to_be_named_is_said_to() {
    let env = fleet();
    let args = ["--host", "here=local", "--ssh-config", "/dev/null", "--to", "sgos.toml", "--yes"];
    let run = init(&env, &args);
    assert_eq!(run.code, 0, "{run}");
    assert!(
        run.stderr.contains("warning: without --config: ssh.config_file: an ssh configuration"),
        "{run}"
    );
    assert!(run.stderr.ends_with("next: sgos --config sgos.toml status\n"), "{run}");
}

/// Whoever had no `[discover]` had every project as an app.
#[test]
fn a_change_of_what_apps_are_is_said() {
    let env = fleet();
    env.write("sgos.toml", "[hosts.here]\naddress = \"local\"\n");
    let run = init(&env, &["--yes"]);
    assert_eq!(run.code, 0, "{run}");
    assert!(run.stderr.contains("so far every compose project was an app"), "{run}");
}

#[test]
fn hosts_that_refuse_write_nothing() {
    let env = TestEnv::new();
    let config = env.write("closed", "Host *\n  Port 1\n");
    let run = init(
        &env,
        &["--host", "closed=127.0.0.1", "--ssh-config", &config.display().to_string(), "--yes"],
    );
    assert_eq!(run.code, 4, "{run}");
    assert!(run.stderr.contains("closed does not tell: connection refused"), "{run}");
    assert!(run.stderr.contains("check the port of closed"), "{run}");
    assert!(run.stderr.contains("nothing was written"), "{run}");
    assert!(!env.home().join(".config").exists());
    let run = init(&env, &["--host", "nameless=nameless.invalid", "--yes"]);
    assert_eq!(run.code, 4, "{run}");
    assert!(run.stderr.contains("does not resolve"), "{run}");
}

#[test]
fn a_host_that_refuses_costs_only_itself() {
    let env = fleet();
    let hosts = ["--host", "here=local,nameless=nameless.invalid", "--yes"];
    let run = init(&env, &hosts);
    assert_eq!(run.code, 4, "{run}");
    assert!(run.stderr.contains("left out: nameless"), "{run}");
    assert!(own(&env).contains("[hosts.here]") && !own(&env).contains("nameless"));
    let run = init(&env, &[&hosts[..], &["--keep-unreachable"]].concat());
    assert_eq!(run.code, 4, "{run}");
    assert!(own(&env).contains("[hosts.nameless]"), "{}", own(&env));
    assert!(own(&env).contains("# not asked: its name does not resolve"), "{}", own(&env));
}

#[test]
fn a_machine_without_docker_has_nothing_to_tell() {
    let env = TestEnv::new();
    let run = init(&env, &["--host", "here=local", "--yes"]);
    assert_eq!(run.code, 1, "{run}");
    assert!(run.stderr.contains("here does not tell: Docker is not"), "{run}");
    assert!(!env.home().join(".config").exists());
}

#[test]
fn a_hostile_ssh_configuration_names_no_hosts() {
    let env = TestEnv::new();
    // ssh itself is not asked about names that no inventory takes.
    env.program("ssh", "echo \"$*\" >>\"$HOME/asked\"; exit 255");
    let config = env.write(
        "config",
        "Include deep\nHost $(touch${IFS}x) -oProxyCommand=id \"a b\" ../up \u{1b}[2J web-* !no\n\
         Host ok.example\n  HostName 127.0.0.1\nMatch exec id\nHost",
    );
    let config = config.display().to_string();
    let args = ["--from-ssh-config", "--ssh-config", &config, "--yes"];
    let run = init(&env, &args);
    assert_eq!(run.code, 1, "{run}");
    assert!(run.stderr.contains("ok.example does not tell"), "{run}");
    assert_eq!(run.stderr.matches("is no name that an inventory takes").count(), 5, "{run}");
    assert!(!run.stderr.contains('\u{1b}'), "{run}");
    let asked = std::fs::read_to_string(env.home().join("asked")).unwrap();
    assert!(asked.lines().all(|line| line.ends_with("-- ok.example")), "{asked}");
    let run = init(&env, &[&args[..], &["--host", "okk.example"]].concat());
    assert_eq!(run.code, 7, "{run}");
    assert!(run.stderr.contains("nearest to `okk.example`: ok.example"), "{run}");
    env.write("config", "Host *\n");
    let run = init(&env, &args);
    assert_eq!(run.code, 2, "{run}");
    assert!(run.stderr.contains("the ssh configuration names no host"), "{run}");
}

#[test]
fn wrong_flags_are_named() {
    let env = TestEnv::new();
    for (args, word) in [
        (&["--host=-rf"][..], "-rf"),
        (&["--host", "a=ada@b"], "`@`"),
        (&["--host", "a=b:22"], "port"),
        (&["--host", "web-*"], "`*`"),
        (&["--host", "a,a=b"], "named twice"),
        (&["--host", "a", "--user", "$(id)"], "--user"),
        (&["--host", "a", "--containers", "sgos"], "--containers"),
        (&["--host", "a", "--identity-file", "missing"], "--identity-file"),
    ] {
        let run = init(&env, &[args, &["--yes"]].concat());
        assert_eq!(run.code, 2, "{args:?}: {run}");
        assert!(run.stderr.contains(word), "{args:?}: {run}");
    }
}

#[test]
fn json_is_one_object() {
    let env = fleet();
    let run = init(&env, &["--host", "here=local", "--yes", "-o", "json", "--to", "fleet.toml"]);
    assert_eq!(run.code, 0, "{run}");
    let json: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!((&json["written"], &json["file"]), (&true.into(), &"fleet.toml".into()));
    assert_eq!(
        json["hosts"][0],
        serde_json::json!({"name": "here", "error": null, "hint": null, "kept": true})
    );
    assert_eq!(json["text"], std::fs::read_to_string(env.home().join("fleet.toml")).unwrap());
    assert!(run.stderr.ends_with("next: sgos --config fleet.toml status\n"), "{run}");
}
