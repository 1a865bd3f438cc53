//! `sgos ps`: who lives where, on every host, and how it does.

use std::cell::Cell;

use clap::Args;
use jiff::Timestamp;

use super::watch::{self, WatchArgs, Watched};
use super::{Context, Output, look};
use crate::error::CommandError;
use crate::exit::Exit;
use crate::inventory::{Host, Inventory, Target, narrowed};
use crate::probe::Sections;
use crate::stacks::ps::{self, Asked, PsReport, view};
use crate::stacks::{Resolution, resolve};
use crate::ui::{Look, sanitize};

/// Show who lives where: stack, service, host, directory, state, address
///
/// Without targets every stack of every host, those that the inventory names and
/// have no containers included. A name that means several things shows all of
/// them. What an unreachable host runs is unknown, and the exit code is 4.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  sgos ps\n  sgos ps --all                   also what ended or is only remembered\n  sgos ps monitoring phone        stacks, services, apps\n  sgos ps monitoring/grafana 'al*@hornbill'\n  sgos ps -w -H toucan            again and again, changes marked\n  sgos ps -o json | jq '.services[] | {stack, service, host, url}'"
)]
pub struct PsArgs {
    /// Only these: STACK, SERVICE, APP or STACK/SERVICE, each optionally with @HOST
    #[arg(value_name = "TARGET")]
    targets: Vec<String>,
    /// Also what ended as it should, what `docker compose run` left, and stacks of which only the name is left
    #[arg(long)]
    all: bool,
    /// Also images, containers, ports, apps
    #[arg(long)]
    wide: bool,
    #[command(flatten)]
    pub(super) watch: WatchArgs,
}

pub(super) async fn run(context: &Context, args: &PsArgs) -> Result<Exit, CommandError> {
    let targets = look::targets(&args.targets)?;
    let inventory = context.inventory()?;
    let hosts = narrowed(context.hosts(&inventory)?, &targets);
    let is_known = Cell::new(false);
    let places = Places { context, args, targets, inventory: &inventory, hosts, is_known };
    if let Some(every) = args.watch.watch {
        return watch::run(context, every, &places).await;
    }
    let report = places.ask().await?;
    let output = context.output();
    if matches!(output, Output::Tsv | Output::Jsonl) {
        // Their rows are services; what is wrong with a host would be told nowhere.
        for host in &report.hosts {
            let (error, hint) = (host.error.as_deref(), host.hint.as_deref());
            context.warn_of(&host.name, host.reachable, error, hint);
        }
    }
    let text = match output {
        Output::Text => Ok(view::text(&report, &context.look(args.wide), report.generated_at)),
        Output::Json => view::json(&report).map(|text| sanitize::json(&text)),
        Output::Jsonl => view::jsonl(&report).map(|text| sanitize::json(&text)),
        Output::Tsv => Ok(view::tsv(&report, args.wide)),
    };
    let text = text.map_err(|error| CommandError::from_error(Exit::Failed, &error))?;
    context.answer(&text)?;
    Ok(report.exit())
}

/// What is asked, once or again and again.
struct Places<'a> {
    context: &'a Context,
    args: &'a PsArgs,
    targets: Vec<Target>,
    inventory: &'a Inventory,
    hosts: Vec<Host>,
    /// The targets have been found once: one that vanishes later, as it does while it is recreated, is
    /// no mistake of whoever watches.
    is_known: Cell<bool>,
}

impl Watched for Places<'_> {
    type Answer = PsReport;

    async fn ask(&self) -> Result<PsReport, CommandError> {
        let Self { context, args, targets, inventory, hosts, is_known } = self;
        let looked = look::at(context, inventory, hosts, Sections::APPS).await;
        let resolution = if is_known.get() {
            let each = targets
                .iter()
                .filter_map(|target| resolve(&looked.catalogue, std::slice::from_ref(target)).ok());
            Resolution { matched: each.flat_map(|found| found.matched).collect() }
        } else {
            resolve(&looked.catalogue, targets)?
        };
        is_known.set(true);
        let asked = Asked {
            targets: targets.iter().map(ToString::to_string).collect(),
            found: resolution.all(),
            all: args.all,
        };
        let moment = looked.moment;
        let (outcomes, catalogue) = (&looked.outcomes, &looked.catalogue);
        Ok(ps::judge(inventory, outcomes, catalogue, &asked, moment.now, moment.elapsed))
    }

    fn is_news(&self, before: &PsReport, now: &PsReport) -> bool {
        ps::is_news(before, now)
    }

    fn text(&self, report: &PsReport, before: &PsReport, look: &Look, now: Timestamp) -> String {
        let look = Look { wide: self.args.wide, ..*look };
        view::text_since(report, Some(before), &look, now)
    }

    fn line(&self, report: &PsReport) -> serde_json::Result<String> {
        serde_json::to_string(report)
    }
}
