//! Every verb against every state that a service can be in.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use super::*;
use crate::inventory::Target;
use crate::probe::{Container, ContainerState, Details};
use crate::stacks::facts::{Compose, Instance, PlaceFacts};
use crate::stacks::fixture::{container, inventory, told};
use crate::stacks::{resolve, view};
use crate::ui::Look;

const DIRECTORY: &str = "/srv/config/monitoring";

fn now() -> Timestamp {
    Timestamp::from_second(1_795_543_200).unwrap()
}

fn ago(seconds: i64) -> Timestamp {
    now() - SignedDuration::from_secs(seconds)
}

/// A container of monitoring, up for three hours, as its file declares it.
fn service(name: &str) -> Instance {
    let place = Some(("monitoring", name, DIRECTORY));
    let mut container = container(&format!("monitoring-{name}-1"), place);
    let label = |key: &str, value: &str| (format!("com.docker.compose.{key}"), value.to_owned());
    container.labels.extend([label("config-hash", "hash"), label("image", "sha256:1")]);
    container.image = "grafana/grafana".into();
    let started_at = Some(ago(3 * 3600));
    container.details = Some(Details { started_at, ..Details::default() });
    Instance { container, newest_file: None }
}

fn changed(mut instance: Instance, change: impl Fn(&mut Container, &mut Details)) -> Instance {
    let mut details = instance.container.details.take().unwrap_or_default();
    change(&mut instance.container, &mut details);
    instance.container.details = Some(details);
    instance
}

fn exited(name: &str) -> Instance {
    changed(service(name), |container, details| {
        container.state = ContainerState::Exited;
        (details.exit_code, details.finished_at) = (1, Some(ago(300)));
    })
}

/// A service that depends on others, as compose notes it.
fn needs(name: &str, what: &str) -> Instance {
    let key = "com.docker.compose.depends_on";
    changed(service(name), |it, _| drop(it.labels.insert(key.to_owned(), what.to_owned())))
}

struct World {
    instances: Vec<Instance>,
    /// With the hash of each.
    declared: Result<Vec<(&'static str, &'static str)>, &'static str>,
    there: bool,
    compose: Compose,
    image: &'static str,
}

impl World {
    fn new(instances: Vec<Instance>, declared: &[(&'static str, &'static str)]) -> Self {
        let declared = Ok(declared.to_vec());
        Self { instances, declared, there: true, compose: Compose::Usable, image: "sha256:1" }
    }

    fn plan(&self, verb: Verb, targets: &[&str]) -> Plan {
        self.plan_for(Wish { verb, apply: false, volumes: false }, targets)
    }

    fn plan_for(&self, wish: Wish, targets: &[&str]) -> Plan {
        let containers = self.instances.iter().map(|it| it.container.clone()).collect();
        let mut catalogue = Catalogue::of(&inventory(), &[told("toucan", containers)], &[]);
        let declared = self.declared.clone().map(|declared| {
            declared.iter().map(|(name, hash)| ((*name).to_owned(), (*hash).to_owned())).collect()
        });
        for stack in catalogue.stacks.iter_mut().filter(|stack| stack.name == "monitoring") {
            for (name, _) in self.declared.iter().flatten() {
                stack.services.entry((*name).to_owned()).or_default();
            }
        }
        let place = PlaceFacts {
            project: if self.instances.is_empty() { "" } else { "monitoring" }.to_owned(),
            directory: DIRECTORY.to_owned(),
            there: self.there,
            declared: declared.map_err(str::to_owned),
            remarks: Vec::new(),
            volumes: vec!["monitoring_data".to_owned()],
        };
        let by_id = |it: &Instance| (it.container.id.clone(), it.clone());
        let facts = Facts {
            now: now(),
            compose: self.compose,
            places: vec![place],
            instances: self.instances.iter().map(by_id).collect(),
            images: BTreeMap::from([("grafana/grafana:latest".to_owned(), self.image.to_owned())]),
        };
        let targets: Vec<_> = targets.iter().map(|word| Target::parse(word).unwrap()).collect();
        let meant = resolve(&catalogue, &targets).unwrap().all();
        plan(&catalogue, &meant, &BTreeMap::from([("toucan".to_owned(), facts)]), wish)
    }
}

