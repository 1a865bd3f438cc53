//! Recordings of real hosts, and replays when those are gone.

use std::time::Duration;

use rustix::process::Signal;

use crate::LabTest;
use crate::lab::{Lab, eventually};
use crate::person::{Person, processes_here};

pub(crate) const TESTS: &[LabTest] = &[
    ("recordings::the_same_bytes_with_the_hosts_frozen", the_same_bytes_with_the_hosts_frozen),
    ("recordings::a_host_that_was_silent_stays_silent", a_host_that_was_silent_stays_silent),
    ("recordings::what_was_remembered_is_in_it", what_was_remembered_is_in_it),
    ("recordings::interrupted_it_leaves_nothing", interrupted_it_leaves_nothing),
];

const FORMS: [&str; 4] = ["text", "json", "jsonl", "tsv"];

/// Records a command in every form, and gives what is to be replayed.
fn recorded(person: &Person<'_>, args: &[&str]) -> Vec<(Vec<String>, String, i32)> {
    let record = |form: &&str| {
        let command = [args, &["-o", form]].concat();
        let folder = format!("{}-{form}", args[0]);
        let run = person.run(&[&["--record", &folder], &command[..]].concat());
        let command = command.into_iter().map(str::to_owned);
        let replay = ["--replay".to_owned(), folder].into_iter().chain(command);
        (replay.collect(), run.stdout, run.code)
    };
    FORMS.iter().map(record).collect()
}

fn replayed(person: &Person<'_>, recorded: &[(Vec<String>, String, i32)]) {
    for (args, stdout, code) in recorded {
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        let run = person.run(&args);
        assert_eq!((&run.stdout, run.code), (stdout, *code), "{args:?}: {run:#?}");
    }
}

fn the_same_bytes_with_the_hosts_frozen(lab: &Lab) {
    let person = lab.person();
    let recorded = [
        recorded(&person, &["status", "--wide"]),
        recorded(&person, &["hosts"]),
        recorded(&person, &["jobs", "--all"]),
        recorded(&person, &["ps", "--all"]),
    ]
    .concat();
    for (_, stdout, code) in &recorded {
        assert!(stdout.contains("hornbill") && *code == 0, "{stdout}");
    }
    person.run(&["hosts", "disconnect"]);
    let _toucan = lab.freeze("toucan");
    let _hornbill = lab.freeze("hornbill");
    person.write("sgos.toml", "this is no inventory\n");
    replayed(&person, &recorded);
    assert!(processes_here().is_empty(), "a replay started something");
}

fn a_host_that_was_silent_stays_silent(lab: &Lab) {
    let person = lab.person_with_apps_on_both();
    let frozen = lab.freeze("hornbill");
    let unreachable = recorded(&person, &["status"]);
    drop(frozen);
    assert!(unreachable.iter().all(|(_, _, code)| *code == 4), "{unreachable:#?}");
    replayed(&person, &unreachable);
    // Given up by the whole command, in the middle of the answer.
    let slow = lab.wrap("hornbill", "perl", "sleep 1000; exec /usr/bin/perl \"$@\"");
    let run = person.run(&["--record", "slow", "status", "-o", "json", "--timeout", "1500ms"]);
    drop(slow);
    assert_eq!(run.code, 4, "{run:#?}");
    let again = person.run(&["--replay", "slow", "status", "-o", "json", "--timeout", "1500ms"]);
    assert_eq!((again.stdout, again.code), (run.stdout, run.code));
}

fn what_was_remembered_is_in_it(lab: &Lab) {
    let person = lab.person();
    person.status().ended(0, Duration::from_secs(10));
    let frozen = lab.freeze("hornbill");
    let run = person.run(&["--record", "D", "status", "-o", "json"]);
    drop(frozen);
    assert_eq!(run.app("phone")["last_state"], "healthy", "{run:#?}");
    // The present knows better, and so does its memory.
    person.status().ended(0, Duration::from_secs(10));
    let again = person.run(&["--replay", "D", "status", "-o", "json"]);
    assert_eq!((again.stdout, again.code), (run.stdout, run.code));
}

fn interrupted_it_leaves_nothing(lab: &Lab) {
    let person = lab.person();
    let _slow = lab.wrap("hornbill", "perl", "sleep 1000; exec /usr/bin/perl \"$@\"");
    let running = person.start(&["--record", "D", "status"]);
    eventually("the host works", Duration::from_secs(10), || {
        lab.running("hornbill", "sleep 1000") > 0
    });
    running.signal(Signal::INT);
    let run = running.wait();
    assert_eq!(run.code, 130, "{run:#?}");
    let left: Vec<_> = std::fs::read_dir(person.home()).unwrap().flatten().collect();
    let names: Vec<_> = left.iter().map(|entry| entry.file_name().into_string().unwrap()).collect();
    assert!(!names.iter().any(|name| name == "D" || name.contains("recording")), "{names:?}");
}
