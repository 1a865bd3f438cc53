//! What a command is given: its options, the terminal, the way to the hosts and the time.

use std::cell::Cell;
use std::path::PathBuf;
use std::time::Duration;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Serialize;

use super::options::Format;
use super::{Global, Output};
use crate::change::Cancel;
use crate::clock::{self, Stopwatch};
use crate::error::CommandError;
use crate::exit::Exit;
use crate::inventory::{self, Host, Inventory, InventoryError, Selector, Surroundings};
use crate::transport::{Replay, Tape, Transport};
use crate::ui::{Look, Ui, sanitize};

/// The deadline of a command that only reads, unless `--timeout` says otherwise.
const TOTAL: Duration = Duration::from_secs(30);

/// What was read of the process and its environment, once, by `run`.
#[derive(Debug, Clone)]
pub struct Process {
    /// What the inventory is found with.
    pub surroundings: Surroundings,
    /// `$XDG_CACHE_HOME/sgos`
    pub cache: Option<PathBuf>,
    /// `$XDG_STATE_HOME/sgos`
    pub state: Option<PathBuf>,
    /// `SGOS_READONLY`: nothing may be changed.
    pub read_only: bool,
    /// The login name of whoever types, for locks and audit lines.
    pub user: String,
    /// `SHELL`
    pub shell: Option<String>,
    /// A browser could be shown here.
    pub desktop: bool,
    /// Reads a variable that the inventory names for a secret.
    pub env: fn(&str) -> Option<String>,
}

#[derive(Debug)]
pub struct Context {
    pub global: Global,
    pub ui: Ui,
    pub transport: Transport,
    pub process: Process,
    /// Ctrl-C, for whatever changes hosts.
    pub cancel: Cancel,
    /// When the command began; when watching, the last look at the hosts.
    pub started: Cell<Stopwatch>,
}

/// The time that an answer is about.
#[derive(Debug, Clone, Copy)]
pub struct Moment {
    pub now: Timestamp,
    /// Since the command began.
    pub elapsed: Duration,
}

impl Context {
    /// Loads the inventory; its warnings go to stderr. A replay has its own, unless one was typed.
    pub fn inventory(&self) -> Result<Inventory, CommandError> {
        let explicit = self.global.config.as_deref();
        let replayed = self.transport.tape().replayed().filter(|_| explicit.is_none());
        let loaded = match replayed.map(Replay::inventory) {
            None => inventory::load(&self.process.surroundings, explicit),
            Some(Some(recorded)) => inventory::load(&self.process.surroundings, Some(&recorded)),
            Some(None) => {
                let hostname = self.process.surroundings.hostname.clone();
                inventory::load(&Surroundings::on(hostname), None)
            }
        };
        let loaded = loaded.map_err(|error| {
            if let InventoryError::Invalid(problems) = &error {
                self.ui.excerpt(&problems.render(self.ui.stderr_color()));
            }
            CommandError::from(error)
        })?;
        if !loaded.warnings.is_empty() {
            self.ui.excerpt(&loaded.warnings.render(self.ui.stderr_color()));
        }
        if let Tape::Record(recorder) = self.transport.tape() {
            let path = loaded.inventory.source.path();
            let path = path.map(|path| self.process.surroundings.absolute(path));
            let text = path.and_then(|path| std::fs::read_to_string(path).ok());
            recorder.keep_inventory(text.as_deref());
        }
        Ok(loaded.inventory)
    }

    /// Refuses --record and --replay where they mean nothing.
    pub fn only_live(&self, reason: &str) -> Result<(), CommandError> {
        let options = [("--record", &self.global.record), ("--replay", &self.global.replay)];
        match options.into_iter().find(|(_, folder)| folder.is_some()) {
            None => Ok(()),
            Some((option, _)) => {
                let message = format!("this command does not go with {option}: {reason}");
                Err(CommandError::new(Exit::Usage, message))
            }
        }
    }

    /// Refuses whatever changes something where `SGOS_READONLY` says so; asked before any connecting.
    pub fn may_change(&self) -> Result<(), CommandError> {
        if !self.process.read_only {
            return Ok(());
        }
        let message = "SGOS_READONLY is set: nothing may be changed";
        Err(CommandError::new(Exit::Refused, message)
            .hint("unset it, or use --dry-run to see what would be done"))
    }

