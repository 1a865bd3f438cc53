//! Hands a change to its host, and stays with it until it is known what became of it.

use std::path::Path;
use std::time::Duration;

use super::audit;
use super::parse::{Told, told};
use super::request::{Places, inquire, start};
use super::{Cancel, Change, ChangeError, Outcome};
use crate::clock::{self, Stopwatch};
use crate::inventory::Host;
use crate::probe;
use crate::transport::{Ended, Invocation, Transport, TransportError};
use crate::ui::Consent;

/// The host ends a step with INT, then TERM (10 s), then KILL (15 s); so long it may take.
const ENDING: Duration = Duration::from_secs(20);

/// After a lost link the host is asked for this long what became of the change.
const INQUIRING: Duration = Duration::from_secs(30);

/// Between two questions.
const PAUSE: Duration = Duration::from_secs(1);

/// What every change of one command needs of this side.
#[derive(Debug, Clone, Copy)]
pub struct Here<'a> {
    pub cancel: &'a Cancel,
    /// `$XDG_STATE_HOME/sgos`, where this side's audit is.
    pub state: Option<&'a Path>,
}

/// Changes one host. For several hosts several of these run side by side; one Ctrl-C ends all.
///
/// It never gives up while the host works: its time is that of the change (`lock_wait`, `time_limit`),
/// so it must not be put under a shorter deadline.
pub async fn apply(
    transport: &Transport,
    host: &Host,
    change: &Change,
    _consent: &Consent,
    here: Here<'_>,
) -> Result<Outcome, ChangeError> {
    let _running = here.cancel.running();
    if here.cancel.is_asked() {
        return Err(ChangeError::NotBegun { reason: "interrupted".to_owned() });
    }
    let one = One { transport, host, change };
    let left = Left { change, host: &host.name, state: here.state };
    let mut result = one.watched(here.cancel).await;
    if let Err(said) = left.told(&result) {
        if let Ok(Outcome::Ran(ran)) = &mut result {
            let there = ran.audit_trouble.take().into_iter();
            ran.audit_trouble = Some(there.chain([said]).collect::<Vec<_>>().join("; "));
        } else {
            tracing::warn!(said, "no line in the audit");
        }
    }
    result
}

/// Leaves a line on this side when sgos goes before the host has told: after a second Ctrl-C, or when
/// its terminal is gone.
struct Left<'a> {
    change: &'a Change,
    host: &'a str,
    state: Option<&'a Path>,
}

impl Left<'_> {
    /// The host has told, and this is the line of it.
    fn told(mut self, result: &Result<Outcome, ChangeError>) -> Result<(), String> {
        match self.state.take() {
            Some(state) => self.remember(state, result),
            None => Ok(()),
        }
    }

    fn remember(&self, state: &Path, result: &Result<Outcome, ChangeError>) -> Result<(), String> {
        let line = audit::line_here(self.change, self.host, result, clock::now());
        let remembered = line.map_or(Ok(()), |line| audit::remember(state, &line));
        remembered.map_err(|error| format!("{} here: {error}", state.display()))
    }
}

impl Drop for Left<'_> {
    fn drop(&mut self) {
        if let Some(state) = self.state.take()
            && let Err(said) = self.remember(state, &Err(ChangeError::NotCancelled))
        {
            tracing::warn!(said, "no line in the audit");
        }
    }
}

struct One<'a> {
    transport: &'a Transport,
    host: &'a Host,
    change: &'a Change,
}

