//! `sgos hosts disconnect`: end the connections that are kept for the next command.

use clap::Args;
use serde_json::json;

use crate::cli::Context;
use crate::error::CommandError;
use crate::exit::Exit;

/// End the connections that are kept for the next command
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  sgos hosts disconnect\n  sgos hosts disconnect hornbill")]
pub(super) struct DisconnectArgs {
    /// Only these hosts; all, of any inventory, when neither they nor -H name one
    #[arg(value_name = "HOST", id = "names")]
    names: Vec<String>,
}

pub(super) async fn run(context: &Context, args: &DisconnectArgs) -> Result<Exit, CommandError> {
    let dry_run = context.global.dry_run;
    let mut living = 0;
    for host in wanted(context, args)? {
        let ended = context.transport.disconnect(host.as_deref(), dry_run).await;
        living += ended.map_err(|error| CommandError::from_error(Exit::Failed, &error))?;
    }
    if context.wants_json() {
        let key = if dry_run { "open" } else { "closed" };
        return context.answer_json(&json!({ "schema_version": 1, key: living }));
    }
    let done = if dry_run { "would be closed" } else { "closed" };
    context.ui.note(&match living {
        0 => "no connection was open".to_owned(),
        1 => format!("1 connection {done}"),
        living => format!("{living} connections {done}"),
    });
    Ok(Exit::Fine)
}

/// `None` is every connection.
fn wanted(context: &Context, args: &DisconnectArgs) -> Result<Vec<Option<String>>, CommandError> {
    if args.names.is_empty() && context.global.hosts.is_empty() {
        return Ok(vec![None]);
    }
    let inventory = context.inventory()?;
    let mut names = Vec::new();
    for name in &args.names {
        names.push(Some(super::named(&inventory, name)?.name.clone()));
    }
    if !context.global.hosts.is_empty() {
        names.extend(context.hosts(&inventory)?.into_iter().map(|host| Some(host.name)));
    }
    Ok(names)
}
