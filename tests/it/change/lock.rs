//! The lock: one at a time, named when refused, taken over only when nobody is behind it.

use super::*;

#[test]
fn of_twenty_at_once_each_is_alone() {
    let place = Place::new();
    for shell in shells(place.folder.path()) {
        let name = shell.name;
        let (inside, log) =
            (place.path(&format!("inside-{name}")), place.path(&format!("log-{name}")));
        // `mkdir` fails where somebody else is inside.
        let script = "mkdir \"$1\" || exit 9; echo x >>\"$2\"; rmdir \"$1\"";
        let words = ["sh", "-c", script, "sh", inside.to_str().unwrap(), log.to_str().unwrap()];
        let started: Vec<_> = (0..20)
            .map(|index| {
                let mut change = change(&format!("7-{name}-{index}"), &[&words]);
                change.lock_wait = Duration::from_secs(50);
                (place.start(&shell, &change), change)
            })
            .collect();
        for (child, change) in started {
            let ran = ran(finish(child, &change));
            assert_eq!(ran.ending, Ending::Done, "{name}: {ran:?}");
        }
        assert_eq!(fs::read_to_string(&log).unwrap().lines().count(), 20, "{name}");
        place.is_tidy();
    }
    assert_eq!(place.outcomes().len() % 20, 0);
}

#[test]
fn who_holds_it_is_named_and_waited_for() {
    let place = Place::new();
    for shell in shells(place.folder.path()) {
        let name = shell.name;
        let go = place.path(&format!("go-{name}"));
        let script = "until [ -e \"$1\" ]; do sleep 0.1; done";
        let first =
            change(&format!("8-{name}-a"), &[&["sh", "-c", script, "sh", go.to_str().unwrap()]]);
        let child = place.start(&shell, &first);
        eventually("the first has the lock", || place.lock().exists());

        let second = change(&format!("8-{name}-b"), &[&["touch", "/never"]]);
        let Told::Outcome(Outcome::Locked(holder)) = place.run(&shell, &second) else {
            panic!("{name} was not refused")
        };
        assert_eq!((holder.who.user.as_str(), holder.who.machine.as_str()), ("ada", "desk"));
        assert_eq!((holder.verb.as_str(), holder.id.as_str()), ("up", first.id.as_str()));
        assert!(holder.alive && holder.age_seconds < 30 && holder.ttl_seconds == 90, "{holder:?}");

        let mut third = change(&format!("8-{name}-c"), &[&["true"]]);
        third.lock_wait = Duration::from_secs(30);
        let waiting = place.start(&shell, &third);
        // One that waits and is given up begins nothing.
        let fourth = {
            let mut fourth = third.clone();
            fourth.id = format!("8-{name}-d");
            fourth
        };
        let mut gone = place.start(&shell, &fourth);
        eventually("the fourth waits", || {
            place.path(&format!("tmp/sgos.{}/pid", fourth.id)).exists()
        });
        gone.kill().unwrap();
        gone.wait().unwrap();
        eventually("the fourth gives up", || {
            matches!(place.inquire(&shell, &fourth, 0), Told::NotBegun(_))
        });

        fs::write(&go, "").unwrap();
        assert_eq!(ran(finish(child, &first)).ending, Ending::Done, "{name}");
        assert_eq!(ran(finish(waiting, &third)).ending, Ending::Done, "{name}");
        place.is_tidy();
    }
}

/// A lock as it would be written at `since` by a process.
fn leave_lock(place: &Place, pid: u32, start: &str, boot: &str, since: i64) {
    fs::create_dir_all(place.path("locks/sgos")).unwrap();
    let who = r#"{"user":"eve","machine":"attic","verb":"down","targets":["all"]}"#;
    let text = format!("sgos-lock 0-dead {pid} {start} {boot} {since} 90 /tmp/none\n{who}\n");
    fs::write(place.lock(), text).unwrap();
}

fn boot() -> String {
    fs::read_to_string("/proc/sys/kernel/random/boot_id").unwrap().trim().to_owned()
}

fn now() -> i64 {
    sgos::clock::now().as_second()
}

/// When a process started, as proc(5) counts.
fn started(pid: u32) -> String {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap();
    stat.rsplit_once(") ").unwrap().1.split(' ').nth(19).unwrap().to_owned()
}

