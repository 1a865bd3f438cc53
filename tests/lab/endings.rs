//! sgos ended from outside, in every phase: what it started ends with it, here and on the hosts.

use std::time::Duration;

use rustix::process::Signal;

use crate::LabTest;
use crate::lab::{Lab, Undo, eventually};
use crate::person::{Person, Running, processes_here};

pub(crate) const TESTS: &[LabTest] = &[
    ("endings::interrupted_while_a_host_works", interrupted_while_a_host_works),
    ("endings::interrupted_while_connecting", interrupted_while_connecting),
    ("endings::interrupted_on_a_terminal", interrupted_on_a_terminal),
    ("endings::terminated_politely", terminated_politely),
    ("endings::killed_while_a_host_works", killed_while_a_host_works),
    ("endings::killed_without_kept_connections", killed_without_kept_connections),
];

const SOON: Duration = Duration::from_secs(5);

/// A status that waits for hornbill's `perl`.
fn waiting<'a>(lab: &'a Lab, person: &Person<'_>) -> (Running, Undo<'a>) {
    let slow = lab.wrap("hornbill", "perl", "sleep 1000; exec /usr/bin/perl \"$@\"");
    let running = person.start(&["status", "-o", "json"]);
    eventually("the host works", SOON, || lab.running("hornbill", "sleep 1000") > 0);
    (running, slow)
}

fn nothing_goes_on(lab: &Lab) {
    eventually("the work on the host ends", SOON, || {
        ["sleep 1000", "sgos-probe"].iter().all(|text| lab.running("hornbill", text) == 0)
    });
}

fn interrupted_while_a_host_works(lab: &Lab) {
    let person = lab.person();
    let (running, slow) = waiting(lab, &person);
    let started = std::time::Instant::now();
    running.signal(Signal::INT);
    let run = running.wait();
    assert!(started.elapsed() < Duration::from_secs(3), "{run:#?}");
    assert_eq!(run.code, 130, "{run:#?}");
    assert_eq!(run.json()["error"]["exit"], 130, "{run:#?}");
    assert!(run.stderr.contains("interrupted"), "{run:#?}");
    nothing_goes_on(lab);
    drop(slow);
    person.status().ended(0, SOON);
    assert_eq!(person.masters().len(), 2);
}

fn interrupted_while_connecting(lab: &Lab) {
    let person = lab.person();
    person.set("ssh", "connect_timeout", "\"20s\"");
    let frozen = lab.freeze("hornbill");
    let running = person.start(&["status"]);
    eventually("ssh connects", SOON, || {
        processes_here().iter().any(|line| line.contains("ssh -M") && line.contains("hornbill"))
    });
    let started = std::time::Instant::now();
    running.signal(Signal::INT);
    let run = running.wait();
    assert!(started.elapsed() < Duration::from_secs(3), "{run:#?}");
    assert_eq!((run.code, run.stdout.as_str()), (130, ""), "{run:#?}");
    eventually("no ssh goes on connecting", SOON, || {
        !processes_here().iter().any(|line| line.contains("hornbill"))
    });
    drop(frozen);
    person.status().ended(0, SOON);
}

fn interrupted_on_a_terminal(lab: &Lab) {
    let person = lab.person();
    let _slow = lab.wrap("hornbill", "perl", "sleep 1000; exec /usr/bin/perl \"$@\"");
    let mut terminal = person.terminal(100, &["status"]);
    // Something is to be seen while it waits, and it names the host.
    terminal.wait_for("hornbill: ");
    terminal.type_in("\x03");
    let (screen, code) = terminal.end();
    assert_eq!(code, 130, "{screen:?}");
    assert!(screen.contains("interrupted"), "{screen:?}");
    let hidden = screen.matches("\x1b[?25l").count();
    assert!(screen.matches("\x1b[?25h").count() >= hidden, "no cursor any more: {screen:?}");
    nothing_goes_on(lab);
}

fn terminated_politely(lab: &Lab) {
    let person = lab.person();
    for signal in [Signal::TERM, Signal::HUP] {
        let (running, _slow) = waiting(lab, &person);
        running.signal(signal);
        let run = running.wait();
        assert_eq!(run.code, 130, "{run:#?}");
        nothing_goes_on(lab);
    }
}

fn killed_while_a_host_works(lab: &Lab) {
    let person = lab.person();
    let (running, slow) = waiting(lab, &person);
    running.signal(Signal::KILL);
    running.wait();
    nothing_goes_on(lab);
    assert_eq!(person.masters().len(), 2);
    drop(slow);
    person.status().ended(0, SOON);
    assert_eq!(person.masters().len(), 2);
}

fn killed_without_kept_connections(lab: &Lab) {
    let person = lab.person();
    person.set("ssh", "persist", "\"0\"");
    let (running, _slow) = waiting(lab, &person);
    running.signal(Signal::KILL);
    running.wait();
    nothing_goes_on(lab);
    eventually("the masters end by themselves", SOON, || processes_here().is_empty());
}
