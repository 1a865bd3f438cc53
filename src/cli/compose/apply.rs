//! One host's part of a plan: its change, and the waiting for what was started.

use std::time::Duration;

use super::waiting::{self, Waiter};
use crate::change::{
    self, Change, ChangeError, Ending, Here, Holder, Outcome, Ran, StepResult, Who,
};
use crate::cli::Context;
use crate::clock::Stopwatch;
use crate::exit::Exit;
use crate::inventory::Host;
use crate::stacks::outcome::{self, HostEnd, ResultRow, Standing, StepEnd};
use crate::stacks::{HostSteps, Plan, Planned, Row};
use crate::ui::Consent;

/// A pull over a slow line takes its time.
const TIME_LIMIT: Duration = Duration::from_secs(600);

/// What all hosts of one command share.
pub(super) struct Applying<'a> {
    pub(super) waiter: Waiter<'a>,
    pub(super) plan: &'a Plan,
    pub(super) consent: &'a Consent,
    pub(super) id: String,
    pub(super) lock_wait: Duration,
    /// `None`: nothing is waited for.
    pub(super) wait: Option<Duration>,
}

/// What became of one host.
pub(super) struct Applied {
    pub(super) rows: Vec<ResultRow>,
    pub(super) end: HostEnd,
}

impl Applying<'_> {
    pub(super) async fn host(&self, host: &Host, planned: &HostSteps) -> Applied {
        let watch = Stopwatch::start();
        let Self { plan, waiter, .. } = self;
        let Waiter { context, progress, .. } = waiter;
        let targets: Vec<&str> = planned.steps.iter().map(|it| it.step.target.as_str()).collect();
        progress.tell(&host.name, &format!("{} {}", plan.verb.word(), targets.join(", ")));
        let change = self.change(planned);
        let here = Here { cancel: &context.cancel, state: context.process.state.as_deref() };
        let outcome = change::apply(&context.transport, host, &change, self.consent, here).await;
        let mut applied = match outcome {
            Ok(Outcome::Ran(ran)) => self.ran(host, planned, &ran, watch).await,
            Ok(Outcome::Locked(holder)) => {
                let words = format!("not done: {} is locked", host.name);
                let end = end(host, Exit::Locked, vec![locked(&host.name, &holder)]);
                Applied { rows: self.all(planned, "locked", &words, Standing::Undone), end }
            }
            Err(error) => self.lost(host, planned, &error),
        };
        applied.end.took = watch.elapsed();
        let said = match applied.end.exit {
            Exit::Fine => "done",
            Exit::TimedOut => "not well yet",
            _ => "not well",
        };
        progress.finish(&host.name, applied.end.took, said);
        applied
    }

    /// With `--serial`, a host behind one that failed.
    pub(super) fn left_out(&self, host: &Host, planned: &HostSteps) -> Applied {
        let rows = self.all(planned, "not-begun", "not begun", Standing::Undone);
        self.waiter.progress.finish(&host.name, Duration::ZERO, "not begun");
        Applied { rows, end: end(host, Exit::Fine, Vec::new()) }
    }

    fn change(&self, planned: &HostSteps) -> Change {
        let Context { process, global, .. } = self.waiter.context;
        let mut targets: Vec<String> =
            planned.steps.iter().map(|it| it.step.target.clone()).collect();
        targets.dedup();
        Change {
            id: self.id.clone(),
            verb: self.plan.verb.word().to_owned(),
            targets,
            who: Who { user: process.user.clone(), machine: process.surroundings.hostname.clone() },
            steps: planned.steps.iter().map(|it| it.step.clone()).collect(),
            // The deadline of the whole command, if there is one, is for this waiting, too.
            lock_wait: global.timeout.map_or(self.lock_wait, |it| it.min(self.lock_wait)),
            time_limit: global.timeout.unwrap_or(TIME_LIMIT),
        }
    }

    async fn ran(&self, host: &Host, planned: &HostSteps, ran: &Ran, watch: Stopwatch) -> Applied {
        let name = host.name.as_str();
        let mut rows = Vec::new();
        let mut started: Vec<&Row> = Vec::new();
        for (planned, end) in outcome::by_step(&planned.steps, ran) {
            let about = outcome::rows_of(self.plan, name, planned);
            match end {
                StepEnd::Done(_) if planned.verb.starts() && self.wait.is_some() => {
                    started.extend(about);
                }
                StepEnd::Done(result) => {
                    rows.extend(
                        about.map(|row| outcome::done(name, row, planned.verb, result.took)),
                    );
                }
                StepEnd::Failed(result) => {
                    let about: Vec<&Row> = about.collect();
                    rows.extend(
                        self.failed(host, planned, &about, ran.ending, result, watch).await,
                    );
                }
                StepEnd::NotBegun => rows.extend(about.map(|row| {
                    ResultRow::new(name, row, "not-begun", "not begun", Standing::Undone)
                })),
            }
        }
        let mut notes = notes(host, ran);
        let mut exit = match ran.ending {
            Ending::Done => Exit::Fine,
            Ending::Failed => Exit::Failed,
            Ending::Interrupted => Exit::Interrupted,
            Ending::TimedOut => Exit::TimedOut,
        };
        if let Some(limit) = self.wait.filter(|_| !started.is_empty()) {
            let Context { global, .. } = self.waiter.context;
            // The deadline of the whole command, if there is one, is for the waiting, too.
            let limit =
                global.timeout.map_or(limit, |_| limit.min(self.waiter.context.time_left()));
            let waited = waiting::wait(self.waiter, host, &started, limit, watch).await;
            rows.extend(waited.rows);
            notes.extend(waited.note);
            exit = outcome::exit([exit, waited.exit]);
        }
        Applied { rows, end: end(host, exit, notes) }
    }

    /// A command that failed may have done a part of its work: one look tells which.
    async fn failed(
        &self,
        host: &Host,
        planned: &Planned,
        about: &[&Row],
        ending: Ending,
        result: &StepResult,
        watch: Stopwatch,
    ) -> Vec<ResultRow> {
        let failed = about.iter().map(|row| outcome::failed(&host.name, row, ending, result));
        let failed: Vec<ResultRow> = failed.collect();
        if !planned.verb.starts() || ending != Ending::Failed {
            return outcome::said_once(failed);
        }
        let looked = waiting::wait(self.waiter, host, about, Duration::ZERO, watch).await;
        outcome::said_once(outcome::with_look(failed, looked.rows))
    }

    /// The change was not done, or it is not known.
    fn lost(&self, host: &Host, planned: &HostSteps, error: &ChangeError) -> Applied {
        let (exit, hint, state) = match error {
            ChangeError::NotReached(error) => {
                self.waiter.context.transport.gave_up(&host.name, error);
                (Exit::Unreachable, error.hint(&host.name), "not-done")
            }
            // Ctrl-C came before its turn.
            ChangeError::NotBegun { .. } if self.waiter.context.cancel.is_asked() => {
                (Exit::Interrupted, None, "not-done")
            }
            ChangeError::NotBegun { .. } => (Exit::Failed, None, "not-done"),
            ChangeError::StillRunning { .. } => (Exit::TimedOut, Some(follow(host)), "unknown"),
            ChangeError::Unknown { .. } => (Exit::Unreachable, Some(follow(host)), "unknown"),
            ChangeError::Died => (Exit::Failed, Some(follow(host)), "unknown"),
            ChangeError::NotCancelled => (Exit::Interrupted, Some(follow(host)), "unknown"),
        };
        let words = if state == "unknown" { "not known" } else { "not done" };
        let rows = self.all(planned, state, words, Standing::Undone);
        Applied { rows, end: end(host, exit, vec![(error.to_string(), hint)]) }
    }

    fn all(
        &self,
        steps: &HostSteps,
        state: &str,
        words: &str,
        standing: Standing,
    ) -> Vec<ResultRow> {
        let HostSteps { host, steps } = steps;
        let rows = steps.iter().flat_map(|planned| outcome::rows_of(self.plan, host, planned));
        rows.map(|row| ResultRow::new(host, row, state, words, standing)).collect()
    }
}

