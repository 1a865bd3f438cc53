//! What to type instead, beyond what the parser of command lines finds by itself.

use clap::error::{ContextKind, ContextValue, ErrorKind};

/// `sgos exec phone ls`, as `docker exec` takes it: here the program stands behind `--`.
pub fn advise(error: &mut clap::Error) {
    let Some(ContextValue::String(word)) = error.get(ContextKind::InvalidArg) else { return };
    let takes_program = error
        .get(ContextKind::Usage)
        .is_some_and(|usage| usage.to_string().contains("[-- <CMD>...]"));
    if error.kind() == ErrorKind::UnknownArgument && takes_program && !word.starts_with('-') {
        let tip = format!("a program and its arguments stand behind `--`: `-- {word}`");
        let tip = ContextValue::StyledStrs(vec![tip.into()]);
        error.insert(ContextKind::Suggested, tip);
    }
}
