//! The scripts of a change, run by real shells: steps, the lock, the audit, and every way to be ended.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process, kill_process_group};
use sgos::change::{Ending, Outcome, Ran, Told};

mod lock;
mod place;
mod trouble;

use place::*;

#[track_caller]
fn ran(told: Told) -> Ran {
    match told {
        Told::Outcome(Outcome::Ran(ran)) => ran,
        other => panic!("{other:?}"),
    }
}

const HOSTILE: [&str; 14] = [
    "$(id)",
    "`id`",
    "a\nb\n",
    "'\"'",
    "-rf",
    "",
    " ",
    "*",
    "\\",
    "a\\\\b\\'c",
    "%5C%25%%",
    "100%25",
    "%s%n",
    "ü☃ <&>;|",
];

#[test]
fn hostile_words_arrive_exactly() {
    let place = Place::new();
    for shell in shells(place.folder.path()) {
        let out = place.path(&format!("out-{}", shell.name));
        let file = out.to_str().unwrap();
        let script = "f=$1; shift; for w do printf '%s\\0' \"$w\" >>\"$f\"; done";
        let words = [&["sh", "-c", script, "sh", file][..], &HOSTILE[..]].concat();
        let ran =
            ran(place.run(&shell, &change(&format!("1-{}", shell.name), &[&words, &["true"]])));
        assert_eq!(ran.ending, Ending::Done, "{}: {ran:?}", shell.name);
        assert_eq!(ran.steps.len(), 2);
        let found = fs::read(&out).unwrap();
        let found: Vec<_> = found.split(|byte| *byte == 0).collect();
        let expected: Vec<_> = HOSTILE.iter().map(|word| word.as_bytes()).collect();
        assert_eq!(found[..HOSTILE.len()], expected, "{}", shell.name);
        place.is_tidy();
    }
}

/// fish reads some backslashes inside quotes.
#[test]
fn they_arrive_through_every_login_shell() {
    let place = Place::new();
    let Some(shell) = shells(place.folder.path()).into_iter().next() else { return };
    for login in ["/bin/sh", "/usr/bin/fish", "/usr/bin/zsh", "/usr/bin/mksh"] {
        if !std::path::Path::new(login).exists() {
            eprintln!("NOT TESTED: {login} is not installed here");
            continue;
        }
        let name = login.rsplit('/').next().unwrap();
        let out = place.path(&format!("out-{name}"));
        let script = "f=$1; shift; for w do printf '%s.' \"$w\" >>\"$f\"; done";
        let hostile = HOSTILE.iter().chain(&["!!", "a\\", "'", "\\'"]).copied();
        let words: Vec<&str> = ["sh", "-c", script, "sh", out.to_str().unwrap()]
            .into_iter()
            .chain(hostile.clone())
            .collect();
        let mut change = change(&format!("20-{name}"), &[&words]);
        change.targets = vec!["a\\\\\"'b".to_owned()];
        let invocation = sgos::change::start(&change, "toucan", NONCE, &place.places);
        let ran = ran(finish(place.spawn_by(login, &shell, &invocation), &change));
        assert_eq!((ran.ending, ran.audit_trouble), (Ending::Done, None), "{name}");
        let expected: String = hostile.map(|word| format!("{word}.")).collect();
        assert_eq!(fs::read_to_string(&out).unwrap(), expected, "{name}");
        assert_eq!(place.audit().pop().unwrap()["targets"][0], "a\\\\\"'b", "{name}");
        place.is_tidy();
    }
}

