//! Where a browser finds what runs: the inventory's word, else a port that the host publishes.

use std::net::IpAddr;

use super::{Catalogue, Loose, StackPlace};
use crate::inventory::{Host, Inventory};
use crate::probe::{Container, PublishedPort};
use crate::status::AppPlace;

/// Ports inside a container behind which no browser finds anything: SSH, DNS, mail, LDAP, and the
/// usual databases, caches and queues.
const NO_PAGES: [u16; 22] = [
    22, 25, 53, 110, 143, 389, 465, 587, 636, 993, 995, 1433, 1521, 1883, 3306, 5432, 5672, 6379,
    9092, 11211, 27017, 50000,
];

/// The address of a service of a stack.
pub fn page_of_service(
    inventory: &Inventory,
    stack: &StackPlace,
    containers: &[Container],
) -> Option<String> {
    let host = inventory.hosts.get(&stack.host)?;
    let publishes = |containers: &[Container]| containers.iter().any(|one| !one.ports.is_empty());
    // What speaks for a whole stack is the service that is reached, where one is.
    let speaks = publishes(containers) || !stack.services.values().any(|all| publishes(all));
    let of_app = |app: &&AppPlace| match &app.main {
        Some(main) => containers.iter().any(|one| one.name == *main),
        None => speaks,
    };
    let app = stack.apps.iter().find(|app| app.url.is_some() && of_app(app));
    app.and_then(|app| app.url.clone())
        .or_else(|| endpoint(inventory, host, containers))
        .or_else(|| status_page(inventory, stack).filter(|_| speaks))
        .or_else(|| published(host, containers))
        .or_else(|| of_its_name(inventory, stack).filter(|_| speaks))
}

/// Of a stack without containers, which tells nothing of its apps: of the app that is called as it is.
fn of_its_name(inventory: &Inventory, stack: &StackPlace) -> Option<String> {
    let app = inventory.apps.get(&stack.name)?;
    let is_here = app.host.as_ref().is_none_or(|host| *host == stack.host);
    let is_down = stack.containers().next().is_none();
    app.url.clone().filter(|_| is_here && is_down)
}

/// The address of a container that compose did not make.
pub fn page_of_loose(inventory: &Inventory, loose: &Loose) -> Option<String> {
    let host = inventory.hosts.get(&loose.host)?;
    let containers = std::slice::from_ref(&loose.container);
    let app = loose.app.as_ref().and_then(|app| app.url.clone());
    app.or_else(|| endpoint(inventory, host, containers)).or_else(|| published(host, containers))
}

/// Grafana, GlitchTip or Loki, told by the port under which programs reach it.
fn endpoint(inventory: &Inventory, host: &Host, containers: &[Container]) -> Option<String> {
    let services = [&inventory.grafana, &inventory.glitchtip].into_iter().flatten();
    let services = services.map(|one| (one.internal_url.as_ref(), one.url.as_ref()));
    let loki = inventory.loki.iter().map(|loki| (Some(&loki.url), None));
    services.chain(loki).find_map(|(inside, page)| {
        let (name, port) = authority(inside?)?;
        let is_here = name == host.name || name == host.address;
        let ports = containers.iter().flat_map(|container| &container.ports);
        let found = is_here && ports.into_iter().any(|published| published.on_host == port);
        found.then(|| page.or(inside).cloned()).flatten()
    })
}

fn status_page(inventory: &Inventory, stack: &StackPlace) -> Option<String> {
    let page = inventory.status_page.as_ref()?;
    let is_it = page.host.as_ref() == Some(&stack.host)
        && page.directory.is_some()
        && page.directory == stack.directory;
    is_it.then(|| page.url.clone()).flatten()
}

/// Name and port of a URL.
fn authority(url: &str) -> Option<(&str, u16)> {
    let (scheme, rest) = url.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let usual = if scheme == "https" { 443 } else { 80 };
    match authority.rsplit_once(':') {
        Some((name, port)) if !port.contains(']') => Some((name, port.parse().ok()?)),
        _ => Some((authority, usual)),
    }
}

