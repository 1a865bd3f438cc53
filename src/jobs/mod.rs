//! Scheduled jobs: what runs when, what never does, and why. Pure: no I/O, `now` is an argument.
//!
//! [`judge`] makes the report of the hosts' answers, [`select`] leaves jobs out, [`view`] shows it. This room does
//! not know how a host was asked, and never runs anything of what it reads.

mod command;
mod crontab;
#[cfg(test)]
mod fixture;
mod judge;
mod news;
mod next;
mod pattern;
mod report;
mod schema;
pub mod view;
mod words;

pub use judge::judge;
pub use news::is_news;
pub use report::{
    HostJobs, Ignored, Job, JobKind, JobSelection, JobSource, JobsReport, Outcome, Runs,
    SCHEMA_VERSION, select,
};
pub use schema::schema;
