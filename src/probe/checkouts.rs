//! Parses the directories: their git checkouts and their `app.json`.
//!
//! The section is a list of lines; `dir` opens a directory, the words after it are facts about
//! it, and a line of a file has a `|` before it, so that no file can feign a fact.

use std::collections::BTreeMap;

use super::app_json;
use super::commits::Object;
use super::frame::Text;
use super::origin;
use super::report::{AppJsonFact, Checkout, Commit, GitFact};

/// The directories by their absolute paths.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Found {
    pub(super) checkouts: BTreeMap<String, Checkout>,
    /// Whether the list was ended by its own last word.
    pub(super) whole: bool,
}

/// What was said of one directory so far.
#[derive(Debug, Default)]
struct Notes {
    is_checkout: bool,
    trouble: Option<&'static str>,
    reference: Option<String>,
    hash: Option<String>,
    origin: Option<String>,
    app: Option<Vec<u8>>,
    app_trouble: Option<&'static str>,
}

/// `objects`: the commits, or `None` where git could not be asked at all.
pub(super) fn parse(text: Text<'_>, objects: Option<&BTreeMap<String, Object>>) -> Found {
    let mut found = Found::default();
    let mut current: Option<(String, Notes)> = None;
    for line in text.bytes.split(|&byte| byte == b'\n') {
        if let Some(raw) = line.strip_prefix(b"dir ") {
            found.close(current.replace((directory(raw), Notes::default())), objects);
        } else if line == b"done" {
            found.whole = true;
        } else if let Some((_, notes)) = &mut current {
            notes.take(line);
        }
    }
    found.close(current, objects);
    found
}

/// A path as JSON writes it between the quotes.
fn directory(raw: &[u8]) -> String {
    let raw = String::from_utf8_lossy(raw);
    serde_json::from_str(&format!("\"{raw}\"")).unwrap_or_else(|_| raw.into_owned())
}

impl Found {
    fn close(
        &mut self,
        entry: Option<(String, Notes)>,
        objects: Option<&BTreeMap<String, Object>>,
    ) {
        if let Some((directory, notes)) = entry {
            let app_json = notes.app_json();
            self.checkouts
                .insert(directory, Checkout { git: notes.git(objects), app_json, dirty: None });
        }
    }
}

impl Notes {
    fn take(&mut self, line: &[u8]) {
        if let Some(rest) = line.strip_prefix(b"|") {
            let app = self.app.get_or_insert_default();
            app.extend_from_slice(rest);
            app.push(b'\n');
            return;
        }
        let line = String::from_utf8_lossy(line);
        let (word, rest) = line.split_once(' ').unwrap_or((&line, ""));
        let trouble = match word {
            "no-directory" => "there is no such directory, or this user may not enter it",
            "bad-name" => "its name holds a line break, and such names are not looked up",
            "bad-link" => "its .git file names no repository",
            "no-git-directory" => {
                "its repository is not where .git says, or this user may not enter it"
            }
            "git-denied" => "permission denied: this user may not read its .git",
            "no-head" => "its .git has no HEAD, or none that is a plain file",
            "ref-denied" => "permission denied: this user may not read its branch",
            "odd" => {
                "git cannot tell its commit (a damaged HEAD, or references in a format git there does not know)"
            }
            _ => "",
        };
        if !trouble.is_empty() {
            self.trouble.get_or_insert(trouble);
        }
        match word {
            "path" => self.is_checkout = true,
            "ref" => self.reference = Some(rest.to_owned()),
            "hash" => self.hash = Some(rest.to_owned()),
            // The first one counts, as for git.
            "url" if self.origin.is_none() => self.origin = origin::from_config_line(rest),
            "app" => _ = self.app.get_or_insert_default(),
            "app-large" => self.app_trouble = Some("app.json is larger than 64 KiB"),
            "app-denied" => {
                self.app_trouble = Some("permission denied: this user may not read app.json")
            }
            "app-special" => self.app_trouble = Some("app.json is no plain file"),
            _ => {}
        }
    }

    fn app_json(&self) -> AppJsonFact {
        match (self.app_trouble, &self.app) {
            (Some(trouble), _) => AppJsonFact::Invalid(trouble.into()),
            (None, Some(bytes)) => app_json::parse(bytes),
            (None, None) => AppJsonFact::Missing,
        }
    }

    fn git(self, objects: Option<&BTreeMap<String, Object>>) -> GitFact {
        let unreadable = |reason: &str| GitFact::Unreadable(reason.into());
        match (self.hash, self.trouble) {
            (Some(sha), _) if matches!(sha.len(), 40 | 64) => {
                let object = match objects.map(|objects| objects.get(&sha)) {
                    Some(None) => {
                        return GitFact::Unreadable(format!(
                            "its commit {sha} is missing or damaged"
                        ));
                    }
                    Some(Some(object)) => object.clone(),
                    // The hash is known without git.
                    None => Object::default(),
                };
                let branch = self
                    .reference
                    .map(|name| name.strip_prefix("refs/heads/").unwrap_or(&name).to_owned());
                GitFact::Commit(Commit {
                    sha,
                    subject: object.subject,
                    author_date: object.author_date,
                    branch,
                    origin: self.origin,
                })
            }
            (_, Some(trouble)) => unreadable(trouble),
            (Some(_), None) => unreadable("its HEAD holds no commit"),
            (None, None) if !self.is_checkout => GitFact::NotACheckout,
            (None, None) if self.reference.is_some() => GitFact::NoCommits { origin: self.origin },
            (None, None) => unreadable("its HEAD names no branch and no commit"),
        }
    }
}

/// The number of changed or untracked files, or git's reason, by path.
pub(super) fn parse_dirty(text: Text<'_>) -> BTreeMap<String, Result<u64, String>> {
    let mut found = BTreeMap::new();
    let mut path = String::new();
    for line in String::from_utf8_lossy(text.bytes).lines() {
        if let Some(rest) = line.strip_prefix("path ") {
            rest.clone_into(&mut path);
        } else if let Some(count) =
            line.strip_prefix("changed ").and_then(|count| count.parse().ok())
        {
            found.insert(path.clone(), Ok(count));
        } else if let Some(said) = line.strip_prefix('|') {
            // The first line says what, the others what to do about it.
            found
                .entry(path.clone())
                .or_insert_with(|| Err(said.strip_prefix("fatal: ").unwrap_or(said).to_owned()));
        } else if line == "refused" {
            found.remove(&path);
        }
    }
    found
}

#[cfg(test)]
mod tests;
