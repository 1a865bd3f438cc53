//! What a host says of some stacks when a plan is made: what their files declare, what runs, and what differs.

mod inspect;
mod parse;
mod request;

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::probe::Container;

pub(super) use inspect::{FORMAT, containers};
pub use parse::{FactsError, parse};
pub use request::{Asked, AskedPlace, invocation};

/// The facts of one host.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Facts {
    /// The host's own clock.
    pub now: Timestamp,
    pub compose: Compose,
    pub places: Vec<PlaceFacts>,
    /// By the id of the container.
    pub instances: BTreeMap<String, Instance>,
    /// The id of the image that each name with its tag means now.
    pub images: BTreeMap<String, String>,
}

/// Whether the host has a compose that can be used.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Compose {
    /// Version 2 or later, or nobody had a reason to ask.
    #[default]
    Usable,
    /// Only `docker-compose`, which ended with version 1.
    OnlyV1,
    Missing,
}

/// One stack's directory.
#[derive(Debug, Clone, PartialEq)]
pub struct PlaceFacts {
    /// Empty where no container told it.
    pub project: String,
    pub directory: String,
    /// The directory is there.
    pub there: bool,
    /// The services that its compose file declares, each with the hash of its definition; else what
    /// compose says is wrong.
    pub declared: Result<BTreeMap<String, String>, String>,
    /// What compose remarked, such as a variable that is not set.
    pub remarks: Vec<String>,
    /// Its named volumes, where they were asked for.
    pub volumes: Vec<String>,
}

/// A container of compose, looked at.
#[derive(Debug, Clone, PartialEq)]
pub struct Instance {
    /// With its details.
    pub container: Container,
    /// The newest of the files that it was given to read, and when that was changed.
    pub newest_file: Option<(String, Timestamp)>,
}

impl Facts {
    /// What is known of the stack in that directory with that project; either may be unknown.
    pub fn place(&self, project: Option<&str>, directory: Option<&str>) -> Option<&PlaceFacts> {
        let fits = |place: &&PlaceFacts| {
            Some(place.directory.as_str()) == directory
                && project
                    .is_none_or(|project| place.project == project || place.project.is_empty())
        };
        self.places.iter().find(fits)
    }
}
