//! What it means: reports are judged into a [`Snapshot`]. Pure: no I/O, `now` is an argument.
//!
//! [`judge`] makes the snapshot, [`judge_hosts`] the part about hosts alone, [`select`] leaves apps
//! out, [`exit_for`] turns it into an exit code, [`view`] into text or data, [`is_news`] compares
//! two. This room does not know how a host was asked.

mod absent;
mod app;
mod container;
mod ended;
mod exit;
mod find;
mod forge;
mod health;
mod host;
mod hosts;
mod judge;
mod known;
mod known_services;
mod news;
mod places;
mod project;
mod schema;
mod select;
mod snapshot;
mod summary;
mod trouble;
mod verdicts;
mod version;
pub mod view;

#[cfg(test)]
mod fixture;

pub use container::Verdict;
pub use ended::meaning as meaning_of_exit;
pub use exit::exit_for;
pub use forge::repository_url;
pub use health::last_output as last_health_output;
pub use hosts::{ContainerCounts, Hosts, judge_hosts};
pub use judge::judge;
pub use known::{KnownApp, remember};
pub use known_services::{KnownService, remember_services};
pub use news::{is_news, is_news_of_hosts};
pub use places::{AppPlace, app_places};
pub use schema::{hosts_schema, schema};
pub use select::{UnknownApp, UnknownApps, keep, select};
pub use snapshot::{
    AppStatus, CollectorStatus, CommitRef, HostStatus, SCHEMA_VERSION, Selection, Severity,
    Snapshot, State, Summary, SummaryState,
};
pub use trouble::docker_trouble;
pub use verdicts::judge_containers;