impl One<'_> {
    async fn watched(&self, cancel: &Cancel) -> Result<Outcome, ChangeError> {
        let watch = Stopwatch::start();
        let started = self.start();
        tokio::pin!(started);
        let first = tokio::select! {
            told = &mut started => told,
            () = cancel.asked() => {
                // The host tells the end over both connections; whichever is heard counts.
                let ended = tokio::join!(self.ended(), tokio::time::timeout(ENDING, started));
                return match ended {
                    (_, Ok(Ok(told))) | (Ok(told), _) if is_final(&told) => settled(told),
                    (_, Ok(Err(error))) if is_before(&error) => Err(ChangeError::NotReached(error)),
                    _ => Err(ChangeError::NotCancelled),
                };
            }
        };
        match first {
            Ok(told) if is_final(&told) => settled(told),
            Err(error) if is_before(&error) => Err(ChangeError::NotReached(error)),
            Ok(_) => {
                let detail = "its answer was cut off".to_owned();
                self.found_again(TransportError::Other { detail }, watch, cancel).await
            }
            Err(error) => self.found_again(error, watch, cancel).await,
        }
    }

    async fn start(&self) -> Result<Told, TransportError> {
        let places = Places::default();
        self.ask(|nonce| start(self.change, &self.host.name, nonce, &places)).await
    }

    /// Ends the change on the host and waits for it.
    async fn ended(&self) -> Result<Told, TransportError> {
        self.inquire(ENDING).await
    }

    async fn inquire(&self, patience: Duration) -> Result<Told, TransportError> {
        let places = Places::default();
        self.ask(|nonce| inquire(&self.change.id, patience, nonce, &places)).await
    }

    async fn ask(
        &self,
        invocation: impl FnOnce(&str) -> Invocation,
    ) -> Result<Told, TransportError> {
        let nonce = probe::nonce();
        let exchange = self.transport.exchange(self.host, &invocation(&nonce)).await?;
        let told = told(&exchange.stdout, &nonce, self.change);
        if told != Told::Garbled {
            return Ok(told);
        }
        let said = exchange.stderr_tail();
        tracing::debug!(said, ?exchange.ended, "no answer of ours");
        match exchange.ended {
            // The script ends with 0, or is ended by a signal.
            Ended::Code(1..=123 | 125..=127) => Ok(Told::NotBegun(format!(
                "the host ran something else than the script{}{said}",
                if said.is_empty() { "" } else { ": " }
            ))),
            _ => Ok(told),
        }
    }

    /// The link was lost behind the beginning: asks again what became of the change.
    async fn found_again(
        &self,
        error: TransportError,
        watch: Stopwatch,
        cancel: &Cancel,
    ) -> Result<Outcome, ChangeError> {
        let lost = Stopwatch::start();
        let patience = match error {
            // Most likely of the way there, which would fail again.
            TransportError::Other { .. } => 3 * PAUSE,
            _ => INQUIRING,
        };
        loop {
            let asked = tokio::select! {
                told = self.inquire(Duration::ZERO) => told,
                () = cancel.asked() => return match self.ended().await {
                    Ok(told) if is_final(&told) => settled(told),
                    _ => Err(ChangeError::NotCancelled),
                },
            };
            let late = lost.elapsed() >= patience;
            match asked {
                Ok(Told::Running) if late => {
                    return Err(ChangeError::StillRunning { error, age: watch.elapsed() });
                }
                // It may not have got as far as that yet.
                Ok(Told::Nothing) if lost.elapsed() < 3 * PAUSE => {}
                Ok(Told::Running) => {}
                Ok(Told::Nothing) => return Err(ChangeError::NotReached(error)),
                Ok(Told::Garbled) | Err(_) if !late => {}
                Ok(Told::Garbled) | Err(_) => return Err(ChangeError::Unknown { error }),
                Ok(told) => return settled(told),
            }
            tokio::select! {
                () = tokio::time::sleep(PAUSE) => {}
                () = cancel.asked() => {}
            }
        }
    }
}

/// Whether nothing more is to be learned.
fn is_final(told: &Told) -> bool {
    matches!(told, Told::Outcome(_) | Told::NotBegun(_) | Told::Died)
}

/// Whether the host was not even asked.
fn is_before(error: &TransportError) -> bool {
    !matches!(
        error,
        TransportError::TimedOut { .. }
            | TransportError::Lost { .. }
            | TransportError::TooMuchOutput
            | TransportError::Other { .. }
    )
}

fn settled(told: Told) -> Result<Outcome, ChangeError> {
    match told {
        Told::Outcome(outcome) => Ok(outcome),
        Told::NotBegun(reason) => Err(ChangeError::NotBegun { reason }),
        _ => Err(ChangeError::Died),
    }
}
