//! The questions before anything is done.

use super::gather::Gathered;
use super::run::{self, Wanted};
use crate::cli::Context;
use crate::error::CommandError;
use crate::exit::Exit;
use crate::stacks::{Action, Catalogue, Matched, Plan, Verb, view};
use crate::ui::{Consent, Refused};

/// What somebody agreed to.
pub(super) enum Agreed {
    Plan(Consent, Plan),
    /// Another plan, which applies changes as `up` does.
    Apply(Consent),
}

/// Asks whatever has to be asked; with an error the plan comes back, to be told with it.
pub(super) async fn ask(
    context: &Context,
    wanted: &Wanted<'_>,
    gathered: &Gathered,
    plan: Plan,
) -> Result<Agreed, (CommandError, Plan)> {
    for ambiguous in &gathered.ambiguous {
        context.ui.note(&meanings(&gathered.catalogue, ambiguous));
    }
    let stale: Vec<String> = plan.stale().map(|row| row.target()).collect();
    let answer = match wanted.verb {
        Verb::Down => down(context, wanted, &plan).await,
        Verb::Restart if !stale.is_empty() => {
            context.ui.warn(&format!(
                "a restart does not apply what changed of {}; `up` does (--apply)",
                stale.join(", ")
            ));
            let question = "Restart as it is, or apply the changes with up?";
            match context.ui.either(question, ["restart", "up"]).await {
                Ok((consent, 1)) => return Ok(Agreed::Apply(consent)),
                Ok((consent, _)) => Ok(consent),
                Err(refused) => Err(error_of(refused, &["--yes restarts, --apply applies"])),
            }
        }
        _ => {
            let question = format!("{}?", capitalised(&view::summary(&plan)));
            let asked = context.ui.consent(&question).await;
            asked.map_err(|refused| error_of(refused, &["--yes agrees beforehand"]))
        }
    };
    match answer {
        Ok(consent) => Ok(Agreed::Plan(consent, plan)),
        Err(error) => Err((error, plan)),
    }
}

/// The name of everything that is taken down, and then of every stack that loses its volumes.
async fn down(
    context: &Context,
    wanted: &Wanted<'_>,
    plan: &Plan,
) -> Result<Consent, CommandError> {
    let steps = plan.hosts.iter().flat_map(|host| host.steps.iter().map(move |it| (host, it)));
    let open = steps.filter(|(host, it)| !confirmed(wanted.confirm, &it.step.target, &host.host));
    let open: Vec<String> = open.map(|(_, it)| format!("--confirm {}", it.step.target)).collect();
    let hint = format!("{} types it beforehand; --yes does not answer this", open.join(" "));
    let hints = [hint.as_str()];
    let mut consent = None;
    let planned = plan.hosts.iter().flat_map(|host| host.steps.iter().map(move |it| (host, it)));
    for (host, planned) in planned {
        let name = &planned.step.target;
        let agreed = confirmed(wanted.confirm, name, &host.host);
        let question = format!("Type {name} to take it down on {}:", host.host);
        let given = context.ui.typed_consent(&question, name, agreed).await;
        consent = Some(given.map_err(|refused| error_of(refused, &hints))?);
    }
    let hints = ["--confirm-volumes NAME types it beforehand; --yes does not answer this"];
    for (stack, volumes) in &plan.volumes {
        let (name, host) = stack.rsplit_once('@').unwrap_or((stack, ""));
        let is_whole = |row: &crate::stacks::Row| {
            row.host == host && row.stack.as_deref() == Some(name) && row.action == Action::Remove
        };
        if !plan.rows.iter().any(is_whole) {
            continue;
        }
        context.ui.note(&format!(
            "{stack} has {} named volumes; what is in them is lost:\n  {}",
            volumes.len(),
            volumes.join("\n  ")
        ));
        let agreed = confirmed(wanted.confirm_volumes, name, host);
        let question = format!("Type {name} once more to remove its volumes:");
        let given = context.ui.typed_consent(&question, name, agreed).await;
        consent = Some(given.map_err(|refused| error_of(refused, &hints))?);
    }
    // A plan that removes nothing is not asked about.
    consent.ok_or_else(|| CommandError::new(Exit::Failed, "nothing to take down"))
}

fn confirmed(names: &[String], name: &str, host: &str) -> bool {
    names.iter().any(|given| given == name || *given == format!("{name}@{host}"))
}

fn error_of(refused: Refused, hints: &[&str]) -> CommandError {
    match refused {
        Refused::NobodyToAsk => {
            CommandError::new(Exit::Refused, "nobody can be asked; nothing was done")
                .hints(hints.iter().map(ToString::to_string))
                .hint("--dry-run shows what would be done")
        }
        Refused::Declined => CommandError::new(Exit::Refused, "nothing was done"),
    }
}

/// Such as "`alloy` means stack alloy on hornbill and service monitoring/alloy on toucan".
pub(super) fn meanings(catalogue: &Catalogue, one: &Matched) -> String {
    let all: Vec<String> = run::found(one, |what| run::meaning(catalogue, what)).collect();
    format!("`{}` means {}", one.target, all.join(" and "))
}

/// As one would type each meaning alone.
pub(super) fn names<'a>(
    catalogue: &'a Catalogue,
    one: &'a Matched,
) -> impl Iterator<Item = String> + 'a {
    run::found(one, |what| run::name(catalogue, what))
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}
