//! Tests of the directories' lines.

use proptest::prelude::*;

use super::*;

const SHA: &str = "7ef9a29986c5e8f7105c4b6725781544d6ca92f2";

fn read(lines: &str) -> Found {
    let object = Object { subject: "Ring".into(), author_date: None };
    parse(Text { exit: 0, bytes: lines.as_bytes() }, Some(&BTreeMap::from([(SHA.into(), object)])))
}

fn git(facts: &str) -> GitFact {
    read(&format!("dir /a\n{facts}\ndone")).checkouts.remove("/a").unwrap().git
}

fn reason(facts: &str) -> String {
    match git(facts) {
        GitFact::Unreadable(reason) => reason,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_commit_with_branch_and_origin() {
    let commit = git(&format!(
        "path /a\nref refs/heads/feature/x\nurl url = https://u:s3cret@h/a\nurl url = other\nhash {SHA}"
    ));
    let GitFact::Commit(commit) = commit else { panic!("{commit:?}") };
    assert_eq!((&*commit.subject, commit.branch.as_deref()), ("Ring", Some("feature/x")));
    assert_eq!(commit.origin.as_deref(), Some("https://h/a"));
}

#[test]
fn what_is_no_commit_says_what_it_is() {
    assert_eq!(git(""), GitFact::NotACheckout);
    assert_eq!(
        git("path /a\nref refs/heads/main\nurl url = git@h:a"),
        GitFact::NoCommits { origin: Some("git@h:a".into()) }
    );
    assert!(reason("no-directory").contains("no such directory"));
    assert!(reason("path /a\ngit-denied").contains("permission denied"));
    assert!(reason("path /a\nref refs/heads/.invalid\nodd").contains("cannot tell"));
    assert!(reason("path /a").contains("names no branch"));
    assert!(reason("path /a\nhash abc").contains("no commit"));
    assert!(reason(&format!("path /a\nhash {}", "0".repeat(40))).contains("missing or damaged"));
}

#[test]
fn a_hash_is_known_without_git() {
    let lines = format!("dir /a\npath /a\nhash {SHA}\ndone");
    let found = parse(Text { exit: 0, bytes: lines.as_bytes() }, None);
    assert!(
        matches!(&found.checkouts["/a"].git, GitFact::Commit(commit) if commit.sha == SHA && commit.subject.is_empty())
    );
}

#[test]
fn a_file_cannot_feign_a_fact() {
    let found = read(
        "dir /a\napp\n|dir /b\n|{\"name\": \"x\"}\ndir /c \\\"q\\\" \\u003c\napp\napp-large\ndone",
    );
    assert_eq!(found.checkouts.keys().collect::<Vec<_>>(), ["/a", "/c \"q\" <"]);
    assert!(matches!(&found.checkouts["/a"].app_json, AppJsonFact::Invalid(_)));
    assert!(
        matches!(&found.checkouts["/c \"q\" <"].app_json, AppJsonFact::Invalid(reason) if reason.contains("64 KiB"))
    );
    assert!(found.whole && !read("dir /a").whole);
}

#[test]
fn dirty_is_a_count_or_a_reason() {
    let lines = "path /a\nchanged 3\npath /b\nrefused\n|fatal: detected dubious ownership in repository at '/b'\n|To add an exception\n";
    let found = parse_dirty(Text { exit: 0, bytes: lines.as_bytes() });
    assert_eq!(found["/a"], Ok(3));
    assert_eq!(found["/b"], Err("detected dubious ownership in repository at '/b'".into()));
}

proptest! {
    #[test]
    fn any_lines_are_read_without_panic(lines in "((dir|path|hash|url|ref|app|\\||changed)[ =\"\\\\a-z|]{0,9}\n){0,12}") {
        read(&lines);
        parse_dirty(Text { exit: 0, bytes: lines.as_bytes() });
    }
}
