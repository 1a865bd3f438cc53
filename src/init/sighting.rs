//! What was seen of one host, and how its published ports are reached from here.

use crate::probe::{Container, HostReport, PublishedPort};

/// One host that is to be in the inventory.
#[derive(Debug, Clone, Copy)]
pub struct Sighting<'a> {
    pub name: &'a str,
    pub reach: &'a Reach,
    /// `None`: it did not tell, and is kept all the same.
    pub report: Option<&'a HostReport>,
    /// Directories of compose projects that hold a status page.
    pub pages: &'a [String],
}

/// How a host's published ports are reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reach {
    /// A name or an IP address that HTTP can use, not an alias of ssh's configuration.
    pub hostname: String,
    /// Not behind a jump host.
    pub direct: bool,
}

/// The way to a port of a container.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Way {
    /// The root of its address, seen from here.
    Direct(String),
    /// The root of its address, seen from the host.
    OnHost(String),
    /// It is not published.
    Closed,
}

impl Sighting<'_> {
    /// Whether the directory of its project holds a status page.
    pub(super) fn has_page(&self, container: &Container) -> bool {
        container.working_dir().is_some_and(|path| self.pages.iter().any(|page| page == path))
    }

    /// All but those that `docker compose run` made.
    pub(super) fn containers(&self) -> impl Iterator<Item = &Container> {
        let containers = self.report.and_then(|report| report.containers.as_ref().ok());
        containers.into_iter().flatten().filter(|container| !container.is_one_off())
    }
}

impl Reach {
    /// The way to `inside`, or to the one port that is published where that is not.
    pub(super) fn way(&self, container: &Container, inside: u16) -> Way {
        let mut ports: Vec<&PublishedPort> =
            container.ports.iter().filter(|port| port.inside == inside).collect();
        if ports.is_empty() {
            ports = container.ports.iter().collect();
            if ports.iter().any(|port| port.inside != ports[0].inside) {
                return Way::Closed;
            }
        }
        let rank = |port: &&PublishedPort| (!is_any(&port.address), is_loopback(&port.address));
        let Some(port) = ports.into_iter().min_by_key(rank) else { return Way::Closed };
        let here = is_loopback(&self.hostname) || self.hostname == "localhost";
        let at = |host: &str| format!("http://{}:{}", bracketed(host), port.on_host);
        match port.address.as_str() {
            address if is_any(address) && self.direct => Way::Direct(at(&self.hostname)),
            address if is_any(address) => Way::OnHost(at("127.0.0.1")),
            address if self.direct && (here || !is_loopback(address)) => Way::Direct(at(address)),
            address => Way::OnHost(at(address)),
        }
    }
}

fn is_any(address: &str) -> bool {
    ["0.0.0.0", "::"].contains(&address)
}

fn is_loopback(address: &str) -> bool {
    address.starts_with("127.") || address == "::1"
}

/// As an IPv6 address stands in a URL.
fn bracketed(host: &str) -> String {
    if host.contains(':') { format!("[{host}]") } else { host.to_owned() }
}
