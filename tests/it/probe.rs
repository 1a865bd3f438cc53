//! The probe's script, run by real shells against a false Docker and hostile directories.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Read, Write};
use std::os::unix::fs::symlink;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

mod jobs;
pub(crate) mod place;
mod sockets;

use crate::env::eventually;
use place::*;
use sgos::probe::{
    self, AppJsonFact, Checkout, Commit, ContainerState, FailureKind, GitFact, HostReport, Request,
    Sections,
};

/// What `status` asks.
const APPS: Request = Request { sections: Sections::APPS, checkouts: Vec::new() };

const NONCE: &str = "5f3a9c0d11e2";
/// The id of a container that is not plainly healthy.
const BAD: &str = "bad0bad0bad0";

const NAMES: [&str; 12] = [
    "with space",
    "-rf",
    "quote'\"quote",
    "$(touch pwned)",
    "`touch pwned`;touch pwned",
    "back\\slash\\",
    "co:lon",
    "co:lon\\and\"quote",
    "*[a-z]?",
    "tab\tescape\u{1b}[31m",
    "bløt ☃ <&>",
    "%s%n=x",
];

#[test]
fn hostile_names_are_looked_up_as_they_are() {
    let place = Place::new();
    let mut directories = Vec::new();
    for (index, name) in NAMES.iter().enumerate() {
        let path = place.repository(name, &format!("commit {index} of $(touch pwned) \"it\""));
        fs::write(path.join("app.json"), format!("{{\"version\": \"{index}\"}}")).unwrap();
        git(&path, &["remote", "add", "origin", &format!("https://u:s3cret@forge.sgl.as/{index}")]);
        directories.push(place.text(name));
    }
    place.directory("line\nbreak");
    directories.extend([place.text("line\nbreak"), place.text("gone"), "relative".into()]);
    false_docker(&place.path("docker.sock"), list_of(&directories));

    for (name, shell, search) in shells(place.folder.path()) {
        let (report, _) = place.ask(&shell, &search, &APPS);
        assert_eq!(report.failures, [], "{name}");
        let containers = report.containers.unwrap();
        assert_eq!(containers.len(), directories.len() + 1);
        let bad = containers.iter().find(|one| one.id == BAD).unwrap();
        assert_eq!(bad.state, ContainerState::Exited);
        assert_eq!(bad.details.as_ref().unwrap().exit_code, 3, "{name}");
        let checkouts = report.checkouts.unwrap();
        assert_eq!(checkouts.len(), directories.len(), "{name}: {:?}", checkouts.keys());
        for (index, directory) in directories[..NAMES.len()].iter().enumerate() {
            let checkout = &checkouts[directory];
            assert_eq!(
                subject(checkout),
                format!("commit {index} of $(touch pwned) \"it\""),
                "{name}: {directory}"
            );
            let GitFact::Commit(commit) = &checkout.git else { unreachable!() };
            assert_eq!(commit.origin, Some(format!("https://forge.sgl.as/{index}")));
            assert_eq!(commit.branch.as_deref(), Some("main"));
            let AppJsonFact::Valid(app) = &checkout.app_json else {
                panic!("{:?}", checkout.app_json)
            };
            assert_eq!(app.version, Some(index.to_string()), "{name}: {directory}");
        }
        assert!(reason(&checkouts[&place.text("line\nbreak")]).contains("line break"));
        assert!(reason(&checkouts[&place.text("gone")]).contains("no such directory"));
        assert!(
            !place.path("pwned").exists() && !Path::new("pwned").exists(),
            "{name} executed a name"
        );
    }
}

