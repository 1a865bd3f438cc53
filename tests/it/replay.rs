//! `--record` and `--replay`: the same bytes as then, and a clear word where that cannot be.

use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;

use crate::env::{Run, TestEnv};
use crate::probe::place::false_docker;

/// What must be found nowhere.
const SENTINEL: &str = "S3nt1nelV4lue";

/// This machine with a container that talks too much, a closed port and a name that cannot resolve.
fn fleet() -> TestEnv {
    let env = TestEnv::new();
    env.write(
        "sgos.toml",
        "[hosts.here]\naddress = \"local\"\n\
         [hosts.closed]\naddress = \"127.0.0.1\"\nport = 1\n\
         [hosts.nameless]\naddress = \"nameless.invalid\"\n\
         # password: S3nt1nelV4lue\n\
         [discover]\ncontainers = \"sgos-{app}-app\"\n\
         [apps.wiki]\nhost = \"closed\"\n\
         [grafana]\nurl = \"https://grafana.example.org\"\ntoken = \"env:GRAFANA_TOKEN\"\n",
    );
    let list = serde_json::json!([{
        "Id": "0f3a9c0d11e20f3a9c0d11e20f3a9c0d11e20f3a9c0d11e20f3a9c0d11e20f3a",
        "Names": ["/sgos-phone-app"], "Image": format!("https://ada:{SENTINEL}@registry.example.org/phone:1"),
        "ImageID": "sha256:00", "Command": format!("run --password {SENTINEL}"), "Created": 1_700_000_000,
        "State": "running", "Status": "Up 2 hours (healthy)", "Ports": [],
        "Labels": {"com.docker.compose.project": "phone", "com.docker.compose.service": "app",
                   "note": format!("TOKEN={SENTINEL}")},
    }]);
    false_docker(&env.home().join("docker.sock"), list.to_string());
    env
}

fn run(env: &TestEnv, args: &[&str]) -> Run {
    let socket = format!("unix://{}/docker.sock", env.home().display());
    let mut command = env.command();
    command.args(args).env("DOCKER_HOST", socket).env("GRAFANA_TOKEN", SENTINEL);
    env.finish(command.output().unwrap())
}

/// Every file below the home that sgos wrote.
fn written(env: &TestEnv) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut folders = vec![env.home().join("D"), env.home().join(".cache")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let text = String::from_utf8_lossy(&std::fs::read(&path).unwrap()).into_owned();
                found.push((path, text));
            }
        }
    }
    found
}

#[test]
fn a_replay_is_the_same_in_every_form() {
    let commands = [&["status", "--exit-status"][..], &["ps", "--all", "--wide"]];
    let forms = ["text", "json", "jsonl", "tsv"];
    for (form, command) in forms.into_iter().flat_map(|form| commands.map(|one| (form, one))) {
        let env = fleet();
        let status = [command, &["-o", form]].concat();
        let then = run(&env, &[&["--record", "D"], &status[..]].concat());
        // A healthy app, an unknown one, and two hosts that do not answer.
        assert_eq!(then.code, 4, "{then}");
        assert!(then.stdout.contains("phone"), "{then}");
        assert!(then.stdout.contains("wiki") || command[0] == "ps", "{then}");
        std::fs::remove_dir_all(env.home().join(".cache")).unwrap();
        // Nothing that it was made from is there any more.
        std::fs::remove_file(env.home().join("sgos.toml")).unwrap();
        std::fs::remove_file(env.home().join("docker.sock")).unwrap();
        env.program("ssh", "exit 99");
        for _ in 0..2 {
            let now = run(&env, &[&["--replay", "D"], &status[..]].concat());
            assert_eq!((&now.stdout, now.code), (&then.stdout, then.code), "{form}: {now}");
        }
        assert!(!env.home().join(".cache").exists(), "a replay remembers nothing");
    }
}

#[test]
fn no_secret_is_in_a_recording_or_in_the_answer_that_was_recorded() {
    let env = fleet();
    let then = run(&env, &["--record", "D", "status", "--wide", "-o", "json"]);
    assert!(then.stdout.contains("\"phone\""), "{then}");
    let files = written(&env);
    assert!(files.iter().any(|(path, _)| path.ends_with("D/here/1.json")), "{files:?}");
    let folder = std::fs::metadata(env.home().join("D")).unwrap();
    assert_eq!(folder.permissions().mode() & 0o777, 0o700, "others may read it");
    for (path, text) in files {
        assert!(!text.contains(SENTINEL), "{}: {text}", path.display());
    }
    assert!(!then.stdout.contains(SENTINEL) && !then.stderr.contains(SENTINEL), "{then}");
}

#[test]
fn what_was_not_asked_then_is_refused_by_name() {
    let env = fleet();
    run(&env, &["--record", "D", "status", "-H", "here"]);
    let other = run(&env, &["--replay", "D", "status"]);
    assert_eq!(other.code, 7, "{other}");
    assert!(other.stdout.is_empty(), "{other}");
    assert!(other.stderr.contains("has no answer of closed"), "{other}");
    assert!(other.stderr.contains("it was made by `sgos status -H here`"), "{other}");
    let wide = run(&env, &["--replay", "D", "status", "-H", "here", "--wide", "-o", "json"]);
    assert_eq!(wide.code, 7, "{wide}");
    assert!(wide.stderr.contains("probe apps changes machine"), "{wide}");
    let json: serde_json::Value = serde_json::from_str(&wide.stdout).unwrap();
    assert_eq!(json["error"]["exit"], 7);
    // Another inventory, typed on purpose.
    let path = env.write("other.toml", "[hosts.elsewhere]\naddress = \"10.0.0.1\"\n");
    let run = run(&env, &["--replay", "D", "--config", path.to_str().unwrap(), "status"]);
    assert_eq!(run.code, 7, "{run}");
    assert!(run.stderr.contains("no answer of elsewhere"), "{run}");
}

