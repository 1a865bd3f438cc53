//! Parses the answer to a question for facts.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::inspect::{containers, time};
use super::{Compose, Facts, Instance, PlaceFacts};
use crate::probe::Answer;
use crate::transport::redact;

/// No more of what compose says of a broken file is worth showing.
const MOST_SAID: usize = 2000;

/// Why there are no facts, in the host's words.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FactsError {
    #[error("Docker does not tell: {said}")]
    Docker { said: String },
    #[error("the answer was cut off")]
    CutOff,
}

/// # Errors
/// Docker could not be asked, or the answer is not whole.
pub fn parse(stdout: &[u8], nonce: &str) -> Result<Facts, FactsError> {
    let answer = Answer::parse(stdout, nonce).ok_or(FactsError::CutOff)?;
    let text = |name: &str| {
        let section = answer.section(name).ok()?;
        Some((section.exit, String::from_utf8_lossy(section.bytes).into_owned()))
    };
    if let Some((code, said)) = text("list").filter(|(code, _)| *code != 0) {
        let said = if said.trim().is_empty() { format!("exit code {code}") } else { told(&said) };
        return Err(FactsError::Docker { said });
    }
    if !answer.complete {
        return Err(FactsError::CutOff);
    }
    let mut facts = Facts { compose: compose(text("compose"), text("v1")), ..Facts::default() };
    let now = text("now").and_then(|(_, now)| now.trim().parse().ok());
    facts.now = now.and_then(|now| Timestamp::from_second(now).ok()).unwrap_or_default();
    for number in 1.. {
        let Some((_, head)) = text(&format!("place-{number}")) else { break };
        let section = |name: &str| text(&format!("{name}-{number}"));
        facts.places.push(place(&head, section));
    }
    facts.images = images(&text("images").unwrap_or_default().1);
    let files = files(&text("files").unwrap_or_default().1);
    for (container, sources) in containers(&text("containers").unwrap_or_default().1) {
        let newest = sources.iter().filter_map(|source| files.get(source));
        let newest_file = newest.max_by_key(|(_, at)| *at).cloned();
        facts.instances.insert(container.id.clone(), Instance { container, newest_file });
    }
    Ok(facts)
}

/// Asked for only where something failed.
fn compose(version: Option<(i32, String)>, v1: Option<(i32, String)>) -> Compose {
    let is_version = |said: &str| {
        let digits = said.trim().trim_start_matches('v');
        digits
            .split('.')
            .next()
            .and_then(|major| major.parse::<u32>().ok())
            .is_some_and(|it| it >= 2)
    };
    match (version, v1) {
        (None, _) => Compose::Usable,
        (Some((0, said)), _) if is_version(&said) => Compose::Usable,
        (_, Some((0, _))) => Compose::OnlyV1,
        _ => Compose::Missing,
    }
}

fn place(head: &str, section: impl Fn(&str) -> Option<(i32, String)>) -> PlaceFacts {
    let (project, directory) = head.split_once('\n').unwrap_or(("", head));
    let there = section("there").is_some_and(|(code, _)| code == 0);
    let (declared, remarks) = match section("config") {
        Some((0, said)) => declared(&said),
        Some((_, said)) => (Err(told(&said)), Vec::new()),
        None => (Err(String::new()), Vec::new()),
    };
    let volumes = section("volumes").filter(|(code, _)| *code == 0).unwrap_or_default().1;
    PlaceFacts {
        project: project.to_owned(),
        directory: directory.to_owned(),
        there,
        declared,
        remarks,
        volumes: volumes.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect(),
    }
}

/// `SERVICE HASH`, a line each; whatever else stands there is a remark.
fn declared(said: &str) -> (Result<BTreeMap<String, String>, String>, Vec<String>) {
    let mut services = BTreeMap::new();
    let mut remarks = Vec::new();
    for line in said.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let is_hash = |hash: &str| hash.len() == 64 && hash.bytes().all(|b| b.is_ascii_hexdigit());
        match line.split_once(' ').filter(|(_, hash)| is_hash(hash)) {
            Some((service, hash)) => drop(services.insert(service.to_owned(), hash.to_owned())),
            // Which is true of half of all files, and changes nothing.
            None if line.contains("`version` is obsolete") => {}
            None => remarks.push(told(remark(line))),
        }
    }
    (Ok(services), remarks)
}

/// What a line of Docker's log says: `time="…" level=warning msg="…"`.
fn remark(line: &str) -> &str {
    line.split_once("msg=").map_or(line, |(_, said)| said.trim_matches('"'))
}

fn images(said: &str) -> BTreeMap<String, String> {
    let pairs = said.lines().filter_map(|line| line.trim().split_once(' '));
    pairs.map(|(name, id)| (name.to_owned(), id.to_owned())).collect()
}

/// `SOURCE TIME FILE` with unit separators: by the source of the mount.
fn files(said: &str) -> BTreeMap<String, (String, Timestamp)> {
    let read = |line: &str| {
        let mut parts = line.split('\u{1f}');
        let (source, at, file) = (parts.next()?, parts.next()?, parts.next()?);
        Some((source.to_owned(), (file.to_owned(), time(at)?)))
    };
    said.lines().filter_map(read).collect()
}

/// Bounded, and without secrets.
fn told(said: &str) -> String {
    let lines: Vec<_> = said.trim().lines().map(line).collect();
    let said = lines.join("\n");
    match said.char_indices().nth(MOST_SAID) {
        Some((end, _)) => format!("{}…", &said[..end]),
        None => said,
    }
}

/// Of a variable that is missing compose tells the name and what the file says about it, and no value:
/// there is nothing to mask behind a key that looks like a secret's.
fn line(said: &str) -> String {
    let is_missing =
        |said: &str| said.contains("required variable ") && said.contains(" is missing a value");
    match said.strip_prefix("error while interpolating ") {
        Some(rest) if is_missing(rest) => said.to_owned(),
        _ => redact(said).into_owned(),
    }
}

#[cfg(test)]
mod tests;