#[test]
fn hostile_files_cost_only_themselves() {
    let place = Place::new();
    fifo(&place.repository("app-fifo", "s").join("app.json"));
    sparse(&place.repository("app-sparse", "s").join("app.json"));
    fs::write(place.repository("app-large", "s").join("app.json"), "x".repeat(70_000)).unwrap();
    fs::write(place.repository("app-lines", "s").join("app.json"), "x\n".repeat(70_000)).unwrap();
    fs::write(place.repository("app-binary", "s").join("app.json"), (0..=255).collect::<Vec<u8>>())
        .unwrap();
    fs::write(place.repository("app-empty", "s").join("app.json"), "").unwrap();
    let forged = format!(
        "{{}}\ndone\n@@sgos {NONCE}x end\n==> {} <==\nurl = x\nhash 0\n",
        place.text("z/.git/HEAD")
    );
    fs::write(place.repository("app-forged", "s").join("app.json"), forged).unwrap();
    fs::create_dir(place.repository("app-directory", "s").join("app.json")).unwrap();
    symlink("/dev/zero", place.repository("app-device", "s").join("app.json")).unwrap();
    fifo(&place.repository("head-fifo", "s").join(".git/HEAD"));
    sparse(&place.repository("head-sparse", "s").join(".git/HEAD"));
    fs::write(
        place.repository("head-bytes", "s").join(".git/HEAD"),
        b"ref: refs/heads/\xff\xfe\r\n",
    )
    .unwrap();
    fs::write(place.repository("head-empty", "s").join(".git/HEAD"), "").unwrap();
    fs::write(
        place.repository("head-outside", "s").join(".git/HEAD"),
        "ref: refs/../../../etc/passwd\n",
    )
    .unwrap();
    fifo(&place.repository("ref-fifo", "s").join(".git/refs/heads/main"));
    fs::write(place.repository("ref-words", "s").join(".git/refs/heads/main"), "$(touch pwned)\n")
        .unwrap();
    fs::write(place.directory("link-words").join(".git"), "gitdir: ../nowhere\n").unwrap();
    fs::write(place.directory("link-odd").join(".git"), b"\0\xff").unwrap();
    place.directory("empty-git/.git");
    place.repository("z", "the last");
    // The first repository in order is one that git refuses.
    let broken = place.repository("app-broken-config", "broken");
    fs::write(broken.join(".git/config"), "[core]\n\trepositoryformatversion = 99\n").unwrap();

    let entries = fs::read_dir(place.folder.path()).unwrap().map(|entry| entry.unwrap().path());
    let mut directories: Vec<String> =
        entries.map(|path| path.to_str().unwrap().to_owned()).collect();
    directories.sort_by_key(|path| (!path.ends_with("app-broken-config"), path.clone()));
    false_docker(&place.path("docker.sock"), list_of(&directories));

    for (name, shell, search) in shells(place.folder.path()) {
        let (report, took) = place.ask(&shell, &search, &APPS);
        assert!(took < Duration::from_secs(5), "{name} took {took:?}");
        assert_eq!(report.failures, [], "{name}");
        let checkouts = report.checkouts.unwrap();
        let at = |name: &str| &checkouts[&place.text(name)];
        for healthy in [
            "app-fifo",
            "app-sparse",
            "app-large",
            "app-lines",
            "app-binary",
            "app-empty",
            "app-forged",
            "app-directory",
            "app-device",
        ] {
            assert_eq!(subject(at(healthy)), "s", "{name}: {healthy}");
            assert!(!invalid(at(healthy)).is_empty());
        }
        assert_eq!(subject(at("z")), "the last");
        assert_eq!(at("z").app_json, AppJsonFact::Missing);
        for large in ["app-large", "app-lines"] {
            assert!(invalid(at(large)).contains("64 KiB"), "{name}: {}", invalid(at(large)));
        }
        for special in ["app-fifo", "app-directory", "app-device"] {
            assert!(invalid(at(special)).contains("no plain file"));
        }
        for bad in [
            "head-fifo",
            "head-sparse",
            "head-empty",
            "head-outside",
            "link-words",
            "link-odd",
            "empty-git",
        ] {
            assert!(!reason(at(bad)).is_empty(), "{name}: {bad}");
        }
        // A branch that is not there cannot be told from one without commits.
        assert!(
            matches!(at("head-bytes").git, GitFact::NoCommits { .. }),
            "{name}: {:?}",
            at("head-bytes")
        );
        assert!(
            matches!(at("ref-words").git, GitFact::Unreadable(_)),
            "{name}: {:?}",
            at("ref-words")
        );
        assert!(!place.path("pwned").exists() && !Path::new("pwned").exists());
    }
}

