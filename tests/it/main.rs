//! The hermetic tests: the real binary in an empty environment, and the rules of the source tree.

#![allow(unreachable_pub, reason = "nothing outside sees a test binary")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    clippy::disallowed_methods,
    reason = "a test may fail, start processes and read the environment"
)]

mod audit;
mod change;
mod complete;
mod completions;
mod compose;
mod config;
mod env;
mod exec;
mod help;
mod hosts;
mod init;
mod inventory;
mod jobs;
mod lock;
mod logs;
mod man;
mod memory;
mod online;
mod open;
mod overview;
mod probe;
mod ps;
mod replay;
mod shipped;
mod status;
mod tidy;
mod trace;
mod trust;
mod watch;
