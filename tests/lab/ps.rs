//! Who lives where, as sgos tells it and as Docker on the hosts does.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::Value;

use crate::LabTest;
use crate::lab::Lab;
use crate::person::{Person, Run, finish};

pub(crate) const TESTS: &[LabTest] = &[
    ("ps::every_container_has_its_place", every_container_has_its_place),
    ("ps::names_are_found_wherever_they_are", names_are_found_wherever_they_are),
    ("ps::no_line_is_too_wide", no_line_is_too_wide),
    ("ps::a_host_that_is_silent_is_remembered", a_host_that_is_silent_is_remembered),
    ("ps::a_stack_that_is_down_is_remembered", a_stack_that_is_down_is_remembered),
    ("ps::a_container_that_was_run_by_hand", a_container_that_was_run_by_hand),
    ("ps::a_reader_that_goes_away", a_reader_that_goes_away),
];

const SOON: Duration = Duration::from_secs(8);

fn ps(person: &Person<'_>, code: i32, arguments: &[&str]) -> Run {
    let run = person.run(&[&["ps", "-o", "json"], arguments].concat());
    run.ended(code, SOON);
    run
}

fn services(run: &Run) -> Vec<Value> {
    run.json()["services"].as_array().unwrap().clone()
}

/// `STACK/SERVICE@HOST STATE`
fn places(run: &Run) -> Vec<String> {
    let word = |service: &Value, key: &str| service[key].as_str().unwrap_or("-").to_owned();
    let place = |service: &Value| {
        let [stack, name, host, state] =
            ["stack", "service", "host", "state"].map(|key| word(service, key));
        format!("{stack}/{name}@{host} {state}")
    };
    services(run).iter().map(place).collect()
}

/// What Docker says of all containers of a host: by name the project's directory and `State.Status`.
fn docker(lab: &Lab, host: &str) -> BTreeMap<String, (String, String)> {
    let format = "{{.Name}}\t{{index .Config.Labels \"com.docker.compose.project.working_dir\"}}\t{{.State.Status}}";
    let script = format!("docker inspect --format '{format}' $(docker ps -aq)");
    let lines = lab.sh(host, &script);
    lines
        .lines()
        .map(|line| {
            let mut fields = line.split('\t').map(str::to_owned);
            let mut next = || fields.next().unwrap();
            (next().trim_start_matches('/').to_owned(), (next(), next()))
        })
        .collect()
}

/// Docker's word for each of ours; where it cannot tell, several.
fn fits(state: &str, docker: &str) -> bool {
    match state {
        "healthy" | "unhealthy" | "starting" | "running" => docker == "running",
        // A crash loop runs for moments.
        "restarting" => ["restarting", "running", "exited"].contains(&docker),
        "paused" => docker == "paused",
        "exited-ok" | "not-running" => ["exited", "created", "dead"].contains(&docker),
        other => panic!("{other}"),
    }
}

fn every_container_has_its_place(lab: &Lab) {
    let person = lab.person();
    let run = ps(&person, 0, &["--all"]);
    let schema = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/ps.schema.json");
    let schema = serde_json::from_str(&std::fs::read_to_string(schema).unwrap()).unwrap();
    jsonschema::validate(&schema, &run.json()).unwrap();
    for host in ["toucan", "hornbill"] {
        let mut real = docker(lab, host);
        for service in services(&run).iter().filter(|service| service["host"] == host) {
            for container in service["containers"].as_array().unwrap() {
                let name = container["name"].as_str().unwrap();
                let (directory, state) =
                    real.remove(name).unwrap_or_else(|| panic!("no {name} on {host}"));
                assert_eq!(service["directory"].as_str().unwrap_or_default(), directory, "{name}");
                let ours = container["state"].as_str().unwrap();
                assert!(fits(ours, &state), "{name} on {host}: {ours}, Docker says {state}");
            }
        }
        assert!(real.is_empty(), "not told: {real:?}");
    }
    let grafana = services(&run).into_iter().find(|service| service["service"] == "grafana");
    let address = format!("http://{}:3000", lab.hosts["toucan"].address);
    assert_eq!(grafana.unwrap()["url"], address);
}

fn names_are_found_wherever_they_are(lab: &Lab) {
    let person = lab.person();
    let both = ["alloy/alloy@hornbill healthy", "monitoring/alloy@toucan healthy"];
    assert_eq!(places(&ps(&person, 0, &["alloy"])), both);
    assert_eq!(places(&ps(&person, 0, &["alloy@toucan"])), both[1..]);
    assert_eq!(places(&ps(&person, 0, &["alloy", "-H", "hornbill"])), both[..1]);
    assert_eq!(places(&ps(&person, 0, &["phone/app"])), ["phone/app@hornbill healthy"]);
    assert_eq!(places(&ps(&person, 0, &["monit*/l*"])), ["monitoring/loki@toucan healthy"]);
    let run = person.run(&["ps", "grafna"]);
    run.ended(7, SOON);
    assert!(run.stderr.contains("grafana on toucan"), "{run:#?}");
    assert!(run.stdout.is_empty(), "{run:#?}");
    person.run(&["ps", "a/b/c"]).ended(2, SOON);
}

