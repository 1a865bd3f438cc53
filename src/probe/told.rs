//! A report put together of two answers: Docker's own, asked over its socket, and that of a script
//! which was told where to look. It says the same as the answer of the one script that asks for all.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use super::frame::Answer;
use super::places::{KnownPlaces, USUAL};
use super::report::{Checkout, Container, Fact, Route};
use super::{HostReport, NoAnswer, Sections, containers, inspect, parse, request};
use crate::transport::Invocation;

/// The list of all containers, and one of them, as Docker's API names them.
pub const LIST: &str = "/containers/json?all=1";

pub fn path_of(id: &str) -> String {
    format!("/containers/{id}/json")
}

/// A word of a command line must not be longer than 128 KiB, and the script has its part of it.
const LONGEST: usize = 64 << 10;

/// The command that looks at `directories`; `known` are the commits that need no git. `None` where
/// they do not fit into a command, or a name holds a line break, which the script could not tell
/// from two names.
pub fn told_invocation<'a>(
    directories: impl Iterator<Item = &'a str> + Clone,
    known: &KnownPlaces,
    nonce: &str,
    time_limit: Duration,
) -> Option<Invocation> {
    let hashes = known.hashes();
    let size = directories.clone().map(|directory| 2 * directory.len() + 8).sum::<usize>();
    let mut fit = directories.clone().map(|directory| !directory.contains(['\n', '\0']));
    (size + hashes.len() <= LONGEST && fit.all(|fits| fits))
        .then(|| request::told(directories, &hashes, nonce, time_limit))
}

/// What Docker itself said.
#[derive(Debug, Clone, PartialEq)]
pub struct Listed {
    pub containers: Vec<Container>,
    seen: BTreeMap<String, inspect::Seen>,
}

impl Listed {
    pub fn of(body: &[u8]) -> Fact<Self> {
        let containers = containers::containers_of_list(body)?;
        Ok(Self { containers, seen: BTreeMap::new() })
    }

    /// One that was asked for besides; whether the list says enough of it is no matter.
    pub fn add(&mut self, body: &[u8]) -> Fact<()> {
        self.seen.extend(inspect::one(body)?);
        Ok(())
    }

    /// The containers of which the list does not say enough, and which were not asked for yet.
    pub fn wanting(&self) -> BTreeSet<String> {
        let mut wanting = self.not_well();
        wanting.retain(|id| !self.seen.contains_key(id));
        wanting
    }

    fn not_well(&self) -> BTreeSet<String> {
        let wanting = self.containers.iter().filter(|one| parse::is_wanting(one, Sections::APPS));
        wanting.map(|one| one.id.clone()).collect()
    }

    /// The directories that the containers name.
    pub fn directories(&self) -> BTreeSet<&str> {
        self.containers
            .iter()
            .filter_map(Container::working_dir)
            .filter(|dir| !dir.is_empty())
            .collect()
    }
}

/// What the script said.
#[derive(Debug, Clone, PartialEq)]
pub struct Told {
    report: HostReport,
    /// Docker's socket there is the one that was asked, and this user may.
    pub is_usual: bool,
}

impl Told {
    /// Reads an answer to what [`told_invocation`] asked with the same `nonce` and `known`.
    pub fn parse(
        stdout: &[u8],
        stderr: &[u8],
        nonce: &str,
        known: &KnownPlaces,
    ) -> Result<Self, NoAnswer> {
        let answer = Answer::parse(stdout, nonce).ok_or_else(|| NoAnswer::said(stdout, stderr))?;
        let mut failures = Vec::new();
        let checkouts =
            parse::checkouts(&answer, nonce, Sections::APPS, known.objects(), &mut failures);
        let report = HostReport {
            clock: answer.section("clock").and_then(parse::clock),
            route: None,
            containers: Ok(Vec::new()),
            checkouts,
            facts: None,
            jobs: None,
            durations_ms: answer.durations_ms(),
            complete: answer.complete,
            failures,
        };
        let is_usual = answer.section("docker").is_ok_and(|text| text.exit == 0);
        Ok(Self { report, is_usual })
    }

    /// What was asked for afterwards, because nobody knew of it before.
    pub fn add(&mut self, further: Self) {
        self.report.complete &= further.report.complete;
        match (&mut self.report.checkouts, further.report.checkouts) {
            (Ok(checkouts), Ok(further)) => checkouts.extend(further),
            (checkouts @ Ok(_), Err(failure)) => *checkouts = Err(failure),
            (Err(_), _) => {}
        }
        for failure in further.report.failures {
            if !self.report.failures.contains(&failure) {
                self.report.failures.push(failure);
            }
        }
    }

    /// `always`: directories that are looked at whatever the containers name.
    pub fn join(self, listed: Listed, always: &[String]) -> HostReport {
        let mut report = self.report;
        let named = listed.directories();
        let is_named = |directory: &String, _: &mut Checkout| {
            named.contains(directory.as_str()) || always.contains(directory)
        };
        if let Ok(checkouts) = &mut report.checkouts {
            checkouts.retain(is_named);
        }
        // Of one that has become well meanwhile the list is enough.
        let wanting = listed.not_well();
        let Listed { mut containers, mut seen } = listed;
        seen.retain(|id, _| wanting.contains(id));
        parse::add_seen(&mut containers, seen);
        report.containers = Ok(containers);
        report.route = Some(Route { socket: USUAL.to_owned(), instead: None });
        report
    }
}

#[cfg(test)]
mod tests;
