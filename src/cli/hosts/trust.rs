//! `sgos hosts trust`: show the keys a host offers beside those known of it, and accept them after consent.

use clap::Args;
use serde_json::json;

use crate::cli::Context;
use crate::error::CommandError;
use crate::exit::Exit;
use crate::inventory::Host;
use crate::transport::{Comparison, Effective, Known, TransportError, Verdict, entangled};
use crate::ui::Refused;

/// Show the keys a host offers and accept them
///
/// The keys come over the network: compare the fingerprints with those the host
/// prints itself (`ssh-keygen -l -f /etc/ssh/ssh_host_ed25519_key.pub`).
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  sgos hosts trust hornbill\n  sgos hosts trust hornbill --yes            a host that is new\n  sgos hosts trust hornbill --replace --yes  a host whose key has changed"
)]
pub(super) struct TrustArgs {
    /// As the inventory names it
    #[arg(value_name = "HOST", id = "name")]
    name: String,
    /// Agree beforehand to replace a key that has changed; --yes alone does not
    #[arg(long)]
    replace: bool,
}

pub(super) async fn run(context: &Context, args: &TrustArgs) -> Result<Exit, CommandError> {
    let inventory = context.inventory()?;
    let host = super::named(&inventory, &args.name)?;
    if host.local {
        let reason = "is this machine and is reached without SSH: it needs no trust";
        return Err(CommandError::new(Exit::Usage, format!("{} {reason}", host.name)));
    }
    let Looked { effective, comparison, known } = look(context, host, context.time_left()).await?;
    let text = text(&host.name, &effective, &comparison);
    if context.wants_json() {
        context.ui.note(&text);
    } else {
        context.answer(&text)?;
    }
    let trusted = accept(context, args, host, &effective, &comparison, &known).await?;
    if context.wants_json() {
        return context.answer_json(&answer(&host.name, &effective, &comparison, trusted));
    }
    Ok(Exit::Fine)
}

/// Shows the keys of a host that is new and asks a person whether to trust them, whatever was agreed
/// to beforehand.
pub(in crate::cli) async fn ask_about(
    context: &Context,
    host: &Host,
) -> Result<bool, CommandError> {
    let Looked { effective, comparison, .. } = look(context, host, context.deadline()).await?;
    if comparison.has(Verdict::Changed) || comparison.has(Verdict::Revoked) {
        return Ok(false);
    }
    context.ui.note(&text(&host.name, &effective, &comparison));
    let question = format!("Trust {} with these keys?", host.name);
    let Ok(consent) = context.ui.explicit_consent(&question, false).await else {
        return Ok(false);
    };
    let keys = comparison.keys(Verdict::New);
    let done = context.transport.trust(&effective, &keys, false, consent).await;
    done.map(|()| true).map_err(|error| failed(&host.name, &error))
}

/// What a host offers beside what is known of it.
struct Looked {
    effective: Effective,
    comparison: Comparison,
    known: Vec<Known>,
}

async fn look(
    context: &Context,
    host: &Host,
    time: std::time::Duration,
) -> Result<Looked, CommandError> {
    let look = async {
        let effective = context.transport.effective(host).await?;
        let offered = context.transport.offered_keys(&effective).await;
        let known = context.transport.known_keys(&effective).await?;
        Ok((effective, offered, known))
    };
    let looked = tokio::time::timeout(time, look).await.map_err(|_| {
        CommandError::new(Exit::TimedOut, format!("{}: its keys were not seen in time", host.name))
    })?;
    let (effective, offered, known) = looked.map_err(|error| failed(&host.name, &error))?;
    if let Some(proxy) = &effective.proxy {
        return Err(behind(host, proxy));
    }
    let offered = offered.map_err(|error| failed(&host.name, &error))?;
    Ok(Looked { comparison: Comparison::of(&offered, &known), effective, known })
}

