//! Whether each address of a web service answers, and as what.

use std::time::Duration;

use futures_util::future::join_all;

use super::finding::{Finding, Kind, Verdict};
use crate::cli::Context;
use crate::inventory::{Endpoint, Host, Inventory};
use crate::transport::{HttpError, Reply, Request};

const STEP: Duration = Duration::from_secs(10);

/// One address, and the host through which it is reached.
struct Named<'a> {
    key: String,
    url: &'a str,
    via: Option<&'a Host>,
}

pub(super) async fn check(context: &Context, inventory: &Inventory) -> Vec<Finding> {
    let named = named(inventory);
    let limit = STEP.min(context.time_left());
    join_all(named.iter().map(|named| async move {
        let request = Request::get(named.url, limit).via(named.via);
        judged(named, context.transport.get(&request).await)
    }))
    .await
}

fn named(inventory: &Inventory) -> Vec<Named<'_>> {
    let mut named = Vec::new();
    if let Some(loki) = &inventory.loki {
        let via = loki.via.as_ref().and_then(|via| inventory.hosts.get(via));
        named.push(Named { key: "loki.url".to_owned(), url: &loki.url, via });
    }
    for (section, endpoint) in
        [("grafana", &inventory.grafana), ("glitchtip", &inventory.glitchtip)]
    {
        named
            .extend(endpoint.iter().flat_map(|endpoint| of_endpoint(inventory, section, endpoint)));
    }
    let page = inventory.status_page.as_ref().and_then(|page| page.url.as_deref());
    named.extend(page.map(|url| Named { key: "status_page.url".to_owned(), url, via: None }));
    for (name, app) in &inventory.apps {
        let url = app.url.as_deref();
        named.extend(url.map(|url| Named { key: format!("apps.{name}.url"), url, via: None }));
    }
    named
}

fn of_endpoint<'a>(
    inventory: &'a Inventory,
    section: &str,
    endpoint: &'a Endpoint,
) -> impl Iterator<Item = Named<'a>> {
    let key = |name: &str| format!("{section}.{name}");
    let public = endpoint.url.as_deref().map(|url| Named { key: key("url"), url, via: None });
    let internal = endpoint.internal_url.as_deref().map(|url| {
        // Inside the network its host is the way there.
        let via = host_of(url).and_then(|name| named_host(inventory, name));
        Named { key: key("internal_url"), url, via }
    });
    public.into_iter().chain(internal)
}

/// The host of the inventory that is called so.
fn named_host<'a>(inventory: &'a Inventory, name: &str) -> Option<&'a Host> {
    inventory.hosts.get(name).or_else(|| inventory.hosts.values().find(|host| host.address == name))
}

/// Of an address that was checked when the inventory was read.
fn host_of(url: &str) -> Option<&str> {
    let (_, rest) = url.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next()?;
    match authority.strip_prefix('[') {
        Some(v6) => v6.split(']').next(),
        None => authority.split(':').next(),
    }
}

fn judged(named: &Named<'_>, answer: Result<Reply, HttpError>) -> Finding {
    let finding =
        |verdict, said: String| Finding::new(Kind::Url, &named.key, named.url, verdict, said);
    let through = named.via.filter(|host| !host.local);
    let through = through.map(|host| format!(" through {}", host.name)).unwrap_or_default();
    match answer {
        Err(error @ HttpError::Via { .. }) => {
            finding(Verdict::Bad, error.to_string()).hint(error.hint())
        }
        Err(error) => finding(Verdict::Bad, format!("{error}{through}")).hint(error.hint()),
        Ok(reply) if reply.is_access_login() => {
            finding(Verdict::Good, format!("asks for a login by Cloudflare Access{through}"))
        }
        Ok(reply) => {
            let verdict = match reply.status {
                // Who may come in is not the question here.
                200..=399 | 401 | 403 => Verdict::Good,
                500.. => Verdict::Bad,
                _ => Verdict::Unknown,
            };
            finding(verdict, format!("answers with {}{through}", reply.status))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_good_whoever_may_come_in() {
        let named = Named { key: "loki.url".into(), url: "http://x", via: None };
        let reply = |status, location: Option<&str>| {
            let location = location.map(ToOwned::to_owned);
            judged(
                &named,
                Ok(Reply { status, content_type: None, location, body: Vec::new(), took: STEP }),
            )
        };
        assert_eq!(reply(200, None).verdict, Verdict::Good);
        assert_eq!(reply(401, None).verdict, Verdict::Good);
        assert_eq!(reply(404, None).verdict, Verdict::Unknown);
        assert_eq!(reply(502, None).verdict, Verdict::Bad);
        let login = reply(302, Some("https://sgl.cloudflareaccess.com/x"));
        assert!(login.said.contains("Cloudflare Access") && login.verdict == Verdict::Good);
        let refused = judged(&named, Err(HttpError::ConnectionRefused));
        assert!(refused.verdict == Verdict::Bad && refused.hint.is_some());
    }

    #[test]
    fn the_host_of_an_address() {
        assert_eq!(host_of("http://toucan:3000/x"), Some("toucan"));
        assert_eq!(host_of("http://[::1]:80"), Some("::1"));
        assert_eq!(host_of("https://grafana.sgl.as"), Some("grafana.sgl.as"));
    }
}
