//! The verdict on each container of a host, as the apps' states are made of them.

use std::collections::{BTreeMap, BTreeSet};

use super::app::settings;
use super::container::{self, Verdict};
use super::find;
use crate::inventory::Inventory;
use crate::probe::{Container, HostClock, HostOutcome};
use crate::transport::redact;

/// By the containers' ids; times are by our clock, reasons are one line without secrets. Nothing
/// where the host did not tell.
pub fn judge_containers(inventory: &Inventory, outcome: &HostOutcome) -> BTreeMap<String, Verdict> {
    let Ok(report) = &outcome.result else { return BTreeMap::new() };
    let Ok(containers) = &report.containers else { return BTreeMap::new() };
    let clock = HostClock::new(outcome, report);
    let may_end = may_end(inventory, &outcome.host, containers);
    let verdict = |container: &Container| {
        let one_shot = may_end.contains(container.id.as_str());
        let verdict = container::judge(container, one_shot, clock.host_now);
        Verdict {
            reason: verdict.reason.map(|why| redact(&why.replace(['\n', '\r'], " ")).into_owned()),
            since: verdict.since.and_then(|since| clock.ours(since)),
            ..verdict
        }
    };
    containers.iter().map(|container| (container.id.clone(), verdict(container))).collect()
}

/// Those of which the inventory says that they are meant to end: of an app with a container of its
/// own only that one.
fn may_end<'a>(
    inventory: &Inventory,
    host: &str,
    containers: &'a [Container],
) -> BTreeSet<&'a str> {
    let mut ids = BTreeSet::new();
    for found in find::apps(inventory, host, containers) {
        if !settings(inventory, &found.name, host).is_some_and(|app| app.one_shot) {
            continue;
        }
        match found.main {
            Some(main) => ids.extend([main.id.as_str()]),
            None => ids.extend(found.members.iter().map(|member| member.id.as_str())),
        }
    }
    ids
}

#[cfg(test)]
mod tests {
    use super::super::State;
    use super::super::fixture::*;
    use super::*;

    #[test]
    fn every_container_has_the_word_of_its_app() {
        let outcome = told("hornbill", vec![app("phone").healthy(), service("db", "db", "db-1")]);
        let verdicts = judge_containers(&sgos(), &outcome);
        let words: Vec<_> = verdicts.values().map(|verdict| verdict.state.word()).collect();
        assert_eq!(verdicts.len(), 2);
        assert!(words.contains(&State::Healthy.word()), "{words:?}");
        assert!(judge_containers(&sgos(), &unreachable("hornbill")).is_empty());
    }
}
