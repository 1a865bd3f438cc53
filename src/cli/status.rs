//! `sgos status`: ask every host at once, judge what they say, show it.

use std::cell::Cell;

use clap::Args;
use jiff::Timestamp;

use super::memory::{Known, Memory};
use super::watch::{self, WatchArgs, Watched};
use super::{Context, Moment, Output, ask};
use crate::error::CommandError;
use crate::exit::Exit;
use crate::inventory::{Host, Inventory};
use crate::probe::{self, Sections};
use crate::status::{self, Snapshot, UnknownApps, view};
use crate::ui::{Look, sanitize};

/// Show the state of every app
///
/// Asks all hosts at once, each with one command. A host that does not answer
/// costs only its own rows: its apps are unknown, and the exit code is 4.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  sgos status\n  sgos status phone mail@hornbill\n  sgos status --down                      only what is not well\n  sgos status --watch=2s                  again and again, changes marked\n  sgos status --wide -H @apps\n  sgos status --exit-status --quiet       for scripts: 3 when an app is not well\n  sgos status -o json | jq .summary"
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
    #[arg(long, conflicts_with = "watch")]
    exit_status: bool,
    #[command(flatten)]
    pub(super) watch: WatchArgs,
}

pub(super) async fn run(context: &Context, args: &StatusArgs) -> Result<Exit, CommandError> {
    let inventory = context.inventory()?;
    let hosts = context.hosts(&inventory)?;
    let fleet = Fleet { context, args, inventory: &inventory, hosts, is_known: Cell::new(false) };
    if let Some(every) = args.watch.watch {
        return watch::run(context, every, &fleet).await;
    }
    let snapshot = fleet.ask().await?;
    let output = context.output();
    if matches!(output, Output::Tsv | Output::Jsonl) {
        // Their rows are apps; what is wrong with a host would be told nowhere.
        for host in &snapshot.hosts {
            context.warn_of(
                &host.name,
                host.reachable,
                host.error.as_deref(),
                host.hint.as_deref(),
            );
        }
    }
    let text = match output {
        Output::Text => Ok(view::text(&snapshot, &context.look(args.wide), snapshot.generated_at)),
        Output::Json => view::json(&snapshot).map(|text| sanitize::json(&text)),
        Output::Jsonl => view::jsonl(&snapshot).map(|text| sanitize::json(&text)),
        Output::Tsv => Ok(view::tsv(&snapshot, args.wide)),
    };
    let text = text.map_err(|error| CommandError::from_error(Exit::Failed, &error))?;
    context.answer(&text)?;
    Ok(status::exit_for(&snapshot, args.exit_status))
}

/// What is asked, once or again and again.
struct Fleet<'a> {
    context: &'a Context,
    args: &'a StatusArgs,
    inventory: &'a Inventory,
    hosts: Vec<Host>,
    /// The names that were given have been found once: an app that vanishes later, as it does
    /// while it is deployed anew, is no mistake of whoever watches.
    is_known: Cell<bool>,
}

impl Watched for Fleet<'_> {
    type Answer = Snapshot;

    async fn ask(&self) -> Result<Snapshot, CommandError> {
        let Self { context, args, inventory, hosts, is_known } = self;
        let sections = if args.wide { Sections::WIDE } else { Sections::APPS };
        let memory = Memory::of(context.process.cache.as_deref(), &inventory.source);
        let previous = context.transport.tape().note("known", || memory.load());
        let looked = ask::again(context, inventory, hosts, sections, &previous.places).await;
        let outcomes = looked.outcomes;
        let Moment { now, elapsed } = context.moment();
        let snapshot = status::judge(inventory, &outcomes, &previous.apps, now, elapsed);
        let remembered = Known {
            apps: status::remember(&snapshot, &previous.apps),
            places: probe::remember_places(&outcomes, &previous.places, &looked.from_afar),
            services: status::remember_services(&outcomes, &previous.services, now),
        };
        let selected = if is_known.get() {
            status::keep(snapshot, &args.apps, args.down)
        } else {
            status::select(snapshot, &args.apps, args.down).map_err(unknown)?
        };
        is_known.set(true);
        memory.store(&remembered, &previous);
        Ok(selected)
    }

    fn is_news(&self, before: &Snapshot, now: &Snapshot) -> bool {
        status::is_news(before, now)
    }

    fn text(&self, snapshot: &Snapshot, before: &Snapshot, look: &Look, now: Timestamp) -> String {
        let look = Look { wide: self.args.wide, ..*look };
        view::text_since(snapshot, Some(before), &look, now)
    }

    fn line(&self, snapshot: &Snapshot) -> serde_json::Result<String> {
        serde_json::to_string(snapshot)
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
