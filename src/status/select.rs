//! Fewer apps: by name or pattern, or only those that are bad news.

use std::fmt;

use glob::Pattern;

use super::summary::{Scope, summarize};
use super::{AppStatus, Selection, Snapshot};
use crate::inventory;

/// How many near names an error offers.
const NEAR: usize = 3;

/// Keeps the apps selected. A name is that of an app or `app@host`, each part may be a glob; no names: all.
/// `down` keeps the bad news only.
///
/// Names make the summary one about the selected apps; `down` merely hides rows, hence leaves it as it is.
pub fn select(snapshot: Snapshot, names: &[String], down: bool) -> Result<Snapshot, UnknownApps> {
    let unknown: Vec<UnknownApp> = names
        .iter()
        .filter(|name| !snapshot.apps.iter().any(|app| matches(name, app)))
        .map(|name| UnknownApp { name: name.clone(), nearest: nearest(name, &snapshot.apps) })
        .collect();
    if !unknown.is_empty() {
        let hosts = snapshot.hosts.iter().filter(|host| !host.told_all());
        return Err(UnknownApps {
            unknown,
            silent_hosts: hosts.map(|host| host.name.clone()).collect(),
        });
    }
    Ok(keep(snapshot, names, down))
}

/// The same where names may select nothing.
pub fn keep(mut snapshot: Snapshot, names: &[String], down: bool) -> Snapshot {
    let total = snapshot.apps.len();
    if !names.is_empty() {
        snapshot.apps.retain(|app| names.iter().any(|name| matches(name, app)));
        snapshot.summary = summarize(&snapshot.apps, &snapshot.hosts, Scope::Names);
    }
    if down {
        snapshot.apps.retain(|app| app.state.is_bad_news());
    }
    if !names.is_empty() || down {
        let shown = snapshot.apps.len();
        snapshot.selection = Some(Selection { names: names.to_vec(), down, shown, total });
    }
    snapshot
}

/// Names that select nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownApps {
    pub unknown: Vec<UnknownApp>,
    /// Hosts that did not tell of their containers: one of them may have the app.
    pub silent_hosts: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownApp {
    pub name: String,
    /// As `app@host`, the nearest first.
    pub nearest: Vec<String>,
}

impl fmt::Display for UnknownApps {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.unknown.iter().map(|app| format!("`{}`", app.name)).collect();
        write!(f, "no app named {}", names.join(", "))
    }
}

impl std::error::Error for UnknownApps {}

fn matches(name: &str, app: &AppStatus) -> bool {
    let (wanted, host) = name.split_once('@').map_or((name, None), |(app, host)| (app, Some(host)));
    part_matches(wanted, &app.name) && host.is_none_or(|host| part_matches(host, &app.host))
}

/// What is no valid pattern is a plain name.
fn part_matches(wanted: &str, name: &str) -> bool {
    wanted == name || Pattern::new(wanted).is_ok_and(|pattern| pattern.matches(name))
}

/// The apps whose names are nearest, as `app@host`.
fn nearest(name: &str, apps: &[AppStatus]) -> Vec<String> {
    let wanted = name.split('@').next().unwrap_or(name);
    let names = inventory::nearest(wanted, apps.iter().map(|app| app.name.as_str()), NEAR);
    let of = |name: &str| {
        let named = apps.iter().filter(move |app| app.name == name);
        named.map(|app| format!("{}@{}", app.name, app.host)).collect::<Vec<_>>()
    };
    names.into_iter().flat_map(of).take(NEAR).collect()
}

#[cfg(test)]
mod tests;
