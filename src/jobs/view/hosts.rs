//! What is wrong with the hosts.

use super::super::{HostJobs, JobsReport};
use crate::ui::Look;
use crate::ui::trouble::{Trouble, lines};

/// A line per host that could not be asked, and per warning; empty when there are none.
pub(super) fn problems(report: &JobsReport, look: &Look) -> String {
    lines(report.hosts.iter().map(trouble), look)
}

fn trouble(host: &HostJobs) -> Trouble<'_> {
    let HostJobs { name, reachable, error, hint, warnings, .. } = host;
    let (error, hint) = (error.as_deref(), hint.as_deref());
    Trouble { host: name, reachable: *reachable, error, hint, warnings }
}

/// The hosts that were asked, or how many.
pub(super) fn names(report: &JobsReport) -> String {
    match report.hosts.as_slice() {
        few @ ([] | [_] | [_, _] | [_, _, _]) => {
            few.iter().map(|host| host.name.as_str()).collect::<Vec<_>>().join(", ")
        }
        many => format!("{} hosts", many.len()),
    }
}