/// The lowest port that a browser on another machine, or on this one, reaches.
fn published(host: &Host, containers: &[Container]) -> Option<String> {
    let ports = containers.iter().flat_map(|container| &container.ports);
    let pages = ports.filter(|port| !NO_PAGES.contains(&port.inside));
    let reached = pages.filter_map(|port| Some((port.on_host, reached_at(host, port)?)));
    reached.min().map(|(port, name)| match port {
        80 => format!("http://{name}"),
        443 => format!("https://{name}"),
        _ => format!("http://{name}:{port}"),
    })
}

fn reached_at(host: &Host, port: &PublishedPort) -> Option<String> {
    let all = matches!(port.address.as_str(), "0.0.0.0" | "::" | "*");
    match (all, host.local) {
        (true, true) => Some("localhost".to_owned()),
        (true, false) => Some(bracketed(&host.address)),
        (false, local) => {
            // The host says so, and what is no address shall lead nowhere.
            let address: IpAddr = port.address.parse().ok()?;
            let is_reached = local || !address.is_loopback();
            is_reached.then(|| bracketed(&address.to_string()))
        }
    }
}

fn bracketed(address: &str) -> String {
    if address.contains(':') { format!("[{address}]") } else { address.to_owned() }
}

/// What a name leads to in a browser, and where it was found.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Page {
    pub url: String,
    /// Such as `monitoring/grafana on toucan`.
    pub of: String,
}

/// The pages that the inventory names, by the names that lead to them; no host need be asked.
pub fn named_pages(inventory: &Inventory) -> Vec<(String, Page)> {
    let mut pages = Vec::new();
    let mut add = |names: &[&str], url: Option<&String>| {
        // Only what a browser shows is opened; the inventory takes nothing else.
        let Some(url) = url.filter(|url| is_page(url)) else { return };
        for name in names {
            let page = Page { url: url.clone(), of: "the inventory".to_owned() };
            pages.push(((*name).to_owned(), page));
        }
    };
    let endpoint = |endpoint: &Option<crate::inventory::Endpoint>| {
        let endpoint = endpoint.as_ref()?;
        endpoint.url.clone().or_else(|| endpoint.internal_url.clone())
    };
    add(&["grafana"], endpoint(&inventory.grafana).as_ref());
    add(&["glitchtip"], endpoint(&inventory.glitchtip).as_ref());
    let page = inventory.status_page.as_ref().and_then(|page| page.url.as_ref());
    add(&["status", "status-page"], page);
    for (name, app) in &inventory.apps {
        add(&[name], app.url.as_ref());
    }
    pages
}

/// A browser is given nothing else: other schemes start programs or read files.
pub fn is_page(url: &str) -> bool {
    let scheme = url.split_once("://").map(|(scheme, _)| scheme.to_ascii_lowercase());
    matches!(scheme.as_deref(), Some("http" | "https"))
        && !url.chars().any(|c| c.is_control() || c.is_whitespace())
}

/// Every page of a catalogue, sorted, each once, with what it is of.
pub fn pages(inventory: &Inventory, catalogue: &Catalogue, found: &[super::What]) -> Vec<Page> {
    let mut pages = Vec::new();
    let mut add = |of: String, url: Option<String>| {
        pages.extend(url.filter(|url| is_page(url)).map(|url| Page { url, of }));
    };
    for what in found {
        match what {
            super::What::Stack(index) => {
                let Some(stack) = catalogue.stacks.get(*index) else { continue };
                for (service, containers) in &stack.services {
                    let of = format!("{}/{service} on {}", stack.name, stack.host);
                    add(of, page_of_service(inventory, stack, containers));
                }
            }
            super::What::Service(index, service) => {
                let Some(stack) = catalogue.stacks.get(*index) else { continue };
                let containers = stack.services.get(service).map_or(&[][..], Vec::as_slice);
                let of = format!("{}/{service} on {}", stack.name, stack.host);
                add(of, page_of_service(inventory, stack, containers));
            }
            super::What::Loose(index) => {
                let Some(loose) = catalogue.loose.get(*index) else { continue };
                let of = format!("{} on {}", loose.container.name, loose.host);
                add(of, page_of_loose(inventory, loose));
            }
        }
    }
    pages.sort();
    pages.dedup_by(|a, b| a.url == b.url);
    pages
}

#[cfg(test)]
mod tests;
