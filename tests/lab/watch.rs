//! `--watch` on a terminal: what changes is shown and marked, and the terminal is given back as it was.

use std::time::Duration;

use rustix::process::{Signal, kill_process};

use crate::LabTest;
use crate::lab::{Lab, Undo, eventually};
use crate::tmux::Tmux;

pub(crate) const TESTS: &[LabTest] = &[
    ("watch::a_change_is_shown_and_marked", a_change_is_shown_and_marked),
    ("watch::however_it_ends_the_screen_is_given_back", however_it_ends_the_screen_is_given_back),
    ("watch::it_can_be_stopped_and_goes_on", it_can_be_stopped_and_goes_on),
    ("watch::another_size_is_another_frame", another_size_is_another_frame),
    ("watch::a_host_that_waits_holds_up_nothing", a_host_that_waits_holds_up_nothing),
    ("watch::a_lost_host_is_picked_up_again", a_lost_host_is_picked_up_again),
    ("watch::lines_tell_of_changes_only", lines_tell_of_changes_only),
    ("watch::a_terminal_that_can_do_nothing", a_terminal_that_can_do_nothing),
];

const SOON: Duration = Duration::from_secs(60);

const WELL: &str = "● healthy";

/// Until the guard is dropped.
fn paused<'a>(lab: &'a Lab, app: &str) -> Undo<'a> {
    let undo = lab.undo("hornbill", format!("docker unpause sgos-{app}-app"));
    lab.sh("hornbill", &format!("docker pause sgos-{app}-app"));
    undo
}

fn row(screen: &str, name: &str) -> String {
    let of = |line: &&str| line.trim_start_matches(['›', ' ']).starts_with(&format!("{name} "));
    screen.lines().find(of).unwrap_or_default().to_owned()
}

fn a_change_is_shown_and_marked(lab: &Lab) {
    let person = lab.person_with_apps_on_both();
    let tmux = person.tmux(100, 30);
    tmux.sgos("status --watch=500ms");
    let first = tmux.wait("the first frame", |screen| row(screen, "phone").contains(WELL));
    assert!(!first.contains('›'), "{first}");
    assert!(first.contains("q quits") && first.contains("every 500ms"), "{first}");
    let masters = person.masters();
    let pause = paused(lab, "phone");
    let changed = tmux.wait("phone paused", |screen| row(screen, "phone").contains("paused"));
    assert!(row(&changed, "phone").starts_with('›'), "{changed}");
    assert_eq!(changed.matches('›').count(), 1, "{changed}");
    // The cell in reverse, and nothing else.
    let coloured = tmux.coloured();
    let reversed = coloured.lines().filter(|line| line.contains("\x1b[7m") || line.contains(";7m"));
    let reversed: Vec<&str> = reversed.collect();
    assert!(reversed.len() == 1 && reversed[0].contains("paused"), "{coloured}");
    drop(pause);
    // Docker calls it unhealthy until its next healthcheck, ten seconds later.
    let ill = tmux.wait("phone ill", |screen| row(screen, "phone").contains("✗ unhealthy"));
    assert!(row(&ill, "phone").starts_with('›') && ill.contains("is down: phone"), "{ill}");
    let again = tmux.wait("phone well", |screen| row(screen, "phone").contains(WELL));
    assert!(row(&again, "phone").starts_with('›'), "{again}");
    assert_eq!(person.masters(), masters, "the connections are kept");
    tmux.keys(&["q"]);
    tmux.wait_for("ended 0");
}

/// By a key or a signal: what stood there stands there, and below it what the shell says.
fn however_it_ends_the_screen_is_given_back(lab: &Lab) {
    let person = lab.person_with_apps_on_both();
    let end = |how: &dyn Fn(&Tmux<'_>), said: &str, code: u8| {
        let tmux = person.tmux(100, 30);
        tmux.keys(&["echo what was there", "Enter"]);
        tmux.wait("the echo", |screen| screen.lines().any(|line| line == "what was there"));
        let (before, modes) = (tmux.screen(), tmux.modes());
        tmux.sgos("hosts --watch=300ms");
        let frame = tmux.wait_for("2 hosts, all reachable");
        assert!(!frame.contains("what was there"), "{frame}");
        assert_eq!(tmux.flags(), ("1".into(), "0".into()));
        how(&tmux);
        let after = tmux.wait_for(&format!("ended {code}"));
        let typed = format!("{} hosts --watch=300ms; echo ended $?", crate::person::SGOS);
        let after = after.replace('\n', "");
        let before = format!("{before} {typed}{said}ended {code}$").replace('\n', "");
        assert_eq!(after, before);
        assert_eq!(tmux.flags(), ("0".into(), "1".into()));
        assert_eq!(tmux.modes(), modes);
    };
    end(&|tmux| tmux.keys(&["q"]), "", 0);
    end(&|tmux| tmux.keys(&["C-c"]), "", 130);
    let said = "error: interrupted; what ran on the hosts is ended";
    end(&|tmux| kill_process(tmux.pid_of_sgos(), Signal::TERM).unwrap(), said, 130);
}