#[test]
fn the_first_failure_ends_it_and_is_told() {
    let place = Place::new();
    for shell in shells(place.folder.path()) {
        let name = shell.name;
        let marker = place.path(&format!("never-{name}"));
        let steps: [&[&str]; 3] = [
            &["sh", "-c", "echo first; umask"],
            &["sh", "-c", "echo on stdout; echo on stderr >&2; exit 17"],
            &["touch", marker.to_str().unwrap()],
        ];
        let mut change = change(&format!("2-{name}"), &steps);
        change.targets = vec!["a\\\"b".to_owned(), "$(id)\u{1b}".to_owned()];
        let ran = ran(place.run(&shell, &change));
        assert_eq!(ran.ending, Ending::Failed, "{name}");
        assert_eq!(ran.audit_trouble, None, "{name}");
        assert_eq!(ran.steps.iter().map(|step| step.code).collect::<Vec<_>>(), [Some(0), Some(17)]);
        let said = format!("first\n{}", umask());
        assert_eq!(ran.steps[0].said, said, "{name}: compose gets the user's own umask");
        assert_eq!(ran.steps[1].said, "on stdout\non stderr", "{name}");
        assert!(!marker.exists(), "{name} went on");
        place.is_tidy();
        let line = place.audit().pop().unwrap();
        assert_eq!(line["id"], change.id);
        assert_eq!(line["outcome"], "failed");
        assert_eq!((&line["code"], &line["begun"]), (&17.into(), &2.into()));
        assert_eq!((&line["user"], &line["machine"]), (&"ada".into(), &"desk".into()));
        assert_eq!(line["targets"][0], "a\\\"b");
        assert_eq!(line["targets"][1], "$(id)\u{1b}");
        assert_eq!(line["host"], "toucan");
        assert!(line["commands"][1].as_str().unwrap().contains("exit 17"), "{line}");
        assert!(line["time"].as_str().unwrap().ends_with('Z'));
    }
}

#[test]
fn it_goes_on_when_the_connection_is_gone() {
    let place = Place::new();
    for shell in shells(place.folder.path()) {
        let name = shell.name;
        let (begun, go) = (place.path(&format!("begun-{name}")), place.path(&format!("go-{name}")));
        let script =
            "touch \"$1\"; until [ -e \"$2\" ]; do echo waiting; sleep 0.1; done; echo done";
        let words = ["sh", "-c", script, "sh", begun.to_str().unwrap(), go.to_str().unwrap()];
        for (number, end) in ["killed", "the whole group", "input closed"].iter().enumerate() {
            let change = change(&format!("3-{name}-{number}"), &[&words, &["echo", "second"]]);
            let mut child = place.start(&shell, &change);
            let held = child.stdin.take();
            eventually("the step begins", || begun.exists());
            let pid = Pid::from_child(&child);
            match number {
                0 => kill_process(pid, Signal::KILL).unwrap(),
                1 => kill_process_group(pid, Signal::TERM).unwrap(),
                _ => drop(held),
            }
            child.wait().unwrap();
            assert_eq!(place.inquire(&shell, &change, 0), Told::Running, "{name}, {end}");
            assert!(place.lock().exists(), "{name}, {end}");
            fs::write(&go, "").unwrap();
            eventually("its line is in the audit", || {
                place.audit().last().is_some_and(|line| line["id"] == change.id)
            });
            eventually("the lock is gone", || !place.lock().exists());
            eventually("it has ended", || place.inquire(&shell, &change, 0) != Told::Running);
            // What was told once is known from the audit.
            let again = ran(place.inquire(&shell, &change, 0));
            assert_eq!((again.ending, again.steps.len()), (Ending::Done, 2), "{name}, {end}");
            place.is_tidy();
            fs::remove_file(&go).unwrap();
            fs::remove_file(&begun).unwrap();
        }
    }
}

#[test]
fn what_was_left_is_told_later_with_its_words() {
    let place = Place::new();
    for shell in shells(place.folder.path()) {
        let change = change(
            &format!("4-{}", shell.name),
            &[&["sh", "-c", "sleep 1; echo last words; exit 3"]],
        );
        let mut child = place.start(&shell, &change);
        eventually("the lock is taken", || place.lock().exists());
        child.kill().unwrap();
        child.wait().unwrap();
        eventually("it ends", || place.audit().last().is_some_and(|line| line["id"] == change.id));
        eventually("the lock is given back", || !place.lock().exists());
        let mut told = Told::Running;
        eventually("it has ended", || {
            told = place.inquire(&shell, &change, 0);
            told != Told::Running
        });
        let told = ran(told);
        assert_eq!((told.steps[0].code, told.steps[0].said.as_str()), (Some(3), "last words"));
        place.is_tidy();
    }
}

