//! `sgos open`: the web page of something, in the browser.

use std::collections::BTreeSet;

use clap::Args;
use serde_json::json;

use super::look::{self, Looked};
use super::{Context, Output};
use crate::error::CommandError;
use crate::exit::Exit;
use crate::inventory::{Inventory, narrowed};
use crate::probe::{GitFact, HostOutcome, Sections};
use crate::stacks::{Catalogue, Page, UnknownTargets, What, named_pages, pages, resolve};
use crate::status::repository_url;
use crate::ui::sanitize;

/// Open a web page: an app's, a service's, Grafana's, the status page, a repository
///
/// `grafana`, `glitchtip`, `status` and apps have the addresses of the inventory.
/// Everything else is looked for on the hosts: a port that is published, or with
/// --repo where the checkout came from. Without a desktop the address is printed.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  sgos open grafana\n  sgos open phone\n  sgos open phone --repo                  where its code is\n  sgos open monitoring/alloy --print      only its address\n  curl -fsS \"$(sgos open glitchtip --print)/_health/\""
)]
pub struct OpenArgs {
    /// grafana, glitchtip, status, an app, or STACK, SERVICE, STACK/SERVICE, optionally with @HOST
    #[arg(value_name = "TARGET")]
    name: String,
    /// Its repository instead, on the forge where it was cloned from
    #[arg(long)]
    repo: bool,
    /// Print the address and open nothing
    #[arg(long)]
    pub(super) print: bool,
}

pub(super) async fn run(context: &Context, args: &OpenArgs) -> Result<Exit, CommandError> {
    let inventory = context.inventory()?;
    let named = named_pages(&inventory);
    let by_name = named.iter().find(|(name, _)| *name == args.name && !args.repo);
    let page = match by_name {
        Some((_, page)) => page.clone(),
        None => {
            let found = search(context, &inventory, args).await?;
            chosen(context, args, found).await?
        }
    };
    show(context, args, &page).await
}

async fn search(
    context: &Context,
    inventory: &Inventory,
    args: &OpenArgs,
) -> Result<Vec<Page>, CommandError> {
    let targets = look::targets(std::slice::from_ref(&args.name))?;
    let hosts = narrowed(context.hosts(inventory)?, &targets);
    let sections = if args.repo { Sections::APPS } else { Sections::default() };
    let Looked { outcomes, catalogue, .. } = look::at(context, inventory, &hosts, sections).await;
    let resolution = resolve(&catalogue, &targets).map_err(|error| unknown(error, inventory))?;
    let found = resolution.all();
    let known = match args.repo {
        false => pages(inventory, &catalogue, &found),
        true => repositories(&catalogue, &outcomes, &found),
    };
    // What a silent host would have told is not nothing.
    let silent = found.iter().filter_map(|what| silent(&catalogue, what)).collect::<BTreeSet<_>>();
    if known.is_empty() && !silent.is_empty() {
        let told = |(host, why): &(&str, &str)| format!("{host} did not tell: {why}");
        let message = silent.iter().map(told).collect::<Vec<_>>().join("; ");
        let error = CommandError::new(Exit::Unreachable, message);
        return Err(error.hint("`sgos hosts` says what to do about it"));
    }
    for (host, why) in silent {
        context.ui.warn(&format!("{host} did not tell: {why}; it may have another page"));
    }
    Ok(known)
}

/// The host of what was found, where it did not tell, and why.
fn silent<'a>(catalogue: &'a Catalogue, what: &What) -> Option<(&'a str, &'a str)> {
    let host = match what {
        What::Stack(index) | What::Service(index, _) => &catalogue.stacks.get(*index)?.host,
        What::Loose(index) => &catalogue.loose.get(*index)?.host,
    };
    let (host, why) = catalogue.silent.get_key_value(host)?;
    Some((host.as_str(), why.as_str()))
}

