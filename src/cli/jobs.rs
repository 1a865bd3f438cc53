//! `sgos jobs`: what runs when on every host, and what never does.

use std::time::Duration;

use clap::Args;
use jiff::Timestamp;

use super::options::duration;
use super::watch::{self, WatchArgs, Watched};
use super::{Context, Moment, Output, ask};
use crate::error::CommandError;
use crate::exit::Exit;
use crate::inventory::{Host, Inventory};
use crate::jobs::{self, JobsReport, view};
use crate::probe::Sections;
use crate::ui::{Look, sanitize};

/// Show what is scheduled on every host
///
/// Reads crontabs, systemd timers and Watchtower's schedule, and runs nothing of
/// it. Lines and files that cron ignores are shown with the reason. Jobs that came
/// with the operating system are hidden unless asked for.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  sgos jobs\n  sgos jobs --next 24h                    what runs until tomorrow\n  sgos jobs --watch                       what runs, as it runs\n  sgos jobs --all -H toucan               also those of the operating system\n  sgos jobs -o json | jq '.ignored[].reason'"
)]
pub struct JobsArgs {
    /// Only jobs that run within this time, such as 24h or 7d, in that order
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    next: Option<Duration>,
    /// Also jobs of the operating system
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    pub(super) watch: WatchArgs,
}

pub(super) async fn run(context: &Context, args: &JobsArgs) -> Result<Exit, CommandError> {
    let inventory = context.inventory()?;
    let hosts = context.hosts(&inventory)?;
    let schedules = Schedules { context, args, inventory: &inventory, hosts };
    if let Some(every) = args.watch.watch {
        return watch::run(context, every, &schedules).await;
    }
    let report = schedules.ask().await?;
    // In every form, so that a recording made in one can be shown in another.
    let zone = context.zone();
    let output = context.output();
    if matches!(output, Output::Tsv | Output::Jsonl) {
        // Their rows are jobs; what is wrong with a host would be told nowhere.
        for host in &report.hosts {
            context.warn_of(
                &host.name,
                host.reachable,
                host.error.as_deref(),
                host.hint.as_deref(),
            );
        }
    }
    let (look, now) = (context.look(false), report.generated_at);
    let text = match output {
        Output::Text => Ok(view::text(&report, &look, now, &zone)),
        Output::Json => view::json(&report).map(|text| sanitize::json(&text)),
        Output::Jsonl => view::jsonl(&report).map(|text| sanitize::json(&text)),
        Output::Tsv => Ok(view::tsv(&report)),
    };
    let text = text.map_err(|error| CommandError::from_error(Exit::Failed, &error))?;
    context.answer(&text)?;
    let unreachable = report.hosts.iter().any(|host| !host.reachable);
    Ok(if unreachable { Exit::Unreachable } else { Exit::Fine })
}

/// What is asked, once or again and again.
struct Schedules<'a> {
    context: &'a Context,
    args: &'a JobsArgs,
    inventory: &'a Inventory,
    hosts: Vec<Host>,
}

impl Watched for Schedules<'_> {
    type Answer = JobsReport;

    async fn ask(&self) -> Result<JobsReport, CommandError> {
        let outcomes = ask::all(self.context, self.inventory, &self.hosts, Sections::JOBS).await;
        let Moment { now, elapsed } = self.context.moment();
        let until = self.args.next.map(|next| now.saturating_add(next).unwrap_or(Timestamp::MAX));
        Ok(jobs::select(jobs::judge(&outcomes, now, elapsed), self.args.all, until))
    }

    fn is_news(&self, before: &JobsReport, now: &JobsReport) -> bool {
        jobs::is_news(before, now)
    }

    fn text(
        &self,
        report: &JobsReport,
        before: &JobsReport,
        look: &Look,
        now: Timestamp,
    ) -> String {
        view::text_since(report, Some(before), look, now, &self.context.zone())
    }

    fn line(&self, report: &JobsReport) -> serde_json::Result<String> {
        serde_json::to_string(report)
    }
}