/// `SERVICE ACTION: WHY`, a line each.
fn rows(plan: &Plan) -> Vec<String> {
    let row = |row: &Row| format!("{} {}: {}", row.service, row.action.word(), row.why);
    plan.rows.iter().map(row).collect()
}

fn commands(plan: &Plan) -> Vec<String> {
    let steps = plan.hosts.iter().flat_map(|host| &host.steps);
    let words = "docker compose --ansi never --project-directory /srv/config/monitoring ";
    steps.map(|planned| planned.step.to_string().replace(words, "")).collect()
}

const BOTH: [(&str, &str); 2] = [("grafana", "hash"), ("loki", "hash")];

#[test]
fn up_names_exactly_what_it_would_do() {
    let file = Some(("/srv/config/monitoring/prometheus.yml".to_owned(), ago(300)));
    let instances = vec![
        service("alloy"),
        Instance { newest_file: file, ..service("prometheus") },
        exited("watchtower"),
        service("grafana"),
    ];
    let declared = [
        ("alloy", "hash"),
        ("prometheus", "hash"),
        ("watchtower", "hash"),
        ("grafana", "another"),
        ("loki", "hash"),
    ];
    let plan = World::new(instances, &declared).plan(Verb::Up, &["monitoring"]);
    assert_eq!(
        rows(&plan),
        [
            "alloy -: up 3 hours",
            "grafana recreate: its definition changed",
            "loki create: no container",
            "prometheus restart: prometheus.yml changed 5 minutes ago, after its container started; `up` alone would not notice",
            "watchtower start: exited 1, 5 minutes ago",
        ]
    );
    assert_eq!(commands(&plan), ["up --detach", "restart prometheus"]);
}

#[test]
fn what_compose_brings_up_with_a_service_is_in_the_plan() {
    let instances = vec![
        needs("grafana", "loki:service_started:false"),
        needs("loki", "db:service_healthy:true,gone:x:y"),
        exited("db"),
    ];
    let declared = [("grafana", "another"), ("loki", "hash"), ("db", "hash")];
    let plan = World::new(instances, &declared).plan(Verb::Up, &["grafana"]);
    assert_eq!(
        rows(&plan),
        [
            "db start: exited 1, 5 minutes ago; loki depends on it",
            "grafana recreate: its definition changed"
        ]
    );
    assert_eq!(commands(&plan), ["up --detach grafana db"]);
}

#[test]
fn what_compose_starts_with_a_service_is_in_the_plan() {
    let loki = changed(needs("loki", "db:service_started:false"), |it, _| {
        it.state = ContainerState::Exited;
    });
    let declared = [("loki", "hash"), ("db", "hash")];
    let plan = World::new(vec![loki, exited("db")], &declared).plan(Verb::Start, &["loki"]);
    assert_eq!(rows(&plan)[0], "db start: exited 1, 5 minutes ago; loki depends on it");
    assert_eq!(commands(&plan), ["start loki db"]);
}

#[test]
fn what_its_file_wants_restarted_with_a_service_is_in_the_plan() {
    let instances = vec![
        service("db"),
        needs("loki", "db:service_started:true"),
        needs("grafana", "loki:service_started:true"),
        needs("alloy", "loki:service_started:false"),
    ];
    let declared = [("db", "hash"), ("loki", "hash"), ("grafana", "hash"), ("alloy", "hash")];
    let world = World::new(instances.clone(), &declared);
    let plan = world.plan(Verb::Restart, &["db"]);
    let expected = [
        "db restart: up 3 hours",
        "grafana restart: its file wants it restarted with loki",
        "loki restart: its file wants it restarted with db",
    ];
    assert_eq!(rows(&plan), expected);
    assert_eq!(commands(&plan), ["restart db loki grafana"]);
    let world = World::new(
        instances,
        &[("db", "new"), ("loki", "hash"), ("grafana", "hash"), ("alloy", "hash")],
    );
    for target in ["db", "monitoring"] {
        let plan = world.plan(Verb::Up, &[target]);
        // Some versions of compose would make all four anew.
        assert_eq!(commands(&plan)[0], "up --detach db");
        assert_eq!(rows(&plan).len(), if target == "db" { 3 } else { 4 });
        assert!(rows(&plan).contains(&expected[2].to_owned()), "{plan:#?}");
    }
}

