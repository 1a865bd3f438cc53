//! `sgos audit`: who changed what, when, and how it ended.

use clap::Args;

use super::{Context, Output, ask};
use crate::change::{self, AuditLine, AuditReport, Places, SilentHost, view};
use crate::error::CommandError;
use crate::exit::Exit;
use crate::inventory::Host;
use crate::logs::time::{self, End};
use crate::probe;
use crate::transport::{HostResult, TransportError};
use crate::ui::sanitize;
use crate::ui::trouble::{self, Trouble};

/// Show who changed what, when, and how it ended
///
/// Each change leaves a line on its host and here; both are put together, the newest last. The exit
/// code is 4 when a host could not be asked: then only what is remembered here is shown of it.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  sgos audit\n  sgos audit -H toucan --since 2d\n  sgos audit --since 'yesterday 14:00' -o jsonl\n  sgos audit -o json | jq '.changes[] | select(.outcome != \"done\")'"
)]
pub struct AuditArgs {
    /// Only what ended later: 2h, 1d, yesterday, 14:00, 2026-11-24, an RFC 3339 time
    #[arg(long, value_name = "TIME")]
    since: Option<String>,
}

pub(super) async fn run(context: &Context, args: &AuditArgs) -> Result<Exit, CommandError> {
    let inventory = context.inventory()?;
    let hosts = context.hosts(&inventory)?;
    let (zone, begun) = (context.zone(), context.moment().now);
    let since = args.since.as_deref().map(|text| time::parse(text, End::Since, begun, &zone));
    let since = since
        .transpose()
        .map_err(|error| CommandError::from_error(Exit::Usage, &error).hint(error.hint()))?;
    let mut silent = Vec::new();
    let mut told = Vec::new();
    for HostResult { host, result, .. } in ask_all(context, &hosts).await {
        match result {
            Ok(lines) => told.push((host, lines)),
            Err(error) => {
                let hint = error.hint(&host);
                silent.push(SilentHost { host, error: error.to_string(), hint });
            }
        }
    }
    let mut changes = change::merged(here(context, &hosts), told);
    changes.retain(|entry| since.is_none_or(|since| entry.line.time >= since));
    let now = context.moment().now;
    let report = AuditReport { schema_version: 1, generated_at: now, changes, silent };
    let output = context.output();
    if matches!(output, Output::Tsv | Output::Jsonl) {
        for SilentHost { host, error, hint } in &report.silent {
            context.warn_of(host, false, Some(error), hint.as_deref());
        }
    }
    let text = match output {
        Output::Text => Ok(text(context, &report, since.is_some())),
        Output::Json => view::audit_json(&report).map(|text| sanitize::json(&text)),
        Output::Jsonl => view::audit_jsonl(&report).map(|text| sanitize::json(&text)),
        Output::Tsv => Ok(view::audit_tsv(&report)),
    };
    let text = text.map_err(|error| CommandError::from_error(Exit::Failed, &error))?;
    context.answer(&text)?;
    Ok(if report.silent.is_empty() { Exit::Fine } else { Exit::Unreachable })
}

fn text(context: &Context, report: &AuditReport, is_part: bool) -> String {
    let look = context.look(false);
    let troubles = report.silent.iter().map(|silent| Trouble {
        host: &silent.host,
        reachable: false,
        error: Some(&silent.error),
        hint: silent.hint.as_deref(),
        warnings: &[],
    });
    let troubles = trouble::lines(troubles, &look);
    if report.changes.is_empty() {
        context.ui.note(if is_part { "no change since then" } else { "no change is known" });
        return troubles;
    }
    view::audit(report, &look, &context.zone()) + &troubles
}

/// What this side remembers of these hosts. A recording knows it too, since the answer depends on it.
fn here(context: &Context, hosts: &[Host]) -> Vec<AuditLine> {
    let remembered = || {
        let state = context.process.state.as_deref()?;
        match change::remembered(state) {
            Ok(lines) => Some(lines),
            Err(error) => {
                context.ui.warn(&format!("what is remembered here cannot be read: {error}"));
                None
            }
        }
    };
    let mut lines: Vec<AuditLine> =
        context.transport.tape().note("audit", remembered).unwrap_or_default();
    lines.retain(|line| hosts.iter().any(|host| host.name == line.host));
    lines
}

async fn ask_all(context: &Context, hosts: &[Host]) -> Vec<HostResult<Vec<AuditLine>>> {
    let places = Places::default();
    ask::by_host(context, hosts, context.time_left(), "asking for its audit", |host| async {
        let nonce = probe::nonce();
        let exchange = context.transport.exchange(host, &change::history(&nonce, &places)).await?;
        change::told_by(&exchange.stdout, &nonce).ok_or_else(|| TransportError::Other {
            detail: format!("it did not tell its audit {}", exchange.stderr_tail()),
        })
    })
    .await
}
