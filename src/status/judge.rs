//! From the hosts' answers to the snapshot.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::Timestamp;

use super::absent::Asked;
use super::snapshot::SCHEMA_VERSION;
use super::summary::{Scope, summarize};
use super::{CollectorStatus, KnownApp, Snapshot, app, find, host, trouble};
use crate::inventory::Inventory;
use crate::probe::{HostClock, HostOutcome, milliseconds};

/// Judges the answers of all hosts that were selected.
///
/// `previous` is what was known of the apps before, so that they do not vanish with their host.
/// `duration` is how long collecting took.
pub fn judge(
    inventory: &Inventory,
    outcomes: &[HostOutcome],
    previous: &[KnownApp],
    now: Timestamp,
    duration: Duration,
) -> Snapshot {
    let mut apps = Vec::new();
    let mut hosts = Vec::new();
    let mut troubles = BTreeMap::new();
    for outcome in outcomes {
        match trouble::containers(outcome) {
            Ok((report, containers)) => {
                let clock = HostClock::new(outcome, report);
                let found = find::apps(inventory, &outcome.host, containers);
                let judged =
                    found.iter().map(|found| app::judge(inventory, outcome, report, &clock, found));
                let (there, warnings): (Vec<_>, Vec<_>) = judged.unzip();
                apps.extend(there);
                hosts.push(host::told(outcome, report, &clock, warnings.concat()));
            }
            Err(trouble) => {
                hosts.push(host::troubled(outcome, trouble.clone()));
                troubles.insert(outcome.host.clone(), trouble);
            }
        }
    }
    let asked = Asked { inventory, outcomes, troubles: &troubles, previous, now };
    apps.extend(asked.apps(&apps));
    apps.sort_by(|a, b| (&a.name, &a.host).cmp(&(&b.name, &b.host)));
    hosts.sort_by(|a, b| a.name.cmp(&b.name));
    let all_asked = inventory.hosts.keys().all(|name| hosts.iter().any(|host| host.name == *name));
    let scope = if all_asked { Scope::Everything } else { Scope::Hosts };
    Snapshot {
        schema_version: SCHEMA_VERSION,
        generated_at: milliseconds(now),
        summary: summarize(&apps, &hosts, scope),
        selection: None,
        apps,
        hosts,
        collector: CollectorStatus::after(duration),
    }
}

#[cfg(test)]
mod tests;
