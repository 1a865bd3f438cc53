//! `--watch` on a terminal: what changes is shown and marked, and the terminal is given back as it was.

use std::time::Duration;

use rustix::process::{Signal, kill_process};

use crate::LabTest;
use crate::lab::{Lab, Undo, eventually};
use crate::person::{ON_HORNBILL, ON_TOUCAN, Person};
use crate::tmux::Tmux;

pub(crate) const TESTS: &[LabTest] = &[
    ("watch::a_change_is_shown_and_marked", a_change_is_shown_and_marked),
    ("watch::however_it_ends_the_screen_is_given_back", however_it_ends_the_screen_is_given_back),
    ("watch::a_terminal_that_goes_away_ends_it", a_terminal_that_goes_away_ends_it),
    ("watch::nothing_is_left_of_what_is_not_kept", nothing_is_left_of_what_is_not_kept),
    ("watch::what_happens_inside_is_told_behind_it", what_happens_inside_is_told_behind_it),
    ("watch::a_job_that_comes_is_marked", a_job_that_comes_is_marked),
    ("watch::it_can_be_stopped_and_goes_on", it_can_be_stopped_and_goes_on),
    ("watch::another_size_is_another_frame", another_size_is_another_frame),
    ("watch::a_host_that_waits_holds_up_nothing", a_host_that_waits_holds_up_nothing),
    ("watch::a_lost_host_is_picked_up_again", a_lost_host_is_picked_up_again),
    ("watch::lines_tell_of_changes_only", lines_tell_of_changes_only),
    ("watch::a_terminal_that_can_do_nothing", a_terminal_that_can_do_nothing),
];

const SOON: Duration = Duration::from_secs(60);

const WELL: &str = "● healthy";

/// As far as other tests left them ill.
fn all_is_well(person: &Person<'_>) {
    eventually("all is well", SOON, || {
        let run = person.status();
        run.code == 0 && run.states("hornbill") == ON_HORNBILL && run.states("toucan") == ON_TOUCAN
    });
}

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
    all_is_well(&person);
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
        let ended = format!("ended {code}");
        let after = tmux.wait(&ended, |screen| {
            screen.contains(&ended) && screen.lines().next_back() == Some("$")
        });
        let typed = format!("{} hosts --watch=300ms; echo ended $?", crate::person::SGOS);
        // A long line is cut where the screen ends, and there its blank is not seen.
        let words = |text: &str| text.split_whitespace().collect::<String>();
        assert_eq!(words(&after), words(&format!("{before}{typed}{said}{ended}$")));
        assert_eq!(tmux.flags(), ("0".into(), "1".into()));
        assert_eq!(tmux.modes(), modes);
    };
    end(&|tmux| tmux.keys(&["q"]), "", 0);
    end(&|tmux| tmux.keys(&["C-c"]), "", 130);
    end(&|tmux| tmux.keys(&["C-\\"]), "", 130);
    let said = "error: interrupted; what ran on the hosts is ended";
    for signal in [Signal::TERM, Signal::HUP] {
        end(&|tmux| kill_process(tmux.pid_of_sgos(), signal).unwrap(), said, 130);
    }
}

fn a_terminal_that_goes_away_ends_it(lab: &Lab) {
    let person = lab.person_with_apps_on_both();
    let tmux = person.tmux(100, 30);
    tmux.sgos("hosts --watch=300ms");
    tmux.wait_for("2 hosts, all reachable");
    let pid = tmux.pid_of_sgos();
    drop(tmux);
    eventually("it ends", SOON, || rustix::process::test_kill_process(pid).is_err());
}

fn nothing_is_left_of_what_is_not_kept(lab: &Lab) {
    let person = lab.person_with_apps_on_both();
    person.set("ssh", "persist", "\"0\"");
    for _ in 0..3 {
        let tmux = person.tmux(100, 30);
        tmux.sgos("hosts --watch=10s");
        tmux.wait_for("2 hosts, all reachable");
        tmux.keys(&["C-c"]);
        tmux.wait_for("ended 130");
        assert!(person.masters().is_empty() && person.sockets().is_empty());
    }
}

/// Both streams are the same terminal here.
fn what_happens_inside_is_told_behind_it(lab: &Lab) {
    let person = lab.person_with_apps_on_both();
    let tmux = person.tmux(100, 30);
    tmux.keys(&["SGOS_LOG=info; export SGOS_LOG", "Enter"]);
    tmux.sgos("hosts --watch=1h");
    let frame = tmux.wait_for("2 hosts, all reachable");
    assert!(!frame.contains("INFO"), "{frame}");
    tmux.keys(&["q"]);
    let after = tmux.wait_for("ended 0");
    let told = after.lines().filter(|line| line.contains(" INFO "));
    let told: String = told.collect();
    assert!(told.contains("hornbill") && told.contains("toucan"), "{after}");
}

/// On a host where nothing else runs every minute, so that nothing else can be the last news.
fn a_job_that_comes_is_marked(lab: &Lab) {
    let person = lab.person();
    let tmux = person.tmux(120, 50);
    tmux.sgos("jobs -H hornbill --watch=500ms");
    let first = tmux.wait("the first frame", |screen| screen.contains("hornbill in "));
    assert!(!first.contains("/bin/true watched") && !first.contains('›'), "{first}");
    let file = "/etc/cron.d/lab-watched";
    let gone = lab.undo("hornbill", format!("rm -f {file}"));
    let line = "17 5 1 1 * root /bin/true watched\n";
    // Renamed, so that no look finds half of it.
    let write = "printf %s \"$2\" >/etc/watched && mv /etc/watched \"$1\"";
    lab.on("hornbill", &["sh", "-c", write, "sh", file, line]);
    let row = |screen: &str| {
        screen.lines().find(|line| line.contains("/bin/true watched")).map(str::to_owned)
    };
    let came = tmux.wait("the new job", |screen| row(screen).is_some());
    assert!(row(&came).unwrap().starts_with('›') && came.matches('›').count() == 1, "{came}");
    drop(gone);
    tmux.wait("its end", |screen| row(screen).is_none() && screen.contains("hornbill in "));
    tmux.keys(&["q"]);
    tmux.wait_for("ended 0");
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
    all_is_well(&person);
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