/// Adds or replaces keys where that is needed and agreed to; whether all offered keys are trusted now.
async fn accept(
    context: &Context,
    args: &TrustArgs,
    host: &Host,
    effective: &Effective,
    comparison: &Comparison,
    known: &[Known],
) -> Result<bool, CommandError> {
    if comparison.has(Verdict::Revoked) {
        return Err(failed(&host.name, &TransportError::HostKeyRevoked));
    }
    let replaces = comparison.has(Verdict::Changed);
    if !replaces && !comparison.has(Verdict::New) {
        return Ok(true);
    }
    if replaces && let Some(line) = entangled(effective, known) {
        return Err(not_ours(host, line));
    }
    if context.global.dry_run {
        return Ok(false);
    }
    let consent = if replaces {
        let question = format!("The key of {} has CHANGED. Replace what is known?", host.name);
        context.ui.explicit_consent(&question, args.replace && context.global.yes).await
    } else {
        context.ui.consent(&format!("Trust {} with these keys?", host.name)).await
    };
    let consent = consent.map_err(|refused| not_trusted(&host.name, refused, replaces))?;
    let keys = if replaces {
        comparison.keys.iter().map(|compared| compared.key.clone()).collect()
    } else {
        comparison.keys(Verdict::New)
    };
    let done = context.transport.trust(effective, &keys, replaces, consent).await;
    done.map_err(|error| failed(&host.name, &error))?;
    context.ui.note(&format!("{} is trusted", host.name));
    Ok(true)
}

fn text(host: &str, effective: &Effective, comparison: &Comparison) -> String {
    let mut text = format!("{host} ({}) offers:\n", effective.known_as);
    for compared in &comparison.keys {
        let word = match compared.verdict {
            Verdict::Known => "known",
            Verdict::New => "new",
            Verdict::Changed => "CHANGED",
            Verdict::Revoked => "REVOKED",
        };
        text += &format!("  {word:<7}  {}\n", compared.key);
        if let (Verdict::Changed, Some(known)) = (compared.verdict, &compared.known) {
            text += &format!("           {} is known, in {}\n", known.key, known.file.display());
        }
    }
    if comparison.has(Verdict::Changed) {
        text += "A changed key means that the host was set up anew, or that somebody stands in between.\n";
    } else if comparison.has(Verdict::New) {
        text += &format!("New keys would be added to {}.\n", effective.user_file.display());
    } else {
        text += "Nothing is to be done.\n";
    }
    text
}

fn answer(
    host: &str,
    effective: &Effective,
    comparison: &Comparison,
    trusted: bool,
) -> serde_json::Value {
    let key = |compared: &crate::transport::Compared| {
        json!({
            "type": compared.key.key_type,
            "fingerprint": compared.key.fingerprint(),
            "verdict": compared.verdict,
            "known": compared.known.as_ref().map(|known| known.key.fingerprint()),
        })
    };
    json!({
        "schema_version": 1,
        "host": host,
        "known_as": effective.known_as,
        "file": effective.user_file,
        "keys": comparison.keys.iter().map(key).collect::<Vec<_>>(),
        "trusted": trusted,
    })
}

fn behind(host: &Host, proxy: &str) -> CommandError {
    let message = format!("{} is behind {proxy}, where its keys cannot be asked for", host.name);
    CommandError::new(Exit::Failed, message)
        .hint(format!("run `ssh {}` once and accept the key it shows", host.address))
}

fn not_ours(host: &Host, line: &Known) -> CommandError {
    let file = line.file.display();
    let message = format!("the key of {} cannot be replaced without harm to others", host.name);
    CommandError::new(Exit::Refused, message)
        .hint(format!("edit {file} by hand: the line for `{}`", line.names))
}

fn failed(host: &str, error: &TransportError) -> CommandError {
    let mut failed = CommandError::new(error.exit(), format!("{host}: {error}"));
    failed.hints.extend(error.hint(host));
    failed
}

fn not_trusted(host: &str, refused: Refused, replaces: bool) -> CommandError {
    let message = format!("{host} is not trusted; nothing was changed");
    let error = CommandError::new(Exit::Refused, message);
    match refused {
        Refused::Declined => error,
        Refused::NobodyToAsk => error.hint(format!(
            "nobody could be asked: `sgos hosts trust {host} {}--yes` agrees beforehand",
            if replaces { "--replace " } else { "" }
        )),
    }
}