fn it_can_be_stopped_and_goes_on(lab: &Lab) {
    let person = lab.person_with_apps_on_both();
    let tmux = person.tmux(100, 30);
    let modes = tmux.modes();
    tmux.sgos("hosts --watch=300ms");
    tmux.wait_for("2 hosts, all reachable");
    tmux.keys(&["C-z"]);
    let shell = tmux.wait_for("Stopped");
    assert!(!shell.contains("all reachable"), "{shell}");
    assert_eq!((tmux.flags().0.as_str(), tmux.modes()), ("0", modes.clone()));
    tmux.keys(&["fg", "Enter"]);
    tmux.wait_for("2 hosts, all reachable");
    assert_eq!(tmux.flags().0, "1");
    assert_ne!(tmux.modes(), modes);
    tmux.keys(&["q"]);
    tmux.wait("the shell", |screen| screen.ends_with('$') && !screen.contains("reachable"));
    assert_eq!((tmux.flags().0.as_str(), tmux.modes()), ("0", modes));
}

fn another_size_is_another_frame(lab: &Lab) {
    let person = lab.person();
    // As far as other tests left it ill.
    eventually("phone is well", SOON, || person.status().app("phone")["state"] == "healthy");
    let tmux = person.tmux(120, 40);
    tmux.sgos("status --watch=1s");
    let wide = tmux.wait_for("COMMITTED");
    assert!(wide.contains("no change so far") || wide.contains("last change"), "{wide}");
    tmux.resize(40, 12);
    let narrow = tmux.wait("a narrow frame", |screen| {
        screen.contains(" more lines") && !screen.contains("COMMITTED")
    });
    let widest = narrow.lines().map(unicode_width::UnicodeWidthStr::width).max();
    assert!(widest <= Some(40) && narrow.lines().count() == 12, "{narrow}");
    assert!(narrow.contains("3 of 9 apps") && !narrow.contains("wiki "), "{narrow}");
    tmux.keys(&["G"]);
    let end = tmux.wait("the end", |screen| screen.contains("wiki ") && screen.contains("9 apps"));
    assert!(!end.contains("3 of 9 apps") && !end.contains("more lines"), "{end}");
    tmux.keys(&["g"]);
    tmux.wait_for("3 of 9 apps");
    tmux.resize(120, 40);
    tmux.wait("all of it", |screen| screen.contains("COMMITTED") && screen.contains("wiki "));
    tmux.keys(&["q"]);
    tmux.wait_for("ended 0");
}

/// `q` is heard while a host is waited for.
fn a_host_that_waits_holds_up_nothing(lab: &Lab) {
    let person = lab.person_with_apps_on_both();
    person.set("ssh", "connect_timeout", "\"25s\"");
    let frozen = lab.freeze("hornbill");
    let tmux = person.tmux(100, 30);
    tmux.sgos("status -w");
    tmux.wait("asking", |screen| screen.contains("asking for 1s"));
    tmux.keys(&["q"]);
    tmux.wait_for("ended 0");
    drop(frozen);
}

fn a_lost_host_is_picked_up_again(lab: &Lab) {
    let person = lab.person_with_apps_on_both();
    let tmux = person.tmux(100, 40);
    tmux.sgos("status --watch=500ms");
    tmux.wait("all well", |screen| row(screen, "phone").contains(WELL));
    let frozen = lab.freeze("hornbill");
    let lost = tmux.wait("the loss", |screen| row(screen, "phone").contains("unknown"));
    assert!(row(&lost, "phone").starts_with('›'), "{lost}");
    assert!(lost.contains("hornbill is unreachable") && lost.contains("was healthy"), "{lost}");
    assert!(row(&lost, "status").contains(WELL), "{lost}");
    drop(frozen);
    let found = tmux.wait("the return", |screen| row(screen, "phone").contains(WELL));
    assert!(!found.contains("unreachable"), "{found}");
    tmux.keys(&["q"]);
    tmux.wait_for("ended 0");
    eventually("one connection per host", SOON, || person.masters().len() == 2);
}

fn lines_tell_of_changes_only(lab: &Lab) {
    let person = lab.person_with_apps_on_both();
    person.status().ended(0, SOON);
    let out = person.home().join("out");
    let running = person.start_into(&["status", "wiki", "--watch=200ms", "-o", "jsonl"], &out);
    let states = || {
        let text = std::fs::read_to_string(&out).unwrap();
        let state = |line: &str| {
            let line: serde_json::Value = serde_json::from_str(line).unwrap();
            assert!(line["generated_at"].is_string(), "{line}");
            line["apps"][0]["state"].as_str().unwrap().to_owned()
        };
        text.split_inclusive('\n')
            .filter(|line| line.ends_with('\n'))
            .map(state)
            .collect::<Vec<_>>()
    };
    eventually("the first line", SOON, || states() == ["running"]);
    let pause = paused(lab, "wiki");
    eventually("a second", SOON, || states() == ["running", "paused"]);
    drop(pause);
    eventually("a third", SOON, || states() == ["running", "paused", "running"]);
    running.signal(Signal::INT);
    let run = running.wait();
    assert_eq!((run.code, run.stderr.as_str()), (130, ""), "{run:#?}");
    assert_eq!(states().len(), 3);
}

/// Frames below each other, one per change.
fn a_terminal_that_can_do_nothing(lab: &Lab) {
    let person = lab.person_with_apps_on_both();
    let tmux = person.tmux(100, 30);
    tmux.keys(&["TERM=dumb; export TERM LC_ALL=C", "Enter"]);
    tmux.sgos("status wiki --watch=300ms");
    let first = tmux.wait("the first frame", |screen| row(screen, "wiki").contains("running"));
    assert_eq!(tmux.flags().0, "0");
    let pause = paused(lab, "wiki");
    let both = tmux.wait_for("frozen with docker pause");
    assert!(both.starts_with(&first) && both.contains("> wiki"), "{both}");
    assert!(both.is_ascii(), "{both}");
    tmux.keys(&["C-c"]);
    tmux.wait_for("ended 130");
    drop(pause);
}