#[test]
fn it_is_ended_by_another_connection() {
    let place = Place::new();
    for shell in shells(place.folder.path()) {
        let name = shell.name;
        let begun = place.path(&format!("begun-{name}"));
        // As compose does: it tidies up at INT and ends with 130.
        let polite = "trap 'echo tidied; exit 130' INT; touch \"$1\"; while :; do sleep 0.1; done";
        // Hears of nothing but TERM.
        let rude = "trap '' INT; trap 'echo at last; exit 1' TERM; touch \"$1\"; while :; do sleep 0.1; done";
        for (number, script) in [polite, rude].iter().enumerate() {
            let step = [
                "perl",
                "-e",
                "$SIG{INT} = 'DEFAULT'; exec @ARGV",
                "sh",
                "-c",
                script,
                "sh",
                begun.to_str().unwrap(),
            ];
            let change = change(&format!("5-{name}-{number}"), &[&step, &["echo", "never"]]);
            let mut child = place.start(&shell, &change);
            let held = child.stdin.take();
            eventually("the step begins", || begun.exists());
            let ended = if number == 0 {
                // Only who ends it is there to be told.
                child.kill().unwrap();
                child.wait().unwrap();
                ran(place.inquire(&shell, &change, 20))
            } else {
                // Both are told; the words are for the one that waited first.
                let other = ran(place.inquire(&shell, &change, 20));
                assert_eq!(other.ending, Ending::Interrupted, "{name}");
                child.stdin = held;
                ran(finish(child, &change))
            };
            let words = ["tidied", "at last"][number];
            assert_eq!((ended.ending, ended.steps.len()), (Ending::Interrupted, 1), "{name}");
            assert!(ended.steps[0].said.ends_with(words), "{name}: {ended:?}");
            // Its own code, and not that of the signal which told what waits for it.
            assert_ne!(ended.steps[0].code, Some(143), "{name}: {ended:?}");
            assert!(number == 1 || ended.steps[0].code == Some(130), "{name}: {ended:?}");
            assert!(!place.lock().exists());
            assert_eq!(place.outcomes().last().unwrap(), "interrupted");
            fs::remove_file(&begun).unwrap();
        }
    }
}

#[test]
fn its_time_is_limited_on_the_host() {
    let place = Place::new();
    for shell in shells(place.folder.path()) {
        let mut change = change(&format!("6-{}", shell.name), &[&["sleep", "1000"], &["true"]]);
        change.time_limit = Duration::from_secs(1);
        let ran = ran(place.run(&shell, &change));
        assert_eq!((ran.ending, ran.steps.len()), (Ending::TimedOut, 1), "{}", shell.name);
        assert_eq!(place.outcomes().last().unwrap(), "timed-out");
        place.is_tidy();
    }
}

/// Whoever waited for it is told, and removes its folder, just while somebody else looks into it.
#[test]
fn what_is_removed_while_it_is_told_is_found_in_the_audit() {
    let place = Place::new();
    // That of busybox would use its own `tail`.
    for shell in shells(place.folder.path()).into_iter().filter(|shell| shell.name != "busybox") {
        let name = shell.name;
        let change = change(&format!("22-{name}"), &[&["true"], &["sh", "-c", "exit 17"]]);
        assert_eq!(ran(place.run(&shell, &change)).ending, Ending::Failed, "{name}");
        for with_end in [true, false] {
            let run = place.path(&format!("tmp/sgos.{}", change.id));
            fs::create_dir(&run).unwrap();
            fs::write(run.join("end"), "failed 10\n").unwrap();
            // The first file that is told is read before or after it is gone.
            let tail = place.path(&format!("tools-{name}/tail"));
            let _ = fs::remove_file(&tail);
            let (before, after) = if with_end { ("cat \"$3\"", ":") } else { (":", "exit 1") };
            let script = format!(
                "#!/bin/sh\n[ \"$1\" = -n ] && exec /usr/bin/tail \"$@\"\n{before}\nrm -rf {}\n{after}\n",
                run.display()
            );
            fs::write(&tail, script).unwrap();
            fs::set_permissions(&tail, fs::Permissions::from_mode(0o755)).unwrap();
            let ran = ran(place.inquire(&shell, &change, 1));
            fs::remove_file(&tail).unwrap();
            let codes: Vec<_> = ran.steps.iter().map(|step| step.code).collect();
            assert_eq!((ran.ending, codes), (Ending::Failed, vec![Some(0), Some(17)]), "{name}");
        }
    }
}
