//! Answers as the script frames them.

use super::*;

fn frame(name: &str, exit: i32, text: &str) -> String {
    let length = text.len();
    format!("\n@@sgos n0nce {name} {exit} - {length}\n{text}\n@@sgos n0nce /{name}\n")
}

fn answer(frames: &[(&str, i32, &str)]) -> Vec<u8> {
    let frames = frames.iter().map(|(name, exit, text)| frame(name, *exit, text));
    (frames.collect::<String>() + "\n@@sgos n0nce end\n").into_bytes()
}

#[test]
fn a_stack_with_its_services_and_what_compose_remarked() {
    let hash = "a".repeat(64);
    let config = format!(
        "time=\"2026-11-24T17:54:30Z\" level=warning msg=\"The X variable is not set.\"\ngrafana {hash}\n"
    );
    let said = answer(&[
        ("now", 0, "1795543200"),
        ("list", 0, ""),
        ("place-1", 0, "monitoring\n/srv/config/monitoring"),
        ("there-1", 0, ""),
        ("config-1", 0, &config),
        ("volumes-1", 0, "monitoring_data\n"),
        ("place-2", 0, "\n/srv/gone"),
        ("there-2", 1, ""),
        ("images", 0, "sgos-lab/app:latest sha256:2"),
        ("files", 0, "/srv/p.yml\u{1f}2026-11-24 17:54:30.5 +0000\u{1f}/srv/p.yml"),
    ]);
    let facts = parse(&said, "n0nce").unwrap();
    assert_eq!(facts.now.as_second(), 1_795_543_200);
    let [first, second] = &facts.places[..] else { panic!("{facts:#?}") };
    assert_eq!((first.project.as_str(), first.there), ("monitoring", true));
    assert_eq!(first.declared.as_ref().unwrap()["grafana"], hash);
    assert_eq!(first.remarks, ["The X variable is not set."]);
    assert_eq!(first.volumes, ["monitoring_data"]);
    assert_eq!((second.directory.as_str(), second.there), ("/srv/gone", false));
    assert_eq!(facts.images["sgos-lab/app:latest"], "sha256:2");
    assert_eq!(facts.compose, Compose::Usable);
}

#[test]
fn what_compose_says_of_a_broken_file_is_kept() {
    let said = answer(&[
        ("list", 0, ""),
        ("place-1", 0, "x\n/srv/x"),
        ("there-1", 0, ""),
        ("config-1", 15, "yaml: line 3: did not find expected key"),
        ("compose", 0, "v2.26.1-4"),
    ]);
    let facts = parse(&said, "n0nce").unwrap();
    let error = facts.places[0].declared.as_ref().unwrap_err();
    assert_eq!(error, "yaml: line 3: did not find expected key");
    assert_eq!(facts.compose, Compose::Usable);
}

#[test]
fn a_host_without_a_compose_that_can_be_used() {
    let facts = |compose: (i32, &str), v1: (i32, &str)| {
        let frames = [("compose", compose.0, compose.1), ("v1", v1.0, v1.1)];
        parse(&answer(&frames), "n0nce").unwrap().compose
    };
    let unknown = "docker: unknown command: docker compose";
    assert_eq!(facts((1, unknown), (0, "/usr/bin/docker-compose")), Compose::OnlyV1);
    assert_eq!(facts((1, unknown), (127, "")), Compose::Missing);
    assert_eq!(facts((0, "1.29.2"), (0, "/usr/bin/docker-compose")), Compose::OnlyV1);
    assert_eq!(facts((0, "5.5.0"), (0, "/usr/bin/docker-compose")), Compose::Usable);
}

#[test]
fn no_docker_and_half_an_answer_are_told_apart() {
    let said = answer(&[("list", 1, "permission denied while trying to connect")]);
    let error = parse(&said, "n0nce").unwrap_err();
    assert_eq!(
        error.to_string(),
        "Docker does not tell: permission denied while trying to connect"
    );
    let half = frame("list", 0, "").into_bytes();
    assert_eq!(parse(&half, "n0nce"), Err(FactsError::CutOff));
    assert_eq!(parse(b"motd", "n0nce"), Err(FactsError::CutOff));
}

#[test]
fn what_compose_says_holds_no_secret() {
    let missing = "error while interpolating services.web.environment.TOKEN: required variable TOKEN is missing a value: is in the vault";
    assert_eq!(told(missing), missing);
    let value = "invalid interpolation format for services.web.environment.PASSWORD: \"hunter2$\"";
    assert!(!told(value).contains("hunter2"), "{}", told(value));
}

proptest::proptest! {
    #[test]
    fn any_answer_is_read(text in "(.|\n){0,80}", name in "(place-1|config-1|files|containers|images|now)") {
        let _ = parse(&answer(&[(name.as_str(), 0, text.as_str())]), "n0nce");
    }
}
