//! The hosts alone, judged: what `hosts -o json` prints.

use std::time::Duration;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use super::snapshot::SCHEMA_VERSION;
use super::{CollectorStatus, HostStatus, host};
use crate::exit::Exit;
use crate::probe::{Container, ContainerState, Health, HostOutcome, milliseconds};

/// Times and texts are as in a [`Snapshot`](super::Snapshot).
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Hosts {
    pub schema_version: u32,
    pub generated_at: Timestamp,
    /// The hosts that were asked, ordered by name.
    pub hosts: Vec<HostStatus>,
    pub collector: CollectorStatus,
}

/// The containers of a host, whoever made them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, JsonSchema)]
pub struct ContainerCounts {
    /// They run, and are neither paused nor between two starts.
    pub up: usize,
    pub total: usize,
    /// Of those that are up: their healthcheck fails.
    pub unhealthy: usize,
    pub paused: usize,
    /// They ended, and are started again.
    pub restarting: usize,
}

impl ContainerCounts {
    pub(super) fn of(containers: &[Container]) -> Self {
        let count = |of: fn(&Container) -> bool| containers.iter().filter(|one| of(one)).count();
        Self {
            up: count(|one| one.state == ContainerState::Running),
            total: containers.len(),
            unhealthy: count(|one| {
                one.state == ContainerState::Running && one.health == Some(Health::Unhealthy)
            }),
            paused: count(|one| one.state == ContainerState::Paused),
            restarting: count(|one| one.state == ContainerState::Restarting),
        }
    }
}

/// Judges the answers of hosts that were asked about nothing but themselves.
pub fn judge_hosts(outcomes: &[HostOutcome], now: Timestamp, duration: Duration) -> Hosts {
    let mut hosts: Vec<HostStatus> = outcomes.iter().map(host::alone).collect();
    hosts.sort_by(|a, b| a.name.cmp(&b.name));
    Hosts {
        schema_version: SCHEMA_VERSION,
        generated_at: milliseconds(now),
        hosts,
        collector: CollectorStatus::after(duration),
    }
}

impl Hosts {
    /// What `hosts` ends with: 4 when one could not be asked, for whatever reason.
    pub fn exit(&self) -> Exit {
        let all_reachable = self.hosts.iter().all(|host| host.reachable);
        if all_reachable { Exit::Fine } else { Exit::Unreachable }
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::*;
    use super::*;
    use crate::probe::FailureKind;

    fn judged(outcomes: &[HostOutcome]) -> Hosts {
        judge_hosts(outcomes, now(), Duration::from_millis(84))
    }

    #[test]
    fn containers_are_counted_by_what_they_do() {
        let hosts = judged(&[told("hornbill", nine_states())]);
        let counts = hosts.hosts[0].containers.unwrap();
        let ContainerCounts { up, total, unhealthy, paused, restarting } = counts;
        assert_eq!((up, total, unhealthy, paused, restarting), (5, 9, 1, 1, 1));
    }

    #[test]
    fn a_host_costs_only_its_own_row() {
        let outcomes = [
            told("toucan", vec![]),
            unreachable("hornbill"),
            without_docker("heron", FailureKind::PermissionDenied),
        ];
        let hosts = judged(&outcomes);
        let names: Vec<_> = hosts.hosts.iter().map(|host| host.name.as_str()).collect();
        assert_eq!(names, ["heron", "hornbill", "toucan"]);
        let [heron, hornbill, toucan] = hosts.hosts.as_slice() else { panic!("{hosts:?}") };
        assert_eq!(heron.error.as_deref(), Some("no permission to use Docker"));
        assert_eq!((heron.reachable, heron.containers), (true, None));
        assert_eq!((hornbill.reachable, hornbill.latency_ms), (false, None));
        assert_eq!(toucan.containers, Some(ContainerCounts::default()));
        assert_eq!(hosts.exit(), Exit::Unreachable);
        assert_eq!(judged(&outcomes[2..]).exit(), Exit::Fine, "it could be asked");
        assert_eq!(judged(&[]).exit(), Exit::Fine);
    }
}
