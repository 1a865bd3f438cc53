//! What was known of a host before: where to look, so that it need not be asked first.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::commits::Object;
use super::{Checkout, GitFact, HostOutcome, HostReport};

/// Docker's socket that the script asks before all others.
pub(super) const USUAL: &str = "/var/run/docker.sock";

/// A word of a command line must not be longer than 128 KiB, and the script has its part of it.
const LONGEST: usize = 64 << 10;

/// A host whose sshd does not forward sockets is tried again after this many hours.
const REFUSED_HOURS: i64 = 24;

/// What the last look at a host found.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct KnownPlaces {
    pub directories: BTreeSet<String>,
    /// By hash. A commit never changes.
    pub commits: BTreeMap<String, KnownCommit>,
    /// The ids of the containers that the list did not say enough of.
    pub inspected: BTreeSet<String>,
    /// When Docker could not be asked from afar.
    pub refused_at: Option<Timestamp>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KnownCommit {
    pub subject: String,
    pub author_date: Timestamp,
}

impl KnownPlaces {
    /// Whether a host is worth being asked by it.
    pub fn are_of_use(&self, now: Timestamp) -> bool {
        let hours = |then: Timestamp| now.duration_since(then).as_hours();
        !self.directories.is_empty()
            && self.refused_at.is_none_or(|then| !(0..REFUSED_HOURS).contains(&hours(then)))
    }

    pub(super) fn hashes(&self) -> String {
        self.commits.keys().map(String::as_str).collect::<Vec<_>>().join(" ")
    }

    pub(super) fn objects(&self) -> BTreeMap<String, Object> {
        let object = |commit: &KnownCommit| Object {
            subject: commit.subject.clone(),
            author_date: Some(commit.author_date),
        };
        self.commits.iter().map(|(hash, commit)| (hash.clone(), object(commit))).collect()
    }

    /// `None` where the next look has to begin from nothing.
    fn of(report: &HostReport) -> Option<Self> {
        let route = report.route.as_ref()?;
        if route.socket != USUAL || route.instead.is_some() {
            return None;
        }
        let (containers, checkouts) = (report.containers.as_ref(), report.checkouts.as_ref());
        let (Ok(containers), Ok(checkouts)) = (containers, checkouts) else { return None };
        let wanting = containers.iter().filter(|container| container.details.is_some());
        let known = Self {
            directories: checkouts.keys().cloned().collect(),
            commits: checkouts.values().filter_map(commit).collect(),
            inspected: wanting.map(|container| container.id.clone()).collect(),
            refused_at: None,
        };
        let longest = |directory: &String| 2 * directory.len() + 8;
        let size = known.directories.iter().map(longest).sum::<usize>() + known.hashes().len();
        let fit = |directory: &String| !directory.contains(['\n', '\0']);
        (size <= LONGEST && known.directories.iter().all(fit)).then_some(known)
    }
}

fn commit(checkout: &Checkout) -> Option<(String, KnownCommit)> {
    let GitFact::Commit(commit) = &checkout.git else { return None };
    let author_date = commit.author_date?;
    Some((commit.sha.clone(), KnownCommit { subject: commit.subject.clone(), author_date }))
}

/// What to keep for the next time, by host; that of a host that did not answer stays as it was.
/// `from_afar` are the hosts whose Docker was asked over its own socket, and whether that went well.
pub fn remember_places(
    outcomes: &[HostOutcome],
    previous: &BTreeMap<String, KnownPlaces>,
    from_afar: &BTreeMap<String, bool>,
) -> BTreeMap<String, KnownPlaces> {
    let mut places = previous.clone();
    for outcome in outcomes {
        let Ok(report) = &outcome.result else { continue };
        let before = places.remove(&outcome.host).unwrap_or_default();
        if let Some(mut known) = KnownPlaces::of(report) {
            known.refused_at = match from_afar.get(&outcome.host) {
                Some(true) => None,
                Some(false) => Some(outcome.finished_at),
                None => before.refused_at,
            };
            places.insert(outcome.host.clone(), known);
        }
    }
    places
}
