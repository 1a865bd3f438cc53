//! What was known of a host before: where to look, so that it need not be asked first.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::commits::Object;
use super::{Checkout, GitFact, HostOutcome, HostReport};

/// Docker's socket that the script asks before all others.
pub(super) const USUAL: &str = "/var/run/docker.sock";

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
        Some(Self {
            directories: checkouts.keys().cloned().collect(),
            commits: checkouts.values().filter_map(commit).collect(),
            inspected: wanting.map(|container| container.id.clone()).collect(),
            refused_at: None,
        })
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

#[cfg(test)]
mod tests {
    use super::super::report::{Commit, Container, ContainerState, Details, Route};
    use super::super::{FailureKind, HostFailure, SectionFailure};
    use super::*;
    use crate::exit::Exit;

    const SHA: &str = "9f3c2d1a0b4e5f60718293a4b5c6d7e8f9012345";

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_780_000_000 + seconds).unwrap()
    }

    fn container(id: &str, details: Option<Details>) -> Container {
        Container {
            id: id.into(),
            name: id.into(),
            image: String::new(),
            state: ContainerState::Running,
            health: None,
            labels: BTreeMap::new(),
            ports: Vec::new(),
            created: at(0),
            status_text: String::new(),
            details,
        }
    }

    fn report() -> HostReport {
        let commit = Commit {
            sha: SHA.into(),
            subject: "Call again".into(),
            author_date: Some(at(0)),
            branch: None,
            origin: None,
        };
        let checkout = Checkout { git: GitFact::Commit(commit), ..Checkout::default() };
        HostReport {
            clock: Ok(at(0)),
            containers: Ok(vec![container("a", None), container("b", Some(Details::default()))]),
            route: Some(Route { socket: USUAL.into(), instead: None }),
            checkouts: Ok([("/srv/phone".to_owned(), checkout)].into()),
            facts: None,
            jobs: None,
            durations_ms: BTreeMap::new(),
            complete: true,
            failures: Vec::new(),
        }
    }

    fn outcome(result: Result<HostReport, HostFailure>) -> [HostOutcome; 1] {
        let host = "hornbill".to_owned();
        [HostOutcome { host, asked_at: at(0), finished_at: at(0), latency: None, result }]
    }

    type Places = BTreeMap<String, KnownPlaces>;

    fn after(report: HostReport, before: &Places, from_afar: Option<bool>) -> Places {
        let from_afar = from_afar.map(|well| ("hornbill".to_owned(), well)).into_iter().collect();
        remember_places(&outcome(Ok(report)), before, &from_afar)
    }

    #[test]
    fn a_look_is_remembered_and_survives_a_file() {
        let places = after(report(), &Places::new(), None);
        let known = &places["hornbill"];
        assert_eq!(known.directories, ["/srv/phone".to_owned()].into());
        assert_eq!(known.hashes(), SHA);
        assert_eq!(known.objects()[SHA].subject, "Call again");
        assert_eq!(known.inspected, ["b".to_owned()].into());
        assert!(known.are_of_use(at(0)));
        let text = serde_json::to_string(&places).unwrap();
        assert_eq!(serde_json::from_str::<Places>(&text).unwrap(), places);
    }

    #[test]
    fn a_silent_host_keeps_what_was_known_and_one_with_another_docker_nothing() {
        let before = after(report(), &Places::new(), None);
        let failure =
            HostFailure { exit: Exit::Unreachable, message: "no route".into(), hint: None };
        let none = BTreeMap::new();
        assert_eq!(remember_places(&outcome(Err(failure)), &before, &none), before);
        let route = Route { socket: "/run/podman/podman.sock".into(), instead: None };
        let podman = HostReport { route: Some(route), ..report() };
        assert!(after(podman, &before, None).is_empty());
        let instead = Route { socket: USUAL.into(), instead: Some("no answer at it".into()) };
        assert!(after(HostReport { route: Some(instead), ..report() }, &before, None).is_empty());
        let client = HostReport { route: None, ..report() };
        assert!(after(client, &before, None).is_empty());
        let failure = SectionFailure {
            section: "containers".into(),
            kind: FailureKind::NotRunning,
            message: String::new(),
        };
        assert!(
            after(HostReport { containers: Err(failure), ..report() }, &before, None).is_empty()
        );
    }

    #[test]
    fn a_refusal_counts_for_a_day_and_until_it_went_well() {
        let refused = after(report(), &Places::new(), Some(false));
        let known = |places: &Places| places["hornbill"].clone();
        assert!(!known(&refused).are_of_use(at(60)));
        assert!(!known(&refused).are_of_use(at(24 * 3600 - 1)));
        assert!(known(&refused).are_of_use(at(24 * 3600)));
        // A clock that was put back must not shut it for ever.
        assert!(known(&refused).are_of_use(at(-3600)));
        let kept = after(report(), &refused, None);
        assert_eq!(kept, refused);
        assert!(known(&after(report(), &kept, Some(true))).are_of_use(at(60)));
    }

    #[test]
    fn a_commit_without_its_date_is_asked_for_again() {
        let mut report = report();
        let commit = |checkout: &mut Checkout| match &mut checkout.git {
            GitFact::Commit(commit) => commit.author_date = None,
            _ => unreachable!(),
        };
        report.checkouts.as_mut().unwrap().values_mut().for_each(commit);
        assert_eq!(after(report, &Places::new(), None)["hornbill"].commits, BTreeMap::new());
    }
}
