//! What somebody who watches wants to be told of: states and reasons, not how time goes by.

use super::{AppStatus, HostStatus, Hosts, Snapshot};
use crate::probe::{HostFacts, moved};

/// Whether the later snapshot says something that the earlier one did not.
pub fn is_news(before: &Snapshot, now: &Snapshot) -> bool {
    differ(&before.apps, &now.apps, app_changed) || differ(&before.hosts, &now.hosts, host_changed)
}

/// The same of hosts alone, where their containers count as well.
pub fn is_news_of_hosts(before: &Hosts, now: &Hosts) -> bool {
    differ(&before.hosts, &now.hosts, |before, now| {
        host_changed(before, now) || before.containers != now.containers
    })
}

fn differ<T>(before: &[T], now: &[T], changed: impl Fn(&T, &T) -> bool) -> bool {
    before.len() != now.len() || before.iter().zip(now).any(|(before, now)| changed(before, now))
}

/// An app whose host is silent keeps its name and place; why it is unknown is the host's news.
pub(super) fn app_changed(before: &AppStatus, now: &AppStatus) -> bool {
    let identity = |app: &AppStatus| (app.name.clone(), app.host.clone());
    let words = |app: &AppStatus| app.reason.as_deref().filter(|_| !app.stale).map(words);
    identity(before) != identity(now)
        || (before.state, before.stale, before.last_state) != (now.state, now.stale, now.last_state)
        || words(before) != words(now)
        || before.version != now.version
        || moved(before.deployed_at, now.deployed_at)
        || before.commit != now.commit
}

pub(super) fn host_changed(before: &HostStatus, now: &HostStatus) -> bool {
    let all_words = |host: &HostStatus| {
        host.error.iter().chain(&host.warnings).map(|text| words(text)).collect::<Vec<_>>()
    };
    before.name != now.name
        || before.reachable != now.reachable
        || all_words(before) != all_words(now)
        || machine_changed(before.facts.as_ref(), now.facts.as_ref())
}

/// Versions, and that it started anew; a machine that is not known has not changed.
fn machine_changed(before: Option<&HostFacts>, now: Option<&HostFacts>) -> bool {
    let (Some(before), Some(now)) = (before, now) else { return false };
    before.uptime_seconds > now.uptime_seconds
        || before.os != now.os
        || before.kernel != now.kernel
        || before.docker_version != now.docker_version
        || before.compose_version != now.compose_version
}

/// Figures in a sentence tell how long and how often, and go on with time.
fn words(text: &str) -> String {
    text.chars().filter(|c| !c.is_ascii_digit() && *c != '.').collect()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::super::fixture::*;
    use super::super::{State, judge, judge_hosts};
    use super::*;
    use crate::probe::{Container, HostOutcome};

    fn with_phone(phone: Container) -> Snapshot {
        snapshot(&sgos(), &[told("hornbill", vec![app("mail").healthy(), phone])])
    }

    #[test]
    fn a_state_a_reason_a_new_app_are_news() {
        let well = with_phone(app("phone").healthy());
        assert!(!is_news(&well, &well));
        for other in [
            with_phone(app("phone").unhealthy(1, "no", 1)),
            with_phone(app("phone").healthy().created(60)),
            with_phone(app("photos").healthy()),
            snapshot(&sgos(), &[told("hornbill", vec![app("mail").healthy()])]),
            snapshot(&sgos(), &[unreachable("hornbill")]),
        ] {
            assert!(is_news(&well, &other) && is_news(&other, &well), "{other:?}");
        }
        let sick = with_phone(app("phone").unhealthy(1, "no", 1));
        assert!(is_news(&sick, &with_phone(app("phone").unhealthy(1, "not there", 1))));
    }

    #[test]
    fn that_time_goes_by_is_no_news() {
        let sick = |streak| with_phone(app("phone").unhealthy(1, "no", streak));
        assert!(!is_news(&sick(3), &sick(4)));
        let mut later = sick(3);
        later.collector.duration_ms = 9;
        later.hosts[0].latency_ms = Some(1);
        later.hosts[0].clock_skew_ms = Some(900);
        later.apps[0].checked_at = ago(-60);
        later.apps[0].deployed_at = Some(ago(3 * HOUR - 2));
        assert!(!is_news(&sick(3), &later));
    }

    #[test]
    fn a_lost_host_is_told_of_once() {
        let previous = [known("phone", "hornbill", State::Healthy, 60)];
        let silent = |error: &str, minutes: i64| {
            let mut outcome = unreachable("hornbill");
            if let Err(failure) = &mut outcome.result {
                failure.message = error.to_owned();
            }
            let later = ago(-MINUTE * minutes);
            judge(&sgos(), &[outcome], &previous, later, Duration::ZERO)
        };
        let first = silent("no answer within 3.1 s", 0);
        assert!(!is_news(&first, &silent("no answer within 2 s", 5)));
        assert!(is_news(&first, &silent("connection refused", 5)));
    }

    #[test]
    fn of_hosts_their_containers_and_a_new_start_are_news() {
        let hosts = |containers, uptime: u64| {
            let facts = HostFacts { uptime_seconds: Some(uptime), ..HostFacts::default() };
            let mut report = report(containers);
            report.facts = Some(Ok(facts));
            let outcomes: [HostOutcome; 1] = [answered("hornbill", report)];
            judge_hosts(&outcomes, now(), Duration::ZERO)
        };
        let before = hosts(vec![app("phone")], 100);
        assert!(!is_news_of_hosts(&before, &hosts(vec![app("phone")], 105)));
        assert!(is_news_of_hosts(&before, &hosts(vec![app("phone").exited(1, 2)], 105)));
        assert!(is_news_of_hosts(&before, &hosts(vec![app("phone")], 7)));
    }
}
