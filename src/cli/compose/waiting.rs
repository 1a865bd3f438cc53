//! Waiting on one host until it is clear what came of the services that were started there.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::cli::Context;
use crate::clock::Stopwatch;
use crate::exit::Exit;
use crate::inventory::Host;
use crate::probe;
use crate::stacks::outcome::{ResultRow, Standing};
use crate::stacks::{self, Awaited, Before, Facts, Look, Row, Settled};
use crate::transport::{Invocation, redact};
use crate::ui::Progress;

/// How long one look may take.
const STEP: Duration = Duration::from_secs(10);

/// Between two looks, at first and later.
const PAUSES: [Duration; 2] = [Duration::from_millis(250), Duration::from_secs(1)];

/// So many lines of a log tell why something failed.
const LINES: usize = 20;

/// A line of a log is not shown beyond this.
const LONGEST_LINE: usize = 500;

/// What came of the waiting on one host.
pub(super) struct Waited {
    pub(super) rows: Vec<ResultRow>,
    pub(super) exit: Exit,
    pub(super) note: Option<(String, Option<String>)>,
}

/// Who waits, and where that is shown.
#[derive(Clone, Copy)]
pub(super) struct Waiter<'a> {
    pub(super) context: &'a Context,
    pub(super) facts: &'a BTreeMap<String, Facts>,
    pub(super) progress: &'a Progress,
}

/// `watch` was started when the host's change began.
pub(super) async fn wait(
    waiter: Waiter<'_>,
    host: &Host,
    rows: &[&Row],
    limit: Duration,
    watch: Stopwatch,
) -> Waited {
    let facts = waiter.facts.get(&host.name);
    let before = |id: &str| {
        let details = facts?.instances.get(id)?.container.details.as_ref()?;
        Some(Before { started_at: details.started_at, restarts: details.restart_count })
    };
    let awaited: Vec<Awaited> = rows.iter().map(|row| Awaited::new(row, before)).collect();
    let mut known: BTreeMap<usize, (Settled, Duration)> = BTreeMap::new();
    let waiting = Stopwatch::start();
    let cancel = &waiter.context.cancel;
    // From here on Ctrl-C ends the waiting, and what is known is told.
    let running = cancel.running();
    let mut looks = 0_usize;
    let trouble = loop {
        let left = limit.saturating_sub(waiting.elapsed());
        let last = left.is_zero() || cancel.is_asked();
        let trouble = match look(waiter, host, &awaited).await {
            Ok(look) => {
                let open = settle(&awaited, &look, last, watch, &mut known);
                if open.is_empty() {
                    break None;
                }
                waiter.progress.tell(&host.name, &format!("waiting for {}", open.join(", ")));
                None
            }
            Err(why) => Some(why),
        };
        if last {
            break trouble;
        }
        looks += 1;
        let pause = PAUSES[usize::from(looks > 12)];
        tokio::select! {
            () = tokio::time::sleep(pause.min(left)) => {}
            () = cancel.asked() => {}
        }
    };
    let interrupted = cancel.is_asked();
    drop(running);
    let mut results = Vec::new();
    for (index, row) in rows.iter().enumerate() {
        results.push(match known.get(&index) {
            Some((settled, took)) => {
                let result = ResultRow::settled(&host.name, row, settled, *took);
                with_log(waiter, host, settled, result, interrupted).await
            }
            None => ResultRow::new(&host.name, row, "unknown", "not known", Standing::Undone),
        });
    }
    let exit = match results.iter().map(|row| row.standing).max() {
        _ if interrupted => Exit::Interrupted,
        Some(Standing::Bad) => Exit::Failed,
        Some(Standing::Undone) => Exit::Unreachable,
        Some(Standing::Pending) => Exit::TimedOut,
        Some(Standing::Good) | None => Exit::Fine,
    };
    let note = match (interrupted, trouble) {
        (true, _) => {
            Some(("the waiting was interrupted; what was started goes on".to_owned(), None))
        }
        (false, Some(why)) => {
            let why = format!("it was done, but what came of it is not known: {why}");
            Some((why, Some(format!("`sgos ps -H {}` looks again", host.name))))
        }
        (false, None) => None,
    };
    Waited { rows: results, exit, note }
}

/// Keeps what has become clear; what is still open, in words.
fn settle(
    awaited: &[Awaited],
    look: &Look,
    last: bool,
    watch: Stopwatch,
    known: &mut BTreeMap<usize, (Settled, Duration)>,
) -> Vec<String> {
    let mut open = Vec::new();
    for (index, one) in awaited.iter().enumerate() {
        // What was well once is looked at again as long as others are waited for.
        match one.settle(look, last) {
            Ok(settled) => {
                let took = known.get(&index).map_or_else(|| watch.elapsed(), |(_, took)| *took);
                known.insert(index, (settled, took));
            }
            Err(waiting) => {
                known.remove(&index);
                open.push(format!("{} ({})", one.service, waiting.words()));
            }
        }
    }
    open
}

async fn look(waiter: Waiter<'_>, host: &Host, awaited: &[Awaited]) -> Result<Look, String> {
    let nonce = probe::nonce();
    let invocation = stacks::look_invocation(awaited, &nonce, STEP);
    let exchange = waiter.context.transport.exchange(host, &invocation).await;
    let exchange = exchange.map_err(|error| error.to_string())?;
    stacks::parse_look(&exchange.stdout, &nonce).map_err(|error| error.to_string())
}

/// The last lines of a container that is not well.
async fn with_log(
    waiter: Waiter<'_>,
    host: &Host,
    settled: &Settled,
    mut result: ResultRow,
    interrupted: bool,
) -> ResultRow {
    let Some(id) = settled.container.as_ref().filter(|_| result.standing != Standing::Good) else {
        return result;
    };
    if interrupted {
        return result;
    }
    let script = "exec docker logs --tail \"$1\" \"$2\" 2>&1";
    let invocation = Invocation::new("sh", STEP)
        .args(["-c", script, "sgos-tail", &LINES.to_string(), id])
        .title("tail")
        .repeatable();
    if let Ok(exchange) = waiter.context.transport.exchange(host, &invocation).await {
        let text = String::from_utf8_lossy(&exchange.stdout);
        let lines = text.lines().map(|line| bounded(redact(line.trim_end()).as_ref()));
        result.log = lines.collect();
        let surplus = result.log.len().saturating_sub(LINES);
        result.log.drain(..surplus);
    }
    result
}

fn bounded(line: &str) -> String {
    match line.char_indices().nth(LONGEST_LINE) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line.to_owned(),
    }
}
