//! Hosts that cannot be reached: no such name, nobody listens, the plug is pulled.

use std::time::Duration;

use crate::LabTest;
use crate::lab::Lab;
use crate::person::{ON_HORNBILL, ON_TOUCAN, Person};

pub(crate) const TESTS: &[LabTest] = &[
    ("unreachable::nobody_listens", nobody_listens),
    ("unreachable::no_such_name", no_such_name),
    ("unreachable::cut_off_before_the_first_look", cut_off_before_the_first_look),
    ("unreachable::cut_off_with_a_kept_connection", cut_off_with_a_kept_connection),
    ("unreachable::names_may_be_on_the_silent_host", names_may_be_on_the_silent_host),
];

const SOON: Duration = Duration::from_secs(8);

/// Hornbill could not be asked, for this reason and with this advice; toucan is complete.
fn only_hornbill_is_missing(person: &Person<'_>, error: &str, hint: &str) {
    let run = person.status();
    run.ended(4, SOON);
    assert_eq!(run.states("toucan"), ON_TOUCAN);
    assert_eq!(run.states("hornbill"), ["budget unknown", "phone unknown", "wiki unknown"]);
    let host = run.host("hornbill");
    assert_eq!(host["reachable"], false);
    assert!(host["error"].as_str().unwrap().contains(error), "{host:#}");
    assert!(host["hint"].as_str().unwrap().contains(hint), "{host:#}");
    assert_eq!(run.json()["summary"]["state"], "unknown");
    let text = person.run(&["status", "-o", "text"]);
    assert_eq!(text.code, 4);
    assert!(!text.stdout.contains("Operational"), "{text:#?}");
    assert!(text.stdout.contains("hornbill is unreachable"), "{text:#?}");
    assert_eq!(person.run(&["status", "--exit-status"]).code, 4, "unknown, not down");
}

fn nobody_listens(lab: &Lab) {
    let person = lab.person_with_apps_on_both();
    person.set("hosts.hornbill", "port", "1");
    only_hornbill_is_missing(&person, "connection refused", "check the port of hornbill");
}

fn no_such_name(lab: &Lab) {
    let person = lab.person_with_apps_on_both();
    person.set("hosts.hornbill", "address", "\"hornbill.invalid\"");
    only_hornbill_is_missing(&person, "its name does not resolve", "check `address` of hornbill");
}

fn cut_off_before_the_first_look(lab: &Lab) {
    let person = lab.person_with_apps_on_both();
    let cut = lab.cut("hornbill");
    only_hornbill_is_missing(&person, "no connection", "check that hornbill is up");
    drop(cut);
    let run = person.status();
    run.ended(0, SOON);
    assert_eq!(run.states("hornbill"), ON_HORNBILL);
}

fn cut_off_with_a_kept_connection(lab: &Lab) {
    let person = lab.person_with_apps_on_both();
    person.status().ended(0, SOON);
    let cut = lab.cut("hornbill");
    only_hornbill_is_missing(&person, "no connection", "check that hornbill is up");
    let reason = person.status().app("phone")["reason"].to_string();
    assert!(reason.contains("was healthy"), "{reason}");
    drop(cut);
    let run = person.status();
    run.ended(0, SOON);
    assert_eq!(run.states("hornbill"), ON_HORNBILL);
    assert_eq!(person.masters().len(), 2);
}

fn names_may_be_on_the_silent_host(lab: &Lab) {
    let person = lab.person();
    person.set("hosts.hornbill", "port", "1");
    let run = person.run(&["status", "maps"]);
    assert_eq!(run.code, 7, "{run:#?}");
    assert!(run.stderr.contains("it may be on hornbill, which did not answer"), "{run:#?}");
}
