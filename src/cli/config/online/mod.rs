//! `sgos config check --online`: whether everything that the inventory names is there.

mod apps;
mod directories;
mod finding;
mod hosts;
mod secrets;
mod services;
mod view;

use crate::cli::{Context, ask};
use crate::error::CommandError;
use crate::exit::Exit;
use crate::inventory::Inventory;
use crate::probe::{HostOutcome, Sections};

/// Asks all hosts and services that are named, and shows what came of each.
pub(super) async fn run(context: &Context, inventory: &Inventory) -> Result<Exit, CommandError> {
    let hosts = context.hosts(inventory)?;
    // Before anything is asked: what is known to be a secret goes into no recording.
    let secrets = secrets::check(context, inventory).await;
    let outcomes = ask::all(context, inventory, &hosts, Sections::default()).await;
    let answered: Vec<_> =
        hosts.iter().filter(|host| told(&outcomes, &host.name).is_some()).cloned().collect();
    let (directories, services) = tokio::join!(
        directories::check(context, inventory, &hosts, &answered, &outcomes),
        services::check(context, inventory),
    );
    let mut findings = hosts::check(context, &hosts, &outcomes);
    findings.extend(directories);
    findings.extend(apps::check(inventory, &outcomes));
    findings.extend(services);
    findings.extend(secrets);
    view::show(context, inventory, &findings)?;
    Ok(finding::exit(&findings))
}

/// The answer of a host, where it gave one.
fn told<'a>(outcomes: &'a [HostOutcome], host: &str) -> Option<&'a HostOutcome> {
    outcomes.iter().find(|outcome| outcome.host == host && outcome.result.is_ok())
}
