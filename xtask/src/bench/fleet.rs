//! The lab that runs, as `lab.json` tells, and the apps that the bench adds to it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, ensure};
use serde::Deserialize;

use crate::run;

/// The budgets are for twelve apps.
const FURTHER: [&str; 3] = ["radio", "shop", "maps"];

/// The host that has the apps.
pub(crate) const APPS_ON: &str = "hornbill";

/// Makes a healthy app beside `phone`. `cargo xtask lab up` would remove it again.
const ADD: &str = r#"
set -eu
for app; do
  cp -a /srv/apps/phone "/srv/apps/$app"
  sed -i "s/phone/$app/" "/srv/apps/$app/compose.yaml"
  docker compose --project-directory "/srv/apps/$app" up -d --wait --wait-timeout 60 2>&1
done
"#;

#[derive(Debug, Deserialize)]
pub(crate) struct Fleet {
    docker_host: String,
    pub(crate) hosts: BTreeMap<String, Host>,
    users: Vec<String>,
    apps: BTreeMap<String, String>,
    pub(crate) inventory: PathBuf,
    pub(crate) identity_file: PathBuf,
    pub(crate) known_hosts: PathBuf,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Host {
    container: String,
    pub(crate) address: String,
}

impl Fleet {
    pub(crate) fn read(path: &Path) -> Result<Self> {
        let text = fs::read_to_string(path).with_context(|| path.display().to_string())?;
        serde_json::from_str(&text).with_context(|| path.display().to_string())
    }

    pub(crate) fn apps(&self) -> impl Iterator<Item = &str> {
        self.apps.keys().map(String::as_str)
    }

    /// Who logs in.
    pub(crate) fn user(&self) -> &str {
        self.users.first().map_or("", String::as_str)
    }

    /// Docker of the machine that carries the lab.
    pub(crate) fn docker(&self) -> Command {
        let mut docker = Command::new("docker");
        docker.arg("--host").arg(&self.docker_host).env_remove("DOCKER_CONTEXT");
        docker
    }

    /// A command inside a host, with an input that this program holds.
    pub(crate) fn inside(&self, host: &str, user: &str) -> Result<Command> {
        let host = self.hosts.get(host).with_context(|| format!("the lab has no {host}"))?;
        let mut docker = self.docker();
        docker.args(["exec", "--interactive", "--user", user, &host.container]);
        docker.stdin(Stdio::piped());
        Ok(docker)
    }

    pub(crate) fn more_apps(&mut self) -> Result<()> {
        let mut command = self.inside(APPS_ON, "root")?;
        let output = command.args(["sh", "-c", ADD, "add"]).args(FURTHER).output()?;
        let said = String::from_utf8_lossy(&output.stdout);
        ensure!(output.status.success(), "{}:\n{}", output.status, run::tail(&said));
        self.apps.extend(FURTHER.map(|app| (app.to_owned(), "healthy".to_owned())));
        Ok(())
    }
}
