//! What was known of the apps before: so that an app does not vanish with its host.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{AppStatus, Snapshot, State};

/// An app as its host last told of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KnownApp {
    pub name: String,
    pub host: String,
    pub title: String,
    pub group: Option<String>,
    pub url: Option<String>,
    /// Never `unknown`.
    pub state: State,
    pub checked_at: Timestamp,
}

/// What to keep for the next time: what this snapshot knows, and what was known
/// before of hosts that did not tell this time or were not asked.
///
/// Takes the whole snapshot, before any selection.
pub fn remember(snapshot: &Snapshot, previous: &[KnownApp]) -> Vec<KnownApp> {
    let told: BTreeSet<&str> = snapshot
        .hosts
        .iter()
        .filter(|host| host.told_all())
        .map(|host| host.name.as_str())
        .collect();
    let known_now = snapshot.apps.iter().filter(|app| app.state != State::Unknown).map(to_keep);
    let kept = previous.iter().filter(|app| {
        let unknown_now = |now: &AppStatus| {
            now.name == app.name && now.host == app.host && now.state == State::Unknown
        };
        !told.contains(app.host.as_str()) || snapshot.apps.iter().any(unknown_now)
    });
    let mut apps: Vec<_> = known_now.chain(kept.cloned()).collect();
    apps.sort_by(|a, b| (&a.name, &a.host).cmp(&(&b.name, &b.host)));
    apps.dedup_by(|a, b| (&a.name, &a.host) == (&b.name, &b.host));
    apps
}

fn to_keep(app: &AppStatus) -> KnownApp {
    KnownApp {
        name: app.name.clone(),
        host: app.host.clone(),
        title: app.title.clone(),
        group: app.group.clone(),
        url: app.url.clone(),
        state: app.state,
        checked_at: app.checked_at,
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::*;
    use super::super::judge;
    use super::*;

    fn names(apps: &[KnownApp]) -> Vec<String> {
        apps.iter().map(|app| format!("{}@{} {}", app.name, app.host, app.state.word())).collect()
    }

    #[test]
    fn what_a_host_tells_replaces_what_was_known() {
        let previous = [
            known("gone", "hornbill", State::Healthy, 60),
            known("phone", "hornbill", State::Paused, 60),
        ];
        let snapshot = snapshot(&sgos(), &[told("hornbill", vec![app("phone").healthy()])]);
        assert_eq!(names(&remember(&snapshot, &previous)), ["phone@hornbill healthy"]);
    }

    #[test]
    fn a_silent_host_keeps_what_was_known() {
        let previous = [
            known("phone", "hornbill", State::Healthy, 60),
            known("wiki", "toucan", State::Running, 60),
        ];
        // hornbill is down, toucan was not asked.
        let snapshot =
            judge(&sgos(), &[unreachable("hornbill")], &previous, now(), std::time::Duration::ZERO);
        assert_eq!(snapshot.apps[0].state, State::Unknown);
        let kept = remember(&snapshot, &previous);
        assert_eq!(names(&kept), ["phone@hornbill healthy", "wiki@toucan running"]);
        assert_eq!(kept[0].checked_at, ago(60));
    }

    #[test]
    fn it_survives_a_file() {
        let known = known("phone", "hornbill", State::ExitedOk, 60);
        let text = serde_json::to_string(&known).unwrap();
        assert!(text.contains("exited-ok"));
        assert_eq!(serde_json::from_str::<KnownApp>(&text).unwrap(), known);
    }
}