fn end(host: &Host, exit: Exit, notes: Vec<(String, Option<String>)>) -> HostEnd {
    HostEnd { host: host.name.clone(), exit, took: Duration::ZERO, notes }
}

fn follow(host: &Host) -> String {
    format!("`sgos lock status -H {0}` and `sgos audit -H {0}` show what became of it", host.name)
}

fn locked(host: &str, holder: &Holder) -> (String, Option<String>) {
    let Holder { who, verb, targets, age_seconds, alive, .. } = holder;
    let what = format!(
        "locked by {} on {}, for {verb} {} since {age_seconds} s",
        who.user,
        who.machine,
        targets.join(", ")
    );
    let hint = match alive {
        true => "--lock-wait waits for it".to_owned(),
        false => format!("its holder does not run any more: `sgos lock release -H {host}`"),
    };
    (what, Some(hint))
}

fn notes(host: &Host, ran: &Ran) -> Vec<(String, Option<String>)> {
    let took_over = ran.took_over.as_ref().map(|holder| {
        let Holder { who, verb, .. } = holder;
        (
            format!("took over the lock that {} on {} left behind ({verb})", who.user, who.machine),
            None,
        )
    });
    let audit = ran
        .audit_trouble
        .as_ref()
        .map(|why| (format!("{} has no audit line of this: {why}", host.name), None));
    took_over.into_iter().chain(audit).collect()
}
