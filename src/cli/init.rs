//! `sgos init`: an inventory from what the hosts really run, written after consent.

mod hosts;
mod meet;
mod reach;
mod settle;
mod target;

use std::path::PathBuf;

use clap::Args;

use self::meet::Met;
use self::target::Target;
use super::Context;
use crate::error::CommandError;
use crate::exit::Exit;
use crate::init::{self, Draft, DraftHost, Sighting, appended};
use crate::inventory::{ContainerPattern, Discover, Inventory, Kind, accept};

/// Write the inventory from what the hosts really run
///
/// Asks which hosts there are, or takes those of --host, connects to each, finds
/// compose projects, apps, Loki, Grafana, GlitchTip and the status page, shows
/// what it would write, and writes it after consent. What a file has already
/// stays as it is; only what it lacks is added at its end.
#[derive(Debug, Args)]
#[command(
    override_usage = "sgos init [OPTIONS] [--host NAME[=ADDRESS]]...",
    after_help = "Examples:\n  sgos init                                    asks everything\n  sgos init --host toucan=100.102.199.98 --host hornbill --user stefan\n  sgos init --from-ssh-config --dry-run        print it, write nothing\n  sgos init --host 'web-*' --from-ssh-config   only such names\n  sgos init --host here=local --to ./sgos.toml --yes\n\nHere --host says which hosts there are: NAME, or NAME=ADDRESS where ssh needs\nanother name; NAME=local is this machine. Without it, those of the file are\nlooked at again."
)]
pub struct InitArgs {
    /// Take the hosts that ~/.ssh/config names, or of them those that --host selects
    #[arg(long)]
    from_ssh_config: bool,
    /// The ssh configuration instead of ~/.ssh/config, for now and in the inventory
    #[arg(long, value_name = "FILE")]
    ssh_config: Option<PathBuf>,
    /// The login name on the hosts; else ssh decides
    #[arg(long)]
    user: Option<String>,
    /// The port of the hosts' sshd; else ssh decides
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..))]
    port: Option<u16>,
    /// The private key; else ssh decides
    #[arg(long, value_name = "FILE")]
    identity_file: Option<PathBuf>,
    /// The known hosts instead of yours and the system's
    #[arg(long, value_name = "FILE")]
    known_hosts_file: Option<PathBuf>,
    /// Which containers are apps, such as sgos-{app}-app; else what most of their names share
    #[arg(long, value_name = "PATTERN")]
    containers: Option<String>,
    /// Also write hosts that do not answer or have no Docker
    #[arg(long)]
    keep_unreachable: bool,
    /// The file to write; else the one that sgos reads, else ~/.config/sgos/sgos.toml
    #[arg(long, value_name = "FILE")]
    to: Option<PathBuf>,
}

pub(super) async fn run(context: &Context, args: &InitArgs) -> Result<Exit, CommandError> {
    let target = Target::find(context, args.to.as_deref())?;
    let given = args.containers.as_deref().map(pattern).transpose()?;
    let ssh = reach::ssh(context, args)?;
    check_flags(context, args, &target)?;
    let hosts = hosts::choose(context, args, &target, &ssh).await?;
    let known = target
        .with(context, &Draft { ssh: ssh.clone(), hosts: hosts.clone(), ..Draft::default() })?;
    let mut met = meet::all(context, &known, &hosts).await;
    settle::keep_or_leave_out(context, args, &mut met).await?;

    let sightings: Vec<Sighting<'_>> =
        met.iter().filter(|met| met.kept).map(Met::sighting).collect();
    let pattern = match given {
        Some(given) => Some(given),
        None => which_are_apps(context, &target.inventory, &sightings).await?,
    };
    let kept = met.iter().filter(|met| met.kept).filter_map(|met| {
        let host = hosts.iter().find(|host| host.name == met.host.name)?;
        Some(DraftHost {
            silent: met.refusal().map(|refusal| refusal.message.clone()),
            ..host.clone()
        })
    });
    let mut draft = init::draft(kept.collect(), &sightings, pattern);
    draft.ssh = ssh;
    let found = init::view::found(&draft, &sightings, &settle::look(context));
    draft.beside(&target.inventory);
    let after = appended(&target.text, &draft.text());
    target.parse(context, &after)?;
    context.ui.excerpt_unless_quiet(&found);
    for remark in &draft.remarks {
        context.ui.warn(remark);
    }
    settle::finish(context, &target, &after, &met).await
}

/// Everything that only a person could say otherwise, named at once.
fn check_flags(context: &Context, args: &InitArgs, target: &Target) -> Result<(), CommandError> {
    if context.ui.may_ask() {
        return Ok(());
    }
    let no_hosts = context.global.hosts.is_empty()
        && !args.from_ssh_config
        && target.inventory.hosts.is_empty();
    let no_consent = !context.global.yes && !context.global.dry_run;
    let mut missing = Vec::new();
    if no_hosts {
        missing.push("--host NAME[=ADDRESS] or --from-ssh-config: which hosts there are");
    }
    if no_consent {
        missing.push("--yes: agree beforehand to what is written (or --dry-run: only print it)");
    }
    if missing.is_empty() {
        return Ok(());
    }
    let exit = if no_hosts { Exit::Usage } else { Exit::Refused };
    let message = "nobody can be asked here, and flags are missing; nothing was written";
    Err(CommandError::new(exit, message).hints(missing.into_iter().map(str::to_owned)))
}

fn pattern(text: &str) -> Result<ContainerPattern, CommandError> {
    ContainerPattern::parse(text).map_err(|_| {
        let why = accept(Kind::Pattern, text).err().unwrap_or_default();
        CommandError::new(Exit::Usage, format!("--containers: {why}"))
    })
}

/// What the file says, else what is found; a person may know better.
async fn which_are_apps(
    context: &Context,
    inventory: &Inventory,
    sightings: &[Sighting<'_>],
) -> Result<Option<ContainerPattern>, CommandError> {
    if let Discover::Containers { pattern, .. } = &inventory.discover {
        return Ok(Some(pattern.clone()));
    }
    let found = Draft::pattern(sightings);
    if !context.ui.may_ask() || context.global.yes {
        return Ok(found);
    }
    let default = found.map_or_else(|| "none".to_owned(), |pattern| pattern.to_string());
    let question = "Which containers are apps? {app} stands for the name, `none` for every project";
    loop {
        let answer = context.ui.line(question, &default).await.map_err(settle::left)?;
        if answer == "none" {
            return Ok(None);
        }
        match pattern(&answer) {
            Ok(pattern) => return Ok(Some(pattern)),
            Err(error) => context.ui.warn(&error.message),
        }
    }
}
