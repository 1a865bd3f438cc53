//! Hosts that answer late, not to the end, or without an end.

use std::time::Duration;

use crate::LabTest;
use crate::lab::{Lab, eventually};
use crate::person::{ON_HORNBILL, ON_TOUCAN};

pub(crate) const TESTS: &[LabTest] = &[
    ("slow::five_seconds_are_waited_for", five_seconds_are_waited_for),
    ("slow::too_slow_is_ended_on_the_host_too", too_slow_is_ended_on_the_host_too),
    ("slow::a_session_lost_once_is_repeated", a_session_lost_once_is_repeated),
    ("slow::a_session_lost_always_is_lost", a_session_lost_always_is_lost),
    ("slow::an_answer_too_long_is_cut", an_answer_too_long_is_cut),
    ("slow::an_answer_without_end_is_cut", an_answer_without_end_is_cut),
];

const SOON: Duration = Duration::from_secs(5);

fn five_seconds_are_waited_for(lab: &Lab) {
    let person = lab.person_with_apps_on_both();
    let slow = "case \"$*\" in *all=1*) sleep 5 ;; esac; exec /usr/bin/perl \"$@\"";
    let _slow = lab.wrap("hornbill", "perl", slow);
    let run = person.status();
    run.ended(0, Duration::from_secs(16));
    assert!(run.took >= Duration::from_secs(5), "{run:#?}");
    assert_eq!(run.states("hornbill"), ON_HORNBILL);
    assert_eq!(run.states("toucan"), ON_TOUCAN);
    assert!(run.stderr.contains("hornbill: answered"), "{run:#?}");
    assert!(!run.stderr.contains("toucan"), "{run:#?}");
}

fn too_slow_is_ended_on_the_host_too(lab: &Lab) {
    let person = lab.person_with_apps_on_both();
    person.status().ended(0, SOON);
    let _slow = lab.wrap("hornbill", "perl", "exec sleep 1000");
    let run = person.run(&["status", "--wide", "-o", "json", "--timeout", "3s"]);
    run.ended(4, SOON);
    assert_eq!(run.states("toucan"), ON_TOUCAN);
    assert_eq!(run.app("phone")["state"], "unknown");
    let error = run.host("hornbill")["error"].to_string();
    assert!(error.contains("no answer within 3 s"), "{error}");
    eventually("the command is ended on the host", SOON, || {
        lab.running("hornbill", "sleep 1000") == 0
    });
}

/// A `perl` that ends the SSH session it runs in.
const HANG_UP: &str = "kill -9 $(pgrep -u \"$(id -u)\" -f '^sshd: '); sleep 2; exit 1";

fn a_session_lost_once_is_repeated(lab: &Lab) {
    let person = lab.person_with_apps_on_both();
    person.status().ended(0, SOON);
    let once =
        format!("if mkdir /tmp/hung-up 2>/dev/null; then {HANG_UP}; fi; exec /usr/bin/perl \"$@\"");
    let _hung_up = lab.undo("hornbill", "rmdir /tmp/hung-up");
    let _lost = lab.wrap("hornbill", "perl", &once);
    let run = person.run(&["status", "--wide", "-o", "json"]);
    assert_eq!(lab.sh("hornbill", "ls -d /tmp/hung-up"), "/tmp/hung-up");
    run.ended(0, SOON);
    assert_eq!(run.states("hornbill"), ON_HORNBILL);
    assert_eq!(run.states("toucan"), ON_TOUCAN);
}

fn a_session_lost_always_is_lost(lab: &Lab) {
    let person = lab.person_with_apps_on_both();
    let _counted = lab.undo("hornbill", "rm -f /tmp/hung-up");
    let _lost = lab.wrap("hornbill", "perl", &format!("echo >>/tmp/hung-up; {HANG_UP}"));
    let run = person.status();
    run.ended(4, SOON);
    assert_eq!(run.states("toucan"), ON_TOUCAN);
    let host = run.host("hornbill");
    assert!(host["error"].as_str().unwrap().contains("the connection was lost"), "{host:#}");
    assert!(host["hint"].as_str().unwrap().contains("try again"), "{host:#}");
    assert_eq!(lab.sh("hornbill", "wc -l </tmp/hung-up"), "2", "tried again, and only once");
}

fn an_answer_too_long_is_cut(lab: &Lab) {
    let person = lab.person_with_apps_on_both();
    let _long = lab.wrap("hornbill", "perl", "yes | head -c 60000000");
    let run = person.status();
    run.ended(4, Duration::from_secs(16));
    assert_eq!(run.states("toucan"), ON_TOUCAN);
    let host = run.host("hornbill");
    assert!(host["error"].as_str().unwrap().contains("it answered with more than "), "{host:#}");
}

/// It never ends, and begins before the command does.
fn an_answer_without_end_is_cut(lab: &Lab) {
    let person = lab.person_with_apps_on_both();
    let _endless = lab.replace_file("hornbill", "/home/stefan/.bashrc", "yes endless\n");
    let run = person.status();
    run.ended(4, Duration::from_secs(16));
    assert_eq!(run.states("toucan"), ON_TOUCAN);
    let host = run.host("hornbill");
    assert!(host["error"].as_str().unwrap().contains("it answered with more than "), "{host:#}");
    eventually("nothing goes on there", SOON, || lab.running("hornbill", "yes endless") == 0);
}
