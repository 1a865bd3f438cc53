//! Whether each host answers; and where its name does not resolve, which one ssh knows.

use super::finding::{Finding, Kind, Verdict};
use crate::cli::Context;
use crate::inventory::{Host, nearest};
use crate::probe::HostOutcome;

/// How the transport begins to tell of a name that nobody knows.
const UNRESOLVED: &str = "its name does not resolve";

pub(super) fn check(context: &Context, hosts: &[Host], outcomes: &[HostOutcome]) -> Vec<Finding> {
    let look = || {
        context.transport.ssh_names(hosts.iter().find_map(|host| host.ssh.config_file.as_deref()))
    };
    let known = context.transport.tape().note("ssh-names", look);
    let of = |host: &Host| {
        let outcome = outcomes.iter().find(|outcome| outcome.host == host.name)?;
        Some(one(host, outcome, hosts, &known))
    };
    hosts.iter().filter_map(of).collect()
}

fn one(host: &Host, outcome: &HostOutcome, hosts: &[Host], known: &[String]) -> Finding {
    let finding = |verdict, said: String| {
        Finding::new(
            Kind::Host,
            format!("hosts.{}", host.name),
            host.address.clone(),
            verdict,
            said,
        )
    };
    let failure = match &outcome.result {
        Ok(_) => {
            let latency = outcome.latency.map(|latency| format!(" in {} ms", latency.as_millis()));
            return finding(Verdict::Good, format!("answers{}", latency.unwrap_or_default()));
        }
        Err(failure) => failure,
    };
    let candidates = known
        .iter()
        .map(String::as_str)
        .chain(hosts.iter().map(|other| other.address.as_str()))
        .filter(|name| *name != host.address && *name != "local");
    let near =
        failure.message.starts_with(UNRESOLVED).then(|| nearest(&host.address, candidates, 1));
    let near = near.and_then(|near| near.first().map(ToString::to_string));
    finding(Verdict::Bad, failure.message.clone()).nearest(near).hint(failure.hint.clone())
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::exit::Exit;
    use crate::inventory::Ssh;
    use crate::probe::HostFailure;

    fn host(name: &str) -> Host {
        Host {
            name: name.into(),
            address: name.into(),
            tags: Vec::new(),
            local: false,
            ssh: Ssh::default(),
        }
    }

    fn failed(message: &str) -> Finding {
        let outcome = HostOutcome {
            host: "tucan".into(),
            asked_at: Timestamp::UNIX_EPOCH,
            finished_at: Timestamp::UNIX_EPOCH,
            latency: None,
            result: Err(HostFailure {
                exit: Exit::Unreachable,
                message: message.into(),
                hint: None,
            }),
        };
        one(&host("tucan"), &outcome, &[host("tucan"), host("hornbill")], &["toucan".to_owned()])
    }

    #[test]
    fn a_name_that_does_not_resolve_is_answered_with_one_that_ssh_knows() {
        // The words are the transport's own.
        let detail = "x".to_owned();
        let error = crate::transport::TransportError::NameNotResolved { detail };
        assert_eq!(failed(&error.to_string()).nearest.as_deref(), Some("toucan"));
        assert_eq!(failed("connection refused").nearest, None);
    }
}