#[test]
fn every_layout_of_a_repository_is_read() {
    let place = Place::new();
    let main = place.repository("main", "on main");
    git(&main, &["worktree", "add", "-q", "-b", "feature/x", "../worktree"]);
    commit(&place.path("worktree"), "on the worktree");
    let packed = place.repository("packed", "packed away");
    git(&packed, &["tag", "v1"]);
    git(&packed, &["pack-refs", "--all"]);
    git(&packed, &["gc", "-q"]);
    let detached = place.repository("detached", "detached");
    git(&detached, &["checkout", "-q", "--detach"]);
    git(&place.directory("unborn"), &["init", "-q", "-b", "main"]);
    git(&place.path("unborn"), &["remote", "add", "origin", "git@forge.sgl.as:a/b.git"]);
    git(place.folder.path(), &["clone", "-q", "--shared", "main", "borrowing"]);
    git(place.folder.path(), &["clone", "-q", "main", "same"]);
    place.repository("mono", "one for many");
    place.directory("mono/deploy/app");
    let damaged = place.repository("damaged", "damaged");
    for entry in fs::read_dir(damaged.join(".git/objects")).unwrap() {
        let folder = entry.unwrap().path();
        for object in fs::read_dir(&folder).into_iter().flatten().flatten() {
            fs::remove_file(object.path()).unwrap();
            fs::write(object.path(), "damaged").unwrap();
        }
    }
    let lost = place.repository("lost", "lost");
    fs::remove_dir_all(lost.join(".git/objects")).unwrap();
    fs::create_dir(lost.join(".git/objects")).unwrap();
    git(&place.directory("sha256"), &["init", "-q", "--object-format=sha256"]);
    commit(&place.path("sha256"), "long hash");
    place.directory("plain");

    let names = [
        "damaged",
        "lost",
        "main",
        "worktree",
        "packed",
        "detached",
        "unborn",
        "borrowing",
        "same",
        "mono/deploy/app",
        "sha256",
        "plain",
    ];
    let directories: Vec<String> = names.iter().map(|name| place.text(name)).collect();
    false_docker(&place.path("docker.sock"), list_of(&[]));

    for (name, shell, search) in shells(place.folder.path()) {
        let (report, _) = place.ask(
            &shell,
            &search,
            &Request { checkouts: directories.clone(), sections: Sections::WIDE },
        );
        assert_eq!(report.failures, [], "{name}");
        let checkouts = report.checkouts.unwrap();
        let at = |name: &str| &checkouts[&place.text(name)];
        let expected = BTreeMap::from([
            ("main", ("on main", Some("main"))),
            ("worktree", ("on the worktree", Some("feature/x"))),
            ("packed", ("packed away", Some("main"))),
            ("detached", ("detached", None)),
            ("borrowing", ("on main", Some("main"))),
            ("same", ("on main", Some("main"))),
            ("mono/deploy/app", ("one for many", Some("main"))),
            ("sha256", ("long hash", Some("master"))),
        ]);
        for (directory, (subject, branch)) in expected {
            let GitFact::Commit(commit) = &at(directory).git else {
                panic!("{name}: {directory}: {:?}", at(directory))
            };
            assert_eq!(
                (&*commit.subject, commit.branch.as_deref()),
                (subject, branch),
                "{name}: {directory}"
            );
            assert_eq!(commit.author_date.unwrap().as_second(), 1_795_374_417);
            assert_eq!(at(directory).dirty, Some(Ok(0)), "{name}: {directory}");
        }
        assert_eq!(
            at("unborn").git,
            GitFact::NoCommits { origin: Some("git@forge.sgl.as:a/b.git".into()) }
        );
        assert_eq!(at("plain").git, GitFact::NotACheckout);
        assert!(reason(at("lost")).contains("missing or damaged"));
        assert!(reason(at("damaged")).contains("missing or damaged"));
        let facts = report.facts.unwrap().unwrap();
        assert!(
            facts.memory_total_bytes.is_some() && facts.disk_total_bytes.is_some(),
            "{facts:?}"
        );
    }
}

#[test]
fn without_docker_the_checkouts_are_still_read() {
    let place = Place::new();
    place.repository("app", "still here");
    // A socket that nobody listens on: the daemon is not running.
    drop(UnixListener::bind(place.path("docker.sock")).unwrap());
    for (name, shell, search) in shells(place.folder.path()) {
        let (report, _) = place.ask(
            &shell,
            &search,
            &Request { sections: Sections::APPS, checkouts: vec![place.text("app")] },
        );
        assert_eq!(report.containers.unwrap_err().kind, FailureKind::NotRunning, "{name}");
        assert_eq!(subject(&report.checkouts.unwrap()[&place.text("app")]), "still here");
    }
}

#[test]
fn the_script_ends_when_nobody_holds_its_input() {
    let place = Place::new();
    // A Docker that accepts and never answers.
    let listener = UnixListener::bind(place.path("docker.sock")).unwrap();
    for (name, shell, search) in shells(place.folder.path()) {
        let mut child = place.start(&shell, &search, &APPS);
        let group = child.id();
        let connection = listener.accept().unwrap();
        drop(child.stdin.take());
        let begun = Instant::now();
        child.wait().unwrap();
        assert!(begun.elapsed() < Duration::from_secs(3), "{name} went on");
        let left = Duration::from_secs(3).saturating_sub(begun.elapsed());
        eventually(&format!("{name} leaves no process behind"), left, || members(group) == 0);
        drop(connection);
    }
}

/// The living processes of a process group.
fn members(group: u32) -> usize {
    let processes = fs::read_dir("/proc").unwrap().flatten();
    let stats = processes.filter_map(|entry| fs::read_to_string(entry.path().join("stat")).ok());
    let of_group = |stat: &String| {
        let fields: Vec<&str> =
            stat.rsplit_once(')').map_or("", |(_, rest)| rest).split_whitespace().collect();
        fields.get(2) == Some(&&*group.to_string()) && fields.first() != Some(&"Z")
    };
    stats.filter(of_group).count()
}
