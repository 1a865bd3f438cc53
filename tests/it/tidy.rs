//! The rules of the house, as tests of its source (CONTRIBUTING.md gives the reasons).

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The order in which the data flows: a room may use those before it.
const ROOMS: [&str; 10] =
    ["inventory", "transport", "probe", "jobs", "status", "change", "stacks", "logs", "init", "ui"];

/// May be used by every room.
const SHARED: [&str; 3] = ["clock", "error", "exit"];

/// Lines after which a file is certainly no longer one concept.
const MOST_LINES: usize = 500;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Every file of the folder with that ending.
fn files(folder: &str, ending: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.to_string_lossy().ends_with(ending) {
                let text = std::fs::read_to_string(&path).unwrap();
                found.push((path, text));
            }
        }
    }
    assert!(!found.is_empty(), "{folder} has no *{ending}");
    found.sort();
    found
}

fn sources() -> Vec<(PathBuf, String)> {
    ["src", "tests", "xtask/src"].iter().flat_map(|folder| files(folder, ".rs")).collect()
}

fn shown(path: &Path) -> String {
    path.strip_prefix(root()).unwrap_or(path).display().to_string()
}

#[test]
fn files_stay_small() {
    let big: Vec<String> = sources()
        .iter()
        .filter(|(_, text)| text.lines().count() > MOST_LINES)
        .map(|(path, text)| format!("{} has {} lines", shown(path), text.lines().count()))
        .collect();
    assert!(big.is_empty(), "more than {MOST_LINES} lines: {big:#?}");
}

#[test]
fn every_file_says_what_it_owns() {
    let silent: Vec<String> = sources()
        .iter()
        .filter(|(_, text)| !text.starts_with("//! "))
        .map(|(path, _)| shown(path))
        .collect();
    assert!(silent.is_empty(), "no `//!` on the first line: {silent:#?}");
}

#[test]
fn no_junk_drawers() {
    let drawers: Vec<String> = sources()
        .iter()
        .map(|(path, _)| path)
        .filter(|path| {
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            ["utils", "util", "helpers", "common", "imp", "misc"].contains(&name.as_str())
        })
        .map(|path| shown(path))
        .collect();
    assert!(drawers.is_empty(), "name files after what they own: {drawers:?}");
}

/// The rooms that a line imports from: `crate::probe::…`, `use crate::{…}` is not used here.
fn rooms_of(line: &str) -> BTreeSet<&str> {
    let code = line.split("//").next().unwrap_or_default();
    code.match_indices("crate::")
        .filter_map(|(at, found)| {
            let rest = &code[at + found.len()..];
            let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
            ROOMS.into_iter().chain(["cli", "run"]).find(|room| *room == &rest[..end])
        })
        .collect()
}

#[test]
fn data_flows_in_one_direction() {
    let mut wrong = Vec::new();
    for (index, room) in ROOMS.iter().enumerate() {
        for (path, text) in files("src", ".rs") {
            let inside = path.strip_prefix(root().join("src")).unwrap();
            if inside.components().next().unwrap().as_os_str() != *room {
                continue;
            }
            let may_use: Vec<&str> = match *room {
                // The terminal knows no room; every room may use its types.
                "ui" => vec!["ui"],
                _ => ROOMS[..=index].iter().copied().chain(["ui"]).collect(),
            };
            for (number, line) in text.lines().enumerate() {
                for used in rooms_of(line).iter().filter(|used| !may_use.contains(used)) {
                    wrong.push(format!("{}:{}: {room} uses {used}", shown(&path), number + 1));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert_eq!(SHARED.len() + ROOMS.len() + 2, modules().len(), "a room is missing in this test");
}

/// The modules that `lib.rs` names.
fn modules() -> Vec<String> {
    let lib = std::fs::read_to_string(root().join("src/lib.rs")).unwrap();
    lib.lines()
        .filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';'))
        .map(ToOwned::to_owned)
        .collect()
}

#[test]
fn nothing_unfinished_and_no_host_key_unchecked() {
    // Put together here so that this file does not find itself.
    let forbidden = [
        ["to", "do!("].concat(),
        ["db", "g!("].concat(),
        ["unimple", "mented!("].concat(),
        ["FIX", "ME"].concat(),
        ["#[ign", "ore"].concat(),
        ["StrictHostKeyChecking", "=no"].concat(),
        ["KnownHosts::", "Accept"].concat(),
    ];
    let mut found = Vec::new();
    for (path, text) in sources() {
        for (number, line) in text.lines().enumerate() {
            for word in forbidden.iter().filter(|word| line.contains(word.as_str())) {
                found.push(format!("{}:{}: {word}", shown(&path), number + 1));
            }
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn no_test_file_is_forgotten() {
    for folder in ["tests/it", "tests/lab"] {
        let main = std::fs::read_to_string(root().join(folder).join("main.rs")).unwrap();
        for entry in std::fs::read_dir(root().join(folder)).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            if path.extension().is_some_and(|ending| ending == "rs") && name != "main" {
                assert!(
                    main.contains(&format!("mod {name};")),
                    "{folder}/main.rs has no `mod {name};`"
                );
            }
        }
    }
}

#[test]
fn the_changelog_knows_this_version() {
    let changelog = std::fs::read_to_string(root().join("CHANGELOG.md")).unwrap();
    let heading = format!("## {}", env!("CARGO_PKG_VERSION"));
    assert!(changelog.lines().any(|line| line.starts_with(&heading)), "no `{heading}`");
}

#[test]
fn the_map_is_short_enough_to_read() {
    let map = std::fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    assert!(map.lines().count() <= 200, "ARCHITECTURE.md has {} lines", map.lines().count());
    for room in ROOMS {
        assert!(map.contains(&format!("src/{room}/")), "ARCHITECTURE.md does not know {room}");
    }
}

#[test]
fn no_path_of_one_machine() {
    let home = ["/ro", "ot/"].concat();
    let work = ["/wo", "rk/"].concat();
    let mut found = Vec::new();
    let texts = ["", "docs", "examples"].iter().flat_map(|folder| {
        let entries = std::fs::read_dir(root().join(folder)).unwrap();
        entries.map(|entry| entry.unwrap().path()).filter(|path| {
            path.extension()
                .is_some_and(|ending| ["md", "toml"].contains(&ending.to_str().unwrap()))
        })
    });
    for path in texts.chain(sources().into_iter().map(|(path, _)| path)) {
        let text = std::fs::read_to_string(&path).unwrap();
        if text.contains(&home) || text.contains(&work) {
            found.push(shown(&path));
        }
    }
    assert!(found.is_empty(), "{found:?}");
}
