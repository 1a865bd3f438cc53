//! From containers to events: every container that is meant, on every host, as long as it is wanted.
//!
//! A host has one supervisor, with Docker's event stream, and a follower for each container. What is
//! lost with a link is gone on with where it was left; nothing is told twice.

mod container;
mod host;
mod places;
mod pulse;

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use super::clocks::Clocks;
use super::sources::Sources;
use super::wanted::wanted;
use super::{Event, Tail, Window};
use crate::inventory::{Inventory, Target};
use crate::probe::{Container, containers_of_list};
use crate::transport::{Docker, DockerError};

use container::Out;
use host::Supervisor;

/// How long Docker may take to begin an answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// Events on their way: the lines among them are bounded by the window.
const ON_THE_WAY: usize = 1024;

/// What is wanted of each container.
#[derive(Debug, Clone, Copy)]
pub struct Ask {
    /// Not only what is there.
    pub follow: bool,
    pub tail: Tail,
    pub since: Option<Timestamp>,
    pub until: Option<Timestamp>,
}

/// A host, and what it told at the first look.
#[derive(Debug, Clone)]
pub struct Followed {
    pub host: String,
    pub docker: Docker,
    pub containers: Result<Vec<Container>, DockerError>,
}

/// What all hosts have in common.
#[derive(Debug, Clone)]
pub struct Fleet {
    pub inventory: Arc<Inventory>,
    /// All containers without any.
    pub targets: Arc<[Target]>,
}

/// It goes on in the background; ended when dropped.
#[derive(Debug)]
pub struct Following {
    /// The sources that there are at first, each told as joined. Take these before any event.
    pub first: Vec<Event>,
    pub events: mpsc::Receiver<Event>,
    pub window: Window,
    hosts: JoinSet<Result<(), (String, DockerError)>>,
}

impl Following {
    /// When there are no more events: the hosts whose logs are not whole, with why.
    pub async fn failures(mut self) -> Vec<(String, DockerError)> {
        self.events.close();
        let mut failures = Vec::new();
        while let Some(ended) = self.hosts.join_next().await {
            failures.extend(ended.ok().and_then(Result::err));
        }
        failures
    }
}

/// All containers of a host.
///
/// # Errors
/// Where Docker does not tell, or tells something else.
pub async fn list(docker: &Docker, time_limit: Duration) -> Result<Vec<Container>, DockerError> {
    let json = docker.get("/containers/json", &[("all", "1")], time_limit).await?;
    let list = containers_of_list(&json);
    list.map_err(|failure| DockerError::Garbled { detail: failure.message })
}

/// Begins to follow. A host that told nothing is tried again and again where there is no end.
pub fn follow(fleet: &Fleet, hosts: Vec<Followed>, ask: Ask) -> Following {
    let sources = Arc::new(Sources::default());
    let clocks = Clocks::default();
    for one in &hosts {
        if let Some(ahead) = one.docker.ahead() {
            clocks.set(&one.host, ahead);
        }
    }
    let first: Vec<_> = hosts
        .iter()
        .map(|one| {
            let containers = one.containers.as_deref().unwrap_or_default();
            let wanted = wanted(&fleet.inventory, &one.host, containers, &fleet.targets);
            (one.host.clone(), wanted)
        })
        .collect();
    let joined: Vec<_> = sources.begin(&first).into_iter().map(Event::Joined).collect();
    let window = Window::new(joined.len());
    let (sender, events) = mpsc::channel(ON_THE_WAY);
    let mut tasks = JoinSet::new();
    for (followed, (_, wanted)) in hosts.into_iter().zip(first) {
        let out = Out { events: sender.clone(), window: window.clone() };
        let first = followed.containers.map(|_| wanted);
        let shared = (sources.clone(), clocks.clone());
        let supervisor = Supervisor::new(followed.host, followed.docker, fleet, shared, ask, out);
        tasks.spawn(supervisor.run(first));
    }
    Following { first: joined, events, window, hosts: tasks }
}

#[cfg(test)]
mod tests;
