//! `sgos hosts trust`: show the keys a host offers beside those known for it, and accept them after consent.

use clap::Args;

use crate::cli::Context;
use crate::error::CommandError;
use crate::exit::Exit;
use crate::inventory::{Inventory, nearest};
use crate::transport::{HostKey, Known, TransportError};
use crate::ui::Refused;

/// Show the keys a host offers and accept them
///
/// The keys come over the network: compare the fingerprints with those the host
/// prints itself (`ssh-keygen -l -f /etc/ssh/ssh_host_ed25519_key.pub`).
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  sgos hosts trust hornbill\n  sgos hosts trust hornbill --yes            a host that is new\n  sgos hosts trust hornbill --replace --yes  a host whose key has changed"
)]
pub struct TrustArgs {
    #[arg(value_name = "HOST")]
    host: String,
    /// Agree beforehand to replace a key that has changed; --yes alone does not
    #[arg(long)]
    replace: bool,
}

pub(crate) async fn run(context: &Context, args: &TrustArgs) -> Result<Exit, CommandError> {
    let inventory = context.inventory()?;
    let Some(host) = inventory.hosts.get(&args.host) else {
        return Err(unknown_host(&inventory, &args.host));
    };
    if host.local {
        return Err(CommandError::new(
            Exit::Usage,
            format!("{} is this machine and is reached without SSH: it needs no trust", host.name),
        ));
    }
    let transport = &context.transport;
    let effective = transport.effective(host).await.map_err(|e| failed(&host.name, &e))?;
    if let Some(proxy) = &effective.proxy {
        return Err(CommandError::new(
            Exit::Failed,
            format!("{} is behind {proxy}, where its keys cannot be asked for", host.name),
        )
        .hint(format!("run `ssh {}` once and accept the key it shows", host.address)));
    }
    let offered = transport.offered_keys(&effective).await.map_err(|e| failed(&host.name, &e))?;
    let known = transport.known_keys(&effective).await;
    let plan = Plan::new(&offered, &known);
    context.answer(&plan.text(&host.name, &effective.known_as, &effective.user_file))?;
    if plan.new.is_empty() && plan.changed.is_empty() {
        return Ok(Exit::Fine);
    }
    if context.global.dry_run {
        return Ok(Exit::Fine);
    }
    let replaces = !plan.changed.is_empty();
    let consent = if replaces {
        let question = format!("The key of {} has CHANGED. Replace the known keys?", host.name);
        context.ui.explicit_consent(&question, args.replace && context.global.yes).await
    } else {
        context.ui.consent(&format!("Trust {} with these keys?", host.name)).await
    };
    consent.map_err(|refused| not_trusted(&host.name, refused, replaces))?;
    let keys = if replaces { &offered } else { &plan.new };
    transport.trust(&effective, keys, replaces).await.map_err(|e| failed(&host.name, &e))?;
    context.ui.note(&format!("{} is trusted", host.name));
    Ok(Exit::Fine)
}

/// The offered keys, told apart by what is known of them.
struct Plan {
    same: Vec<HostKey>,
    new: Vec<HostKey>,
    /// Offered now, and the different key of the same type that is known.
    changed: Vec<(HostKey, Known)>,
}

impl Plan {
    fn new(offered: &[HostKey], known: &[Known]) -> Self {
        let mut plan = Self { same: Vec::new(), new: Vec::new(), changed: Vec::new() };
        for key in offered {
            let of_type = |k: &&Known| k.key.key_type == key.key_type;
            if known.iter().any(|known| known.key == *key) {
                plan.same.push(key.clone());
            } else if let Some(other) = known.iter().find(of_type) {
                plan.changed.push((key.clone(), other.clone()));
            } else {
                plan.new.push(key.clone());
            }
        }
        // A host that proves nothing known, though something is known, has changed as a whole.
        if plan.same.is_empty()
            && plan.changed.is_empty()
            && let Some(other) = known.first()
        {
            plan.changed = plan.new.drain(..).map(|key| (key, other.clone())).collect();
        }
        plan
    }

    fn text(&self, host: &str, known_as: &str, file: &std::path::Path) -> String {
        let mut text = format!("{host} ({known_as}) offers:\n");
        for key in &self.same {
            text += &format!("  known    {key}\n");
        }
        for key in &self.new {
            text += &format!("  new      {key}\n");
        }
        for (key, known) in &self.changed {
            text += &format!("  CHANGED  {key}\n");
            text += &format!("           {} is known, in {}\n", known.key, known.file.display());
        }
        if !self.changed.is_empty() {
            text += "A changed key means that the host was set up anew, or that somebody stands in between.\n";
        } else if self.new.is_empty() {
            text += "All of them are known; nothing is to be done.\n";
        } else {
            text += &format!("They would be added to {}.\n", file.display());
        }
        text
    }
}

fn unknown_host(inventory: &Inventory, name: &str) -> CommandError {
    let near = nearest(name, inventory.hosts.keys().map(String::as_str), 3);
    let error = CommandError::new(Exit::Inventory, format!("no host `{name}` in the inventory"));
    if near.is_empty() { error } else { error.hint(format!("did you mean {}?", near.join(", "))) }
}

fn failed(host: &str, error: &TransportError) -> CommandError {
    let mut failed = CommandError::new(error.exit(), format!("{host}: {error}"));
    failed.hints.extend(error.hint(host));
    failed
}

fn not_trusted(host: &str, refused: Refused, replaces: bool) -> CommandError {
    let error =
        CommandError::new(Exit::Refused, format!("{host} is not trusted; nothing was changed"));
    match refused {
        Refused::Declined => error,
        Refused::NobodyToAsk => error.hint(format!(
            "nobody could be asked: `sgos hosts trust {host} {}--yes` agrees beforehand",
            if replaces { "--replace " } else { "" }
        )),
    }
}
