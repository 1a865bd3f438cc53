//! What a command is given: its options, the terminal, the way to the hosts and the time.

use std::path::PathBuf;
use std::time::Duration;

use super::{Global, Output};
use crate::clock::Stopwatch;
use crate::error::CommandError;
use crate::exit::Exit;
use crate::inventory::{self, Host, Inventory, Surroundings};
use crate::transport::Transport;
use crate::ui::Ui;

/// The deadline of a command that only reads, unless `--timeout` says otherwise.
const TOTAL: Duration = Duration::from_secs(30);

/// What was read of the process and its environment, once, by `run`.
#[derive(Debug, Clone)]
pub struct Process {
    /// What the inventory is found with.
    pub surroundings: Surroundings,
    /// `$XDG_CACHE_HOME/sgos`
    pub cache: Option<PathBuf>,
}

#[derive(Debug)]
pub struct Context {
    pub global: Global,
    pub ui: Ui,
    pub transport: Transport,
    pub process: Process,
    pub started: Stopwatch,
}

impl Context {
    /// Loads the inventory; its warnings go to stderr.
    pub fn inventory(&self) -> Result<Inventory, CommandError> {
        let loaded = inventory::load(&self.process.surroundings, self.global.config.as_deref())
            .map_err(|error| self.inventory_error(&error))?;
        if let Some(warnings) = loaded.warnings.rendered(self.ui.stderr_color()) {
            self.ui.note(&warnings);
        }
        Ok(loaded.inventory)
    }

    /// The hosts that `-H` selects, or all.
    pub fn hosts(&self, inventory: &Inventory) -> Result<Vec<Host>, CommandError> {
        inventory::select(inventory, &self.global.hosts)
            .map(|hosts| hosts.into_iter().cloned().collect())
            .map_err(|error| CommandError::from_error(Exit::Inventory, &error).hints(error.hints()))
    }

    /// How the answer is to be printed.
    pub fn output(&self) -> Output {
        match (self.global.output, self.global.json) {
            (_, true) => Output::Json,
            (Some(output), false) => output,
            (None, false) if self.ui.stdout_is_terminal() => Output::Text,
            (None, false) => Output::Tsv,
        }
    }

    /// What is left of the command's deadline.
    pub fn time_left(&self) -> Duration {
        self.global.timeout.unwrap_or(TOTAL).saturating_sub(self.started.elapsed())
    }

    /// Prints the answer; a reader that went away, as `head` does, has what it wanted.
    pub fn answer(&self, text: &str) -> Result<Exit, CommandError> {
        let _ = self.ui.answer(text);
        Ok(Exit::Fine)
    }

    fn inventory_error(&self, error: &inventory::InventoryError) -> CommandError {
        CommandError::new(Exit::Inventory, error.rendered(self.ui.stderr_color()))
    }
}
