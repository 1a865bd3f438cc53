//! Hosts whose Docker does not answer: not allowed, silent, stopped.

use std::time::Duration;

use crate::LabTest;
use crate::lab::{Lab, eventually};
use crate::person::{ON_HORNBILL, ON_TOUCAN, Run};

pub(crate) const TESTS: &[LabTest] = &[
    ("docker::not_for_this_user", not_for_this_user),
    ("docker::asked_by_its_client", asked_by_its_client),
    ("docker::silent", silent),
    ("docker::stopped", stopped),
];

const SOON: Duration = Duration::from_secs(5);

/// The host answered, its Docker did not.
#[track_caller]
fn unknown(run: &Run, host: &str, error: &str) {
    let told = run.host(host);
    assert_eq!(told["reachable"], true, "{told:#}");
    assert!(told["error"].as_str().unwrap_or_default().contains(error), "{told:#}");
    let states = run.states(host);
    assert_eq!(states.len(), 3);
    assert!(states.iter().all(|state| state.ends_with(" unknown")), "{states:?}");
    let json = run.json();
    let apps = json["apps"].as_array().unwrap().iter().filter(|app| app["host"] == host);
    for app in apps {
        assert!(app["reason"].as_str().unwrap().contains(error), "{app:#}");
    }
    assert_eq!(json["summary"]["state"], "unknown");
}

fn not_for_this_user(lab: &Lab) {
    let person = lab.person_with_apps_on_both();
    person.set("hosts.hornbill", "user", "\"guest\"");
    for _ in 0..2 {
        let run = person.status();
        run.ended(0, SOON);
        assert_eq!(run.states("toucan"), ON_TOUCAN);
        unknown(&run, "hornbill", "no permission to use Docker");
        let hint = run.host("hornbill")["hint"].to_string();
        assert!(hint.contains("usermod -aG docker"), "{hint}");
    }
    assert_eq!(person.run(&["status", "--exit-status"]).code, 3);
}

/// Without a perl that works curl asks Docker, without both its own client: all say the same.
fn asked_by_its_client(lab: &Lab) {
    let person = lab.person_with_apps_on_both();
    let complete = || {
        let run = person.status();
        run.ended(0, SOON);
        assert_eq!(run.states("hornbill"), ON_HORNBILL);
        assert!(run.app("phone")["commit"].is_object());
    };
    let _no_perl = lab.wrap("hornbill", "perl", "exit 127");
    complete();
    let _no_curl = lab.wrap("hornbill", "curl", "exit 127");
    complete();
}

fn silent(lab: &Lab) {
    let person = lab.person_with_apps_on_both();
    person.status().ended(0, SOON);
    let awake = lab.undo("hornbill", "kill -CONT $(cat /run/docker.pid)");
    lab.sh("hornbill", "kill -STOP $(cat /run/docker.pid)");
    let run = person.run(&["status", "-o", "json", "--timeout", "4s"]);
    run.ended(0, SOON);
    assert_eq!(run.states("toucan"), ON_TOUCAN);
    unknown(&run, "hornbill", "Docker did not answer in time");
    assert!(run.app("phone")["reason"].as_str().unwrap().contains("; was healthy "), "{run:#?}");
    drop(awake);
    eventually("Docker answers again", SOON, || person.status().states("hornbill") == ON_HORNBILL);
}

/// On toucan, where less has to be put right again.
fn stopped(lab: &Lab) {
    let person = lab.person_with_apps_on_both();
    person.status().ended(0, SOON);
    let settled = lab.undo("toucan", "/usr/local/lib/sgos-lab/settle states");
    lab.sh(
        "toucan",
        "pid=$(cat /run/docker.pid); kill -KILL $pid; while [ -d /proc/$pid ]; do sleep 0.05; done",
    );
    let run = person.status();
    run.ended(0, SOON);
    assert_eq!(run.states("hornbill"), ON_HORNBILL);
    unknown(&run, "toucan", "Docker is not running");
    assert!(run.host("toucan")["hint"].to_string().contains("systemctl start docker"), "{run:#?}");
    assert!(run.app("status")["reason"].as_str().unwrap().contains("; was healthy "), "{run:#?}");
    // No socket at all.
    lab.sh("toucan", "rm -f /run/docker.sock");
    let run = person.status();
    unknown(&run, "toucan", "Docker is not running");
    drop(settled);
    let all = Duration::from_secs(60);
    eventually("toucan is as before", all, || person.status().states("toucan") == ON_TOUCAN);
}