fn no_line_is_too_wide(lab: &Lab) {
    let person = lab.person();
    for columns in [40, 80, 120] {
        for wide in [&["ps", "-o", "text"][..], &["ps", "--all", "--wide", "-o", "text"]] {
            let run = finish(person.command(wide).env("COLUMNS", columns.to_string()));
            run.ended(0, SOON);
            let widest = run.stdout.lines().map(|line| line.chars().count()).max().unwrap();
            assert!(widest <= columns, "{columns}: {}", run.stdout);
            assert!(run.stdout.contains("grafana"), "{}", run.stdout);
        }
    }
}

fn a_host_that_is_silent_is_remembered(lab: &Lab) {
    let person = lab.person();
    let before = places(&ps(&person, 0, &["--all"]));
    let _frozen = lab.freeze("hornbill");
    let run = ps(&person, 4, &["--all", "--timeout", "3s"]);
    let now = places(&run);
    for place in before {
        let (place, state) = place.split_once(' ').unwrap();
        let state = if place.ends_with("@hornbill") { "unknown" } else { state };
        assert!(now.contains(&format!("{place} {state}")), "{place} is not in {now:#?}");
    }
    let phone = ps(&person, 4, &["phone", "--timeout", "3s"]);
    assert_eq!(places(&phone), ["phone/app@hornbill unknown"]);
    assert_eq!(services(&phone)[0]["directory"], "/srv/apps/phone");
    let run = person.run(&["ps", "phne", "--timeout", "3s"]);
    assert_eq!(run.code, 7, "{run:#?}");
    assert!(run.stderr.contains("it may be on hornbill"), "{run:#?}");
}

fn a_stack_that_is_down_is_remembered(lab: &Lab) {
    let person = lab.person();
    ps(&person, 0, &["budget"]);
    let compose = "docker compose --ansi never --project-directory /srv/apps/budget";
    let _undo = lab.undo("hornbill", format!("{compose} up --detach --wait"));
    lab.sh("hornbill", &format!("{compose} down"));
    let run = ps(&person, 0, &["budget"]);
    assert_eq!(places(&run), ["budget/app@hornbill not-running"]);
    let budget = &services(&run)[0];
    assert_eq!(budget["directory"], "/srv/apps/budget");
    assert_eq!(budget["declared"], false);
    assert!(budget["seen_at"].is_string(), "{budget:#}");
    // The table leaves out what nobody declares; all of it does not.
    let is_there = |arguments: &[&str]| {
        places(&ps(&person, 0, arguments)).iter().any(|place| place.starts_with("budget/"))
    };
    assert!(!is_there(&[]));
    assert!(is_there(&["--all"]));
    // Nothing but the memory knows from where it is started.
    let run = person.run(&["up", "budget", "--yes"]);
    run.ended(0, Duration::from_secs(60));
    assert_eq!(places(&ps(&person, 0, &["budget"])), ["budget/app@hornbill healthy"]);
}

fn a_container_that_was_run_by_hand(lab: &Lab) {
    let person = lab.person();
    let compose = "docker compose --ansi never --project-directory /srv/apps/budget";
    let _undo = lab.undo("hornbill", "docker rm --force budget-by-hand");
    lab.sh("hornbill", &format!("{compose} run --detach --name budget-by-hand app once done"));
    assert_eq!(ps(&person, 0, &["budget"]).json()["selection"]["hidden"], 1);
    let run = ps(&person, 0, &["budget", "--all"]);
    let one_offs: Vec<_> =
        services(&run).into_iter().filter(|service| service["one_off"] == true).collect();
    assert_eq!(one_offs.len(), 1, "{run:#?}");
    assert_eq!(one_offs[0]["containers"][0]["name"], "budget-by-hand");
}

fn a_reader_that_goes_away(lab: &Lab) {
    let person = lab.person();
    for output in ["text", "tsv", "json", "jsonl"] {
        let mut shell = std::process::Command::new("sh");
        let script = "{ \"$1\" ps --all -o \"$2\"; echo $? >&2; } | head -1";
        shell.args(["-c", script, "sh", crate::person::SGOS, output]);
        let run = finish(person.at_home(&mut shell));
        assert_eq!((run.code, run.stderr.trim()), (0, "0"), "{run:#?}");
        assert_eq!(run.stdout.lines().count(), 1, "{run:#?}");
    }
}
