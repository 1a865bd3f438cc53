//! The catalogue of odd fleets: moved directories, one project on two hosts, silent hosts, hostile names.

use proptest::prelude::*;

use super::super::fixture::{container, inventory, told};
use super::super::{UnknownTargets, What, resolve};
use super::*;
use crate::exit::Exit;
use crate::inventory::{Source, Surroundings, Target, parse};
use crate::probe::HostFailure;

fn silent(host: &str) -> HostOutcome {
    let failure =
        HostFailure { exit: Exit::Unreachable, message: "connection refused".into(), hint: None };
    HostOutcome { result: Err(failure), ..told(host, Vec::new()) }
}

fn known(host: &str, stack: &str, service: &str, directory: Option<&str>) -> KnownService {
    KnownService {
        host: host.into(),
        stack: stack.into(),
        service: service.into(),
        directory: directory.map(str::to_owned),
        ..KnownService::default()
    }
}

fn shown(catalogue: &Catalogue) -> Vec<String> {
    let services = |stack: &StackPlace| {
        let services = stack.services.iter();
        services
            .map(|(name, found)| format!("{name}:{}", found.len()))
            .collect::<Vec<_>>()
            .join(",")
    };
    let stacks = catalogue.stacks.iter();
    stacks.map(|stack| format!("{}@{} {}", stack.name, stack.host, services(stack))).collect()
}

fn found(catalogue: &Catalogue, word: &str) -> Result<Vec<String>, UnknownTargets> {
    let resolution = resolve(catalogue, &[Target::parse(word).unwrap()])?;
    let shown = |what: &What| match what {
        What::Stack(index) => {
            let stack = &catalogue.stacks[*index];
            format!("{}@{}", stack.name, stack.host)
        }
        What::Service(index, service) => {
            let stack = &catalogue.stacks[*index];
            format!("{}/{service}@{}", stack.name, stack.host)
        }
        What::Loose(index) => catalogue.loose[*index].container.name.clone(),
    };
    Ok(resolution.all().iter().map(shown).collect())
}

#[test]
fn one_project_on_two_hosts_is_two_stacks() {
    let place = |name| container(name, Some(("phone", "app", "/srv/apps/phone")));
    let outcomes = [
        told("hornbill", vec![place("sgos-phone-app")]),
        told("toucan", vec![place("phone-app-1")]),
    ];
    let catalogue = Catalogue::of(&inventory(), &outcomes, &[]);
    assert_eq!(found(&catalogue, "phone").unwrap(), ["phone@hornbill", "phone@toucan"]);
    assert_eq!(found(&catalogue, "phone/app@toucan").unwrap(), ["phone/app@toucan"]);
    assert_eq!(found(&catalogue, "app@horn*").unwrap(), ["phone/app@hornbill"]);
}

#[test]
fn replicas_are_one_service_and_what_ran_once_by_hand_is_none() {
    let place = Some(("web", "app", "/srv/web"));
    let mut once = container("web-app-run-1", place);
    once.labels.insert("com.docker.compose.oneoff".into(), "True".into());
    let containers = vec![container("web-app-1", place), container("web-app-2", place), once];
    let catalogue = Catalogue::of(&inventory(), &[told("toucan", containers)], &[]);
    assert_eq!(shown(&catalogue)[2], "web@toucan app:2");
}

#[test]
fn a_stack_that_has_moved_is_known_by_its_project_and_tells_from_where() {
    let old = "/srv/old/monitoring";
    let containers = vec![container("monitoring-loki-1", Some(("monitoring", "loki", old)))];
    let catalogue = Catalogue::of(&inventory(), &[told("toucan", containers)], &[]);
    let stack = &catalogue.stacks[0];
    assert_eq!(stack.name, "monitoring");
    assert_eq!(stack.directory.as_deref(), Some("/srv/config/monitoring"));
    assert_eq!(stack.made_in.as_deref(), Some(old));
}

#[test]
fn a_project_in_the_directory_comes_before_one_that_is_called_so() {
    let copy = container("a-copy", Some(("monitoring", "loki", "/home/ada/monitoring")));
    let real = container("prod-loki-1", Some(("prod", "loki", "/srv/config/monitoring")));
    let catalogue = Catalogue::of(&inventory(), &[told("toucan", vec![copy, real])], &[]);
    let stacks = catalogue.stacks.iter().filter(|stack| stack.name == "monitoring");
    let (declared, others): (Vec<_>, Vec<_>) = stacks.partition(|stack| stack.declared);
    assert_eq!(declared[0].project.as_deref(), Some("prod"));
    assert_eq!(declared[0].made_in, None);
    assert_eq!(others[0].directory.as_deref(), Some("/home/ada/monitoring"));
}

#[test]
fn a_project_of_another_name_is_known_by_its_directory() {
    let place = ("mon", "loki", "/srv/config/monitoring");
    let catalogue = Catalogue::of(
        &inventory(),
        &[told("toucan", vec![container("mon-loki-1", Some(place))])],
        &[],
    );
    assert_eq!(shown(&catalogue), ["monitoring@toucan loki:1", "status@toucan "]);
    assert_eq!(found(&catalogue, "mon").unwrap(), ["monitoring@toucan"]);
    assert_eq!(found(&catalogue, "mon/loki").unwrap(), ["monitoring/loki@toucan"]);
    // The same when it is down and only remembered.
    let remembered = [known("toucan", "mon", "loki", Some("/srv/config/monitoring"))];
    let catalogue = Catalogue::of(&inventory(), &[told("toucan", Vec::new())], &remembered);
    assert_eq!(shown(&catalogue), ["monitoring@toucan loki:0", "status@toucan "]);
}

