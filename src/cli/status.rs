//! `sgos status`: ask every host at once, judge what they say, show it.

use clap::Args;

use super::memory::{Known, Memory};
use super::{Context, Moment, Output, ask};
use crate::error::CommandError;
use crate::exit::Exit;
use crate::probe::Sections;
use crate::status::{self, Snapshot, UnknownApps, view};
use crate::ui::sanitize;

/// Show the state of every app
///
/// Asks all hosts at once, each with one command. A host that does not answer
/// costs only its own rows: its apps are unknown, and the exit code is 4.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  sgos status\n  sgos status phone mail@hornbill\n  sgos status --down                      only what is not well\n  sgos status --wide -H @apps\n  sgos status --exit-status --quiet       for scripts: 3 when an app is not well\n  sgos status -o json | jq .summary"
)]
pub struct StatusArgs {
    /// Only these apps: names or globs, each optionally with @host
    #[arg(value_name = "APP")]
    apps: Vec<String>,
    /// Only apps that are not well
    #[arg(long)]
    down: bool,
    /// Also branch, subject, uncommitted changes, directory, and the hosts themselves
    #[arg(long)]
    wide: bool,
    /// Exit with 3 when an app is paused, down or unknown
    #[arg(long)]
    exit_status: bool,
}

pub(super) async fn run(context: &Context, args: &StatusArgs) -> Result<Exit, CommandError> {
    let inventory = context.inventory()?;
    let hosts = context.hosts(&inventory)?;
    let sections = if args.wide { Sections::WIDE } else { Sections::APPS };
    let outcomes = ask::all(context, &inventory, &hosts, sections).await;
    let memory = Memory::of(context.process.cache.as_deref(), &inventory.source);
    let previous = context.transport.tape().note("known", || memory.load());
    let Moment { now, elapsed } = context.moment();
    let snapshot = status::judge(&inventory, &outcomes, &previous.apps, now, elapsed);
    let remembered = Known {
        apps: status::remember(&snapshot, &previous.apps),
        services: status::remember_services(&outcomes, &previous.services),
    };
    let snapshot = status::select(snapshot, &args.apps, args.down).map_err(unknown)?;
    let output = context.output();
    if matches!(output, Output::Tsv | Output::Jsonl) {
        // Their rows are apps; what is wrong with a host would be told nowhere.
        silent_hosts(context, &snapshot);
    }
    let text = match output {
        Output::Text => Ok(view::text(&snapshot, &context.look(args.wide), now)),
        Output::Json => view::json(&snapshot).map(|text| sanitize::json(&text)),
        Output::Jsonl => view::jsonl(&snapshot).map(|text| sanitize::json(&text)),
        Output::Tsv => Ok(view::tsv(&snapshot, args.wide)),
    };
    let text = text.map_err(|error| CommandError::from_error(Exit::Failed, &error))?;
    context.answer(&text)?;
    memory.store(&remembered, &previous);
    Ok(status::exit_for(&snapshot, args.exit_status))
}

fn silent_hosts(context: &Context, snapshot: &Snapshot) {
    for host in &snapshot.hosts {
        let Some(error) = &host.error else { continue };
        let verb = if host.reachable { "has no answer" } else { "is unreachable" };
        let hint = host.hint.as_ref().map(|hint| format!("; {hint}")).unwrap_or_default();
        context.ui.warn(&format!("{} {verb}: {error}{hint}", host.name));
    }
}

/// A host that did not answer may have what was asked for: the name need not be wrong then.
fn unknown(error: UnknownApps) -> CommandError {
    let mut outer = CommandError::from_error(Exit::Inventory, &error);
    for one in error.unknown.iter().filter(|one| !one.nearest.is_empty()) {
        outer = outer.hint(format!("nearest to `{}`: {}", one.name, one.nearest.join(", ")));
    }
    if error.silent_hosts.is_empty() {
        return outer;
    }
    outer.hint(format!("it may be on {}, which did not answer", error.silent_hosts.join(", ")))
}
