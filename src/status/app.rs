//! One app that was found: its state and everything known of what runs.

use jiff::Timestamp;

use super::find::Found;
use super::trouble::one_line;
use super::version::{short_sha, version};
use super::{AppStatus, CommitRef, forge, project};
use crate::inventory::{App, Inventory};
use crate::probe::{
    AppJsonFact, Checkout, Commit, Container, GitFact, HostClock, HostOutcome, HostReport,
    milliseconds,
};
use crate::transport::redact;

/// The app, and what went wrong in its directory, one line each.
pub(super) fn judge(
    inventory: &Inventory,
    outcome: &HostOutcome,
    report: &HostReport,
    clock: &HostClock,
    found: &Found<'_>,
) -> (AppStatus, Vec<String>) {
    let settings = settings(inventory, &found.name, &outcome.host);
    let one_shot = settings.is_some_and(|app| app.one_shot);
    let verdict = project::judge(found, one_shot, clock.host_now);
    let directory = directory(found);
    let checkout =
        report.checkouts.as_ref().ok().zip(directory).and_then(|(all, path)| all.get(path));
    let title_there = checkout.and_then(|checkout| match &checkout.app_json {
        AppJsonFact::Valid(app) => app.title.clone().filter(|title| !title.trim().is_empty()),
        AppJsonFact::Missing | AppJsonFact::Invalid(_) => None,
    });
    let app = AppStatus {
        name: found.name.clone(),
        title: settings
            .and_then(|app| app.title.clone())
            .or(title_there)
            .unwrap_or_else(|| found.name.clone()),
        host: outcome.host.clone(),
        group: settings.and_then(|app| app.group.clone()),
        state: verdict.state,
        // What a healthcheck says and the names of services come from the host.
        reason: verdict
            .reason
            .map(|reason| redact(&reason.replace(['\n', '\r'], " ")).into_owned()),
        since: verdict.since.and_then(|since| clock.ours(since)),
        version: version(found, checkout),
        deployed_at: deployed_at(found).and_then(|created| clock.ours(created)),
        commit: checkout.and_then(commit),
        url: settings.and_then(|app| app.url.clone()),
        container: found.main.map(|main| main.name.clone()),
        directory: directory.map(str::to_owned),
        checked_at: milliseconds(outcome.finished_at),
        stale: false,
        last_state: None,
    };
    let warnings =
        directory.zip(checkout).map_or_else(Vec::new, |(path, checkout)| warnings(path, checkout));
    (app, warnings)
}

/// What the inventory says of the app, unless it speaks of one of the same name on another host.
pub(super) fn settings<'a>(inventory: &'a Inventory, name: &str, host: &str) -> Option<&'a App> {
    let app = inventory.apps.get(name)?;
    app.host.as_deref().is_none_or(|named| named == host).then_some(app)
}

fn directory<'a>(found: &Found<'a>) -> Option<&'a str> {
    match found.main {
        Some(main) => main.working_dir(),
        None => found.members.iter().find_map(|container| container.working_dir()),
    }
}

/// Of a project: when the newest of its containers was created.
fn deployed_at(found: &Found<'_>) -> Option<Timestamp> {
    let created = |container: &Container| container.created;
    found
        .main
        .map(created)
        .or_else(|| found.members.iter().map(|container| container.created).max())
}

fn commit(checkout: &Checkout) -> Option<CommitRef> {
    let GitFact::Commit(Commit { sha, subject, author_date, branch, origin }) = &checkout.git
    else {
        return None;
    };
    Some(CommitRef {
        sha: sha.clone(),
        short: short_sha(sha),
        subject: without_secrets(subject),
        author_date: *author_date,
        branch: branch.clone(),
        url: origin.as_deref().and_then(|origin| forge::commit_url(origin, sha)),
        dirty: checkout
            .dirty
            .as_ref()
            .and_then(|files| files.as_ref().ok())
            .map(|files| *files > 0),
    })
}

/// A topic such as `auth:` names no secret.
fn without_secrets(subject: &str) -> String {
    let is_topic =
        |text: &str| text.chars().all(|c| c.is_ascii_lowercase() || "-_/()!".contains(c));
    match subject.split_once(": ") {
        Some((topic, rest)) if is_topic(topic) => format!("{topic}: {}", redact(rest)),
        _ => redact(subject).into_owned(),
    }
}

fn warnings(path: &str, checkout: &Checkout) -> Vec<String> {
    let mut warnings = Vec::new();
    if let GitFact::Unreadable(reason) = &checkout.git {
        warnings.push(format!("{path}: git: {}", one_line(reason)));
    }
    if let AppJsonFact::Invalid(reason) = &checkout.app_json {
        warnings.push(format!("{path}/app.json: {}", one_line(reason)));
    }
    if let Some(Err(reason)) = &checkout.dirty {
        warnings.push(format!("{path}: git status: {}", one_line(reason)));
    }
    warnings
}
