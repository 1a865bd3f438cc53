//! Tests of the container list on recorded and documented answers.

use proptest::prelude::*;

use super::*;

const LIST: &str = include_str!("../../../tests/contracts/docker/engine-20.10.24-containers.json");
const INSPECT: &str = include_str!("../../../tests/contracts/docker/engine-20.10.24-inspect.json");
const API_1_44: &str =
    include_str!("../../../tests/contracts/docker/documented-api-1.44-containers.json");
const API_1_48: &str =
    include_str!("../../../tests/contracts/docker/documented-api-1.48-containers.json");
const API_1_52: &str =
    include_str!("../../../tests/contracts/docker/documented-api-1.52-containers.json");

const PODMAN: &str =
    include_str!("../../../tests/contracts/docker/documented-podman-containers.json");

fn read(exit: i32, section: &str) -> Fact<Vec<Container>> {
    parse(Text { exit, bytes: section.as_bytes() })
}

fn from_socket(json: &str) -> Vec<Container> {
    read(0, &format!("socket\n{json}\n200")).unwrap()
}

fn states(containers: &[Container]) -> BTreeMap<&str, (ContainerState, Option<Health>)> {
    containers.iter().map(|one| (one.name.as_str(), (one.state, one.health))).collect()
}

#[test]
fn the_list_of_engine_20_10() {
    let containers = from_socket(LIST);
    let states = states(&containers);
    assert_eq!(states["sgos-phone-app"], (ContainerState::Running, Some(Health::Healthy)));
    assert_eq!(states["sgos-mail-app"], (ContainerState::Running, Some(Health::Unhealthy)));
    assert_eq!(states["sgos-photos-app"], (ContainerState::Running, Some(Health::Starting)));
    assert_eq!(states["sgos-wiki-app"], (ContainerState::Running, None));
    assert_eq!(states["sgos-files-app"].0, ContainerState::Paused);
    assert_eq!(states["sgos-backup-app"], (ContainerState::Exited, None));
    let phone = containers.iter().find(|one| one.name == "sgos-phone-app").unwrap();
    assert_eq!(phone.working_dir(), Some("/srv/apps/phone"));
    assert_eq!(phone.project(), Some("phone"));
    assert_eq!(phone.id.len(), 64);
    assert!(phone.created > Timestamp::UNIX_EPOCH);
    assert_eq!(phone.details, None);
}

#[test]
fn the_list_of_podman() {
    let containers = from_socket(PODMAN);
    let states = states(&containers);
    assert_eq!(states["sgos-phone-app"], (ContainerState::Running, None));
    assert_eq!(states["sgos-mail-app"], (ContainerState::Exited, None));
    assert_eq!(states["sgos-new-app"], (ContainerState::Created, None));
    assert_eq!(containers[0].working_dir(), Some("/srv/apps/phone"));
    assert!(containers[1].labels.is_empty());
}

#[test]
fn the_way_to_docker_is_told() {
    let way = |text: &str| route(&Text { exit: 0, bytes: text.as_bytes() });
    let first = Route { socket: "/var/run/docker.sock".into(), instead: None };
    assert_eq!(way("socket /var/run/docker.sock\t\n[]\n200"), Some(first));
    let other = way("socket /run/user/7/docker.sock\tno answer at /x\n[]\n200").unwrap();
    assert_eq!(other.instead.as_deref(), Some("no answer at /x"));
    for none in ["client\n[]", "socket\n[]\n200", "", "socket "] {
        assert_eq!(way(none), None, "{none:?}");
    }
    let told = format!("socket /x\t\n{PODMAN}\n200");
    assert_eq!(read(0, &told).unwrap().len(), 3);
}

#[test]
fn the_client_says_the_same_as_the_socket() {
    let by_client =
        read(0, &format!("client\nWARNING: something\n{INSPECT}\nError: No such object: x"))
            .unwrap();
    let by_socket = from_socket(LIST);
    assert_eq!(by_client.len(), by_socket.len());
    for one in &by_socket {
        let other = by_client.iter().find(|other| other.id == one.id).unwrap();
        assert_eq!(
            (&one.name, &one.image, &one.labels),
            (&other.name, &other.image, &other.labels)
        );
        assert_eq!(one.created.as_second(), other.created.as_second());
        assert!(other.details.is_some());
    }
}

#[test]
fn newer_lists_are_read_too() {
    for json in [API_1_44, API_1_48] {
        assert_eq!(
            states(&from_socket(json))["sgos-phone-app"],
            (ContainerState::Running, Some(Health::Healthy))
        );
    }
    let newest = from_socket(API_1_52);
    assert_eq!(
        states(&newest)["sgos-phone-app"],
        (ContainerState::Running, Some(Health::Unhealthy))
    );
    assert_eq!(states(&newest)["sgos-wiki-app"], (ContainerState::Running, None));
}

#[test]
fn an_empty_host_and_odd_elements() {
    assert_eq!(from_socket("[]"), []);
    assert_eq!(read(0, "client\n[]"), Ok(Vec::new()));
    let odd =
        r#"[1, {"Id":7}, {"Id":"a","Names":null,"Labels":[],"State":"new word","Created":"x"}]"#;
    let containers = from_socket(odd);
    assert_eq!(containers.len(), 1);
    assert_eq!(containers[0].state, ContainerState::Other);
}

#[test]
fn failures_say_what_failed() {
    let failure = |exit, section| read(exit, section).unwrap_err();
    assert_eq!(
        failure(7, "socket\ncurl: (7) Couldn't connect to server\n000").kind,
        FailureKind::NotRunning
    );
    let error = failure(0, "socket\n{\"message\":\"client version 1.99 is too new\"}\n400");
    assert_eq!(error.message, "Docker answered 400: client version 1.99 is too new");
    assert_eq!(failure(0, "socket\n[{\n200").kind, FailureKind::Garbled);
    assert_eq!(failure(0, "").kind, FailureKind::Garbled);
}

proptest! {
    #[test]
    fn any_text_is_read_without_panic(exit in 0..3, said in ".{0,80}") {
        let _ = read(exit, &said);
        let _ = read(exit, &format!("socket\n{said}\n200"));
    }

    #[test]
    fn the_words_in_brackets_are_the_health(words in "[^()]{0,20}") {
        let text = format!("Up {words} (health: starting)");
        prop_assert_eq!(health_in(&text), Some(Health::Starting));
    }
}
