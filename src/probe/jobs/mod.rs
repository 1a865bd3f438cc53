//! The section of scheduled jobs: crontabs as they are, timers as systemd lists them, cron's own log.

mod facts;
mod log;
mod parse;
mod timers;

pub use facts::{
    CronDaemon, CronFile, CronKind, CronTable, JobFacts, JobLog, LoggedRun, LoggedTime, Meta,
    TableOwner, Timer, ZoneFact,
};
pub(super) use parse::parse;