/// Compose leaves what its file does not name, and would say that all went well.
#[test]
fn what_the_file_does_not_name_is_left_alone_or_removed_with_it() {
    let world = World::new(vec![service("grafana"), service("old")], &BOTH[..1]);
    for (verb, command) in [(Verb::Stop, "stop"), (Verb::Restart, "restart grafana")] {
        let plan = world.plan(verb, &["monitoring"]);
        let why = "old leave: up 3 hours; its file does not name it, or only for a profile, and compose leaves it alone";
        assert_eq!(rows(&plan)[1], why);
        assert_eq!(commands(&plan), [command]);
        assert!(plan.hosts[0].steps.iter().all(|step| step.services == ["grafana"]));
    }
    let dead = World::new(vec![service("grafana"), exited("old")], &BOTH[..1]);
    assert!(!dead.plan(Verb::Up, &["monitoring"]).does_something());
    let plan = world.plan(Verb::Down, &["monitoring"]);
    assert_eq!(commands(&plan), ["--profile '*' down --remove-orphans"]);
    assert_eq!(plan.hosts[0].steps[0].services, ["grafana", "old"]);
    assert_eq!(commands(&world.plan(Verb::Stop, &["monitoring/old"])), ["stop old"]);
}

#[test]
fn up_with_nothing_to_do_does_nothing() {
    let world = World::new(vec![service("grafana"), service("loki")], &BOTH);
    assert!(!world.plan(Verb::Up, &["monitoring"]).does_something());
}

#[test]
fn a_newer_image_is_told_by_what_compose_noted() {
    let world = World { image: "sha256:2", ..World::new(vec![service("grafana")], &BOTH[..1]) };
    let plan = world.plan(Verb::Up, &["grafana"]);
    assert_eq!(rows(&plan), ["grafana recreate: the image behind grafana/grafana:latest is newer"]);
    assert_eq!(commands(&plan), ["up --detach grafana"]);
}

#[test]
fn a_restart_says_what_it_does_not_apply() {
    let declared = [("grafana", "another"), ("loki", "hash")];
    let world = World::new(vec![service("grafana"), service("loki")], &declared);
    let plan = world.plan(Verb::Restart, &["monitoring"]);
    assert_eq!(
        rows(&plan),
        [
            "grafana restart: its definition changed, which a restart does not apply",
            "loki restart: up 3 hours"
        ]
    );
    assert_eq!(plan.stale().map(Row::target).collect::<Vec<_>>(), ["monitoring/grafana"]);
    assert_eq!(commands(&plan), ["restart"]);
    let wish = Wish { verb: Verb::Restart, apply: true, volumes: false };
    let plan = world.plan_for(wish, &["monitoring"]);
    assert_eq!(commands(&plan), ["up --detach grafana", "restart loki"]);
    assert_eq!(plan.stale().count(), 0);
}

#[test]
fn several_services_are_one_command() {
    let world = World::new(vec![service("grafana"), service("loki")], &BOTH);
    let plan = world.plan(Verb::Stop, &["monitoring/loki", "grafana"]);
    assert_eq!(commands(&plan), ["stop grafana loki"]);
    assert_eq!(plan.hosts[0].steps[0].step.target, "monitoring/grafana,loki");
    assert_eq!(commands(&world.plan(Verb::Stop, &["monitoring"])), ["stop"]);
}

#[test]
fn what_is_so_already_is_left_alone() {
    let world = World::new(vec![exited("grafana"), service("loki")], &BOTH);
    let stop = world.plan(Verb::Stop, &["grafana"]);
    assert_eq!(rows(&stop), ["grafana -: exited 1, 5 minutes ago"]);
    assert!(!stop.does_something());
    let start = world.plan(Verb::Start, &["monitoring"]);
    assert_eq!(rows(&start), ["grafana start: exited 1, 5 minutes ago", "loki -: up 3 hours"]);
}

