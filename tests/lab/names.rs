//! Names and texts that try to be commands, options, rows or terminal controls.

use std::time::Duration;

use crate::LabTest;
use crate::lab::{Lab, Undo};
use crate::person::finish;
use crate::status::{STATES, states};

pub(crate) const TESTS: &[LabTest] = &[
    ("names::hostile_names_are_only_names", hostile_names_are_only_names),
    ("names::hostile_texts_stay_in_their_cells", hostile_texts_stay_in_their_cells),
    ("names::directories_of_the_inventory_are_data", directories_of_the_inventory_are_data),
];

/// Whatever is executed of these leaves this file, on a host or here.
const PWNED: &str = "/tmp/pwned";

const HOSTILE: [&str; 12] = [
    "$(touch /tmp/pwned)",
    "`touch /tmp/pwned`",
    "'; touch /tmp/pwned; '",
    "\"; touch /tmp/pwned; \"",
    "x\ntouch /tmp/pwned\n",
    "-rf",
    "--help; touch /tmp/pwned",
    "\\\"$(touch /tmp/pwned)\\",
    "\u{1b}[2J\u{1b}]0;pwned\u{7}",
    "\u{202e}drowssap\u{200b}",
    "a\tb\rc",
    "*",
];

const SOON: Duration = Duration::from_secs(8);

fn nothing_was_executed(lab: &Lab) {
    for host in lab.hosts.keys() {
        lab.sh(host, &format!("test ! -e {PWNED}"));
    }
    assert!(!std::path::Path::new(PWNED).exists());
}

/// No escape, no bell, nothing that a terminal would obey or that turns text round.
#[track_caller]
fn harmless(text: &str) {
    let bad =
        |c: char| (c.is_control() && c != '\n' && c != '\t') || "\u{202e}\u{200b}".contains(c);
    assert!(!text.contains(bad), "{text:?}");
}

/// An app whose labels are all `text`, whose directory has it in its name and in every file.
fn hostile_app<'a>(lab: &'a Lab, number: usize, text: &str) -> Undo<'a> {
    let container = format!("sgos-hostile{number}-app");
    let undo =
        lab.undo("hornbill", format!("docker rm -f {container}; rm -rf /srv/hostile{number}"));
    let directory = format!("/srv/hostile{number}/{text}");
    let make = r#"
        set -eu
        mkdir -p -- "$1"
        cd -- "$1"
        git init -q .
        git checkout -q -b 'a;touch${IFS}pwned'
        printf '%s' "$2" >odd
        printf '%s' "$3" >app.json
        git config remote.origin.url "$2"
        git add -A
        git -c user.name=x -c user.email=x commit -q -m "subject: $2"
        chown -R stefan: .
        docker create --name "$4" --label "com.docker.compose.project=$2" \
          --label "com.docker.compose.service=$2" \
          --label "com.docker.compose.project.working_dir=$1" \
          --label "org.opencontainers.image.version=$2" sgos-lab/app "$2"
    "#;
    let quoted = serde_json::Value::from(text).to_string();
    let json = format!("{{\"version\": {quoted}, \"title\": {quoted}, \"name\": {quoted}}}");
    lab.on("hornbill", &["sh", "-c", make, "sh", &directory, text, &json, &container]);
    undo
}

fn hostile_names_are_only_names(lab: &Lab) {
    let person = lab.person();
    let _apps: Vec<_> =
        HOSTILE.iter().enumerate().map(|(number, text)| hostile_app(lab, number, text)).collect();
    for args in [&["status", "-o", "json"][..], &["status", "--wide", "-o", "json"]] {
        let run = person.run(args);
        run.ended(0, SOON);
        for (app, state) in STATES {
            assert_eq!(run.app(app)["state"], state, "{app}");
            assert!(run.app(app)["commit"].is_object(), "{app}: {run:#?}");
        }
        for (number, text) in HOSTILE.iter().enumerate() {
            let app = run.app(&format!("hostile{number}"));
            assert_eq!(app["state"], "not-running");
            assert_eq!(app["directory"], format!("/srv/hostile{number}/{text}"));
            if !text.contains('\n') {
                // Git writes a tab into its configuration and cuts blanks off a subject.
                let subject = format!("subject: {text}");
                assert_eq!(app["commit"]["subject"], subject.trim(), "{app:#}");
                assert_eq!(app["version"], text.trim(), "{app:#}");
                assert_eq!(app["commit"]["branch"], "a;touch${IFS}pwned");
            }
        }
    }
    nothing_was_executed(lab);
}

fn hostile_texts_stay_in_their_cells(lab: &Lab) {
    let person = lab.person();
    let _apps: Vec<_> =
        HOSTILE.iter().enumerate().map(|(number, text)| hostile_app(lab, number, text)).collect();
    let rows = STATES.len() + HOSTILE.len();
    for args in [&["status", "-o", "text"][..], &["status", "--wide", "-o", "text"]] {
        for columns in ["80", "120"] {
            let run = finish(person.command(args).env("COLUMNS", columns));
            assert_eq!(run.code, 0, "{run:#?}");
            harmless(&run.stdout);
            harmless(&run.stderr);
            let row = |line: &&str| line.contains("not-running") && line.starts_with("hostile");
            assert_eq!(run.stdout.lines().filter(row).count(), HOSTILE.len(), "{}", run.stdout);
        }
    }
    for args in [&["status", "-o", "tsv"][..], &["status", "--wide", "-o", "tsv"]] {
        let run = person.run(args);
        harmless(&run.stdout);
        let widths: Vec<usize> = run.stdout.lines().map(|line| line.split('\t').count()).collect();
        assert_eq!(widths, vec![widths[0]; rows + 1], "{}", run.stdout);
    }
    // JSON keeps the texts as they are, each line still one object.
    let run = person.run(&["status", "-o", "jsonl"]);
    assert_eq!(run.stdout.lines().count(), rows);
    let (screen, code) = person.terminal(100, &["status", "--color=never", "--quiet"]).end();
    assert_eq!(code, 0);
    assert!(!screen.contains("]0;pwned\x07") && !screen.contains("\x1b[2J"), "{screen:?}");
    // A hostile word as an argument of ours.
    for text in HOSTILE {
        let run = person.run(&["status", "--", text]);
        assert!(matches!(run.code, 0 | 7), "{text:?}: {run:#?}");
        harmless(&run.stderr);
    }
    nothing_was_executed(lab);
}

fn directories_of_the_inventory_are_data(lab: &Lab) {
    let person = lab.person();
    for (number, text) in HOSTILE.iter().enumerate().filter(|(_, text)| !text.contains('\u{1b}')) {
        let directory = serde_json::Value::from(format!("/srv/{text}"));
        let stack = format!("\n[stacks.s{number}]\nhost = \"hornbill\"\ndirectory = {directory}\n");
        person.edit_inventory(|inventory| inventory + &stack);
        if person.run(&["config", "check"]).code != 0 {
            // Refused before it can do harm; go on without it.
            person.edit_inventory(|inventory| inventory.replace(&stack, ""));
        }
    }
    let run = person.status();
    run.ended(0, SOON);
    assert_eq!(run.states("hornbill"), states());
    nothing_was_executed(lab);
}
