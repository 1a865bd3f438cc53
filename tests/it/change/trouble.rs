//! Places that cannot be used, and tricks of others: a clear word, and nothing done.

use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::Path;
use std::process::Command;

use super::*;

/// A change that must not begin, and the reason that is told.
#[track_caller]
fn refused(place: &Place, shell: &Shell, id: &str) -> String {
    let marker = place.path("never");
    let told = place.run(shell, &change(id, &[&["touch", marker.to_str().unwrap()]]));
    assert!(!marker.exists(), "{}", shell.name);
    assert_eq!(place.outcomes(), Vec::<String>::new());
    match told {
        Told::NotBegun(reason) => reason,
        other => panic!("{}: {other:?}", shell.name),
    }
}

fn mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

#[test]
fn a_place_that_others_have_prepared_is_not_used() {
    let place = Place::new();
    let (elsewhere, locks) = (place.path("elsewhere"), place.path("locks"));
    fs::create_dir(&elsewhere).unwrap();
    for shell in shells(place.folder.path()) {
        let name = shell.name;
        symlink(&elsewhere, locks.join("sgos")).unwrap();
        assert!(
            refused(&place, &shell, &format!("13-{name}-a")).contains("not a folder"),
            "{name}"
        );
        fs::remove_file(locks.join("sgos")).unwrap();
        fs::create_dir(locks.join("sgos")).unwrap();
        mode(&locks.join("sgos"), 0o777);
        assert!(
            refused(&place, &shell, &format!("13-{name}-b")).contains("not a folder"),
            "{name}"
        );
        // One that is right, with something else in the place of the lock.
        mode(&locks.join("sgos"), 0o2770);
        fs::create_dir(place.lock()).unwrap();
        assert!(
            refused(&place, &shell, &format!("13-{name}-c")).contains("no lock of sgos"),
            "{name}"
        );
        fs::remove_dir(place.lock()).unwrap();
        symlink(&elsewhere, place.lock()).unwrap();
        assert!(
            refused(&place, &shell, &format!("13-{name}-d")).contains("no lock of sgos"),
            "{name}"
        );
        fs::remove_file(place.lock()).unwrap();
        for text in ["", "sgos-lock\n", "sgos-lock 1-2 a[$(id)] 1 b 2 3 /x\n{}\n"] {
            fs::write(place.lock(), text).unwrap();
            assert!(
                refused(&place, &shell, &format!("13-{name}-e")).contains("no lock of sgos"),
                "{name}"
            );
        }
        fs::remove_file(place.lock()).unwrap();
        fs::remove_dir(locks.join("sgos")).unwrap();
        mode(&locks, 0o755);
        assert!(refused(&place, &shell, &format!("13-{name}-f")).contains("all users"), "{name}");
        mode(&locks, 0o1777);
        assert_eq!(fs::read_dir(&elsewhere).unwrap().count(), 0, "{name}");
    }
}

/// A small file system of its own, or nothing where only root may have one.
struct Small(std::path::PathBuf);

impl Small {
    fn on(path: &Path, options: &str) -> Option<Self> {
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", options, "sgos-test"])
            .arg(path)
            .output();
        if mounted.is_ok_and(|output| output.status.success()) {
            return Some(Self(path.to_owned()));
        }
        eprintln!("NOT TESTED: no file system can be mounted here ({options})");
        None
    }
}

