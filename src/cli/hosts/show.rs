//! `sgos hosts` without a subcommand: what the machines are, and how they do.

use jiff::Timestamp;

use crate::cli::watch::{self, WatchArgs, Watched};
use crate::cli::{Context, Moment, Output, ask};
use crate::error::CommandError;
use crate::exit::Exit;
use crate::inventory::{Host, Inventory, Selector};
use crate::probe::Sections;
use crate::status::{self, Hosts, view};
use crate::ui::{Look, sanitize};

pub(super) async fn run(
    context: &Context,
    names: &[String],
    watch: WatchArgs,
) -> Result<Exit, CommandError> {
    let inventory = context.inventory()?;
    let hosts = selected(context, &inventory, names)?;
    let machines = Machines { context, inventory: &inventory, hosts };
    if let Some(every) = watch.watch {
        return watch::run(context, every, &machines).await;
    }
    let hosts = machines.ask().await?;
    let text = match context.output() {
        Output::Text => Ok(view::hosts::text(&hosts, None, &context.look(false))),
        Output::Json => view::hosts::json(&hosts).map(|text| sanitize::json(&text)),
        Output::Jsonl => view::hosts::jsonl(&hosts).map(|text| sanitize::json(&text)),
        Output::Tsv => Ok(view::hosts::tsv(&hosts)),
    };
    let text = text.map_err(|error| CommandError::from_error(Exit::Failed, &error))?;
    context.answer(&text)?;
    Ok(hosts.exit())
}

/// Those that were named, of those that `-H` selects.
fn selected(
    context: &Context,
    inventory: &Inventory,
    names: &[String],
) -> Result<Vec<Host>, CommandError> {
    let mut hosts = context.hosts(inventory)?;
    let named = Selector::parse(names)?.select(inventory)?;
    hosts.retain(|host| named.iter().any(|named| named.name == host.name));
    if hosts.is_empty() && !named.is_empty() {
        let message = "none of the hosts that were named is among those of -H";
        return Err(CommandError::new(Exit::Inventory, message));
    }
    Ok(hosts)
}

/// What is asked, once or again and again.
struct Machines<'a> {
    context: &'a Context,
    inventory: &'a Inventory,
    hosts: Vec<Host>,
}

impl Watched for Machines<'_> {
    type Answer = Hosts;

    async fn ask(&self) -> Result<Hosts, CommandError> {
        let outcomes = ask::all(self.context, self.inventory, &self.hosts, Sections::MACHINE).await;
        let Moment { now, elapsed } = self.context.moment();
        Ok(status::judge_hosts(&outcomes, now, elapsed))
    }

    fn is_news(&self, before: &Hosts, now: &Hosts) -> bool {
        status::is_news_of_hosts(before, now)
    }

    fn text(&self, hosts: &Hosts, before: &Hosts, look: &Look, _now: Timestamp) -> String {
        view::hosts::text(hosts, Some(before), look)
    }

    fn line(&self, hosts: &Hosts) -> serde_json::Result<String> {
        serde_json::to_string(hosts)
    }
}