#[test]
fn it_is_taken_over_only_when_nobody_is_behind_it() {
    let place = Place::new();
    let here = std::process::id();
    for shell in shells(place.folder.path()) {
        let name = shell.name;
        let run = |number: u32| {
            let change = change(&format!("9-{name}-{number}"), &[&["true"]]);
            place.run(&shell, &change)
        };
        // The folder is made as the script makes it.
        assert_eq!(ran(run(0)).took_over, None);
        let old = now() - 1000;
        let cases = [
            (1, here, started(here), boot(), old, false, "alive, and late"),
            (2, here, "12".to_owned(), boot(), now(), false, "gone, but its work may go on"),
            (3, here, "12".to_owned(), boot(), old, true, "its process id belongs to another"),
            (4, 4_000_000, "12".to_owned(), boot(), old, true, "gone"),
            (
                5,
                here,
                started(here),
                "another-boot".to_owned(),
                now(),
                true,
                "the host was started anew",
            ),
        ];
        for (number, pid, start, boot, since, taken, what) in cases {
            leave_lock(&place, pid, &start, &boot, since);
            match (run(number), taken) {
                (Told::Outcome(Outcome::Locked(holder)), false) => {
                    assert_eq!(holder.who.user, "eve", "{name}: {what}");
                    assert_eq!(holder.alive, number == 1, "{name}: {what}");
                    fs::remove_file(place.lock()).unwrap();
                }
                (told, true) => {
                    let ran = ran(told);
                    assert_eq!(ran.took_over.unwrap().who.user, "eve", "{name}: {what}");
                    let lines = place.audit();
                    let over = &lines[lines.len() - 2];
                    assert_eq!(over["outcome"], "taken-over", "{name}: {what}");
                    assert_eq!(
                        (&over["from"]["user"], &over["user"]),
                        (&"eve".into(), &"ada".into())
                    );
                }
                (other, false) => panic!("{name}: {what}: {other:?}"),
            }
            place.is_tidy();
        }
    }
}

#[test]
fn of_twenty_heirs_one_inherits() {
    let place = Place::new();
    for shell in shells(place.folder.path()) {
        let name = shell.name;
        assert_eq!(
            ran(place.run(&shell, &change(&format!("10-{name}"), &[&["true"]]))).took_over,
            None
        );
        leave_lock(&place, 4_000_000, "12", &boot(), 1000);
        let inside = place.path(&format!("inside-{name}"));
        let words =
            ["sh", "-c", "mkdir \"$1\" || exit 9; rmdir \"$1\"", "sh", inside.to_str().unwrap()];
        let started: Vec<_> = (0..20)
            .map(|index| {
                let mut change = change(&format!("11-{name}-{index}"), &[&words]);
                change.lock_wait = Duration::from_secs(50);
                (place.start(&shell, &change), change)
            })
            .collect();
        let mut heirs = 0;
        for (child, change) in started {
            let ran = ran(finish(child, &change));
            assert_eq!(ran.ending, Ending::Done, "{name}");
            heirs += usize::from(ran.took_over.is_some());
        }
        assert_eq!(heirs, 1, "{name}");
        place.is_tidy();
    }
}

#[test]
fn a_guard_that_was_left_does_not_last() {
    let place = Place::new();
    for shell in shells(place.folder.path()) {
        let name = shell.name;
        place.run(&shell, &change(&format!("12-{name}-a"), &[&["true"]]));
        leave_lock(&place, 4_000_000, "12", &boot(), 1000);
        fs::copy(place.lock(), place.path("locks/sgos/over.0-dead")).unwrap();
        let mut change = change(&format!("12-{name}-b"), &[&["true"]]);
        change.lock_wait = Duration::from_secs(20);
        assert!(ran(place.run(&shell, &change)).took_over.is_some(), "{name}");
        place.is_tidy();
    }
}

#[test]
fn without_docker_there_is_a_lock_too() {
    let mut place = Place::new();
    place.places.socket = place.path("no.sock").to_str().unwrap().to_owned();
    for shell in shells(place.folder.path()) {
        let ran = ran(place.run(&shell, &change(&format!("21-{}", shell.name), &[&["true"]])));
        assert_eq!((ran.ending, ran.audit_trouble), (Ending::Done, None), "{}", shell.name);
    }
    let found = fs::read_dir(place.path("locks")).unwrap().map(|entry| entry.unwrap().file_name());
    let found: Vec<_> = found.map(|name| name.to_string_lossy().into_owned()).collect();
    assert!(found.len() == 1 && found[0].starts_with("sgos"), "{found:?}");
}

/// Where Docker is everybody's, the next one must be able to read the lock and to add to the audit.
#[test]
fn where_docker_is_everybodys_its_lock_and_audit_are_too() {
    let place = Place::new();
    let mode = |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    fs::set_permissions(place.path("docker.sock"), fs::Permissions::from_mode(0o666)).unwrap();
    for shell in shells(place.folder.path()) {
        let name = shell.name;
        let seen = ["sh", "-c", "ls -l \"$1\"; umask", "sh", place.lock().to_str().unwrap()]
            .map(str::to_owned);
        let words: Vec<&str> = seen.iter().map(String::as_str).collect();
        let ran = ran(place.run(&shell, &change(&format!("23-{name}"), &[&words])));
        assert_eq!((ran.ending, ran.audit_trouble), (Ending::Done, None), "{name}");
        let said = &ran.steps[0].said;
        assert!(said.starts_with("-rw-rw-rw-"), "{name}: {said}");
        assert!(said.ends_with(&umask()), "compose gets the user's own umask, {name}: {said}");
        assert_eq!(mode(&place.path("var-tmp/sgos/audit.jsonl")), 0o666, "{name}");
        place.is_tidy();
    }
}
