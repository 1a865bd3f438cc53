//! The one outer error of a command: what kind it is (hence the exit code), why, and what to type next.

use std::fmt;

use crate::exit::Exit;

/// Printed once, by `run`; hints are attached where a room's error is converted.
#[derive(Debug)]
pub struct CommandError {
    pub exit: Exit,
    pub message: String,
    /// Causes from the outermost to the innermost.
    pub causes: Vec<String>,
    /// What to type or to look at next, one sentence each.
    pub hints: Vec<String>,
}

impl CommandError {
    pub fn new(exit: Exit, message: impl Into<String>) -> Self {
        Self { exit, message: message.into(), causes: Vec::new(), hints: Vec::new() }
    }

    /// Takes the message and the chain of causes from `error`.
    pub fn from_error(exit: Exit, error: &dyn std::error::Error) -> Self {
        let causes = std::iter::successors(error.source(), |cause| cause.source());
        Self {
            exit,
            message: error.to_string(),
            causes: causes.map(ToString::to_string).collect(),
            hints: Vec::new(),
        }
    }

    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    #[must_use]
    pub fn hints(mut self, hints: impl IntoIterator<Item = String>) -> Self {
        self.hints.extend(hints);
        self
    }

    /// For whoever asked for JSON: one object with the key `error`.
    pub fn json(&self) -> String {
        let value = serde_json::json!({
            "schema_version": 1,
            "error": {
                "exit": self.exit.code(),
                "message": self.message,
                "causes": self.causes,
                "hints": self.hints,
            },
        });
        format!("{value}\n")
    }
}

impl fmt::Display for CommandError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for CommandError {}
