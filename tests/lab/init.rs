//! `sgos init` against two real hosts: what it finds, what it asks, whom it does not believe.

use std::path::PathBuf;
use std::time::Duration;

use serde_json::Value;

use crate::LabTest;
use crate::lab::Lab;
use crate::person::{Person, Run};
use crate::status::states;
use crate::terminal::{Terminal, without_escapes};

pub(crate) const TESTS: &[LabTest] = &[
    ("init::the_same_table_as_the_shipped_inventory", the_same_table_as_the_shipped_inventory),
    ("init::a_page_is_found_by_its_files", a_page_is_found_by_its_files),
    ("init::a_person_answers_on_a_terminal", a_person_answers_on_a_terminal),
    ("init::a_host_is_added_on_a_terminal", a_host_is_added_on_a_terminal),
    ("init::whoever_says_no_writes_nothing", whoever_says_no_writes_nothing),
    ("init::ctrl_c_at_a_question_ends_it", ctrl_c_at_a_question_ends_it),
    ("init::no_key_is_accepted_silently", no_key_is_accepted_silently),
    ("init::refusals_are_told_apart", refusals_are_told_apart),
];

const SOON: Duration = Duration::from_secs(15);

/// The flags that lead to the lab's hosts, and nothing of this machine's ssh.
fn flags(lab: &Lab) -> Vec<String> {
    let file = |path: &PathBuf| path.display().to_string();
    let mut flags: Vec<String> =
        ["--user", "stefan", "--ssh-config", "/dev/null"].map(String::from).into();
    flags.extend(["--known-hosts-file".to_owned(), file(&lab.known_hosts)]);
    flags.extend(["--identity-file".to_owned(), file(&lab.identity_file)]);
    flags
}

fn hosts(lab: &Lab) -> Vec<String> {
    let host = |name: &str| format!("--host={name}={}", lab.hosts[name].address);
    vec![host("toucan"), host("hornbill")]
}

fn init(person: &Person<'_>, words: &[Vec<String>], more: &[&str]) -> Run {
    let words = words.concat();
    let words = words.iter().map(String::as_str);
    let all: Vec<&str> = ["init"].into_iter().chain(words).chain(more.iter().copied()).collect();
    person.run(&all)
}

/// What a status table shows, without what grows from second to second.
fn rows(run: &Run) -> Vec<Value> {
    let keys = [
        "name",
        "title",
        "host",
        "state",
        "version",
        "deployed_at",
        "commit",
        "container",
        "directory",
    ];
    let apps = run.json()["apps"].as_array().unwrap().clone();
    apps.iter().map(|app| keys.map(|key| app[key].clone()).to_vec().into()).collect()
}

fn the_same_table_as_the_shipped_inventory(lab: &Lab) {
    let person = lab.person();
    let run = init(&person, &[hosts(lab), flags(lab)], &["--to", "found.toml", "--yes"]);
    run.ended(0, SOON);
    assert!(run.stdout.contains("no mistakes; 2 hosts, 4 stacks, 9 named apps"), "{run:#?}");
    let found = person.run(&["status", "--config", "found.toml", "-o", "json"]);
    found.ended(0, SOON);
    assert_eq!(found.states("hornbill"), states());
    assert_eq!(rows(&found), rows(&person.status()));
    // Stacks and endpoints are those of the lab's files, too.
    let settings = |config: &[&str]| {
        let run = person.run(&[&["config", "show", "-o", "tsv"], config].concat());
        let rows = run.stdout.lines().filter_map(|line| Some(line.rsplit_once('\t')?.0.to_owned()));
        rows.filter(|row| row.starts_with("stacks.") || row.starts_with("discover."))
            .collect::<std::collections::BTreeSet<_>>()
    };
    assert_eq!(settings(&["--config", "found.toml"]), settings(&[]));
    let text = std::fs::read_to_string(person.home().join("found.toml")).unwrap();
    let toucan = &lab.hosts["toucan"].address;
    for line in [
        format!(
            "# found: container monitoring-loki-1 on toucan, image sgos-lab/app\n[loki]\nurl = \"http://{toucan}:3100\"\n"
        ),
        format!("internal_url = \"http://{toucan}:3000\"\n"),
        format!("internal_url = \"http://{toucan}:8000\"\n"),
        format!(
            "url = \"http://{toucan}:3004\"\nhost = \"toucan\"\ndirectory = \"/srv/services/status\"\n"
        ),
    ] {
        assert!(text.contains(&line), "no {line:?} in {text}");
    }
    // Once more there is nothing to write.
    let again = init(&person, &[], &["--to", "found.toml", "--yes"]);
    again.ended(0, SOON);
    assert!(again.stderr.contains("has all of it already"), "{again:#?}");
    assert_eq!(std::fs::read_to_string(person.home().join("found.toml")).unwrap(), text);
}

