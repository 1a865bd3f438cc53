//! One probe per host, all hosts at once, and what came of each.

mod told;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::time::Duration;

use jiff::Timestamp;

use super::Context;
use crate::clock::Stopwatch;
use crate::inventory::{Host, Inventory};
use crate::probe::{
    self, FailureKind, HostFailure, HostOutcome, HostReport, KnownPlaces, SectionFailure, Sections,
};
use crate::transport::{Ended, Exchange, HostResult, TransportError, fan_out};

/// How long one host may take to answer, once connected.
const STEP: Duration = Duration::from_secs(10);

/// Asks the hosts for `sections`; never fails as a whole.
pub(super) async fn all(
    context: &Context,
    inventory: &Inventory,
    hosts: &[Host],
    sections: Sections,
) -> Vec<HostOutcome> {
    again(context, inventory, hosts, sections, &BTreeMap::new()).await.outcomes
}

/// What came of asking hosts of which something is known.
pub(super) struct Looked {
    pub(super) outcomes: Vec<HostOutcome>,
    /// The hosts whose Docker was asked over its own socket, and whether that went well.
    pub(super) from_afar: BTreeMap<String, bool>,
}

/// As [`all`], sooner for hosts of which it is known where to look.
pub(super) async fn again(
    context: &Context,
    inventory: &Inventory,
    hosts: &[Host],
    sections: Sections,
    places: &BTreeMap<String, KnownPlaces>,
) -> Looked {
    let total = context.time_left();
    let ways = Ways { places, from_afar: RefCell::default() };
    let results = every(context, inventory, hosts, sections, total, &ways).await;
    let silent = results.iter().any(|result| result.result.is_err());
    let given_up = if silent { context.moment().now } else { Timestamp::UNIX_EPOCH };
    let outcomes = results.into_iter().map(|result| outcome(result, given_up)).collect();
    Looked { outcomes, from_afar: ways.from_afar.into_inner() }
}

/// As [`all`], with why a host did not answer as a type of its own, and all of it within `total`.
pub(super) async fn each(
    context: &Context,
    inventory: &Inventory,
    hosts: &[Host],
    sections: Sections,
    total: Duration,
) -> Vec<HostResult<(HostReport, Exchange)>> {
    let ways = Ways { places: &BTreeMap::new(), from_afar: RefCell::default() };
    every(context, inventory, hosts, sections, total, &ways).await
}

/// What is known of the hosts, and what was learned of the way to their Docker.
struct Ways<'a> {
    places: &'a BTreeMap<String, KnownPlaces>,
    from_afar: RefCell<BTreeMap<String, bool>>,
}

async fn every(
    context: &Context,
    inventory: &Inventory,
    hosts: &[Host],
    sections: Sections,
    total: Duration,
    ways: &Ways<'_>,
) -> Vec<HostResult<(HostReport, Exchange)>> {
    let watch = Stopwatch::start();
    let left = || total.saturating_sub(watch.elapsed());
    by_host(context, hosts, total, "asking", |host| async {
        let watch = Stopwatch::start();
        let limit = STEP.min(left());
        let told = told::ask(context, inventory, host, sections, limit, ways).await;
        if let Some(answer) = told {
            return answer;
        }
        let limit = limit.saturating_sub(watch.elapsed());
        ask(context, inventory, host, sections, limit).await
    })
    .await
}

/// Asks all hosts at once, and shows which of them is waited for.
pub(super) async fn by_host<'a, T, F>(
    context: &Context,
    hosts: &'a [Host],
    total: Duration,
    doing: &'static str,
    work: impl Fn(&'a Host) -> F,
) -> Vec<HostResult<T>>
where
    F: Future<Output = Result<T, TransportError>>,
{
    let progress = context.ui.progress(hosts.iter().map(|host| host.name.as_str()), doing);
    let asking = fan_out(hosts, usize::from(context.global.parallel), total, work, |result| {
        let said = match &result.result {
            Ok(_) => "answered".to_owned(),
            Err(error) => {
                context.transport.gave_up(&result.host, error);
                error.to_string()
            }
        };
        progress.finish(&result.host, result.took, &said);
    });
    tokio::select! {
        results = asking => results,
        never = progress.show_when_slow() => match never {},
    }
}

/// What a host answered, with the times of the exchange; or why it did not, and when that was clear.
fn outcome(result: HostResult<(HostReport, Exchange)>, given_up: Timestamp) -> HostOutcome {
    let HostResult { host, result, .. } = result;
    match result {
        Ok((report, exchange)) => {
            let Exchange { took, latency, finished_at, .. } = exchange;
            let asked_at = finished_at.saturating_sub(took).unwrap_or(finished_at);
            HostOutcome { host, asked_at, finished_at, latency: Some(latency), result: Ok(report) }
        }
        Err(error) => {
            let failure = HostFailure {
                exit: error.exit(),
                message: error.to_string(),
                hint: error.hint(&host),
            };
            HostOutcome {
                host,
                asked_at: given_up,
                finished_at: given_up,
                latency: None,
                result: Err(failure),
            }
        }
    }
}

async fn ask(
    context: &Context,
    inventory: &Inventory,
    host: &Host,
    sections: Sections,
    time_limit: Duration,
) -> Result<(HostReport, Exchange), TransportError> {
    let nonce = probe::nonce();
    let checkouts = directories(inventory, host);
    let request = probe::Request { sections, checkouts };
    let invocation = probe::invocation(&request, &nonce, time_limit);
    let mut exchange = context.transport.exchange(host, &invocation).await?;
    let stdout = std::mem::take(&mut exchange.stdout);
    let report = probe::parse(&stdout, &exchange.stderr, &nonce, sections)
        .map_err(|error| no_answer(&exchange, &error.to_string(), invocation.time_limit))?;
    tracing::debug!(complete = report.complete, sections_ms = ?report.durations_ms, "answer");
    tracing::trace!(?report);
    let missing = |fact: &SectionFailure| fact.kind == FailureKind::Missing;
    if exchange.ended == Ended::TimeLimit && report.containers.as_ref().is_err_and(missing) {
        return Err(no_answer(&exchange, "", invocation.time_limit));
    }
    Ok((report, exchange))
}

/// Those that the inventory names on the host.
fn directories(inventory: &Inventory, host: &Host) -> Vec<String> {
    let on_host = inventory.stacks.values().filter(|stack| stack.host == host.name);
    on_host.map(|stack| stack.directory.clone()).collect()
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
