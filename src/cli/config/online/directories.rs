//! Whether each directory is on its host; if not, which one there is meant.

use std::collections::BTreeMap;
use std::time::Duration;

use super::finding::{Finding, Kind, Verdict};
use crate::cli::Context;
use crate::inventory::{Host, Inventory, nearest};
use crate::probe::HostOutcome;
use crate::transport::{Ended, Exchange, HostResult, Invocation, TransportError, fan_out};

/// Looks each argument up; fixed text, nothing else of it varies.
const SCRIPT: &str = include_str!("directories.sh");

const STEP: Duration = Duration::from_secs(10);

/// One directory that the inventory names.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Named<'a> {
    key: String,
    host: &'a str,
    directory: &'a str,
}

/// What the host says of one.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Found {
    There,
    /// A file, or something else that is no directory.
    Other,
    /// The directories beside where it should be.
    Gone(Vec<String>),
    /// This user may not look there.
    Hidden(String),
    Unsaid,
}

/// `hosts` are those that were asked for, `answered` those that can be asked more.
pub(super) async fn check(
    context: &Context,
    inventory: &Inventory,
    hosts: &[Host],
    answered: &[Host],
    outcomes: &[HostOutcome],
) -> Vec<Finding> {
    let named: Vec<Named<'_>> = named(inventory)
        .into_iter()
        .filter(|named| hosts.iter().any(|host| host.name == named.host))
        .collect();
    let asked: Vec<Host> = answered
        .iter()
        .filter(|host| named.iter().any(|named| named.host == host.name))
        .cloned()
        .collect();
    let results = fan_out(
        &asked,
        usize::from(context.global.parallel),
        context.time_left(),
        |host| ask(context, host, &named),
        |result| {
            if let Err(error) = &result.result {
                context.transport.gave_up(&result.host, error);
            }
        },
    )
    .await;
    let results: BTreeMap<String, HostResult<Vec<Found>>> =
        results.into_iter().map(|result| (result.host.clone(), result)).collect();
    let mut said: BTreeMap<&str, std::vec::IntoIter<Found>> = BTreeMap::new();
    for (host, result) in &results {
        if let Ok(found) = &result.result {
            said.insert(host, found.clone().into_iter());
        }
    }
    named
        .iter()
        .map(|named| match said.get_mut(named.host) {
            Some(found) => judged(named, found.next().unwrap_or(Found::Unsaid), outcomes),
            None => {
                let error = results.get(named.host).and_then(|result| result.result.as_ref().err());
                let why = error.map_or_else(
                    || format!("{} does not answer", named.host),
                    |error| format!("{} does not tell: {error}", named.host),
                );
                finding(named, Verdict::Unknown, why)
            }
        })
        .collect()
}

fn named(inventory: &Inventory) -> Vec<Named<'_>> {
    let stacks = inventory.stacks.values().map(|stack| Named {
        key: format!("stacks.{}.directory", stack.name),
        host: &stack.host,
        directory: &stack.directory,
    });
    let page = inventory.status_page.as_ref().and_then(|page| {
        let (host, directory) = (page.host.as_deref()?, page.directory.as_deref()?);
        Some(Named { key: "status_page.directory".to_owned(), host, directory })
    });
    stacks.chain(page).collect()
}

async fn ask(
    context: &Context,
    host: &Host,
    named: &[Named<'_>],
) -> Result<Vec<Found>, TransportError> {
    let here: Vec<&str> =
        named.iter().filter(|named| named.host == host.name).map(|named| named.directory).collect();
    let invocation = Invocation::new("sh", STEP.min(context.time_left()))
        .args(["-c", SCRIPT, "sgos-directories"])
        .args(here.iter().copied())
        .title("directories")
        .repeatable();
    let exchange: Exchange = context.transport.exchange(host, &invocation).await?;
    if exchange.ended != Ended::Code(0) {
        return Err(TransportError::Other { detail: exchange.stderr_tail() });
    }
    Ok(parse(&String::from_utf8_lossy(&exchange.stdout), here.len()))
}

/// `NUMBER there`, `other`, `hidden PLACE`, `gone`, and after the last any number of `near PLACE`.
fn parse(said: &str, count: usize) -> Vec<Found> {
    let mut found = vec![Found::Unsaid; count];
    for line in said.lines() {
        let mut words = line.splitn(3, ' ');
        let number = words.next().and_then(|number| number.parse::<usize>().ok());
        let Some(slot) = number.and_then(|number| found.get_mut(number.checked_sub(1)?)) else {
            continue;
        };
        match (words.next(), words.next(), &mut *slot) {
            (Some("there"), ..) => *slot = Found::There,
            (Some("other"), ..) => *slot = Found::Other,
            (Some("gone"), ..) => *slot = Found::Gone(Vec::new()),
            (Some("hidden"), Some(place), _) => *slot = Found::Hidden(place.to_owned()),
            (Some("near"), Some(place), Found::Gone(near)) => near.push(place.to_owned()),
            _ => {}
        }
    }
    found
}

fn judged(named: &Named<'_>, found: Found, outcomes: &[HostOutcome]) -> Finding {
    let on = named.host;
    match found {
        Found::There => finding(named, Verdict::Good, format!("is on {on}")),
        Found::Other => finding(named, Verdict::Bad, format!("is no directory on {on}")),
        Found::Hidden(place) => {
            finding(named, Verdict::Unknown, format!("this user may not look into {place} on {on}"))
        }
        Found::Unsaid => finding(named, Verdict::Unknown, format!("{on} did not say")),
        Found::Gone(near) => {
            let projects = projects(outcomes, on);
            let candidates = near.iter().chain(&projects).map(String::as_str);
            let nearest = nearest(named.directory, candidates, 1).first().map(ToString::to_string);
            finding(named, Verdict::Bad, format!("is not on {on}")).nearest(nearest)
        }
    }
}

/// The directories of the compose projects that run there.
fn projects(outcomes: &[HostOutcome], host: &str) -> Vec<String> {
    let report = super::told(outcomes, host).and_then(|outcome| outcome.result.as_ref().ok());
    let containers = report.and_then(|report| report.containers.as_ref().ok());
    let places = containers.into_iter().flatten().filter_map(|container| container.working_dir());
    places.map(ToOwned::to_owned).collect()
}

fn finding(named: &Named<'_>, verdict: Verdict, said: String) -> Finding {
    Finding::new(Kind::Directory, &named.key, named.directory, verdict, said)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_become_what_was_found() {
        let said = "1 there\n2 gone\n2 near /srv/a b\n2 near /srv/c\n3 hidden /root of all\n9 there\nx\n\n0 gone\n1 near /x\n";
        assert_eq!(
            parse(said, 4),
            [
                Found::There,
                Found::Gone(vec!["/srv/a b".into(), "/srv/c".into()]),
                Found::Hidden("/root of all".into()),
                Found::Unsaid,
            ]
        );
    }

    #[test]
    fn a_wrong_directory_is_answered_with_the_nearest() {
        let named = Named {
            key: "stacks.x.directory".into(),
            host: "toucan",
            directory: "/srv/services/glitchtp",
        };
        let near = ["/srv/services/alloy", "/srv/services/glitchtip"].map(String::from).to_vec();
        let finding = judged(&named, Found::Gone(near), &[]);
        assert_eq!(
            (finding.verdict, finding.nearest.as_deref()),
            (Verdict::Bad, Some("/srv/services/glitchtip"))
        );
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read(said in "([0-9] (there|gone|near|hidden)? ?.{0,8}\n){0,8}", count in 0usize..4) {
            proptest::prop_assert_eq!(parse(&said, count).len(), count);
        }
    }
}