fn a_page_is_found_by_its_files(lab: &Lab) {
    let person = lab.person();
    let file = "/srv/config/monitoring/status.py";
    let _undo = lab.undo("toucan", format!("rm -f {file}"));
    lab.on("toucan", &["touch", file]);
    let run = init(&person, &[hosts(lab), flags(lab)], &["--to", "found.toml", "--dry-run"]);
    run.ended(0, SOON);
    let page = run.stdout.split("[status_page]").nth(1).unwrap();
    assert!(page.contains("directory = \"/srv/config/monitoring\""), "{run:#?}");
    assert!(!person.home().join("found.toml").exists());
}

/// A person whose ssh configuration names both hosts, and who does not know hornbill's key.
fn newcomer(lab: &Lab) -> (Person<'_>, PathBuf) {
    let person = lab.person();
    let all = std::fs::read_to_string(&lab.known_hosts).unwrap();
    let address = &lab.hosts["hornbill"].address;
    let others = all
        .lines()
        .filter(|line| !line.contains(address.as_str()) && !line.starts_with("hornbill"));
    let known = person.write("known", &others.fold(String::new(), |text, line| text + line + "\n"));
    let mut config = String::new();
    for (name, host) in &lab.hosts {
        config += &format!("Host {name}\n  HostName {}\n", host.address);
    }
    person.write("ssh_config", &(config + "Host *\n  User stefan\n"));
    (person, known)
}

fn at_a_terminal(person: &Person<'_>, lab: &Lab) -> Terminal {
    let identity = lab.identity_file.display().to_string();
    let words = [
        "init",
        "--to",
        "found.toml",
        "--ssh-config",
        "ssh_config",
        "--known-hosts-file",
        "known",
        "--identity-file",
        &identity,
    ];
    person.terminal(100, &words)
}

const QUESTIONS: [(&str, &str); 4] = [
    ("Which of them run Docker?", "2 1\n"),
    ("Other hosts?", "nowhere=127.0.0.9:1\n"),
    ("Other hosts?", "\n"),
    ("Trust hornbill with these keys?", "y\n"),
];

/// Answers the first questions, the second of them wrongly at first.
fn answer_up_to(terminal: &mut Terminal, count: usize) {
    for (question, answer) in QUESTIONS.iter().take(count) {
        let before = terminal.screen().matches(question).count();
        let asked = if before == 0 { 1 } else { before };
        crate::lab::eventually(question, Duration::from_secs(20), || {
            terminal.screen().matches(question).count() >= asked
        });
        terminal.type_in(answer);
        if answer.contains(":1") {
            terminal.wait_for("may not contain a port");
            crate::lab::eventually("the question again", Duration::from_secs(20), || {
                terminal.screen().matches(question).count() > asked
            });
        }
    }
}

fn a_person_answers_on_a_terminal(lab: &Lab) {
    let (person, known) = newcomer(lab);
    let mut terminal = at_a_terminal(&person, lab);
    answer_up_to(&mut terminal, QUESTIONS.len());
    terminal.wait_for("Which containers are apps?");
    terminal.type_in("no pattern\n");
    terminal.wait_for("the pattern has no `{app}` in it");
    terminal.type_in("\n");
    terminal.wait_for("Write found.toml?");
    assert!(!person.home().join("found.toml").exists());
    terminal.type_in("y\n");
    let (screen, code) = terminal.end();
    let screen = without_escapes(&screen);
    assert_eq!(code, 0, "{screen}");
    assert!(screen.contains("hornbill (") && screen.contains("[sgos-{app}-app]"), "{screen}");
    assert!(screen.contains("no mistakes; 2 hosts, 4 stacks, 9 named apps"), "{screen}");
    assert!(screen.contains("next: sgos --config found.toml status"), "{screen}");
    let address = &lab.hosts["hornbill"].address;
    assert!(std::fs::read_to_string(known).unwrap().contains(address.as_str()), "it is trusted");
    let status = person.run(&["status", "--config", "found.toml", "-o", "json"]);
    status.ended(0, SOON);
    assert_eq!(status.states("hornbill"), states());
}

fn whoever_says_no_writes_nothing(lab: &Lab) {
    let (person, known) = newcomer(lab);
    let before = std::fs::read_to_string(&known).unwrap();
    let mut terminal = at_a_terminal(&person, lab);
    answer_up_to(&mut terminal, 3);
    terminal.wait_for("Trust hornbill with these keys?");
    terminal.type_in("n\n");
    terminal.wait_for("Write hornbill all the same?");
    terminal.type_in("y\n");
    terminal.wait_for("Which containers are apps?");
    terminal.type_in("none\n");
    terminal.wait_for("Write found.toml?");
    assert!(terminal.screen().contains("# not asked: its host key is not known here"));
    terminal.type_in("\n");
    let (screen, code) = terminal.end();
    assert_eq!(code, 9, "{screen}");
    assert!(screen.contains("nothing was written"), "{screen}");
    assert!(!person.home().join("found.toml").exists());
    assert_eq!(std::fs::read_to_string(&known).unwrap(), before);
}

