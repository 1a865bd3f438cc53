//! The same work on many hosts at once, so many at a time, each with its own result and deadline.

use std::time::Duration;

use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;
use tokio::sync::Semaphore;
use tracing::Instrument as _;

use super::TransportError;
use crate::clock::Stopwatch;
use crate::inventory::Host;

/// One host's result and how long it took.
#[derive(Debug)]
pub struct HostResult<T> {
    pub host: String,
    pub result: Result<T, TransportError>,
    pub took: Duration,
}

/// Runs `work` for every host, at most `parallel` at a time. What is not done when
/// `total` is over is a timeout of that host alone. `finished` sees each result as it
/// comes; the returned ones are in the order of `hosts`.
pub async fn fan_out<'a, T, F>(
    hosts: &'a [Host],
    parallel: usize,
    total: Duration,
    work: impl Fn(&'a Host) -> F,
    mut finished: impl FnMut(&HostResult<T>),
) -> Vec<HostResult<T>>
where
    F: Future<Output = Result<T, TransportError>>,
{
    let permits = Semaphore::new(parallel.max(1));
    let whole = Stopwatch::start();
    let (permits, work) = (&permits, &work);
    let mut running: FuturesUnordered<_> = hosts
        .iter()
        .enumerate()
        .map(|(index, host)| async move {
            let _permit = permits.acquire().await;
            let watch = Stopwatch::start();
            let left = total.saturating_sub(whole.elapsed());
            let span = tracing::debug_span!("host", name = host.name);
            let work = work(host).instrument(span);
            let result = tokio::time::timeout(left, work).await.unwrap_or_else(|_| {
                Err(TransportError::TimedOut { after: whole.elapsed(), stderr: String::new() })
            });
            (index, HostResult { host: host.name.clone(), result, took: watch.elapsed() })
        })
        .collect();
    let mut results = Vec::with_capacity(hosts.len());
    while let Some((index, result)) = running.next().await {
        finished(&result);
        results.push((index, result));
    }
    results.sort_by_key(|(index, _)| *index);
    results.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;
    use crate::inventory::Ssh;

    fn hosts(count: usize) -> Vec<Host> {
        let host = |index: usize| Host {
            name: format!("host-{index:03}"),
            address: "local".to_owned(),
            tags: Vec::new(),
            local: true,
            ssh: Ssh::default(),
        };
        (0..count).map(host).collect()
    }

    #[tokio::test(start_paused = true)]
    async fn a_slow_host_costs_only_itself_and_order_is_kept() {
        let hosts = hosts(3);
        let mut seen = Vec::new();
        let results = fan_out(
            &hosts,
            32,
            Duration::from_secs(30),
            |host| async move {
                if host.name == "host-000" {
                    tokio::time::sleep(Duration::from_secs(3600)).await;
                }
                Ok(host.name.clone())
            },
            |result| seen.push(result.host.clone()),
        )
        .await;
        assert_eq!(seen, ["host-001", "host-002", "host-000"]);
        assert!(matches!(results[0].result, Err(TransportError::TimedOut { .. })));
        assert_eq!(results[1].result.as_deref().unwrap(), "host-001");
        assert_eq!(results[2].result.as_deref().unwrap(), "host-002");
    }

    #[tokio::test(start_paused = true)]
    async fn never_more_at_a_time_than_allowed() {
        let hosts = hosts(100);
        let (running, most) = (Cell::new(0), Cell::new(0));
        let results = fan_out(
            &hosts,
            7,
            Duration::from_secs(300),
            |_| async {
                running.set(running.get() + 1);
                most.set(most.get().max(running.get()));
                tokio::time::sleep(Duration::from_secs(1)).await;
                running.set(running.get() - 1);
                Ok(())
            },
            |_| {},
        )
        .await;
        assert_eq!(most.get(), 7);
        assert!(results.iter().all(|result| result.result.is_ok()));
    }
}
