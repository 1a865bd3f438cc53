//! The recordings in this repository: whole, current, and nobody's secret.

use std::path::{Path, PathBuf};

use crate::env::{Run, TestEnv};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/recordings")
}

/// `SITUATION/COMMAND` of each.
fn names() -> Vec<String> {
    let mut names = Vec::new();
    for situation in std::fs::read_dir(folder()).unwrap().flatten() {
        for command in std::fs::read_dir(situation.path()).unwrap().flatten() {
            let part = |entry: &std::fs::DirEntry| entry.file_name().into_string().unwrap();
            names.push(format!("{}/{}", part(&situation), part(&command)));
        }
    }
    names.sort();
    names
}

/// What the recording says was typed.
fn typed(name: &str) -> Vec<String> {
    let text = std::fs::read_to_string(folder().join(name).join("recording.json")).unwrap();
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(json["hostname"], "laptop", "{name}: the machine's own name is in it");
    let words = json["arguments"].as_array().unwrap().iter();
    words.map(|word| word.as_str().unwrap().to_owned()).collect()
}

fn replay(env: &TestEnv, name: &str, form: &str) -> Run {
    let folder = folder().join(name);
    let typed = typed(name);
    let mut args = vec!["--replay", folder.to_str().unwrap(), "-o", form];
    args.extend(typed.iter().map(String::as_str));
    env.run(&args)
}

#[test]
fn each_is_answered_in_every_form_and_always_the_same() {
    let env = TestEnv::new();
    let names = names();
    for situation in ["states", "healthy", "frozen"] {
        assert!(names.contains(&format!("{situation}/status")), "no {situation}: {names:?}");
    }
    for name in &names {
        for form in ["text", "json", "jsonl", "tsv"] {
            let run = replay(&env, name, form);
            let expected = if name.starts_with("frozen/") { 4 } else { 0 };
            assert_eq!(run.code, expected, "{name} {form}: {run}");
            assert!(!run.stdout.is_empty(), "{name} {form}: {run}");
            assert_eq!(run.stdout, replay(&env, name, form).stdout, "{name} {form}");
            if form == "json" {
                serde_json::from_str::<serde_json::Value>(&run.stdout).unwrap();
            }
        }
    }
}

#[test]
fn they_are_small_and_tell_of_no_other_machine() {
    let home = ["/ro", "ot/"].concat();
    let mut size = 0;
    let mut folders = vec![folder()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = std::fs::read(&path).unwrap();
            size += text.len();
            let text = String::from_utf8_lossy(&text);
            assert!(!text.contains(&home), "{} names a place", path.display());
        }
    }
    assert!(size < 700 << 10, "{size} bytes");
}

/// The apps and their states: what is the same with every recording.
fn screen(name: &str) -> String {
    let run = replay(&TestEnv::new(), name, "json");
    let json: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    let app = |app: &serde_json::Value| format!("{}: {}\n", app["name"], app["state"]);
    json["apps"].as_array().unwrap().iter().map(app).collect::<String>().replace('"', "")
}

#[test]
fn the_situations_are_what_they_are_called() {
    insta::assert_snapshot!(screen("states/status"), @r"
    backup: exited-ok
    budget: healthy
    chat: restarting
    files: paused
    mail: unhealthy
    notes: not-running
    phone: healthy
    photos: starting
    wiki: running
    ");
    let frozen = screen("frozen/status");
    assert!(frozen.contains("phone: unknown") && !frozen.contains("healthy"), "{frozen}");
    let healthy = screen("healthy/status");
    assert!(!healthy.contains("unhealthy") && !healthy.contains("unknown"), "{healthy}");
}
