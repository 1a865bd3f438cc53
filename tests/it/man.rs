//! `sgos man`: a page per command that a formatter takes without complaint; and the reference, checked in.

use std::path::Path;
use std::process::Command;

use crate::env::TestEnv;

fn pages(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn a_page_per_command() {
    let env = TestEnv::new();
    let run = env.run(&["man", "--out", "new/man1"]);
    assert_eq!((run.code, run.stdout.as_str()), (0, ""), "{run}");
    let folder = env.home().join("new/man1");
    let names = pages(&folder);
    for page in ["sgos.1", "sgos-status.1", "sgos-config-check.1", "sgos-hosts-trust.1"] {
        assert!(names.contains(&page.to_owned()), "{names:?}");
    }
    assert!(!names.iter().any(|name| name.contains("__")), "{names:?}");
    for name in &names {
        let text = std::fs::read_to_string(folder.join(name)).unwrap();
        let has = |section: &str| text.contains(&format!(".SH {section}"));
        assert!(has("NAME") && has("SYNOPSIS"), "{name}");
        assert!(name == "sgos-hosts.1" || name == "sgos-config.1" || has("EXAMPLES"), "{name}");
    }
    let main = std::fs::read_to_string(folder.join("sgos.1")).unwrap();
    for code in ["\n.TP\n\\fB3\\fR\n", "SGOS_CONFIG", ".SH \"EXIT STATUS\""] {
        assert!(main.contains(code), "no {code:?}: {main}");
    }
}

#[test]
fn without_a_folder_the_main_page_is_printed() {
    let run = TestEnv::new().run(&["man"]);
    assert_eq!(run.code, 0, "{run}");
    assert!(run.stdout.contains(".TH sgos 1"), "{run}");
}

/// Where a formatter is installed, it has nothing to complain about.
#[test]
fn the_formatter_does_not_complain() {
    let env = TestEnv::new();
    env.run(&["man", "--out", "man"]);
    for name in pages(&env.home().join("man")) {
        let page = env.home().join("man").join(&name);
        let mut groff = Command::new("groff");
        let output = groff.args(["-man", "-Tutf8", "-ww", "-z"]).arg(&page).output();
        let Ok(output) = output else {
            eprintln!("groff is not installed: the pages were not formatted");
            return;
        };
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success() && said.is_empty(), "{name}: {said}");
    }
}

#[test]
fn a_folder_that_cannot_be_written_is_named() {
    let env = TestEnv::new();
    env.write("file", "");
    let run = env.run(&["man", "--out", "file/man", "-o", "json"]);
    assert_eq!(run.code, 1, "{run}");
    assert!(run.stderr.contains("cannot be written into file/man"), "{run}");
    let json: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(json["error"]["exit"], 1);
}

#[test]
fn the_reference_and_the_schemas_are_fresh() {
    let env = TestEnv::new();
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
    let run = env.run(&["man", "--markdown", "--out", "reference"]);
    assert_eq!(run.code, 0, "{run}");
    let new = env.home().join("reference");
    assert_eq!(pages(&new), pages(&docs.join("reference")), "run `cargo xtask generate`");
    let text = |path: &Path| std::fs::read_to_string(path).unwrap_or_default();
    for name in pages(&new) {
        let checked_in = text(&docs.join("reference").join(&name));
        assert!(checked_in == text(&new.join(&name)), "{name} is old: run `cargo xtask generate`");
    }
    for (file, of) in [
        ("sgos.schema.json", "inventory"),
        ("apps.schema.json", "apps"),
        ("hosts.schema.json", "hosts"),
        ("jobs.schema.json", "jobs"),
        ("audit.schema.json", "audit"),
        ("locks.schema.json", "locks"),
    ] {
        let schema = env.run(&["config", "schema", of]).stdout;
        assert!(text(&docs.join(file)) == schema, "{file} is old: run `cargo xtask generate`");
    }
}
