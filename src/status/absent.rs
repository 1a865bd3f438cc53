//! Apps that nobody found: known from before on a host that told nothing, or named in the inventory.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::app::settings;
use super::find::{absence, discover_hosts, is_expected};
use super::trouble::Trouble;
use super::{AppStatus, KnownApp, State};
use crate::inventory::Inventory;
use crate::probe::{HostOutcome, milliseconds};
use crate::ui::when;

/// What the judgement knows of the hosts that were asked.
pub(super) struct Asked<'a> {
    pub(super) inventory: &'a Inventory,
    pub(super) outcomes: &'a [HostOutcome],
    /// The hosts whose containers are not known.
    pub(super) troubles: &'a BTreeMap<String, Trouble>,
    pub(super) previous: &'a [KnownApp],
    pub(super) now: Timestamp,
}

impl Asked<'_> {
    /// The apps to add to those found.
    pub(super) fn apps(&self, found: &[AppStatus]) -> Vec<AppStatus> {
        let mut apps: Vec<AppStatus> = Vec::new();
        for known in self.previous {
            let Some(trouble) = self.troubles.get(&known.host) else { continue };
            let listed = apps.iter().any(|app| app.name == known.name && app.host == known.host);
            if !listed && is_expected(self.inventory, &known.name, &known.host) {
                apps.push(self.unknown(&known.name, &known.host, trouble));
            }
        }
        for (name, app) in &self.inventory.apps {
            let is_listed = |listed: &AppStatus| {
                listed.name == *name && app.host.as_deref().is_none_or(|host| listed.host == host)
            };
            if !found.iter().chain(&apps).any(is_listed) {
                apps.extend(self.missing(name, app.host.as_deref()));
            }
        }
        apps
    }

    /// `None` where it may well run on a host that was not asked.
    fn missing(&self, name: &str, host: Option<&str>) -> Option<AppStatus> {
        let candidates = host.map_or_else(|| discover_hosts(self.inventory), |host| vec![host]);
        if let Some((host, trouble)) =
            candidates.iter().find_map(|host| Some((*host, self.troubles.get(*host)?)))
        {
            return Some(self.unknown(name, host, trouble));
        }
        if candidates.iter().any(|host| self.outcome(host).is_none()) {
            return None;
        }
        let reason = format!("{} on {}", absence(self.inventory, name), candidates.join(" or "));
        Some(self.app(name, candidates.first()?, State::NotRunning, reason))
    }

    fn unknown(&self, name: &str, host: &str, trouble: &Trouble) -> AppStatus {
        let known = self.previous.iter().find(|known| known.name == name && known.host == host);
        let mut reason = trouble.of_host(host);
        if let Some(known) = known {
            let when = when::ago(known.checked_at, self.now);
            reason.push_str(&format!("; was {} {when}", known.state.word()));
        }
        let mut app = self.app(name, host, State::Unknown, reason);
        app.stale = true;
        if let Some(known) = known {
            app.checked_at = known.checked_at;
            app.last_state = Some(known.state);
            app.group = app.group.or_else(|| known.group.clone());
            app.url = app.url.or_else(|| known.url.clone());
            if app.title == app.name {
                app.title.clone_from(&known.title);
            }
        }
        app
    }

    fn app(&self, name: &str, host: &str, state: State, reason: String) -> AppStatus {
        let settings = settings(self.inventory, name, host);
        let checked_at = self.outcome(host).map_or(self.now, |outcome| outcome.finished_at);
        AppStatus {
            name: name.to_owned(),
            title: settings.and_then(|app| app.title.clone()).unwrap_or_else(|| name.to_owned()),
            host: host.to_owned(),
            group: settings.and_then(|app| app.group.clone()),
            state,
            reason: Some(reason),
            since: None,
            version: None,
            deployed_at: None,
            commit: None,
            url: settings.and_then(|app| app.url.clone()),
            container: None,
            directory: None,
            checked_at: milliseconds(checked_at),
            stale: false,
            last_state: None,
        }
    }

    fn outcome(&self, host: &str) -> Option<&HostOutcome> {
        self.outcomes.iter().find(|outcome| outcome.host == host)
    }
}
