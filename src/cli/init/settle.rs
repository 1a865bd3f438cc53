//! What a person decides at the end: hosts that did not answer, and whether the file is written.

use std::borrow::Cow;
use std::path::Path;

use serde_json::json;

use super::InitArgs;
use super::meet::Met;
use super::target::Target;
use crate::cli::{Context, config};
use crate::error::CommandError;
use crate::exit::Exit;
use crate::init::{self, SaveError};
use crate::inventory::{self, InventoryError, Shown, Source};
use crate::ui::{Look, Refused};

/// What may be used to show text on stderr.
pub(super) fn look(context: &Context) -> Look {
    Look { color: context.ui.stderr_color(), links: false, ..context.look(false) }
}

/// Says why hosts did not tell; they are kept only where somebody wants them all the same.
pub(super) async fn keep_or_leave_out(
    context: &Context,
    args: &InitArgs,
    met: &mut [Met],
) -> Result<(), CommandError> {
    for one in met.iter_mut() {
        let (Some(refusal), name) = (one.refusal(), &one.host.name) else { continue };
        let hint = refusal.hint.as_ref().map(|hint| format!("; {hint}")).unwrap_or_default();
        context.ui.warn(&format!("{name} does not tell: {}{hint}", refusal.message));
        one.kept = args.keep_unreachable || {
            let question = format!("Write {name} all the same?");
            let ask = context.ui.may_ask() && !context.global.yes;
            ask && context.ui.explicit_consent(&question, false).await.is_ok()
        };
    }
    let left_out: Vec<&Met> = met.iter().filter(|one| !one.kept).collect();
    if left_out.len() == met.len() {
        let mut exits = left_out.iter().filter_map(|one| Some(one.refusal()?.exit));
        let first = exits.next().unwrap_or(Exit::Unreachable);
        let exit = if exits.all(|exit| exit == first) { first } else { Exit::Unreachable };
        let message = "no host told what it runs; nothing was written";
        return Err(
            CommandError::new(exit, message).hint("--keep-unreachable writes them all the same")
        );
    }
    if !left_out.is_empty() {
        let names: Vec<&str> = left_out.iter().map(|one| one.host.name.as_str()).collect();
        context.ui.note(&format!("left out: {}", names.join(", ")));
    }
    Ok(())
}

/// Shows the change, asks, writes, and checks what was written.
pub(super) async fn finish(
    context: &Context,
    target: &Target,
    after: &str,
    met: &[Met],
) -> Result<Exit, CommandError> {
    let silent = met.iter().any(|one| one.refusal().is_some());
    let exit = if silent { Exit::Unreachable } else { Exit::Fine };
    let path = target.path.display().to_string();
    let changed = after != target.text;
    if context.global.dry_run {
        if context.wants_json() {
            answer(context, target, after, met, false)?;
        } else {
            let look = context.look(false);
            let seen = context.ui.stdout_is_terminal();
            context.answer(&if seen { clean(after, &look) } else { after.to_owned() })?;
        }
        return Ok(exit);
    }
    if changed {
        let diff = init::view::diff(&path, &target.text, after, &look(context));
        context.ui.excerpt_unless_quiet(&diff);
        let consent = context.ui.consent(&format!("Write {path}?")).await.map_err(left)?;
        let before = target.before.as_deref();
        init::save(&target.absolute(context), before, after, &consent).map_err(not_saved)?;
    } else {
        context.ui.note(&format!("{path} has all of it already"));
    }
    if context.wants_json() {
        answer(context, target, after, met, changed)?;
    } else {
        let surroundings = &context.process.surroundings;
        let written = inventory::load(surroundings, Some(&target.path))?;
        config::check(context, &written.inventory).await?;
    }
    context.ui.note(&format!("next: {}", next(context, target)));
    Ok(exit)
}

/// For whoever was asked and did not agree.
pub(super) fn left(refused: Refused) -> CommandError {
    let error = CommandError::new(Exit::Refused, "nothing was written");
    match refused {
        Refused::Declined => error,
        Refused::NobodyToAsk => error.hint("nobody could be asked: --yes agrees beforehand"),
    }
}

fn not_saved(error: SaveError) -> CommandError {
    let outer = CommandError::from_error(Exit::Failed, &error);
    match error {
        SaveError::Changed { .. } => outer.hint("nothing was written; run it again"),
        SaveError::Io { .. } => outer.hint("name another file with --to"),
    }
}

/// On a terminal; in a pipe the text goes as it is.
fn clean(text: &str, look: &Look) -> String {
    text.lines().map(|line| look.clean(line).into_owned() + "\n").collect()
}

/// With `--config` where sgos would not find the file by itself, or would not believe it.
fn next(context: &Context, target: &Target) -> String {
    let surroundings = &context.process.surroundings;
    let real = |path: &Path| std::fs::canonicalize(surroundings.absolute(path)).ok();
    let found = inventory::find(surroundings, None).ok();
    let found = found.as_ref().and_then(Source::path).and_then(real);
    if found.is_some() && found == real(&target.path) {
        match inventory::load(surroundings, None) {
            Ok(_) => return "sgos status".to_owned(),
            Err(InventoryError::Invalid(problems)) => {
                let why = problems.iter().map(|problem| problem.message.as_str());
                context
                    .ui
                    .warn(&format!("without --config: {}", why.collect::<Vec<_>>().join("; ")));
            }
            Err(error) => context.ui.warn(&format!("without --config: {error}")),
        }
    }
    let path = target.path.display().to_string();
    let path = shlex::try_quote(&path).map(Cow::into_owned).unwrap_or(path);
    format!("sgos --config {path} status")
}

fn answer(
    context: &Context,
    target: &Target,
    after: &str,
    met: &[Met],
    written: bool,
) -> Result<(), CommandError> {
    let inventory = target.parse(context, after)?;
    let host = |one: &Met| {
        json!({
            "name": one.host.name,
            "error": one.refusal().map(|refusal| &refusal.message),
            "hint": one.refusal().and_then(|refusal| refusal.hint.as_ref()),
            "kept": one.kept,
        })
    };
    let answer = json!({
        "schema_version": 1,
        "file": target.path,
        "changed": after != target.text,
        "written": written,
        "hosts": met.iter().map(host).collect::<Vec<_>>(),
        "text": after,
        "settings": Shown::of(&inventory).settings,
    });
    context.answer_json(&answer).map(drop)
}
