//! Which compose services were seen where, and in which directory: so that a stack that is down still
//! has a name, and a place from which it can be started.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::probe::{Container, HostOutcome, milliseconds};

/// A stack that has had no containers for so long is forgotten.
const FORGOTTEN_AFTER: SignedDuration = SignedDuration::from_hours(90 * 24);

/// A compose service that was seen on a host.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct KnownService {
    pub host: String,
    /// The compose project.
    pub stack: String,
    pub service: String,
    /// Where its compose file is.
    #[serde(default)]
    pub directory: Option<String>,
    /// Its compose files, as their label has them: absolute paths with commas between them.
    #[serde(default)]
    pub config_files: Option<String>,
    /// When a container of it was last there; `None` in what an older sgos remembered.
    #[serde(default)]
    pub seen_at: Option<Timestamp>,
}

/// The services to keep for the next time: those there are, those of hosts that did not tell, and
/// for a while those of stacks that have no containers now.
pub fn remember_services(
    outcomes: &[HostOutcome],
    previous: &[KnownService],
    now: Timestamp,
) -> Vec<KnownService> {
    let mut told = BTreeSet::new();
    let mut services: Vec<KnownService> = Vec::new();
    for outcome in outcomes {
        let Ok(Ok(containers)) = outcome.result.as_ref().map(|report| report.containers.as_ref())
        else {
            continue;
        };
        told.insert(outcome.host.as_str());
        services.extend(containers.iter().filter_map(|found| seen(&outcome.host, found, now)));
    }
    let running: BTreeSet<(String, String)> =
        services.iter().map(|seen| (seen.host.clone(), seen.stack.clone())).collect();
    let kept = previous.iter().filter(|known| {
        if !told.contains(known.host.as_str()) {
            return true;
        }
        // Without a directory nothing could be done with it.
        let recent = known.seen_at.is_some_and(|seen| now.duration_since(seen) < FORGOTTEN_AFTER);
        let is_down = !running.contains(&(known.host.clone(), known.stack.clone()));
        is_down && recent && known.directory.is_some()
    });
    services.extend(kept.cloned());
    services.sort();
    services.dedup_by(|a, b| (&a.host, &a.stack, &a.service) == (&b.host, &b.stack, &b.service));
    services
}

fn seen(host: &str, container: &Container, now: Timestamp) -> Option<KnownService> {
    let (stack, service) = container.project().zip(container.service())?;
    let files = container.label("com.docker.compose.project.config_files");
    let known = KnownService {
        host: host.into(),
        stack: stack.into(),
        service: service.into(),
        directory: container.working_dir().map(str::to_owned),
        config_files: files.map(str::to_owned),
        seen_at: Some(milliseconds(now)),
    };
    (!container.is_one_off()).then_some(known)
}

#[cfg(test)]
mod tests {
    use super::super::fixture::*;
    use super::*;

    fn known(host: &str, stack: &str, service: &str) -> KnownService {
        KnownService {
            host: host.into(),
            stack: stack.into(),
            service: service.into(),
            directory: Some(format!("/srv/{stack}")),
            seen_at: Some(ago(3600)),
            ..KnownService::default()
        }
    }

    fn names(services: &[KnownService]) -> Vec<String> {
        services.iter().map(|one| format!("{}/{}@{}", one.stack, one.service, one.host)).collect()
    }

    #[test]
    fn silent_hosts_and_stacks_that_are_down_are_remembered() {
        let old =
            KnownService { seen_at: Some(ago(91 * 24 * 3600)), ..known("hornbill", "old", "app") };
        let nowhere = KnownService { directory: None, ..known("hornbill", "nowhere", "app") };
        let previous = [
            known("hornbill", "down", "app"),
            known("hornbill", "mail", "renamed"),
            nowhere,
            old,
            known("toucan", "wiki", "db"),
        ];
        let outcomes = [
            told("hornbill", vec![service("mail", "relay", "mail-relay-1"), app("phone")]),
            unreachable("toucan"),
        ];
        let kept = remember_services(&outcomes, &previous, now());
        assert_eq!(
            names(&kept),
            ["down/app@hornbill", "mail/relay@hornbill", "phone/app@hornbill", "wiki/db@toucan"]
        );
        assert_eq!(kept[0].seen_at, Some(ago(3600)), "as it was");
        assert_eq!(kept[1].seen_at, Some(now()));
    }

    #[test]
    fn what_ran_once_by_hand_is_no_service_and_replicas_are_one() {
        let one_off = app("phone").label_as("com.docker.compose.oneoff", "True");
        assert!(remember_services(&[told("hornbill", vec![one_off])], &[], now()).is_empty());
        let replicas = vec![service("web", "app", "web-app-1"), service("web", "app", "web-app-2")];
        let kept = remember_services(&[told("hornbill", replicas)], &[], now());
        assert_eq!(names(&kept), ["web/app@hornbill"]);
    }

    #[test]
    fn files_of_an_older_sgos_are_read() {
        let old = r#"{"host":"a","stack":"b","service":"c"}"#;
        let known: KnownService = serde_json::from_str(old).unwrap();
        assert_eq!((known.directory.as_deref(), known.seen_at), (None, None));
        let text = serde_json::to_string(&super::tests::known("h", "s", "v")).unwrap();
        assert_eq!(serde_json::from_str::<KnownService>(&text).unwrap().host, "h");
    }
}
