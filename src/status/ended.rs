//! Why a container is not running: exit codes and signals in words.

use crate::probe::{Container, ContainerState};

/// Such as "exited 137 (killed, out of memory)".
pub(super) fn reason(container: &Container) -> String {
    let error = container.details.as_ref().and_then(|details| details.error.as_deref());
    let error = error.and_then(first_line);
    let fact = match container.state {
        ContainerState::Created => "created, never started".to_owned(),
        ContainerState::Dead => "dead: Docker could not remove it".to_owned(),
        ContainerState::Removing => "being removed".to_owned(),
        _ => exited(container, error.is_none()),
    };
    match error {
        Some(error) => format!("{fact}: {error}"),
        None => fact,
    }
}

fn exited(container: &Container, explain: bool) -> String {
    let Some(code) = exit_code(container) else {
        return "exited".to_owned();
    };
    let out_of_memory = container.details.as_ref().is_some_and(|details| details.oom_killed);
    let meaning = meaning(code, out_of_memory).filter(|_| explain || out_of_memory);
    let fact = match meaning {
        Some(meaning) => format!("exited {code} ({meaning})"),
        None => format!("exited {code}"),
    };
    // Without an inspect nothing else knows the time.
    match words_after_code(&container.status_text).filter(|_| container.details.is_none()) {
        Some(when) => format!("{fact}, {when}"),
        None => fact,
    }
}

/// From the inspect, else from Docker's words, such as `Exited (137) 3 hours ago`.
pub(super) fn exit_code(container: &Container) -> Option<i64> {
    match &container.details {
        Some(details) => Some(details.exit_code),
        None => split_code(&container.status_text).map(|(code, _)| code),
    }
}

fn words_after_code(status_text: &str) -> Option<&str> {
    split_code(status_text).map(|(_, rest)| rest.trim()).filter(|rest| !rest.is_empty())
}

fn split_code(status_text: &str) -> Option<(i64, &str)> {
    let (code, rest) = status_text.split_once('(')?.1.split_once(')')?;
    Some((code.trim().parse().ok()?, rest))
}

/// What a number stands for by the conventions of shells (126, 127), Docker (125) and signals (128 and the
/// number of the signal, as on Linux).
pub fn meaning(code: i64, out_of_memory: bool) -> Option<&'static str> {
    Some(match code {
        _ if out_of_memory => "killed, out of memory",
        125 => "Docker could not start it",
        126 => "its command is not executable",
        127 => "its command was not found",
        129 => "hung up",
        130 => "interrupted",
        131 => "quit",
        132 => "illegal instruction",
        134 => "aborted",
        135 => "bus error",
        136 => "arithmetic error",
        137 => "killed",
        139 => "segmentation fault",
        141 => "broken pipe",
        143 => "terminated",
        _ => return None,
    })
}

fn first_line(text: &str) -> Option<&str> {
    text.lines().map(str::trim).find(|line| !line.is_empty())
}
