//! Puts a host's report together out of the sections of its answer.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::commits::Object;
use super::frame::{Answer, Text};
use super::report::{
    Checkout, Container, ContainerState, Fact, FailureKind, Health, HostReport, Route,
    SectionFailure,
};
use super::{
    Sections, checkouts, commits, containers, failure, host, inspect, jobs, request, watchtower,
};

/// The host answered with something else, such as the words of a login shell that runs no commands.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the host ran something else than the probe{}", if said.is_empty() { String::new() } else { format!(": {said}") })]
pub struct NoAnswer {
    /// The last line it said; may be empty.
    pub said: String,
}

impl NoAnswer {
    pub(super) fn said(stdout: &[u8], stderr: &[u8]) -> Self {
        let words = [stderr, stdout].into_iter().find(|bytes| !bytes.trim_ascii().is_empty());
        let said = words.map(|bytes| failure::one_line(&String::from_utf8_lossy(bytes)));
        Self { said: said.unwrap_or_default() }
    }
}

/// Reads an answer to what was `asked`; `nonce` is the one of its question.
pub fn parse(
    stdout: &[u8],
    stderr: &[u8],
    nonce: &str,
    asked: Sections,
) -> Result<HostReport, NoAnswer> {
    let Some(answer) = Answer::parse(stdout, nonce) else {
        return Err(NoAnswer::said(stdout, stderr));
    };
    let mut failures = Vec::new();
    let mut report = HostReport {
        clock: answer.section("clock").and_then(clock),
        route: answer.section("containers").ok().and_then(|text| containers::route(&text)),
        containers: answer.section("containers").and_then(containers::parse),
        checkouts: Ok(Default::default()),
        facts: asked.machine.then(|| answer.section("host").map(host::parse)),
        jobs: asked.jobs.then(|| jobs::parse(&answer, &request::salt(nonce))),
        durations_ms: answer.durations_ms(),
        complete: answer.complete,
        failures: Vec::new(),
    };
    if let (Ok(_), Some(route)) = (&report.containers, &report.route) {
        failures.extend(passed_over(route));
    }
    if asked.apps {
        let known = BTreeMap::new();
        report.checkouts = checkouts(&answer, nonce, asked, known, &mut failures);
    }
    if (asked.apps || asked.jobs)
        && let Ok(list) = &mut report.containers
        && let Err(failure) = add_details(list, &answer, nonce, asked)
    {
        failures.push(failure);
    }
    report.failures = failures;
    Ok(report)
}

/// A Docker that was there, and whose containers are not those that are told of.
fn passed_over(route: &Route) -> Option<SectionFailure> {
    let why = route.instead.as_deref()?;
    let kind = match why.starts_with("no answer") {
        true => FailureKind::NotRunning,
        false => FailureKind::PermissionDenied,
    };
    let message = format!("{why}; what is shown is of {}", route.socket);
    Some(SectionFailure { section: "docker".into(), kind, message })
}

/// `SECONDS.NANOSECONDS`; a `date` that knows no nanoseconds prints something else after the dot.
pub(super) fn clock(text: Text<'_>) -> Fact<Timestamp> {
    let said = String::from_utf8_lossy(text.bytes);
    let (seconds, fraction) = said.trim().split_once('.').unwrap_or((said.trim(), ""));
    let nanoseconds = if fraction.len() == 9 { fraction.parse().unwrap_or(0) } else { 0 };
    let time = seconds.parse().ok().and_then(|seconds| Timestamp::new(seconds, nanoseconds).ok());
    time.ok_or_else(|| SectionFailure {
        section: "clock".into(),
        kind: FailureKind::Failed,
        message: format!("`date` printed no time: {}", failure::one_line(&said)),
    })
}

/// Whether the list does not say enough of it: for apps those that are not plainly healthy, for jobs
/// Watchtower; what the list had already stays.
pub(super) fn is_wanting(container: &Container, asked: Sections) -> bool {
    let is_healthy =
        container.state == ContainerState::Running && container.health == Some(Health::Healthy);
    let label = container.label("com.centurylinklabs.watchtower");
    container.details.is_none()
        && (asked.apps && !is_healthy
            || asked.jobs && watchtower::is_watchtower(&container.image, label))
}

fn add_details(
    list: &mut [Container],
    answer: &Answer<'_>,
    nonce: &str,
    asked: Sections,
) -> Result<(), SectionFailure> {
    if list.iter().any(|container| is_wanting(container, asked)) {
        add_seen(list, inspect::parse(answer.section("inspect")?, nonce)?);
    }
    Ok(())
}

/// The inspects by the ids of their containers.
pub(super) fn add_seen(list: &mut [Container], mut seen: BTreeMap<String, inspect::Seen>) {
    for container in list {
        if let Some(seen) = seen.remove(&container.id) {
            container.state = seen.state;
            container.health = seen.health;
            container.details = Some(seen.details);
            if container.ports.is_empty() {
                // The list has none of a container that does not run.
                container.ports = seen.ports;
            }
        }
    }
}

type Checkouts = BTreeMap<String, Checkout>;

/// `known`: the commits that git was not asked for.
pub(super) fn checkouts(
    answer: &Answer<'_>,
    nonce: &str,
    asked: Sections,
    known: BTreeMap<String, Object>,
    failures: &mut Vec<SectionFailure>,
) -> Fact<Checkouts> {
    let text = answer.section("checkouts")?;
    let failed =
        |kind, message: String| SectionFailure { section: "checkouts".into(), kind, message };
    if text.exit != 0 {
        let said = failure::one_line(&String::from_utf8_lossy(text.bytes));
        let kind = if text.exit == 127 { FailureKind::NotInstalled } else { FailureKind::Failed };
        return Err(failed(kind, said));
    }
    let objects: Fact<BTreeMap<_, _>> = match answer.section("commits") {
        Ok(Text { exit: 127, .. }) => Err(SectionFailure {
            section: "commits".into(),
            kind: FailureKind::NotInstalled,
            message: "git is not installed, so that commits have no more than their hash".into(),
        }),
        Ok(text) => Ok(known.into_iter().chain(commits::parse(text, nonce)).collect()),
        Err(failure) => Err(failure),
    };
    let mut found = checkouts::parse(text, objects.as_ref().ok());
    failures.extend(objects.err());
    if !found.whole {
        failures.push(failed(FailureKind::Failed, "not all directories could be read".into()));
    }
    match asked.changes.then(|| answer.section("dirty")) {
        Some(Ok(text)) => {
            for (path, dirty) in checkouts::parse_dirty(text) {
                if let Some(checkout) = found.checkouts.get_mut(&path) {
                    checkout.dirty = Some(dirty);
                }
            }
        }
        Some(Err(failure)) => failures.push(failure),
        None => {}
    }
    Ok(found.checkouts)
}

#[cfg(test)]
mod tests;
