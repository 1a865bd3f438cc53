//! `sgos lock status`: who holds the lock of each host.

use clap::Args;

use crate::change::{HostLock, LockState, LocksReport, view};
use crate::cli::{Context, Output};
use crate::error::CommandError;
use crate::exit::Exit;
use crate::transport::HostResult;
use crate::ui::sanitize;

/// Show who holds the lock of each host, and since when
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  sgos lock status\n  sgos lock status -H toucan\n  sgos lock status -o jsonl | jq 'select(.state != \"free\")'"
)]
pub struct StatusArgs {}

pub(super) async fn run(context: &Context, _args: &StatusArgs) -> Result<Exit, CommandError> {
    let inventory = context.inventory()?;
    let hosts = context.hosts(&inventory)?;
    let results = super::ask(context, &hosts, context.time_left()).await;
    let now = context.moment().now;
    let of = |result: HostResult<_>| match result.result {
        Ok(lock) => HostLock::of(&result.host, lock),
        Err(error) => HostLock {
            state: LockState::Unknown,
            holder: None,
            error: Some(error.to_string()),
            hint: error.hint(&result.host),
            host: result.host,
        },
    };
    let hosts = results.into_iter().map(of).collect();
    let report = LocksReport { schema_version: 1, generated_at: now, hosts };
    let text = match context.output() {
        Output::Text => Ok(view::locks(&report, &context.look(false), now, &context.zone())),
        Output::Json => {
            serde_json::to_string_pretty(&report).map(|text| sanitize::json(&text) + "\n")
        }
        Output::Jsonl => view::locks_jsonl(&report).map(|text| sanitize::json(&text)),
        Output::Tsv => Ok(view::locks_tsv(&report)),
    };
    let text = text.map_err(|error| CommandError::from_error(Exit::Failed, &error))?;
    context.answer(&text)?;
    let silent = report.hosts.iter().any(|host| host.state == LockState::Unknown);
    Ok(if silent { Exit::Unreachable } else { Exit::Fine })
}