    /// Refuses to change this machine in the place of a host that is only called like it.
    pub fn may_change_all<'a>(
        &self,
        inventory: &Inventory,
        hosts: impl IntoIterator<Item = &'a Host>,
    ) -> Result<(), CommandError> {
        let by_name = |host: &&Host| inventory.is_here_by_name(host);
        let Some(Host { name, .. }) = hosts.into_iter().find(by_name) else { return Ok(()) };
        let message = format!("{name} is this machine only by its name; nothing was changed");
        Err(CommandError::new(Exit::Refused, message)
            .hint(format!("`local = true` in [hosts.{name}] of sgos.toml lets it be changed here"))
            .hint("`local = false` reaches it through ssh"))
    }

    /// The hosts that `-H` selects, or all.
    pub fn hosts(&self, inventory: &Inventory) -> Result<Vec<Host>, CommandError> {
        let selected = Selector::parse(&self.global.hosts)?.select(inventory)?;
        Ok(selected.into_iter().cloned().collect())
    }

    /// What may be used to show text on stdout.
    pub fn look(&self, wide: bool) -> Look {
        Look {
            width: self.ui.width(),
            color: self.ui.stdout_color(),
            unicode: self.ui.utf8(),
            links: self.ui.links(),
            wide,
        }
    }

    /// How the answer is to be printed.
    pub fn output(&self) -> Output {
        match (self.global.output, self.global.json) {
            (_, true) => Output::Json,
            (Some(Format::Of(output)), false) => output,
            (Some(Format::Raw), false) => Output::Text,
            (None, false) if self.ui.stdout_is_terminal() => Output::Text,
            (None, false) => Output::Tsv,
        }
    }

    /// When the answer is complete: asked once, behind all waiting.
    pub fn moment(&self) -> Moment {
        let (now, elapsed) =
            self.transport.tape().moment(clock::now(), self.started.get().elapsed());
        Moment { now, elapsed }
    }

    /// Each look of somebody who watches has the command's whole deadline.
    pub fn begin_again(&self) {
        self.started.set(Stopwatch::start());
    }

    /// The time zone of whoever looks; in a replay, of whoever looked then.
    pub fn zone(&self) -> TimeZone {
        let here = clock::zone();
        let name = || here.iana_name().map(ToOwned::to_owned);
        let name: Option<String> = self.transport.tape().note("time-zone", name);
        name.and_then(|name| TimeZone::get(&name).ok()).unwrap_or(here)
    }

    /// What is left of the command's deadline.
    pub fn time_left(&self) -> Duration {
        self.deadline().saturating_sub(self.started.get().elapsed())
    }

    /// The whole of it: for what begins anew after a person was waited for.
    pub fn deadline(&self) -> Duration {
        self.global.timeout.unwrap_or(TOTAL)
    }

    /// Why a host has no answer, where what is printed has no place for it.
    pub fn warn_of(&self, host: &str, reachable: bool, error: Option<&str>, hint: Option<&str>) {
        let Some(error) = error else { return };
        let verb = if reachable { "has no answer" } else { "is unreachable" };
        let hint = hint.map(|hint| format!("; {hint}")).unwrap_or_default();
        self.ui.warn(&format!("{host} {verb}: {error}{hint}"));
    }

    /// Prints the answer.
    pub fn answer(&self, text: &str) -> Result<Exit, CommandError> {
        self.answer_bytes(text.as_bytes())
    }

    /// As [`Context::answer`], for what need not be text.
    pub fn answer_bytes(&self, bytes: &[u8]) -> Result<Exit, CommandError> {
        let told = self.ui.answer_bytes(bytes).map(|()| Exit::Fine);
        told.map_err(|error| {
            CommandError::new(Exit::Failed, format!("cannot write the answer: {error}"))
        })
    }

    /// Prints an answer that is JSON.
    pub fn answer_json(&self, answer: &impl Serialize) -> Result<Exit, CommandError> {
        let text = match self.output() {
            Output::Jsonl => serde_json::to_string(answer),
            _ => serde_json::to_string_pretty(answer),
        };
        let text = text.map_err(|error| CommandError::from_error(Exit::Failed, &error))?;
        self.answer(&(sanitize::json(&text) + "\n"))
    }

    pub fn wants_json(&self) -> bool {
        matches!(self.output(), Output::Json | Output::Jsonl)
    }
}
