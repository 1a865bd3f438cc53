//! What `ps` tells: a row per service, and the hosts.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use crate::exit::Exit;
use crate::status::{HostStatus, State};

/// Changes of a version only add.
pub const SCHEMA_VERSION: u32 = 1;

/// Who lives where, at one instant. Times are UTC, by our clock; texts of hosts are as they came.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct PsReport {
    pub schema_version: u32,
    pub generated_at: Timestamp,
    pub duration_ms: u64,
    pub selection: PsSelection,
    /// Ordered by stack, host and service; what belongs to no stack comes last.
    pub services: Vec<PsService>,
    /// The hosts that were asked, ordered by name.
    pub hosts: Vec<HostStatus>,
}

/// What was asked for, and what was left out.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, JsonSchema)]
pub struct PsSelection {
    /// As they were typed; empty: all.
    pub targets: Vec<String>,
    pub shown: usize,
    /// Left out unless all are asked for: what ended as it was meant to, what ran once by hand, and
    /// stacks that are only remembered.
    pub hidden: usize,
}

/// A service of a stack, or a container that compose did not make.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct PsService {
    /// As the inventory names it, else the compose project; `None`: compose did not make it.
    pub stack: Option<String>,
    /// `None`: of the stack nothing is known but where it is.
    pub service: Option<String>,
    pub host: String,
    /// Where the compose file is.
    pub directory: Option<String>,
    /// Where the containers were made from, if the inventory says something else: the stack has moved.
    pub made_in: Option<String>,
    pub project: Option<String>,
    /// The inventory names the stack.
    pub declared: bool,
    /// The apps that are a part of it.
    pub apps: Vec<String>,
    /// That of its worst container.
    pub state: State,
    /// Why the state is not good, in one line.
    pub reason: Option<String>,
    pub since: Option<Timestamp>,
    /// Where a browser finds it.
    pub url: Option<String>,
    /// Made by `docker compose run`: no part of what is up.
    pub one_off: bool,
    /// When a container of it was last there, of a service that has none now.
    pub seen_at: Option<Timestamp>,
    /// Ordered by name.
    pub containers: Vec<PsContainer>,
}

#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct PsContainer {
    pub id: String,
    pub name: String,
    pub image: String,
    pub state: State,
    pub reason: Option<String>,
    pub since: Option<Timestamp>,
    pub ports: Vec<PsPort>,
}

/// A TCP port that is reached through the host.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PsPort {
    /// The host's address that it is bound to; `0.0.0.0` and `::` are all of them.
    pub address: String,
    pub on_host: u16,
    pub inside: u16,
}

impl PsReport {
    /// 4 when a host could not be asked.
    pub fn exit(&self) -> Exit {
        let all_reachable = self.hosts.iter().all(|host| host.reachable);
        if all_reachable { Exit::Fine } else { Exit::Unreachable }
    }
}
