//! Tests against two real hosts, one at a time. Without a lab they are left out, visibly and counted.

#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "tests start processes, look at the clock, and fail by panicking"
)]

mod changes;
mod checkouts;
mod completions;
mod compose;
mod compose_faults;
mod compose_output;
mod compose_stack;
mod connections;
mod docker;
mod endings;
mod exec;
mod follow;
mod frozen;
mod garbage;
mod hosts;
mod init;
mod jobs;
mod lab;
mod lines;
mod names;
mod online;
mod output;
mod person;
mod ps;
mod recordings;
mod sessions;
mod slow;
mod ssh;
mod status;
mod terminal;
mod tmux;
mod told;
mod trust;
mod unreachable;
mod watch;

use std::sync::Mutex;

use libtest_mimic::{Arguments, Failed, Trial};

use crate::lab::Lab;

/// A test with its name; it may break the lab, and must mend it.
type LabTest = (&'static str, fn(&Lab));

/// In the order in which they run; the last ones need the longest to be mended.
const TESTS: &[&[LabTest]] = &[
    status::TESTS,
    hosts::TESTS,
    watch::TESTS,
    output::TESTS,
    lines::TESTS,
    jobs::TESTS,
    ps::TESTS,
    exec::TESTS,
    ssh::TESTS,
    completions::TESTS,
    connections::TESTS,
    sessions::TESTS,
    trust::TESTS,
    changes::TESTS,
    init::TESTS,
    unreachable::TESTS,
    frozen::TESTS,
    slow::TESTS,
    endings::TESTS,
    recordings::TESTS,
    online::TESTS,
    garbage::TESTS,
    checkouts::TESTS,
    names::TESTS,
    follow::TESTS,
    docker::TESTS,
    told::TESTS,
    compose::TESTS,
    compose_faults::TESTS,
    compose_output::TESTS,
];

fn main() -> std::process::ExitCode {
    let mut arguments = Arguments::from_args();
    // They share the hosts.
    arguments.test_threads = Some(1);
    let found = Lab::find();
    let tests = TESTS.concat();
    if found.is_none() && !arguments.list {
        eprintln!("{} lab tests left out: no lab runs. `cargo xtask test` runs them.", tests.len());
    }
    let trials = tests.into_iter().map(|(name, test)| {
        let lab = found.clone();
        let left_out = lab.is_none();
        let run = move || twice(name, &lab.ok_or("no lab runs")?, test);
        Trial::test(name, run).with_ignored_flag(left_out)
    });
    let conclusion = libtest_mimic::run(&arguments, trials.collect());
    // Behind the runner's own lines, which it begins before a test and ends after it.
    for again in AGAIN.lock().unwrap().iter() {
        println!("again {again}");
    }
    conclusion.exit_code()
}

/// The tests that failed at first, with the reason.
static AGAIN: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// Two real hosts share a machine with whatever else it does. What fails once is told, counted in
/// the summary, and tried a second time; what fails twice has failed.
fn twice(name: &str, lab: &Lab, test: fn(&Lab)) -> Result<(), Failed> {
    run(lab, test).or_else(|first| {
        let reason = first.message().unwrap_or_default().lines().collect::<Vec<_>>().join(" | ");
        AGAIN.lock().unwrap().push(format!("{name}: {reason}"));
        run(lab, test)
    })
}

/// Whatever a test is about, it must leave no process behind, neither here nor on a host.
fn run(lab: &Lab, test: fn(&Lab)) -> Result<(), Failed> {
    let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| test(lab)));
    lab.thaw();
    let left_behind = lab.left_behind();
    result.map_err(|panic| panic_text(&*panic))?;
    if left_behind.is_empty() {
        return Ok(());
    }
    Err(format!("left behind:\n{}", left_behind.join("\n")).into())
}

fn panic_text(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().cloned();
    text.or_else(|| panic.downcast_ref::<&str>().map(ToString::to_string)).unwrap_or_default()
}
