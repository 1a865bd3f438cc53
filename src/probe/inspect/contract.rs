//! Tests of the inspect on a recorded answer.

use proptest::prelude::*;

use super::*;

const NONCE: &str = "5f3a9c0d11e2";
const UNHEALTHY: &str =
    include_str!("../../../tests/contracts/docker/engine-20.10.24-container-unhealthy.json");

fn read(section: &str) -> Fact<BTreeMap<String, Seen>> {
    parse(Text { exit: 0, bytes: section.as_bytes() }, NONCE)
}

#[test]
fn the_last_health_output_is_kept() {
    let section = format!(
        "{{\"message\":\"No such container: x\"}}\n\n{NONCE} 404\n{UNHEALTHY}\n\n{NONCE} 200"
    );
    let found = read(&section).unwrap();
    assert_eq!(found.len(), 1);
    let seen = found.values().next().unwrap();
    assert_eq!((seen.state, seen.health), (ContainerState::Running, Some(Health::Unhealthy)));
    let details = &seen.details;
    assert!(details.has_healthcheck && details.failing_streak > 0);
    assert!(details.started_at.is_some());
    assert_eq!(details.finished_at, None, "the year 1 means never");
    let last = details.last_health.as_ref().unwrap();
    assert_eq!(last.output, "database: connection refused (db:5432)");
    assert_ne!(last.exit_code, 0);
}

#[test]
fn a_container_without_a_healthcheck_has_none() {
    let seen = seen(&serde_json::json!({
        "State": {"Status": "exited", "ExitCode": 137, "OOMKilled": true, "Health": {"Status": "none"}},
        "RestartCount": 3, "HostConfig": {"RestartPolicy": {"Name": "on-failure"}},
        "Config": {"Healthcheck": {"Test": ["NONE"]}},
    }));
    assert_eq!((seen.state, seen.health), (ContainerState::Exited, None));
    let details = seen.details;
    assert!(!details.has_healthcheck && details.oom_killed);
    assert_eq!(
        (details.exit_code, details.restart_count, &*details.restart_policy),
        (137, 3, "on-failure")
    );
    assert_eq!(super::seen(&Value::Null).details, Details::default());
}

#[test]
fn what_is_no_json_is_garbled() {
    assert_eq!(read(&format!("<html>\n{NONCE} 200")).unwrap_err().kind, FailureKind::Garbled);
    assert_eq!(read(""), Ok(BTreeMap::new()));
}

proptest! {
    #[test]
    fn any_text_is_read_without_panic(one in ".{0,40}", two in ".{0,40}") {
        let _ = read(&format!("{one}\n{NONCE} 200\n{two}\n{NONCE} {one}"));
    }
}
