//! What is out there: one fixed script per host, its framed answer, and the parsers that make a [`HostReport`] of it.
//!
//! Parsing is pure. This room does not know how a host is reached and does not judge what it finds.

mod app_json;
mod checkouts;
mod commits;
mod containers;
mod failure;
mod frame;
mod host;
mod host_clock;
mod inspect;
mod jobs;
mod origin;
mod outcome;
mod parse;
mod places;
mod ports;
mod report;
mod request;
mod told;
mod watchtower;

pub use containers::{containers_of_list, of_inspect};
pub(crate) use frame::Answer;
pub use frame::nonce;
pub use host_clock::{HostClock, milliseconds, moved};
pub use jobs::{
    CronDaemon, CronFile, CronKind, CronTable, JobFacts, JobLog, LoggedRun, LoggedTime, Meta,
    TableOwner, Timer, ZoneFact,
};
pub use outcome::{HostFailure, HostOutcome};
pub use parse::{NoAnswer, parse};
pub use places::{KnownCommit, KnownPlaces, remember_places};
pub use report::{
    AppJson, AppJsonFact, Checkout, Commit, Container, ContainerState, Details, Fact, FailureKind,
    GitFact, Health, HealthLog, HostFacts, HostReport, PublishedPort, Route, SectionFailure,
};
pub use request::{Request, Sections, arguments, invocation, script};
pub use told::{LIST, Listed, Told, path_of, told_invocation};
pub use watchtower::{WatchtowerSettings, is_watchtower};