/// Of the stacks that are meant, or are a part of what is.
fn repositories(catalogue: &Catalogue, outcomes: &[HostOutcome], found: &[What]) -> Vec<Page> {
    let page = |what: &What| {
        let (What::Stack(index) | What::Service(index, _)) = what else { return None };
        let stack = catalogue.stacks.get(*index)?;
        let outcome = outcomes.iter().find(|outcome| outcome.host == stack.host)?;
        let checkouts = outcome.result.as_ref().ok()?.checkouts.as_ref().ok()?;
        let directories = [stack.directory.as_ref(), stack.made_in.as_ref()].into_iter().flatten();
        let origins = directories.filter_map(|path| match &checkouts.get(path)?.git {
            GitFact::Commit(commit) => commit.origin.as_deref(),
            GitFact::NoCommits { origin } => origin.as_deref(),
            GitFact::NotACheckout | GitFact::Unreadable(_) => None,
        });
        let url = origins.filter_map(repository_url).next()?;
        Some(Page { url, of: format!("{} on {}", stack.name, stack.host) })
    };
    let mut pages: Vec<_> = found.iter().filter_map(page).collect();
    pages.sort();
    pages.dedup_by(|a, b| a.url == b.url);
    pages
}

async fn chosen(
    context: &Context,
    args: &OpenArgs,
    mut found: Vec<Page>,
) -> Result<Page, CommandError> {
    let name = &args.name;
    if found.len() > 1 {
        let items: Vec<_> = found.iter().map(|page| format!("{}  {}", page.of, page.url)).collect();
        if !context.ui.may_ask() {
            let message = format!("`{name}` has {} pages; one is needed", found.len());
            return Err(CommandError::new(Exit::Inventory, message).hints(items));
        }
        let question = format!("`{name}` has several pages. Which?");
        let Ok(index) = context.ui.one_of(&question, &items).await else {
            return Err(CommandError::new(Exit::Refused, "nothing was chosen, nothing was opened"));
        };
        return Ok(found.swap_remove(index));
    }
    found.pop().ok_or_else(|| match args.repo {
        true => CommandError::new(Exit::Failed, format!("no repository is known of `{name}`")).hint(
            "it is no git checkout, or its remote `origin` has no web page that can be told from it",
        ),
        false => CommandError::new(Exit::Failed, format!("no web page is known of `{name}`"))
            .hint("nothing publishes a port for it; of an app the inventory may say `url = \"…\"`"),
    })
}

async fn show(context: &Context, args: &OpenArgs, page: &Page) -> Result<Exit, CommandError> {
    let print = args.print || context.global.dry_run || !context.process.desktop;
    let opened = if print { Ok(false) } else { open(context, &page.url).await };
    match context.output() {
        Output::Json | Output::Jsonl => {
            let opened = matches!(opened, Ok(true));
            return context.answer_json(&json!({
                "schema_version": 1, "url": page.url, "of": page.of, "opened": opened,
            }));
        }
        Output::Text | Output::Tsv => {}
    }
    // A host had a say in it.
    let line = sanitize::line(&page.url).into_owned() + "\n";
    match opened {
        Ok(true) => context.ui.note(&format!("opened {}", page.url)),
        Ok(false) => return context.answer(&line),
        Err(why) => {
            context.ui.warn(&why);
            return context.answer(&line);
        }
    }
    Ok(Exit::Fine)
}

async fn open(context: &Context, url: &str) -> Result<bool, String> {
    context.transport.show_page(url).await.map(|()| true).map_err(|error| error.to_string())
}

/// Names that no host knows, but the inventory does.
fn unknown(error: UnknownTargets, inventory: &Inventory) -> CommandError {
    let names: Vec<String> = named_pages(inventory).into_iter().map(|(name, _)| name).collect();
    let outer = CommandError::from(error);
    if names.is_empty() {
        return outer;
    }
    outer.hint(format!("the inventory has pages of {}", names.join(", ")))
}
