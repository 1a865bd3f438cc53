//! The first look of `sgos logs`: what runs where, and whether the targets mean something there.

use std::sync::Arc;

use crate::cli::Context;
use crate::cli::memory::Memory;
use crate::error::CommandError;
use crate::exit::Exit;
use crate::inventory::{Host, Target, narrowed};
use crate::logs::{Fleet, Followed, list};
use crate::stacks::{Catalogue, Resolution, resolve};
use crate::transport::{DockerError, TransportError, fan_out};

/// What is to be followed, and what is known of it.
pub(super) struct Found {
    pub(super) fleet: Fleet,
    /// Those that tell, or may tell later.
    pub(super) hosts: Vec<Followed>,
    /// What the exit code is when all that could be told is.
    pub(super) exit: Exit,
    /// There are containers of it.
    pub(super) is_anything: bool,
}

/// Asks every host that a target may be on. Hosts that do not tell are warned of; they may tell later.
pub(super) async fn look(
    context: &Context,
    targets: Vec<Target>,
    follow: bool,
) -> Result<Found, CommandError> {
    let inventory = Arc::new(context.inventory()?);
    let hosts = narrowed(context.hosts(&inventory)?, &targets);
    let looked = ask(context, &hosts).await?;
    let lists: Vec<_> = looked
        .iter()
        .map(|one| (one.host.clone(), one.containers.clone().map_err(|error| error.to_string())))
        .collect();
    let known = Memory::of(context.process.cache.as_deref(), &inventory.source).load();
    let catalogue = Catalogue::of_lists(&inventory, &lists, &known.services);
    refuse_if_all_are_silent(&looked)?;
    let meant =
        if targets.is_empty() { Resolution::default() } else { resolve(&catalogue, &targets)? };
    let mut exit = Exit::Fine;
    for one in &looked {
        let Err(error) = &one.containers else { continue };
        let is_reached = !matches!(error, DockerError::Host(_));
        let hint = error.hint(&one.host);
        let goes_on = if follow && error.may_pass() { " (it is tried again)" } else { "" };
        let words = format!("{error}{goes_on}");
        context.warn_of(&one.host, is_reached, Some(&words), hint.as_deref());
        exit = worse(exit, error);
    }
    let mut hosts = looked;
    hosts.retain(|one| match &one.containers {
        Ok(_) => true,
        Err(error) => follow && error.may_pass(),
    });
    let is_anything = if targets.is_empty() {
        catalogue.stacks.iter().any(|stack| stack.containers().next().is_some())
            || !catalogue.loose.is_empty()
    } else {
        meant.all().iter().any(|what| is_there(&catalogue, what))
    };
    let fleet = Fleet { inventory, targets: targets.into() };
    Ok(Found { fleet, hosts, exit, is_anything })
}

/// The exit code when the rest is shown, after one more failure.
pub(super) fn worse(exit: Exit, failure: &DockerError) -> Exit {
    match failure {
        DockerError::Host(_) | DockerError::Lost => Exit::Unreachable,
        _ if exit == Exit::Unreachable => exit,
        _ => Exit::Failed,
    }
}

fn is_there(catalogue: &Catalogue, what: &crate::stacks::What) -> bool {
    use crate::stacks::What::{Loose, Service, Stack};
    match what {
        Stack(index) => {
            catalogue.stacks.get(*index).is_some_and(|stack| stack.containers().next().is_some())
        }
        Service(index, service) => catalogue
            .stacks
            .get(*index)
            .and_then(|stack| stack.services.get(service))
            .is_some_and(|containers| !containers.is_empty()),
        Loose(_) => true,
    }
}

/// Nothing is known of anything.
fn refuse_if_all_are_silent(looked: &[Followed]) -> Result<(), CommandError> {
    let errors: Vec<_> = looked
        .iter()
        .filter_map(|one| one.containers.as_ref().err().map(|error| (&one.host, error)))
        .collect();
    if errors.len() < looked.len() {
        return Ok(());
    }
    let Some((_, first)) = errors.first() else { return Ok(()) };
    let exit = if errors.len() == 1 { first.exit() } else { Exit::Unreachable };
    let words: Vec<_> = errors.iter().map(|(host, error)| format!("{host}: {error}")).collect();
    let mut error = CommandError::new(exit, words.join("\n"));
    for (host, failure) in errors {
        if let Some(hint) = failure.hint(host) {
            error = error.hint(hint);
        }
    }
    Err(error)
}

async fn ask(context: &Context, hosts: &[Host]) -> Result<Vec<Followed>, CommandError> {
    let total = context.time_left();
    let progress = context.ui.progress(hosts.iter().map(|host| host.name.as_str()), "asking");
    let asking = fan_out(
        hosts,
        usize::from(context.global.parallel),
        total,
        |host| async {
            let docker = context.transport.docker(host)?;
            let containers = list(&docker, total).await;
            Ok(Followed { host: host.name.clone(), docker, containers })
        },
        |result| {
            let said = match &result.result {
                Ok(Followed { containers: Err(error), .. }) => error.to_string(),
                Ok(_) => "answered".to_owned(),
                Err(error) => error.to_string(),
            };
            progress.finish(&result.host, result.took, &said);
        },
    );
    let results = tokio::select! {
        results = asking => results,
        never = progress.show_when_slow() => match never {},
    };
    drop(progress);
    let of_this_machine =
        |error: TransportError| CommandError::new(error.exit(), error.to_string());
    results
        .into_iter()
        .zip(hosts)
        .map(|(result, host)| match result.result {
            Ok(followed) => Ok(followed),
            Err(error) => {
                let docker = context.transport.docker(host).map_err(of_this_machine)?;
                Ok(Followed { host: host.name.clone(), docker, containers: Err(error.into()) })
            }
        })
        .collect()
}
