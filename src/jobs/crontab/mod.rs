//! A crontab's grammar: which lines are jobs, and which lines or files the host's own cron ignores, and why.
//!
//! Checked against Debian's cron 3.0pl1 by letting it read the same files, and against the sources of cronie.

mod fields;
mod line;
mod table;

pub(super) use fields::Fields;
pub(super) use table::{Entry, Table, When, read, spelled};