impl Drop for Small {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

fn fill(folder: &Path) {
    let _ = fs::write(folder.join("filler"), vec![0; 1 << 20]);
    // And what is less than a page.
    let mut index = 0;
    while fs::write(folder.join(format!("filler-{index}")), "x").is_ok() && index < 100 {
        index += 1;
    }
}

#[test]
fn a_full_disk_is_told_before_anything_is_done() {
    let place = Place::new();
    for shell in shells(place.folder.path()) {
        let name = shell.name;
        let Some(_small) = Small::on(&place.path("locks"), "size=64k,mode=1777") else { return };
        // The folder is there; what is missing is room for the lock.
        place.run(&shell, &change(&format!("14-{name}-a"), &[&["true"]]));
        fs::remove_dir_all(place.path("var-tmp/sgos")).unwrap();
        fill(&place.path("locks/sgos"));
        let reason = refused(&place, &shell, &format!("14-{name}-b"));
        assert!(reason.contains("lock cannot be written"), "{name}: {reason}");
        drop(_small);
        let Some(_small) = Small::on(&place.path("tmp"), "size=64k,mode=1777") else { return };
        fill(&place.path("tmp"));
        let reason = refused(&place, &shell, &format!("14-{name}-c"));
        assert!(reason.contains("no folder can be made"), "{name}: {reason}");
    }
}

#[test]
fn without_room_for_the_audit_it_is_done_and_said() {
    let place = Place::new();
    for shell in shells(place.folder.path()) {
        let name = shell.name;
        let Some(_small) = Small::on(&place.path("var-tmp"), "size=64k,mode=1777") else { return };
        place.run(&shell, &change(&format!("15-{name}-a"), &[&["true"]]));
        fill(&place.path("var-tmp/sgos"));
        let line = "x".repeat(3000);
        let mut full = change(&format!("15-{name}-b"), &[&["echo", "done"]]);
        full.targets = vec![line[..1900].to_owned()];
        let mut trouble = None;
        // A file may have some room left in its last block.
        for _ in 0..4 {
            let ran = ran(place.run(&shell, &full));
            assert_eq!((ran.ending, ran.steps[0].said.as_str()), (Ending::Done, "done"), "{name}");
            trouble = trouble.or(ran.audit_trouble);
        }
        assert!(trouble.unwrap().contains("cannot be written"), "{name}");
        for filler in fs::read_dir(place.path("var-tmp/sgos")).unwrap().flatten() {
            if filler.file_name().to_string_lossy().starts_with("filler") {
                fs::remove_file(filler.path()).unwrap();
            }
        }
        // What was cut short does not spoil what follows.
        let after = change(&format!("15-{name}-c"), &[&["true"]]);
        assert_eq!(ran(place.run(&shell, &after)).audit_trouble, None, "{name}");
        let text = fs::read_to_string(place.path("var-tmp/sgos/audit.jsonl")).unwrap();
        assert!(text.lines().last().unwrap().contains(&after.id), "{name}");
        place.is_tidy();
    }
}

#[test]
fn a_read_only_place_is_told() {
    let place = Place::new();
    for shell in shells(place.folder.path()) {
        let name = shell.name;
        let Some(_small) = Small::on(&place.path("locks"), "size=64k,mode=1777,ro") else { return };
        let reason = refused(&place, &shell, &format!("16-{name}"));
        assert!(
            reason.contains("ead-only") || reason.contains("cannot be written"),
            "{name}: {reason}"
        );
    }
}

#[test]
fn without_a_folder_for_the_audit_it_is_done_and_said() {
    let mut place = Place::new();
    place.places.audits = "/nowhere".to_owned();
    for shell in shells(place.folder.path()) {
        let ran = ran(place.run(&shell, &change(&format!("17-{}", shell.name), &[&["true"]])));
        assert_eq!(ran.ending, Ending::Done);
        assert!(ran.audit_trouble.unwrap().contains("/nowhere"), "{}", shell.name);
        place.is_tidy();
    }
}

#[test]
fn the_audit_is_bounded() {
    let place = Place::new();
    for shell in shells(place.folder.path()) {
        place.run(&shell, &change(&format!("18-{}-a", shell.name), &[&["true"]]));
        let file = place.path("var-tmp/sgos/audit.jsonl");
        fs::write(&file, "{}\n".repeat(400_000)).unwrap();
        place.run(&shell, &change(&format!("18-{}-b", shell.name), &[&["true"]]));
        assert_eq!(place.audit().len(), 1, "{}", shell.name);
        assert!(place.path("var-tmp/sgos/audit.jsonl.1").exists());
    }
}

#[test]
fn whoever_killed_it_is_not_covered_up() {
    let place = Place::new();
    for shell in shells(place.folder.path()) {
        let change = change(&format!("19-{}", shell.name), &[&["sleep", "3"]]);
        let mut child = place.start(&shell, &change);
        let held = child.stdin.take();
        let pid = place.path(&format!("tmp/sgos.{}/1.out", change.id));
        eventually("the step begins", || pid.exists());
        let text = fs::read_to_string(pid.with_file_name("pid")).unwrap();
        let pid = text.split(' ').next().unwrap().parse().unwrap();
        kill_process(Pid::from_raw(pid).unwrap(), Signal::KILL).unwrap();
        child.stdin = held;
        assert_eq!(finish(child, &change), Told::Died, "{}", shell.name);
        assert!(place.lock().exists(), "its work may go on");
        fs::remove_file(place.lock()).unwrap();
    }
}
