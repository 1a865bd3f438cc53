//! Hosts that stand still: their connections are open, and nothing comes out of them.

use std::time::Duration;

use crate::LabTest;
use crate::lab::{Lab, eventually};
use crate::person::{ON_HORNBILL, ON_TOUCAN, Run};

pub(crate) const TESTS: &[LabTest] = &[
    ("frozen::before_the_first_look", before_the_first_look),
    ("frozen::with_a_kept_connection", with_a_kept_connection),
    ("frozen::both", both),
    ("frozen::in_the_middle_of_an_answer", in_the_middle_of_an_answer),
    ("frozen::the_deadline_of_the_command_holds", the_deadline_of_the_command_holds),
    ("frozen::json_parses_and_says_so", json_parses_and_says_so),
];

const SOON: Duration = Duration::from_secs(5);

/// Toucan is complete, and hornbill's apps are unknown but not forgotten.
fn hornbill_was_well(run: &Run) {
    assert_eq!(run.states("toucan"), ON_TOUCAN);
    assert_eq!(run.states("hornbill"), ["budget unknown", "phone unknown", "wiki unknown"]);
    let phone = run.app("phone");
    assert_eq!((&phone["stale"], &phone["last_state"]), (&true.into(), &"healthy".into()));
    let reason = phone["reason"].as_str().unwrap();
    assert!(reason.starts_with("hornbill is unreachable: "), "{reason}");
    assert!(reason.contains("; was healthy "), "{reason}");
    assert!(run.app("wiki")["reason"].as_str().unwrap().contains("; was running "));
}

fn well_again(run: &Run) {
    run.ended(0, SOON);
    assert_eq!(run.states("toucan"), ON_TOUCAN);
    assert_eq!(run.states("hornbill"), ON_HORNBILL);
}

fn before_the_first_look(lab: &Lab) {
    let person = lab.person_with_apps_on_both();
    let frozen = lab.freeze("hornbill");
    let run = person.status();
    run.ended(4, SOON);
    assert_eq!(run.states("toucan"), ON_TOUCAN);
    let phone = run.app("phone");
    assert_eq!(
        (&phone["state"], &phone["last_state"]),
        (&"unknown".into(), &serde_json::Value::Null)
    );
    assert_eq!(run.host("hornbill")["error"], "no connection within 2 s");
    drop(frozen);
    well_again(&person.status());
}

fn with_a_kept_connection(lab: &Lab) {
    let person = lab.person_with_apps_on_both();
    well_again(&person.status());
    let frozen = lab.freeze("hornbill");
    for _ in 0..2 {
        let run = person.status();
        run.ended(4, SOON);
        hornbill_was_well(&run);
    }
    drop(frozen);
    well_again(&person.status());
    eventually("one connection per host", SOON, || person.masters().len() == 2);
}

fn both(lab: &Lab) {
    let person = lab.person_with_apps_on_both();
    well_again(&person.status());
    let frozen = [lab.freeze("hornbill"), lab.freeze("toucan")];
    let run = person.status();
    run.ended(4, SOON);
    let json = run.json();
    assert!(json["apps"].as_array().unwrap().iter().all(|app| app["state"] == "unknown"));
    assert_eq!(json["summary"]["state"], "unknown");
    assert_eq!(json["apps"].as_array().unwrap().len(), 6);
    drop(frozen);
    well_again(&person.status());
}

/// The answer has begun; then the link is half open.
fn in_the_middle_of_an_answer(lab: &Lab) {
    let person = lab.person_with_apps_on_both();
    well_again(&person.status());
    let slow = lab.wrap("hornbill", "perl", "sleep 4; exec /usr/bin/perl \"$@\"");
    let running = person.start(&["status", "--wide", "-o", "json", "--timeout", "3s"]);
    eventually("the answer has begun", SOON, || lab.running("hornbill", "sleep 4") > 0);
    let frozen = lab.freeze("hornbill");
    let run = running.wait();
    run.ended(4, SOON);
    hornbill_was_well(&run);
    drop((frozen, slow));
    well_again(&person.status());
}

fn the_deadline_of_the_command_holds(lab: &Lab) {
    let person = lab.person_with_apps_on_both();
    // Longer than the command may take.
    person.set("ssh", "connect_timeout", "\"20s\"");
    let frozen = lab.freeze("hornbill");
    let run = person.run(&["status", "-o", "json", "--timeout", "3s"]);
    run.ended(4, SOON);
    assert!(run.took >= Duration::from_secs(3), "{run:#?}");
    assert_eq!(run.states("toucan"), ON_TOUCAN);
    assert_eq!(run.app("phone")["state"], "unknown");
    drop(frozen);
    well_again(&person.status());
}

/// With the inventory and the options as they are by default.
fn json_parses_and_says_so(lab: &Lab) {
    let person = lab.person();
    person.set("ssh", "connect_timeout", "\"5s\"");
    person.status().ended(0, SOON);
    let frozen = lab.freeze("hornbill");
    let run = person.status();
    run.ended(4, Duration::from_secs(16));
    let json = run.json();
    assert_eq!(json["summary"]["counts"]["unknown"], 9);
    assert_eq!(run.host("toucan")["reachable"], true);
    let words = json["summary"]["text"].as_str().unwrap();
    assert!(words.contains("hornbill is unreachable"), "{words}");
    drop(frozen);
}
