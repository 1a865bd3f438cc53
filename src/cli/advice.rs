//! What to type instead, beyond what the parser of command lines finds by itself.

use clap::error::{ContextKind, ContextValue, ErrorKind};

/// Adds a tip to the mistakes that people bring along from other tools.
pub fn advise(error: &mut clap::Error) {
    let Some(tip) = tip(error) else { return };
    error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![tip.into()]));
}

fn tip(error: &clap::Error) -> Option<String> {
    match (error.kind(), error.get(ContextKind::InvalidArg)?) {
        // `sgos exec phone ls`, as `docker exec` takes it.
        (ErrorKind::UnknownArgument, ContextValue::String(word)) => {
            let usage = error.get(ContextKind::Usage)?.to_string();
            let is_program = usage.contains("[-- <CMD>...]") && !word.starts_with('-');
            is_program
                .then(|| format!("a program and its arguments stand behind `--`: `-- {word}`"))
        }
        // `sgos restart`, as `docker compose restart` takes it.
        (ErrorKind::MissingRequiredArgument, ContextValue::Strings(missing)) => missing
            .iter()
            .any(|name| name == "<TARGET>...")
            .then(|| "`sgos ps` names what there is; `--all` means all of it".to_owned()),
        _ => None,
    }
}
