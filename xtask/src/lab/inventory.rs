//! The files that clients of a lab use: the inventory, known_hosts and a small ssh_config.

use anyhow::{Context, Result};

use crate::lab::keys::Keys;
use crate::lab::state::{Files, LabState};
use crate::lab::{USERS, folders, recipe};

const HEAD: &str = r#"# The inventory of the lab, written by `cargo xtask lab up`.
[ssh]
user = "stefan"
config_file = "/dev/null"
known_hosts_file = "known_hosts"
identity_file = "id_ed25519"
connect_timeout = "5s"
"#;

const STACKS: &str = r#"
[stacks.monitoring]
host = "toucan"
directory = "/srv/config/monitoring"
[stacks.glitchtip]
host = "toucan"
directory = "/srv/services/glitchtip"
[stacks.status]
host = "toucan"
directory = "/srv/services/status"
[stacks.alloy]
host = "hornbill"
directory = "/srv/services/alloy"

[discover]
containers = "sgos-{app}-app"
hosts = ["hornbill"]
"#;

/// Writes the files, where they differ.
pub(crate) fn write(state: &LabState, keys: &Keys, files: &Files) -> Result<()> {
    let mut known_hosts = String::new();
    for (host, at) in &state.hosts {
        known_hosts += &keys.known_hosts(host, &at.address)?;
    }
    folders::write(&files.known_hosts(), &known_hosts, 0o644)?;
    folders::write(&files.ssh_config(), &ssh_config(state), 0o644)?;
    folders::write(&files.inventory(), &inventory(state)?, 0o644)
}

fn inventory(state: &LabState) -> Result<String> {
    let mut text = HEAD.to_owned();
    for (host, at) in &state.hosts {
        let tag = if host == "hornbill" { "apps" } else { "monitoring" };
        text += &format!("\n[hosts.{host}]\naddress = \"{}\"\ntags = [\"{tag}\"]\n", at.address);
    }
    text += STACKS;
    for app in state.apps.keys() {
        let title = title(app)?;
        text += &format!("\n[apps.{app}]\ntitle = \"{title}\"\nurl = \"https://{app}.sgl.as\"\n");
    }
    Ok(text)
}

fn title(app: &str) -> Result<String> {
    let file = format!("stacks/apps/{app}/app.json");
    let json: serde_json::Value = serde_json::from_str(&recipe::read(&file)?)
        .with_context(|| format!("{file} is not JSON"))?;
    let title = json.get("title").and_then(|title| title.as_str());
    title.map(str::to_owned).with_context(|| format!("{file} has no title"))
}

fn ssh_config(state: &LabState) -> String {
    let mut text = String::new();
    for (host, at) in &state.hosts {
        text += &format!("Host {host}\n  HostName {}\n\n", at.address);
    }
    text += &format!(
        "Host *\n  User {}\n  IdentityFile \"{}\"\n  IdentitiesOnly yes\n  UserKnownHostsFile \"{}\"\n  \
         GlobalKnownHostsFile /dev/null\n  StrictHostKeyChecking yes\n  BatchMode yes\n  ConnectTimeout 5\n",
        USERS[0],
        state.identity_file.display(),
        state.known_hosts.display(),
    );
    text
}
