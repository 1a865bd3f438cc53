//! One probe per host, all hosts at once, and what came of each.

use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::time::Duration;

use jiff::Timestamp;

use crate::cli::Context;
use crate::clock;
use crate::inventory::{Host, Inventory};
use crate::probe::{self, FailureKind, HostReport, SectionFailure};
use crate::status::{HostFailure, HostOutcome};
use crate::transport::{Ended, Exchange, HostResult, TransportError, fan_out};

/// How long one host may take to answer, once connected.
const STEP: Duration = Duration::from_secs(10);

/// What one host answered, and when by our clock.
struct Answer {
    report: HostReport,
    asked_at: Timestamp,
    finished_at: Timestamp,
}

/// Probes the hosts; never fails as a whole.
pub(super) async fn all(
    context: &Context,
    inventory: &Inventory,
    hosts: &[Host],
    wide: bool,
) -> Vec<HostOutcome> {
    let progress = context.ui.progress(hosts.iter().map(|host| host.name.as_str()), "asking");
    let asking = fan_out(
        hosts,
        usize::from(context.global.parallel),
        context.time_left(),
        |host| ask(context, inventory, host, wide),
        |result| {
            let said = match &result.result {
                Ok(_) => "answered".to_owned(),
                Err(error) => error.to_string(),
            };
            progress.finish(&result.host, result.took, &said);
            let took = result.took.as_millis();
            context.ui.detail(&format!("{}: {said} ({took} ms)", result.host));
        },
    );
    let results = tokio::select! {
        results = asking => results,
        never = progress.show_when_slow() => match never {},
    };
    drop(progress);
    results.into_iter().map(outcome).collect()
}

fn outcome(result: HostResult<Answer>) -> HostOutcome {
    let now = clock::now();
    let (asked_at, finished_at, answer) = match result.result {
        Ok(answer) => (answer.asked_at, answer.finished_at, Ok(answer.report)),
        Err(error) => {
            let hint = error.hint(&result.host);
            (now, now, Err(HostFailure { message: error.to_string(), hint }))
        }
    };
    HostOutcome {
        host: result.host,
        asked_at,
        finished_at,
        latency: Some(result.took),
        result: answer,
    }
}

async fn ask(
    context: &Context,
    inventory: &Inventory,
    host: &Host,
    wide: bool,
) -> Result<Answer, TransportError> {
    // Unpredictable, so that no file on the host can contain a frame of the answer.
    let nonce = format!("{:016x}", RandomState::new().build_hasher().finish());
    let on_host = inventory.stacks.values().filter(|stack| stack.host == host.name);
    let request =
        probe::Request { wide, checkouts: on_host.map(|stack| stack.directory.clone()).collect() };
    let invocation = probe::invocation(&request, &nonce, STEP.min(context.time_left()));
    let exchange = context.transport.exchange(host, &invocation).await?;
    let report = probe::parse(&exchange.stdout, &exchange.stderr, &nonce)
        .map_err(|error| no_answer(&exchange, &error.to_string(), invocation.time_limit))?;
    let missing = |fact: &SectionFailure| fact.kind == FailureKind::Missing;
    if exchange.ended == Ended::TimeLimit && report.containers.as_ref().is_err_and(missing) {
        return Err(no_answer(&exchange, "", invocation.time_limit));
    }
    let finished_at = clock::now();
    let asked_at = finished_at.saturating_sub(exchange.took).unwrap_or(finished_at);
    Ok(Answer { report, asked_at, finished_at })
}

/// Whole sections of an answer that was cut short count; here the one that matters is missing.
fn no_answer(exchange: &Exchange, said: &str, time_limit: Duration) -> TransportError {
    match exchange.ended {
        Ended::TimeLimit => {
            TransportError::TimedOut { after: time_limit, stderr: exchange.stderr_tail() }
        }
        Ended::Code(_) | Ended::Signal => TransportError::Other { detail: said.to_owned() },
    }
}
