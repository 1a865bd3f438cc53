//! Tests against two real hosts, one at a time. Without a lab they are left out, visibly and counted.

#![allow(unreachable_pub, reason = "nothing outside sees a test binary")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a test may fail, start processes and read the environment"
)]

mod lab;
mod status;

use libtest_mimic::{Arguments, Trial};

use crate::lab::Lab;

/// A test with its name; it may break the lab, and must mend it.
type LabTest = (&'static str, fn(&Lab));

fn main() -> std::process::ExitCode {
    let mut arguments = Arguments::from_args();
    // They share the hosts.
    arguments.test_threads = Some(1);
    let found = Lab::find();
    let tests: Vec<LabTest> = [status::TESTS].concat();
    if found.is_none() && !arguments.list {
        eprintln!("{} lab tests left out: no lab runs. `cargo xtask test` runs them.", tests.len());
    }
    let trials = tests.into_iter().map(|(name, test)| {
        let lab = found.clone();
        let left_out = lab.is_none();
        let run = move || {
            let lab = lab.ok_or("no lab runs")?;
            let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| test(&lab)));
            lab.mend();
            result.map_err(|panic| panic_text(&*panic).into())
        };
        Trial::test(name, run).with_ignored_flag(left_out)
    });
    libtest_mimic::run(&arguments, trials.collect()).exit_code()
}

fn panic_text(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().cloned();
    text.or_else(|| panic.downcast_ref::<&str>().map(ToString::to_string)).unwrap_or_default()
}
