//! What Docker says about the container that is a host, and its removal.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use serde::Deserialize;
use xshell::{Shell, cmd};

use crate::lab::engine::Engine;
use crate::lab::thaw;
use crate::run;

/// The part of `docker container inspect` that is of interest.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Container {
    id: String,
    state: State,
    config: Config,
    network_settings: NetworkSettings,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct State {
    status: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Config {
    labels: BTreeMap<String, String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct NetworkSettings {
    networks: BTreeMap<String, serde_json::Value>,
}

impl Container {
    /// Asks Docker; `None` when there is no such container.
    pub(crate) fn find(sh: &Shell, engine: Engine, name: &str) -> Result<Option<Self>> {
        // `inspect` fails for what does not exist; `ls` tells that from an engine that is gone.
        let filter = format!("name=^/{name}$");
        let list = ["container", "ls", "--all", "--quiet", "--filter", &filter];
        if run::read(engine.docker(sh).args(list))?.is_empty() {
            return Ok(None);
        }
        let inspect = ["container", "inspect", "--format", "{{json .}}", name];
        let text = run::read(engine.docker(sh).args(inspect))?;
        let container = serde_json::from_str(&text)
            .context("`docker container inspect` printed something unexpected")?;
        Ok(Some(container))
    }

    pub(crate) fn status(&self) -> &str {
        &self.state.status
    }

    pub(crate) fn label(&self, name: &str) -> Option<&str> {
        self.config.labels.get(name).map(String::as_str)
    }

    pub(crate) fn is_on(&self, network: &str) -> bool {
        self.network_settings.networks.contains_key(network)
    }

    /// Whether a process can still be started inside. It cannot when somebody killed the container
    /// while something inside it was paused.
    pub(crate) fn accepts_processes(&self, sh: &Shell, engine: Engine) -> bool {
        let (docker_host, id) = (engine.docker_host(), &self.id);
        run::succeeds(cmd!(sh, "timeout 10 docker --host {docker_host} exec {id} true"))
    }

    /// Removes the container with all its data. It is asked to end first, so that it can thaw what
    /// is paused inside: frozen processes cannot be killed.
    pub(crate) fn remove(&self, sh: &Shell, engine: Engine) -> Result<()> {
        run::succeeds(engine.docker(sh).args(["unpause", &self.id]));
        if !run::succeeds(engine.docker(sh).args(["stop", &self.id])) {
            thaw::thaw_inside(&self.id);
        }
        run::run(engine.docker(sh).args(["rm", "--force", "--volumes", &self.id]))
    }
}