#[test]
fn without_an_inventory_the_machine_of_then_answers() {
    let env = TestEnv::new();
    let then = run(&env, &["--record", "D", "status", "-o", "json"]);
    assert_eq!(then.code, 0, "{then}");
    // An inventory that came later is not the recording's.
    env.write("sgos.toml", "[hosts.elsewhere]\naddress = \"10.0.0.1\"\n");
    let now = run(&env, &["--replay", "D", "status", "-o", "json"]);
    assert_eq!((now.stdout, now.code), (then.stdout, 0));
}

#[test]
fn a_folder_that_cannot_be_used_is_refused_before_anything_is_asked() {
    let env = fleet();
    env.program("ssh", "touch \"$HOME/asked\"; exit 99");
    env.write("full/x", "");
    run(&env, &["--record", "D", "status", "-H", "here"]);
    let there = run(&env, &["--record", "D", "status"]);
    assert_eq!(there.code, 1, "{there}");
    assert!(there.stderr.contains("D is already a recording"), "{there}");
    for bad in ["full", "sgos.toml", "sgos.toml/D", "/proc/D"] {
        let refused = run(&env, &["--record", bad, "status"]);
        assert_eq!(refused.code, 1, "{bad}: {refused}");
        assert!(refused.stderr.contains("hint:") && refused.stdout.is_empty(), "{bad}: {refused}");
    }
    let none = run(&env, &["--replay", "full", "status"]);
    assert_eq!(none.code, 1, "{none}");
    assert!(none.stderr.contains("full is not a recording"), "{none}");
    assert!(!env.home().join("asked").exists());
}

#[test]
fn a_damaged_recording_is_refused_with_its_file() {
    let env = fleet();
    run(&env, &["--record", "D", "status", "-H", "here"]);
    let path = env.home().join("D/here/1.stdout");
    let bytes = std::fs::read(&path).unwrap();
    std::fs::write(&path, &bytes[..bytes.len() / 2]).unwrap();
    let cut = run(&env, &["--replay", "D", "status", "-H", "here"]);
    assert_eq!(cut.code, 1, "{cut}");
    assert!(cut.stderr.contains("here/1.stdout of the recording is cut off"), "{cut}");
    std::fs::write(&path, bytes).unwrap();
    env.write("D/recording.json", "{\"schema_version\": 99}");
    let newer = run(&env, &["--replay", "D", "status", "-H", "here"]);
    assert_eq!(newer.code, 1, "{newer}");
    assert!(newer.stderr.contains("from a newer sgos") && newer.stderr.contains("99"), "{newer}");
    env.write("D/recording.json", [0xff, 0x00]);
    let garbage = run(&env, &["--replay", "D", "status", "-H", "here"]);
    assert_eq!(garbage.code, 1, "{garbage}");
    assert!(garbage.stderr.contains("recording.json"), "{garbage}");
}

#[test]
fn hostile_bytes_in_an_answer_are_as_harmless_as_from_a_host() {
    let env = fleet();
    run(&env, &["--record", "D", "status", "-H", "here"]);
    let path = env.home().join("D/here/1.stdout");
    let length = std::fs::read(&path).unwrap().len();
    for seed in 0..4_u8 {
        let noise =
            (0..length).map(|at| (at as u8).wrapping_mul(37).wrapping_add(seed) ^ (at >> 3) as u8);
        std::fs::write(&path, noise.collect::<Vec<u8>>()).unwrap();
        let replayed = run(&env, &["--replay", "D", "status", "-H", "here", "-o", "text"]);
        assert_eq!(replayed.code, 4, "{replayed}");
        assert!(!replayed.stdout.chars().any(|c| c.is_control() && c != '\n'), "{replayed}");
    }
}

#[test]
fn commands_that_change_something_or_ask_nobody_refuse_both() {
    let env = fleet();
    run(&env, &["--record", "D", "status", "-H", "here"]);
    for command in [
        &["hosts", "trust", "closed"][..],
        &["hosts", "disconnect"],
        &["config", "show"],
        &["completions", "bash"],
    ] {
        for option in ["--record", "--replay"] {
            let folder = if option == "--record" { "E" } else { "D" };
            let refused = run(&env, &[&[option, folder], command].concat());
            assert_eq!(refused.code, 2, "{command:?}: {refused}");
            assert!(refused.stderr.contains(option) && refused.stdout.is_empty(), "{refused}");
        }
    }
    assert!(!env.home().join("E").exists());
    let both = run(&env, &["--record", "E", "--replay", "D", "status"]);
    assert_eq!(both.code, 2, "{both}");
}

#[test]
fn a_full_disk_costs_the_recording_and_not_the_answer() {
    let env = fleet();
    let sgos = assert_cmd::cargo::cargo_bin!("sgos");
    // No file may have more than one block: writing fails as on a full disk.
    let script = "trap '' XFSZ; ulimit -f 1; exec \"$0\" \"$@\"";
    let mut command = env.command_for("sh");
    command.args(["-c", script, sgos.to_str().unwrap(), "--record", "D", "status", "-o", "json"]);
    let run = env.finish(command.output().unwrap());
    assert_eq!(run.code, 1, "{run}");
    serde_json::from_str::<serde_json::Value>(&run.stdout).unwrap();
    assert!(run.stderr.contains("cannot write the recording"), "{run}");
    let left: Vec<_> = std::fs::read_dir(env.home()).unwrap().flatten().collect();
    let names: Vec<_> = left.iter().map(|entry| entry.file_name().into_string().unwrap()).collect();
    assert!(!names.iter().any(|name| name == "D" || name.contains("recording")), "{names:?}");
}