#[test]
fn what_has_no_container_can_only_be_made() {
    let world = World::new(vec![service("loki")], &BOTH);
    for verb in [Verb::Start, Verb::Restart] {
        let plan = world.plan(verb, &["grafana"]);
        assert_eq!(rows(&plan), ["grafana cannot: it has no container"]);
        let (_, obstacle) = plan.obstacles().next().unwrap();
        let fix = "`sgos up monitoring/grafana` makes its container";
        assert_eq!(*obstacle, Obstacle::Fix(fix.to_owned()));
        assert!(!plan.does_something());
    }
    let paused = changed(service("grafana"), |it, _| it.state = ContainerState::Paused);
    let plan = World::new(vec![paused, exited("loki")], &BOTH).plan(Verb::Up, &["monitoring"]);
    assert_eq!(rows(&plan)[0], "grafana cannot: paused");
    assert_eq!(commands(&plan), ["up --detach loki"], "the other one is not lost with it");
}

#[test]
fn down_removes_what_there_is_and_names_the_volumes() {
    let world = World::new(vec![service("grafana")], &BOTH);
    let plan = world.plan(Verb::Down, &["monitoring"]);
    assert_eq!(rows(&plan), ["grafana remove: up 3 hours", "loki -: no container"]);
    assert_eq!((commands(&plan), plan.volumes.len()), (vec!["down".to_owned()], 0));
    let wish = Wish { verb: Verb::Down, apply: false, volumes: true };
    let plan = world.plan_for(wish, &["monitoring"]);
    assert_eq!(commands(&plan), ["down --volumes"]);
    assert_eq!(plan.volumes["monitoring@toucan"], ["monitoring_data"]);
    let none = World::new(vec![], &BOTH).plan(Verb::Down, &["monitoring"]);
    assert!(!none.does_something());
}

/// What is in the way, and what to do about it.
fn obstacle(world: &World) -> String {
    let plan = world.plan(Verb::Up, &["monitoring"]);
    assert!(!plan.does_something());
    let (row, obstacle) = plan.obstacles().next().unwrap();
    assert_eq!((row.service.as_str(), row.action), ("*", Action::Cannot));
    format!("{}; {obstacle:?}", row.why)
}

#[test]
fn what_is_in_the_way_is_said_with_its_remedy() {
    let world = || World::new(vec![service("grafana")], &BOTH);
    let said = obstacle(&World { compose: Compose::OnlyV1, ..world() });
    assert!(said.contains("only docker-compose version 1") && said.contains("plugin"), "{said}");
    let said = obstacle(&World { compose: Compose::Missing, ..world() });
    assert!(said.contains("no `docker compose`") && said.contains("plugin"), "{said}");
    let said = obstacle(&World { declared: Err("yaml: line 3:\n  oops"), ..world() });
    assert!(said.contains("/srv/config/monitoring: yaml: line 3:; oops"), "{said}");
    let said = obstacle(&World { there: false, ..world() });
    assert!(said.contains("/srv/config/monitoring is not on toucan"), "{said}");
    let mut elsewhere = service("grafana");
    let key = "com.docker.compose.project.working_dir".to_owned();
    elsewhere.container.labels.insert(key, "/srv/monitoring".to_owned());
    let moved = World { there: false, ..World::new(vec![elsewhere], &BOTH) };
    let said = obstacle(&moved);
    assert!(said.contains("its containers were made in /srv/monitoring"), "{said}");
    assert!(said.contains("correct `directory` of [stacks.monitoring]"), "{said}");
}

#[test]
fn no_line_is_wider_than_the_terminal() {
    let instances = vec![service("grafana"), exited("loki")];
    let world = World::new(instances, &[("grafana", "another"), ("loki", "hash")]);
    for width in [40, 80, 120] {
        let look = Look { width, color: false, unicode: true, links: false, wide: false };
        let text = view::plan_text(&world.plan(Verb::Up, &["monitoring"]), &look);
        assert!(text.lines().all(|line| line.chars().count() <= width), "{text}");
        assert!(text.contains("recreate") && text.contains("its definition changed"), "{text}");
    }
}
