//! `sgos config check`: every mistake in the inventory.

use clap::Args;
use serde_json::json;

use crate::cli::Context;
use crate::error::CommandError;
use crate::exit::Exit;
use crate::inventory::{Inventory, SecretRef};

/// Find every mistake in the inventory
///
/// With --online the exit code is 7 when something named does not exist, and 4 when
/// something does not answer.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  sgos config check\n  sgos config check --config ./sgos.toml\n  sgos config check --online      also ask the hosts and services it names"
)]
pub struct CheckArgs {
    /// Also ask: does each host answer, is each directory there, does each address reply
    #[arg(long)]
    pub(super) online: bool,
}

/// The inventory itself was checked when it was loaded; what is left are the secrets' references.
pub(in crate::cli) async fn run(
    context: &Context,
    inventory: &Inventory,
) -> Result<Exit, CommandError> {
    let mut warnings = Vec::new();
    for (key, reference) in secrets(inventory) {
        // A command may ask its user something, and is left alone here.
        if matches!(reference, SecretRef::Cmd(_)) {
            continue;
        }
        if let Err(error) = context.transport.secret(reference, context.process.env).await {
            warnings.push(format!("{key} = \"{reference}\": {error}"));
        }
    }
    for warning in &warnings {
        context.ui.warn(warning);
    }
    let file = inventory.source.path();
    if context.wants_json() {
        return context.answer_json(&json!({
            "schema_version": 1,
            "file": file,
            "hosts": inventory.hosts.len(),
            "stacks": inventory.stacks.len(),
            "apps": inventory.apps.len(),
            "warnings": warnings,
        }));
    }
    let name = file.map_or_else(
        || "no sgos.toml: this machine".to_owned(),
        |path| format!("{}: no mistakes", path.display()),
    );
    let count = |number: usize, what: &str| {
        format!("{number} {what}{}", if number == 1 { "" } else { "s" })
    };
    context.answer(&format!(
        "{name}; {}, {}, {}\n",
        count(inventory.hosts.len(), "host"),
        count(inventory.stacks.len(), "stack"),
        count(inventory.apps.len(), "named app"),
    ))
}

pub(super) fn secrets(inventory: &Inventory) -> Vec<(&'static str, &SecretRef)> {
    let grafana = inventory.grafana.as_ref().and_then(|grafana| grafana.token.as_ref());
    let glitchtip = inventory.glitchtip.as_ref().and_then(|glitchtip| glitchtip.token.as_ref());
    let access = inventory.access.as_ref();
    let all = [
        ("grafana.token", grafana),
        ("glitchtip.token", glitchtip),
        ("access.client_id", access.and_then(|access| access.client_id.as_ref())),
        ("access.client_secret", access.and_then(|access| access.client_secret.as_ref())),
    ];
    all.into_iter().filter_map(|(key, secret)| Some((key, secret?))).collect()
}
