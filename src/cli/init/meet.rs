//! Connects to the hosts that were named: what each runs, or why it does not tell.

use std::collections::BTreeMap;
use std::time::Duration;

use super::super::{ask, hosts as trust};
use crate::cli::Context;
use crate::exit::Exit;
use crate::init::{DraftHost, Reach, Sighting, page};
use crate::inventory::{Host, Inventory};
use crate::probe::{HostReport, Sections};
use crate::status::docker_trouble;
use crate::transport::{Exchange, HostResult, TransportError, fan_out};

/// How long a host may take to look into its directories.
const STEP: Duration = Duration::from_secs(5);

/// A host, and what came of asking it.
pub(super) struct Met {
    pub(super) host: Host,
    /// It is to be in the inventory.
    pub(super) kept: bool,
    reach: Reach,
    /// Directories that hold a status page.
    pages: Vec<String>,
    result: Result<HostReport, Refusal>,
}

/// Why it does not tell what it runs.
pub(super) struct Refusal {
    pub(super) message: String,
    pub(super) hint: Option<String>,
    pub(super) exit: Exit,
}

impl Met {
    pub(super) fn sighting(&self) -> Sighting<'_> {
        Sighting {
            name: &self.host.name,
            reach: &self.reach,
            report: self.result.as_ref().ok(),
            pages: &self.pages,
        }
    }

    pub(super) fn refusal(&self) -> Option<&Refusal> {
        self.result.as_ref().err()
    }
}

/// Asks the hosts of `wanted`, all at once; those whose keys are new once more after a person
/// has accepted these.
pub(super) async fn all(
    context: &Context,
    inventory: &Inventory,
    wanted: &[DraftHost],
) -> Vec<Met> {
    let hosts: Vec<Host> =
        wanted.iter().filter_map(|host| inventory.hosts.get(&host.name).cloned()).collect();
    let ask = async |hosts: &[Host]| {
        ask::each(context, inventory, hosts, Sections::APPS, context.deadline()).await
    };
    let mut results = ask(&hosts).await;
    for result in &mut results {
        let Some(host) = hosts.iter().find(|host| host.name == result.host) else { continue };
        let is_new = matches!(&result.result, Err(TransportError::HostKeyUnknown { .. }));
        let may_ask = context.ui.may_ask() && !context.global.yes && !context.global.dry_run;
        if !is_new || !may_ask {
            continue;
        }
        match trust::ask_about(context, host).await {
            Ok(true) => {
                if let Some(again) = ask(std::slice::from_ref(host)).await.pop() {
                    *result = again;
                }
            }
            Ok(false) => {}
            Err(error) => context.ui.warn(&error.message),
        }
    }
    let reaches = reaches(context, &hosts).await;
    let told: Vec<_> =
        results.into_iter().map(|result| told(&result.host.clone(), result)).collect();
    let pages = pages(context, &hosts, &told).await;
    let met = hosts.into_iter().zip(reaches).zip(pages).zip(told);
    met.map(|(((host, reach), pages), result)| Met { host, kept: true, reach, pages, result })
        .collect()
}

/// Looks into the directories of compose projects; a host that does not say has no page.
async fn pages(
    context: &Context,
    hosts: &[Host],
    told: &[Result<HostReport, Refusal>],
) -> Vec<Vec<String>> {
    let candidates: BTreeMap<&str, Vec<String>> = hosts
        .iter()
        .zip(told)
        .filter_map(|(host, told)| {
            Some((host.name.as_str(), page::candidates(told.as_ref().ok()?)))
        })
        .collect();
    let look = async |host: &Host| {
        let Some(candidates) = candidates.get(host.name.as_str()).filter(|all| !all.is_empty())
        else {
            return Ok(Vec::new());
        };
        let invocation = page::invocation(candidates, STEP);
        let answer = context.transport.exchange(host, &invocation).await?;
        Ok(page::parse(candidates, &answer.stdout))
    };
    let parallel = usize::from(context.global.parallel);
    let results = fan_out(hosts, parallel, context.deadline(), look, |_| {}).await;
    results.into_iter().map(|result| result.result.unwrap_or_default()).collect()
}

fn told(host: &str, result: HostResult<(HostReport, Exchange)>) -> Result<HostReport, Refusal> {
    match result.result {
        Ok((report, _)) => match &report.containers {
            Ok(_) => Ok(report),
            Err(failure) => {
                let (message, hint) = docker_trouble(failure);
                Err(Refusal { message, hint, exit: Exit::Failed })
            }
        },
        Err(error) => Err(Refusal {
            message: error.to_string(),
            hint: hint(host, &error),
            exit: error.exit(),
        }),
    }
}

/// `sgos hosts trust` needs an inventory that has the host, and there is none yet.
fn hint(host: &str, error: &TransportError) -> Option<String> {
    match error {
        TransportError::HostKeyUnknown { .. } => Some(format!(
            "on a terminal, without --yes, `sgos init` shows its fingerprints and asks; or keep {host} with --keep-unreachable, then `sgos hosts trust {host}`"
        )),
        TransportError::HostKeyChanged { .. } => Some(format!(
            "do not go on unless you know why; with --keep-unreachable {host} is kept, then `sgos hosts trust {host}` shows both keys"
        )),
        _ => error.hint(host),
    }
}

/// HTTP knows neither the aliases nor the jump hosts of ssh.
async fn reaches(context: &Context, hosts: &[Host]) -> Vec<Reach> {
    let parallel = usize::from(context.global.parallel);
    let look_up = async |host: &Host| match host.local {
        true => Ok(None),
        false => context.transport.effective(host).await.map(Some),
    };
    let results = fan_out(hosts, parallel, context.deadline(), look_up, |_| {}).await;
    let reach = |(host, effective): (&Host, Option<crate::transport::Effective>)| match effective {
        Some(effective) => {
            Reach { direct: effective.proxy.is_none(), hostname: effective.hostname }
        }
        None if host.local => Reach { hostname: "localhost".to_owned(), direct: true },
        None => Reach { hostname: host.address.clone(), direct: true },
    };
    let effective = results.into_iter().map(|result| result.result.ok().flatten());
    hosts.iter().zip(effective).map(reach).collect()
}
