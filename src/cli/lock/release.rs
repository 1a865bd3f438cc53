//! `sgos lock release`: remove a lock whose holder is gone, and with a second consent any other.

use std::time::Duration;

use clap::Args;
use serde_json::json;

use crate::change::{self, Change, HostLock, Lock, LockState, Places, Released, Who};
use crate::cli::Context;
use crate::error::CommandError;
use crate::exit::Exit;
use crate::inventory::{Host, Inventory};
use crate::probe;
use crate::ui::{Consent, Refused};

/// Remove the lock of a host
///
/// A lock whose holder is gone is taken over by itself when its time is over; this is for not waiting
/// so long. What its holder began may still go on there: look before.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  sgos lock release toucan\n  sgos lock release toucan --dry-run\n  sgos lock release toucan --force --yes   although its holder lives"
)]
pub struct ReleaseArgs {
    /// Whose lock; those of -H where none is named here
    #[arg(value_name = "HOST", id = "names")]
    names: Vec<String>,
    /// Also a lock whose holder lives; --yes alone does not agree to that
    #[arg(long)]
    force: bool,
}

/// One lock that is to be removed.
struct Held {
    host: Host,
    /// Its id; `-` of something that is no lock.
    seen: String,
    /// Somebody is behind it, or nobody can tell.
    alive: bool,
}

pub(super) async fn run(context: &Context, args: &ReleaseArgs) -> Result<Exit, CommandError> {
    let dry_run = context.global.dry_run;
    if !dry_run {
        context.may_change()?;
    }
    let inventory = context.inventory()?;
    let hosts = named(context, &inventory, &args.names)?;
    if !dry_run {
        context.may_change_all(&inventory, &hosts)?;
    }
    let mut exit = Exit::Fine;
    let mut held = Vec::new();
    for result in super::ask(context, &hosts, context.time_left()).await {
        let name = &result.host;
        let lock = match result.result {
            Ok(lock) => lock,
            Err(error) => {
                context.warn_of(name, false, Some(&error.to_string()), error.hint(name).as_deref());
                exit = error.exit();
                continue;
            }
        };
        let seen = match &lock {
            Lock::Free => {
                context.ui.note(&format!("{name}: no lock"));
                continue;
            }
            Lock::Held(holder) => holder.id.clone(),
            Lock::Unusable(_) => "-".to_owned(),
        };
        let told = HostLock::of(name, lock);
        context.ui.note(&format!("{name}: {}", words(&told)));
        let alive = matches!(told.state, LockState::Held | LockState::Unusable);
        held.extend(hosts.iter().find(|host| host.name == *name).map(|host| Held {
            host: host.clone(),
            seen,
            alive,
        }));
    }
    let mut done = Vec::new();
    if dry_run {
        for Held { host, .. } in &held {
            context.ui.note(&format!("{}: its lock would be removed", host.name));
        }
    } else if !held.is_empty() {
        let consent = agreed(context, args, &held).await?;
        for one in &held {
            match release(context, one, &consent).await {
                Ok(()) => done.push(one.host.name.clone()),
                Err(error) => {
                    context.ui.warn(&format!("{}: {}", one.host.name, error.message));
                    exit = error.exit;
                }
            }
        }
    }
    if context.wants_json() {
        context.answer_json(&json!({ "schema_version": 1, "released": done }))?;
    }
    Ok(exit)
}

fn named(
    context: &Context,
    inventory: &Inventory,
    names: &[String],
) -> Result<Vec<Host>, CommandError> {
    if names.is_empty() && context.global.hosts.is_empty() {
        // All locks at once is nothing that anybody should get by leaving a word out.
        return Err(CommandError::new(Exit::Usage, "no host is named, neither here nor with -H"));
    }
    let mut hosts: Vec<Host> = match names.is_empty() || !context.global.hosts.is_empty() {
        true => context.hosts(inventory)?,
        false => Vec::new(),
    };
    for name in names {
        let host = crate::cli::hosts::named(inventory, name)?;
        if !hosts.contains(host) {
            hosts.push(host.clone());
        }
    }
    Ok(hosts)
}

fn words(lock: &HostLock) -> String {
    let Some(holder) = &lock.holder else { return lock.error.clone().unwrap_or_default() };
    let life = if holder.alive { "process" } else { "ended process" };
    format!(
        "{} by {} on {} for {} {} since {} s, {life} {}",
        lock.state.word(),
        holder.who.user,
        holder.who.machine,
        holder.verb,
        holder.targets.join(", "),
        holder.age_seconds,
        holder.pid
    )
}

/// Asks for the whole; what lives needs its own consent.
async fn agreed(
    context: &Context,
    args: &ReleaseArgs,
    held: &[Held],
) -> Result<Consent, CommandError> {
    let alive: Vec<&str> =
        held.iter().filter(|one| one.alive).map(|one| one.host.name.as_str()).collect();
    if !alive.is_empty() && !args.force {
        let message =
            format!("somebody is behind the lock of {}; nothing was removed", alive.join(", "));
        return Err(CommandError::new(Exit::Refused, message)
            .hint("wait for the end with `sgos lock status`, or use --force"));
    }
    let names: Vec<&str> = held.iter().map(|one| one.host.name.as_str()).collect();
    let consent = if alive.is_empty() {
        context.ui.consent(&format!("Remove the lock of {}?", names.join(", "))).await
    } else {
        let question = format!(
            "Remove the lock of {}, although what {} does goes on?",
            names.join(", "),
            alive.join(", ")
        );
        context.ui.explicit_consent(&question, args.force && context.global.yes).await
    };
    consent.map_err(|refused| match refused {
        Refused::NobodyToAsk => {
            CommandError::new(Exit::Refused, "nobody agreed to it; nothing was removed")
                .hint("use --yes")
        }
        Refused::Declined => CommandError::new(Exit::Refused, "not agreed; nothing was removed"),
    })
}

async fn release(context: &Context, held: &Held, _consent: &Consent) -> Result<(), CommandError> {
    let process = &context.process;
    let change = Change {
        id: change::new_id(context.moment().now),
        verb: "release".to_owned(),
        targets: vec!["lock".to_owned()],
        who: Who { user: process.user.clone(), machine: process.surroundings.hostname.clone() },
        steps: Vec::new(),
        lock_wait: Duration::ZERO,
        time_limit: Duration::ZERO,
    };
    let (host, nonce) = (&held.host, probe::nonce());
    let places = Places::default();
    let invocation = change::release(&change, &host.name, &held.seen, held.alive, &nonce, &places);
    let exchange = context.transport.exchange(host, &invocation).await;
    let exchange = exchange.map_err(|error| CommandError::from_error(error.exit(), &error))?;
    let failed = |why: String| Err(CommandError::new(Exit::Failed, format!("not removed: {why}")));
    match change::released(&exchange.stdout, &nonce) {
        Some(Released::Done(trouble)) => {
            context.ui.note(&format!("{}: its lock is removed", host.name));
            if let Some(trouble) = trouble {
                context.ui.warn(&format!("{}: no line of it in the audit: {trouble}", host.name));
            }
            Ok(())
        }
        Some(Released::Free) => Ok(()),
        Some(Released::Another(holder)) => {
            let message = format!(
                "not removed: by now it is held by {} on {}",
                holder.who.user, holder.who.machine
            );
            Err(CommandError::new(Exit::Locked, message))
        }
        Some(Released::Alive(_)) => {
            Err(CommandError::new(Exit::Locked, "not removed: somebody is behind it"))
        }
        Some(Released::Failed(why)) => failed(why),
        None => failed(exchange.stderr_tail()),
    }
}
