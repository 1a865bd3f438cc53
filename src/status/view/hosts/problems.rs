//! What is wrong with hosts, below the apps.

use super::super::super::HostStatus;
use crate::ui::Look;
use crate::ui::trouble::{Trouble, lines};

/// A line per host that could not be asked, and per warning; empty when there are none.
pub fn problems(hosts: &[HostStatus], look: &Look) -> String {
    lines(hosts.iter().map(trouble), look)
}

fn trouble(host: &HostStatus) -> Trouble<'_> {
    let HostStatus { name, reachable, error, hint, warnings, .. } = host;
    let (error, hint) = (error.as_deref(), hint.as_deref());
    Trouble { host: name, reachable: *reachable, error, hint, warnings }
}