fn ctrl_c_at_a_question_ends_it(lab: &Lab) {
    let (person, _) = newcomer(lab);
    for answered in [0, 1, 3] {
        let mut terminal = at_a_terminal(&person, lab);
        answer_up_to(&mut terminal, answered);
        terminal.wait_for(QUESTIONS[answered].0);
        terminal.type_in("\u{3}");
        let (screen, code) = terminal.end();
        assert_eq!(code, 130, "after {answered} answers: {screen}");
        assert!(!person.home().join("found.toml").exists());
    }
}

fn no_key_is_accepted_silently(lab: &Lab) {
    let (person, known) = newcomer(lab);
    let before = std::fs::read_to_string(&known).unwrap();
    let identity = lab.identity_file.display().to_string();
    let words = [
        "init",
        "--from-ssh-config",
        "--ssh-config",
        "ssh_config",
        "--known-hosts-file",
        "known",
        "--identity-file",
        &identity,
        "--to",
        "found.toml",
        "--yes",
    ];
    let only = |host: &str| person.run(&[&words[..], &["--host", host]].concat());
    let run = only("hornbill");
    run.ended(9, SOON);
    assert!(
        run.stderr.contains("hornbill does not tell: its host key is not known here"),
        "{run:#?}"
    );
    assert!(run.stderr.contains("shows its fingerprints and asks"), "{run:#?}");
    assert!(!person.home().join("found.toml").exists());
    // The other host is written all the same, and the exit code says that one is missing.
    let run = only("*");
    run.ended(4, SOON);
    let text = std::fs::read_to_string(person.home().join("found.toml")).unwrap();
    assert!(text.contains("[hosts.toucan]") && !text.contains("hornbill"), "{text}");
    assert_eq!(std::fs::read_to_string(&known).unwrap(), before);
    // Toucan's key under hornbill's address.
    let toucan = &lab.hosts["toucan"].address;
    let of_toucan = before.lines().filter(|line| line.contains(toucan.as_str()));
    let moved = of_toucan.map(|line| line.replace(toucan, &lab.hosts["hornbill"].address) + "\n");
    let before = before.clone() + &moved.collect::<String>();
    std::fs::write(&known, &before).unwrap();
    let run = only("hornbill");
    run.ended(9, SOON);
    assert!(run.stderr.contains("its host key has CHANGED"), "{run:#?}");
    assert!(run.stderr.contains("do not go on unless you know why"), "{run:#?}");
    assert_eq!(std::fs::read_to_string(&known).unwrap(), before);
}

/// A file that has hosts is asked about these, and others may be added.
fn a_host_is_added_on_a_terminal(lab: &Lab) {
    let person = lab.person();
    let words = [hosts(lab)[..1].to_vec(), flags(lab)];
    init(&person, &words, &["--to", "found.toml", "--yes"]).ended(0, SOON);
    let path = person.home().join("found.toml");
    let before = std::fs::read_to_string(&path).unwrap();
    let words = [vec!["init".to_owned(), "--to=found.toml".to_owned()], flags(lab)].concat();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let mut terminal = person.terminal(100, &words);
    terminal.wait_for("found.toml has toucan");
    terminal.wait_for("Other hosts?");
    terminal.type_in(&format!("hornbill={}\n", lab.hosts["hornbill"].address));
    terminal.wait_for("Which containers are apps?");
    terminal.type_in("\n");
    terminal.wait_for("Write found.toml?");
    terminal.type_in("yes\n");
    let (screen, code) = terminal.end();
    assert_eq!(code, 0, "{screen}");
    let after = std::fs::read_to_string(&path).unwrap();
    let added = after.strip_prefix(&before).expect("what was there is still there");
    assert!(added.contains("[hosts.hornbill]") && added.contains("[stacks.alloy]"), "{added}");
    assert!(!added.contains("[ssh]"), "{added}");
    let status = person.run(&["status", "--config", "found.toml", "-o", "json"]);
    status.ended(0, SOON);
    assert_eq!(status.states("hornbill"), states());
}

fn refusals_are_told_apart(lab: &Lab) {
    let person = lab.person();
    let run = |more: &[&str]| {
        init(&person, &[hosts(lab), flags(lab)], &[&["--to", "found.toml", "--yes"], more].concat())
    };
    let with_user = |user: &str| {
        let mut flags = flags(lab);
        flags[1] = user.to_owned();
        init(&person, &[hosts(lab), flags], &["--to", "found.toml", "--yes"])
    };
    let refused = with_user("nosuch");
    refused.ended(6, SOON);
    assert_eq!(refused.stderr.matches("it refused the key").count(), 2, "{refused:#?}");
    let guest = with_user("guest");
    guest.ended(1, SOON);
    assert!(guest.stderr.contains("no permission to use Docker"), "{guest:#?}");
    assert!(!person.home().join("found.toml").exists());
    let _cut = lab.cut("hornbill");
    let one = run(&["--timeout", "20s"]);
    one.ended(4, Duration::from_secs(25));
    let text = std::fs::read_to_string(person.home().join("found.toml")).unwrap();
    assert!(text.contains("[hosts.toucan]") && !text.contains("hornbill"), "{text}");
    assert!(text.contains("[loki]"), "{text}");
}
