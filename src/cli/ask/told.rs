//! The sooner way to ask a host of which something is known: Docker over its own socket, and beside
//! it a script that is told where to look. Whatever is not as it usually is leaves it to the script
//! that asks for everything.

use std::collections::BTreeSet;
use std::time::Duration;

use futures_util::future::{join_all, try_join_all};

use super::{Ways, directories, no_answer};
use crate::cli::Context;
use crate::clock;
use crate::inventory::{Host, Inventory};
use crate::probe::{self, HostReport, KnownPlaces, LIST, Listed, Sections, Told};
use crate::transport::{DockerError, Exchange, Glance, TransportError};

/// A Docker that has not answered by now is left to the script, which can wait longer.
const PATIENCE: Duration = Duration::from_secs(2);

/// Nor may it take more than this part of what the script would have for everything.
const PART: u32 = 5;

type Answer = Result<(HostReport, Exchange), TransportError>;

/// `None`: ask the script for everything.
pub(super) async fn ask(
    context: &Context,
    inventory: &Inventory,
    host: &Host,
    sections: Sections,
    time_limit: Duration,
    ways: &Ways<'_>,
) -> Option<Answer> {
    let known = ways.places.get(&host.name).filter(|_| sections == Sections::APPS)?;
    if !known.are_of_use(clock::now()) {
        return None;
    }
    let glance = context.transport.glance(host)?;
    let always = directories(inventory, host);
    let first = always.iter().chain(&known.directories).map(String::as_str);
    let first: BTreeSet<&str> = first.collect();
    let looking = Looking { context, host, known, time_limit };
    let script = looking.at(first.iter().copied())?;
    let docker = async {
        let listed = docker(&glance, known, PATIENCE.min(time_limit / PART)).await;
        // Nobody forwards there, or too slowly: not to be tried again soon.
        let is_useless = matches!(&listed, Err(DockerError::Lost | DockerError::TimedOut { .. }));
        if is_useless || listed.is_ok() {
            ways.from_afar.borrow_mut().insert(host.name.clone(), !is_useless);
        }
        context.transport.close(glance).await;
        listed
    };
    let (looked, listed) = tokio::join!(script, docker);
    let (mut told, exchange) = match looked {
        Ok(looked) => looked,
        Err(error) => return Some(Err(error)),
    };
    let listed = match listed {
        Ok(listed) if told.is_usual => listed,
        other => {
            tracing::debug!(?other, told.is_usual, "the script is asked for everything");
            return None;
        }
    };
    let new: Vec<&str> = listed.directories().difference(&first).copied().collect();
    if !new.is_empty() {
        let (further, _) = looking.at(new.into_iter())?.await.ok()?;
        told.add(further);
    }
    let report = told.join(listed, &always);
    tracing::debug!(complete = report.complete, "answer in two parts");
    Some(Ok((report, exchange)))
}

/// One host, and what is known of it.
#[derive(Clone, Copy)]
struct Looking<'a> {
    context: &'a Context,
    host: &'a Host,
    known: &'a KnownPlaces,
    time_limit: Duration,
}

impl<'a> Looking<'a> {
    /// Asks the script for these directories; `None` where they cannot be told.
    fn at<'d>(
        self,
        directories: impl Iterator<Item = &'d str> + Clone,
    ) -> Option<impl Future<Output = Result<(Told, Exchange), TransportError>> + 'a> {
        let Self { context, host, known, time_limit } = self;
        let nonce = probe::nonce();
        let invocation = probe::told_invocation(directories, known, &nonce, time_limit)?;
        Some(async move {
            let mut exchange = context.transport.exchange(host, &invocation).await?;
            let stdout = std::mem::take(&mut exchange.stdout);
            let told = Told::parse(&stdout, &exchange.stderr, &nonce, known)
                .map_err(|error| no_answer(&exchange, &error.to_string(), time_limit))?;
            Ok((told, exchange))
        })
    }
}

/// The list, beside it what was wanting the last time, and then what is wanting now.
async fn docker(
    glance: &Glance,
    known: &KnownPlaces,
    patience: Duration,
) -> Result<Listed, DockerError> {
    let inspect = async |id: &String| glance.get(&probe::path_of(id), patience).await;
    let before = join_all(known.inspected.iter().map(inspect));
    let (list, before) = tokio::join!(glance.get(LIST, patience), before);
    let garbled = |error: probe::SectionFailure| DockerError::Garbled { detail: error.message };
    let mut listed = Listed::of(&list?).map_err(garbled)?;
    // One that is gone is wanted no more.
    for body in before.iter().flatten() {
        listed.add(body).map_err(garbled)?;
    }
    let wanting: Vec<String> = listed.wanting().into_iter().collect();
    let gone = |error| match error {
        DockerError::Refused { .. } => Ok(None),
        error => Err(error),
    };
    let bodies = wanting.iter().map(async |id| inspect(id).await.map(Some).or_else(gone));
    for body in try_join_all(bodies).await?.into_iter().flatten() {
        listed.add(&body).map_err(garbled)?;
    }
    Ok(listed)
}
