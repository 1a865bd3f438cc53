//! Both ways must say the same, whatever the containers are like.

use super::super::report::{AppJsonFact, GitFact};
use super::*;

const NONCE: &str = "5f3a9c0d11e2";
const SHA: &str = "7ef9a29986c5e8f7105c4b6725781544d6ca92f2";
const LIST_JSON: &str =
    include_str!("../../../tests/contracts/docker/engine-20.10.24-containers.json");
const INSPECTS: &str = include_str!("../../../tests/contracts/docker/engine-20.10.24-inspect.json");
const CHECKOUTS: &str = "dir /srv/services/alloy\ndir /srv/apps/phone\npath /srv/apps/phone\napp\n|{\"version\": \"2.4.1\"}\nref refs/heads/main\nhash 7ef9a29986c5e8f7105c4b6725781544d6ca92f2\ndone";
const COMMIT: &str = "author Kim <kim@example.org> 1780000000 +0000\n\nCall again\n";

fn frame(name: &str, exit: i32, text: &str) -> String {
    let length = text.len();
    format!("\n@@sgos {NONCE} {name} {exit} 0 {length}\n{text}\n@@sgos {NONCE} /{name}\n")
}

fn end() -> String {
    format!("\n@@sgos {NONCE} end\n")
}

fn commits() -> String {
    frame("commits", 0, &format!("{SHA} commit {} {NONCE}\n{COMMIT}\n", COMMIT.len()))
}

/// Each inspect by its id.
fn inspects() -> Vec<(String, String)> {
    let all: Vec<serde_json::Value> = serde_json::from_str(INSPECTS).unwrap();
    all.iter().map(|one| (one["Id"].as_str().unwrap().to_owned(), one.to_string())).collect()
}

fn by_script() -> HostReport {
    let wanting = Listed::of(LIST_JSON.as_bytes()).unwrap().wanting();
    let seen = inspects().into_iter().filter(|(id, _)| wanting.contains(id));
    let seen = seen.map(|(_, json)| format!("{json}\n{NONCE} 200\n"));
    let answer = [
        frame("clock", 0, "1780000001.000000000"),
        frame("containers", 0, &format!("socket {USUAL}\t\n{LIST_JSON}\n200")),
        frame("inspect", 0, &seen.collect::<String>()),
        frame("checkouts", 0, CHECKOUTS),
        commits(),
        end(),
    ];
    let report = parse::parse(answer.concat().as_bytes(), b"", NONCE, Sections::APPS).unwrap();
    HostReport { durations_ms: BTreeMap::new(), ..report }
}

fn told(code: i32, commits: &str, known: &KnownPlaces) -> Told {
    let answer = [
        frame("clock", 0, "1780000001.000000000"),
        frame("docker", code, ""),
        frame("checkouts", 0, CHECKOUTS),
        commits.to_owned(),
        end(),
    ];
    let mut told = Told::parse(answer.concat().as_bytes(), b"", NONCE, known).unwrap();
    told.report.durations_ms.clear();
    told
}

fn listed() -> Listed {
    let mut listed = Listed::of(LIST_JSON.as_bytes()).unwrap();
    let wanting = listed.wanting();
    assert!(!wanting.is_empty());
    for (_, json) in inspects().into_iter().filter(|(id, _)| wanting.contains(id)) {
        listed.add(json.as_bytes()).unwrap();
    }
    assert_eq!(listed.wanting(), BTreeSet::new());
    listed
}

fn always() -> Vec<String> {
    ["/srv/services/alloy", "/srv/apps/phone"].map(str::to_owned).to_vec()
}

#[test]
fn two_answers_say_what_one_says() {
    let nothing = KnownPlaces::default();
    let told = told(0, &commits(), &nothing);
    assert!(told.is_usual);
    assert_eq!(told.join(listed(), &always()), by_script());
}

#[test]
fn what_is_known_of_a_commit_is_as_good_as_asking_git() {
    let by_script = by_script();
    let GitFact::Commit(commit) = &by_script.checkouts.as_ref().unwrap()["/srv/apps/phone"].git
    else {
        panic!("{by_script:?}")
    };
    assert_eq!(commit.subject, "Call again");
    let outcome = super::super::HostOutcome {
        host: "hornbill".into(),
        asked_at: jiff::Timestamp::UNIX_EPOCH,
        finished_at: jiff::Timestamp::UNIX_EPOCH,
        latency: None,
        result: Ok(by_script.clone()),
    };
    let nothing = BTreeMap::new();
    let places = super::super::remember_places(&[outcome], &nothing, &BTreeMap::new());
    let known = &places["hornbill"];
    assert_eq!(known.hashes(), SHA);
    let told = told(0, &frame("commits", 0, ""), known);
    assert_eq!(told.join(listed(), &always()), by_script);
}

#[test]
fn what_is_not_named_any_more_is_not_told() {
    let told = told(0, &commits(), &KnownPlaces::default());
    let nothing = Listed::of(b"[]").unwrap();
    let report = told.join(nothing, &["/srv/services/alloy".to_owned()]);
    let checkouts = report.checkouts.unwrap();
    assert_eq!(checkouts.keys().collect::<Vec<_>>(), ["/srv/services/alloy"]);
    assert_eq!(checkouts["/srv/services/alloy"].app_json, AppJsonFact::Missing);
}

#[test]
fn what_was_asked_for_afterwards_is_added() {
    let mut told = told(0, &commits(), &KnownPlaces::default());
    let answer = [frame("checkouts", 0, "dir /srv/new\ndone"), frame("commits", 127, ""), end()];
    let further =
        Told::parse(answer.concat().as_bytes(), b"", NONCE, &KnownPlaces::default()).unwrap();
    told.add(further);
    let report = told.join(listed(), &["/srv/new".to_owned()]);
    assert!(report.checkouts.unwrap().contains_key("/srv/new"));
    assert_eq!(report.failures.len(), 1);
}

#[test]
fn another_docker_is_noticed() {
    assert!(!told(1, &commits(), &KnownPlaces::default()).is_usual);
    assert!(Listed::of(b"<html>").is_err());
    let error = Told::parse(b"", b"sh: not found\n", NONCE, &KnownPlaces::default()).unwrap_err();
    assert_eq!(error.said, "sh: not found");
}

#[test]
fn what_does_not_fit_into_a_command_is_left_to_the_script_that_finds_it_itself() {
    let second = Duration::from_secs(1);
    let ask = |directories: &[&str]| {
        told_invocation(directories.iter().copied(), &KnownPlaces::default(), NONCE, second)
    };
    let words: Vec<String> =
        ask(&["/srv/a \"b\"", "-rf"]).unwrap().words().map(str::to_owned).collect();
    let last = words.iter().rev().take(5).rev().map(String::as_str).collect::<Vec<_>>();
    assert_eq!(last, ["", "/srv/a \\\"b\\\"", "/srv/a \"b\"", "-rf", "-rf"]);
    assert_eq!(ask(&["/srv/a\nb"]), None);
    assert_eq!(ask(&["/x".repeat(20_000).as_str()]), None);
}
