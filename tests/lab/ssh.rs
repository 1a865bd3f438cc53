//! Onto a host: the inventory's way there, words as they are, and a terminal.

use std::time::Duration;

use crate::LabTest;
use crate::lab::{Lab, eventually};
use crate::person::Person;

pub(crate) const TESTS: &[LabTest] = &[
    ("ssh::programs_run_with_their_words_and_codes", programs_run_with_their_words_and_codes),
    ("ssh::a_login_shell_on_a_terminal", a_login_shell_on_a_terminal),
    ("ssh::a_key_that_has_changed_is_refused", a_key_that_has_changed_is_refused),
    ("ssh::open_prints_what_a_browser_would_show", open_prints_what_a_browser_would_show),
];

const SOON: Duration = Duration::from_secs(15);

fn programs_run_with_their_words_and_codes(lab: &Lab) {
    let person = lab.person();
    let run = person.run(&["ssh", "toucan", "--", "id", "-un"]);
    run.ended(0, SOON);
    assert_eq!(run.stdout, "stefan\n");
    let script = "printf '[%s]' \"$@\"; exit 42";
    let run =
        person.run(&["ssh", "hornbill", "--", "sh", "-c", script, "sh", "a  b", "$HOME", "\\\\"]);
    run.ended(42, SOON);
    assert_eq!(run.stdout, "[a  b][$HOME][\\\\]");
    person.run(&["ssh", "hornbill", "--", "sh", "-c", "exit 255"]).ended(255, SOON);
    let run = person.run(&["ssh", "hornbil"]);
    run.ended(7, SOON);
    assert!(run.stderr.contains("hornbill"), "{run:#?}");
    assert_eq!(person.masters().len(), 2, "over the kept connections");
}

fn a_login_shell_on_a_terminal(lab: &Lab) {
    let person = lab.person();
    let tmux = person.tmux(90, 24);
    let modes = tmux.modes();
    tmux.sgos("ssh toucan");
    tmux.wait("the prompt there", |screen| screen.contains("toucan") && screen.ends_with('$'));
    tmux.keys(&["stty size; echo $((6 * 7))", "Enter"]);
    tmux.wait("the answer", |screen| screen.contains("24 90") && screen.contains("\n42\n"));
    tmux.keys(&["sleep 1000", "Enter"]);
    eventually("it sleeps", SOON, || lab.running("toucan", "sleep 1000") > 0);
    // For the program there, not for the shell and not for sgos.
    tmux.keys(&["C-c"]);
    eventually("it is interrupted", SOON, || lab.running("toucan", "sleep 1000") == 0);
    tmux.keys(&["exit 5", "Enter"]);
    tmux.wait_for("ended 5");
    assert_eq!(tmux.modes(), modes);
}

fn a_key_that_has_changed_is_refused(lab: &Lab) {
    let person = lab.person();
    let known = std::fs::read_to_string(&lab.known_hosts).unwrap();
    // Each host has the keys of the other.
    let addresses = ["toucan", "hornbill"].map(|host| lab.hosts[host].address.clone());
    let swapped = known
        .replace(&addresses[0], "\u{1}")
        .replace(&addresses[1], &addresses[0])
        .replace('\u{1}', &addresses[1]);
    assert_ne!(known, swapped);
    let file = person.write("known_hosts", &swapped);
    person.set("ssh", "known_hosts_file", &crate::person::quoted(&file));
    let run = person.run(&["ssh", "toucan", "--", "true"]);
    run.ended(9, SOON);
    assert!(run.stderr.contains("CHANGED"), "{run:#?}");
}

fn printed(person: &Person<'_>, arguments: &[&str]) -> String {
    let run = person.run(&[&["open", "--print"], arguments].concat());
    run.ended(0, SOON);
    assert!(run.stderr.is_empty(), "{run:#?}");
    run.stdout.trim().to_owned()
}

fn open_prints_what_a_browser_would_show(lab: &Lab) {
    let person = lab.person();
    let toucan = &lab.hosts["toucan"].address;
    assert_eq!(printed(&person, &["phone"]), "https://phone.sgl.as");
    assert!(person.sockets().is_empty(), "the inventory knows it: no host is asked");
    assert_eq!(printed(&person, &["monitoring/loki"]), format!("http://{toucan}:3100"));
    assert_eq!(printed(&person, &["phone", "--repo"]), "https://github.com/sgl-as/phone");
    let run = person.run(&["open", "monitoring", "--print"]);
    run.ended(7, SOON);
    assert!(run.stderr.contains("monitoring/grafana on toucan"), "{run:#?}");
    person.run(&["open", "alloy@hornbill", "--print"]).ended(1, SOON);
    person.run(&["open", "phne", "--print"]).ended(7, SOON);
}