#[test]
fn an_app_in_a_project_with_other_apps_is_its_own_service() {
    let place = |service| Some(("suite", service, "/srv/apps/suite"));
    let containers = vec![
        container("sgos-phone-app", place("phone")),
        container("sgos-wiki-app", place("wiki")),
        container("suite-db-1", place("db")),
    ];
    let catalogue = Catalogue::of(&inventory(), &[told("hornbill", containers)], &[]);
    let suite = catalogue.stacks.iter().find(|stack| stack.name == "suite").unwrap();
    let apps: Vec<_> = suite.apps.iter().map(|app| app.name.as_str()).collect();
    assert_eq!(apps, ["phone", "wiki"]);
    assert_eq!(found(&catalogue, "db").unwrap(), ["suite/db@hornbill"]);
    assert_eq!(found(&catalogue, "suite").unwrap(), ["suite@hornbill"]);
    assert_eq!(found(&catalogue, "phone").unwrap(), ["suite/phone@hornbill"], "not the wiki");
    assert_eq!(found(&catalogue, "wiki/db").unwrap(), ["suite/db@hornbill"]);
    assert_eq!(
        found(&catalogue, "[pw]*").unwrap(),
        ["suite/phone@hornbill", "suite/wiki@hornbill"]
    );
}

#[test]
fn a_silent_host_is_remembered_and_says_so() {
    let remembered = [
        known("toucan", "monitoring", "grafana", None),
        known("toucan", "glitchtip", "web", None),
        known("elsewhere", "gone", "app", None),
    ];
    let catalogue = Catalogue::of(&inventory(), &[silent("toucan")], &remembered);
    assert_eq!(
        shown(&catalogue),
        ["glitchtip@toucan web:0", "monitoring@toucan grafana:0", "status@toucan "]
    );
    assert!(catalogue.is_silent("toucan"));
    let error = found(&catalogue, "grafna").unwrap_err();
    assert_eq!(error.silent.keys().collect::<Vec<_>>(), ["toucan"]);
    assert!(!error.is_told);
    assert_eq!(error.unknown[0].nearest[0], "grafana on toucan");
}

#[test]
fn a_stack_that_is_down_and_not_declared_has_a_place_to_start_from() {
    let place = Some("/srv/services/glitchtip");
    let remembered =
        [known("toucan", "glitchtip", "web", place), known("toucan", "glitchtip", "worker", place)];
    let catalogue = Catalogue::of(&inventory(), &[told("toucan", Vec::new())], &remembered);
    assert_eq!(shown(&catalogue)[0], "glitchtip@toucan web:0,worker:0");
    let stack = &catalogue.stacks[0];
    assert_eq!((stack.directory.as_deref(), stack.declared), (place, false));
    assert_eq!(stack.project.as_deref(), Some("glitchtip"));
    // What an older sgos remembered has no place.
    let remembered = [known("toucan", "glitchtip", "web", None)];
    let catalogue = Catalogue::of(&inventory(), &[told("toucan", Vec::new())], &remembered);
    assert!(found(&catalogue, "glitchtip").is_err());
}

#[test]
fn a_stack_that_tells_of_itself_is_not_remembered() {
    let place = ("web", "app", "/srv/web");
    let outcomes = [told("toucan", vec![container("web-app-1", Some(place))])];
    let remembered = [known("toucan", "web", "renamed", Some("/srv/web"))];
    let catalogue = Catalogue::of(&inventory(), &outcomes, &remembered);
    assert_eq!(shown(&catalogue)[2], "web@toucan app:1");
}

#[test]
fn without_any_inventory_projects_are_apps_and_stacks() {
    let inventory = parse("", &Source::BuiltIn, &Surroundings::on("here")).unwrap().inventory;
    let place = ("web", "app", "/srv/web");
    let outcomes = [told("here", vec![container("odd-name", Some(place))])];
    let catalogue = Catalogue::of(&inventory, &outcomes, &[]);
    assert_eq!(shown(&catalogue), ["web@here app:1"]);
    assert_eq!(found(&catalogue, "web").unwrap(), ["web@here"]);
}

proptest! {
    /// Whatever containers are called, every one is in the catalogue once, and nothing panics.
    #[test]
    fn hostile_names_are_names(
        names in proptest::collection::vec((".{0,12}", ".{0,8}", ".{0,8}", ".{0,8}"), 0..8),
        word in ".{1,12}",
    ) {
        let containers: Vec<_> = names
            .iter()
            .enumerate()
            .map(|(index, (name, project, service, directory))| {
                let place = (index % 3 > 0).then_some((project.as_str(), service.as_str(), directory.as_str()));
                container(&format!("{name}{index}"), place)
            })
            .collect();
        let count = containers.len();
        let catalogue = Catalogue::of(&inventory(), &[told("toucan", containers)], &[]);
        let in_stacks: usize = catalogue.stacks.iter().map(|stack| stack.containers().count()).sum();
        prop_assert_eq!(in_stacks + catalogue.loose.len(), count);
        if let Ok(target) = Target::parse(&word) {
            let _ = resolve(&catalogue, &[target]);
        }
    }
}
