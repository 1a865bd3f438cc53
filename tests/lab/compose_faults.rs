//! What goes wrong with a compose action, and what is said of it.

use std::time::Duration;

use crate::LabTest;
use crate::compose_stack::{PATIENCE, Stack, plain, well};
use crate::lab::{Lab, eventually};
use crate::person::Run;

pub(crate) const TESTS: &[LabTest] = &[
    ("compose_faults::a_directory_that_has_moved", a_directory_that_has_moved),
    ("compose_faults::a_file_that_compose_cannot_read", a_file_that_compose_cannot_read),
    ("compose_faults::a_variable_that_is_missing", a_variable_that_is_missing),
    ("compose_faults::an_image_not_to_be_had", an_image_not_to_be_had),
    ("compose_faults::a_port_that_is_taken", a_port_that_is_taken),
    ("compose_faults::a_healthcheck_that_never_passes", a_healthcheck_that_never_passes),
    ("compose_faults::a_crash_loop", a_crash_loop),
    ("compose_faults::one_shots", one_shots),
    ("compose_faults::no_compose_to_be_used", no_compose_to_be_used),
    ("compose_faults::a_directory_that_can_only_be_read", a_directory_that_can_only_be_read),
    ("compose_faults::a_container_that_is_paused", a_container_that_is_paused),
    ("compose_faults::nothing_may_be_changed", nothing_may_be_changed),
    ("compose_faults::a_host_that_is_down", a_host_that_is_down),
    ("compose_faults::a_host_that_freezes_during_up", a_host_that_freezes_during_up),
    ("compose_faults::interrupted_while_waiting", interrupted_while_waiting),
    ("compose_faults::one_host_after_the_other", one_host_after_the_other),
    ("compose_faults::two_at_once", two_at_once),
];

/// The one row of a stack to which nothing can be done.
#[track_caller]
fn cannot(run: &Run, why: &str, hint: &str) {
    run.ended(1, PATIENCE);
    let row = run.planned("*");
    assert_eq!(row["action"], "cannot", "{run:#?}");
    assert!(row["why"].as_str().unwrap().contains(why), "{run:#?}");
    assert!(row["hint"].as_str().unwrap().contains(hint), "{run:#?}");
    assert_eq!(run.json()["commands"], serde_json::json!([]), "{run:#?}");
}

fn a_directory_that_has_moved(lab: &Lab) {
    let person = lab.person();
    let stack = Stack::new(lab, &person, "toucan", "moving", &[well("web", "")]);
    stack.up();
    lab.sh("toucan", "mv /srv/test/moving /srv/test/moving-moved");
    let run = person.run(&["up", "moving", "--yes", "-o", "json"]);
    cannot(&run, "/srv/test/moving is not on toucan", "[stacks.moving]");
    // The inventory follows; the containers' labels still name the old place.
    person.set("stacks.moving", "directory", "\"/srv/test/moving-moved\"");
    let run = person.run(&["restart", "moving", "--yes", "-o", "json"]);
    run.ended(0, PATIENCE);
    let command = &run.json()["commands"][0]["commands"][0];
    let place = "--project-directory /srv/test/moving-moved --project-name moving restart";
    assert!(command.as_str().unwrap().contains(place), "{run:#?}");
    // And when the inventory names another one that is none.
    person.set("stacks.moving", "directory", "\"/srv/test/nowhere\"");
    let run = person.run(&["restart", "moving", "--yes", "-o", "json"]);
    cannot(
        &run,
        "/srv/test/nowhere is not on toucan; its containers were made in /srv/test/moving",
        "",
    );
}

fn a_file_that_compose_cannot_read(lab: &Lab) {
    let person = lab.person();
    let stack = Stack::new(lab, &person, "toucan", "broken", &[well("web", "")]);
    stack.up();
    let before = stack.started_at("web");
    stack.write("compose.yaml", "services:\n  web:\n    image: x\n   command: y\n");
    for verb in ["up", "restart"] {
        let run = person.run(&[verb, "broken", "--yes", "-o", "json"]);
        cannot(&run, "compose cannot use the file in /srv/test/broken: ", "correct it on toucan");
        assert!(run.stdout.contains("yaml: line "), "{run:#?}");
    }
    // Another stack is none the worse for it.
    let fine = Stack::new(lab, &person, "toucan", "fine", &[well("web", "")]);
    let run = person.run(&["up", "broken", "fine", "--yes", "-o", "json"]);
    run.ended(1, PATIENCE);
    assert_eq!(run.result("web")["state"], "healthy", "{run:#?}");
    assert_eq!(fine.inspect("web", "{{.State.Status}}"), "running");
    assert_eq!(stack.started_at("web"), before);
}

fn a_variable_that_is_missing(lab: &Lab) {
    let person = lab.person();
    let service = well("web", "    environment:\n      TOKEN: ${TOKEN:?is in the vault}\n");
    let stack = Stack::new(lab, &person, "toucan", "unset", &[service]);
    let run = person.run(&["up", "unset", "--yes", "-o", "json"]);
    cannot(&run, "required variable TOKEN is missing a value: is in the vault", "toucan");
    stack.declare(&[well("web", "    environment: {COLOUR: \"$COLOUR\"}\n")]);
    let run = person.run(&["up", "unset", "--dry-run"]);
    run.ended(0, PATIENCE);
    assert!(run.stderr.contains("unset@toucan: ") && run.stderr.contains("COLOUR"), "{run:#?}");
}

fn an_image_not_to_be_had(lab: &Lab) {
    let person = lab.person();
    let service = well("web", "").replace("sgos-lab/app", "127.0.0.1:9/none:1");
    let _stack = Stack::new(lab, &person, "toucan", "imageless", &[service]);
    for verb in ["up", "pull"] {
        let run = person.run(&[verb, "imageless", "--yes", "-o", "json"]);
        run.ended(1, PATIENCE);
        let result = run.result("web");
        assert_eq!(result["state"], "failed", "{run:#?}");
        assert!(result["said"].to_string().contains("127.0.0.1:9"), "{run:#?}");
    }
}

fn a_port_that_is_taken(lab: &Lab) {
    let person = lab.person();
    let services = [well("web", "    ports: [\"3000:8080\"]\n"), well("db", "")];
    let _stack = Stack::new(lab, &person, "toucan", "crowded", &services);
    let run = person.run(&["up", "crowded", "--yes", "-o", "json"]);
    run.ended(1, PATIENCE);
    assert!(run.stdout.contains("port is already allocated"), "{run:#?}");
    let result = run.result("web");
    assert_eq!(
        (&result["standing"], &result["state"]),
        (&"bad".into(), &"not-started".into()),
        "{run:#?}"
    );
    assert!(result["result"].to_string().contains("port is already allocated"), "{run:#?}");
    assert_eq!(run.json()["results"].as_array().unwrap().len(), 2, "{run:#?}");
}

fn a_healthcheck_that_never_passes(lab: &Lab) {
    let person = lab.person();
    let ill = well("ill", "")
        .replace("\"8080\"]\n", "\"8080\", --unhealthy, \"no database\"]\n")
        .replace("retries: 20", "retries: 2");
    let slow = well("slow", "").replace("\"8080\"]\n", "\"8080\", --healthy-after, never]\n");
    let _stack = Stack::new(
        lab,
        &person,
        "toucan",
        "unwell",
        &[ill, slow.replace("retries: 20", "retries: 999")],
    );
    let run = person.run(&["up", "unwell/ill", "--yes", "-o", "json"]);
    run.ended(1, PATIENCE);
    let result = run.result("ill");
    assert_eq!(result["result"], "unhealthy: no database", "{run:#?}");
    assert!(result["log"].to_string().contains("error: no database"), "{run:#?}");
    let run = person.run(&["up", "unwell/slow", "--yes", "--wait-timeout", "3s", "-o", "json"]);
    run.ended(8, PATIENCE);
    let said = run.result("slow")["result"].as_str().unwrap().to_owned();
    assert!(said.starts_with("still starting after ") && said.contains("warming up"), "{said}");
    let run = person.run(&["restart", "unwell", "--yes", "--no-wait", "-o", "json"]);
    run.ended(0, PATIENCE);
    assert_eq!(run.result("ill")["state"], "restarted", "nobody looked: {run:#?}");
}

/// Compose itself calls it healthy.
fn a_crash_loop(lab: &Lab) {
    let person = lab.person();
    let crash =
        plain("crash", "crash, \"3\", \"cannot \\e[31mopen /data\"", "    restart: always\n");
    let _stack = Stack::new(lab, &person, "toucan", "looping", &[crash]);
    let run = person.run(&["up", "looping", "--yes", "-o", "json"]);
    run.ended(1, PATIENCE);
    let result = run.result("crash");
    assert_eq!(result["state"], "restarting", "{run:#?}");
    let said = result["result"].as_str().unwrap();
    assert!(said.starts_with("restarting (x") && said.ends_with("), exit 3"), "{said}");
    assert!(result["log"].to_string().contains("open /data"), "{run:#?}");
    let run = person.run(&["up", "looping", "--yes", "-o", "text"]);
    run.ended(1, PATIENCE);
    assert!(run.stdout.contains("last lines of crash on toucan:"), "{run:#?}");
    assert!(!run.both().contains('\x1b'), "{run:#?}");
}

fn one_shots(lab: &Lab) {
    let person = lab.person();
    let done = plain("done", "once, done", "");
    let failed = plain("failed", "crash, \"4\", \"no schema\"", "");
    let stack = Stack::new(lab, &person, "toucan", "shots", std::slice::from_ref(&done));
    let run = person.run(&["up", "shots", "--yes", "-o", "json"]);
    run.ended(0, PATIENCE);
    assert_eq!(run.result("done")["state"], "exited-ok", "{run:#?}");
    stack.declare(&[done, failed]);
    let run = person.run(&["up", "shots", "--yes", "-o", "json"]);
    run.ended(1, PATIENCE);
    assert_eq!(run.result("done")["state"], "exited-ok");
    assert_eq!(run.result("failed")["result"], "exited 4", "{run:#?}");
    assert_eq!(run.result("failed")["log"][0], "no schema");
}

fn no_compose_to_be_used(lab: &Lab) {
    let person = lab.person();
    let find =
        "dirname $(find /usr /root /home -name docker-compose -path '*cli-plugins*' | head -1)";
    let plugins = lab.sh("hornbill", find);
    let _back = lab.undo("hornbill", format!("mv {plugins}/away {plugins}/docker-compose"));
    lab.sh("hornbill", &format!("mv {plugins}/docker-compose {plugins}/away"));
    let run = person.run(&["restart", "alloy@hornbill", "--yes", "-o", "json"]);
    cannot(&run, "hornbill has no `docker compose`", "install Docker's compose plugin on hornbill");
    let _v1 = lab.wrap("hornbill", "docker-compose", "echo docker-compose version 1.29.2");
    let run = person.run(&["restart", "alloy@hornbill", "--yes", "-o", "json"]);
    cannot(&run, "hornbill has only docker-compose version 1", "plugin");
}

fn a_directory_that_can_only_be_read(lab: &Lab) {
    let person = lab.person();
    let stack = Stack::new(lab, &person, "toucan", "readonly", &[well("web", "")]);
    lab.sh("toucan", &format!("chown -R root {0}; chmod 555 {0}", stack.directory));
    let run = person.run(&["up", "readonly", "--yes", "-o", "json"]);
    run.ended(0, PATIENCE);
    assert_eq!(run.result("web")["state"], "healthy");
    // One that cannot even be read.
    lab.sh("toucan", &format!("chmod 000 {0}/compose.yaml", stack.directory));
    let run = person.run(&["up", "readonly", "--yes", "-o", "json"]);
    cannot(&run, "permission denied", "toucan");
}

fn a_container_that_is_paused(lab: &Lab) {
    let person = lab.person();
    let stack = Stack::new(lab, &person, "toucan", "icy", &[well("web", ""), well("db", "")]);
    stack.up();
    let _thawed = lab.undo("toucan", "docker unpause icy-web-1");
    lab.sh("toucan", "docker pause icy-web-1");
    let run = person.run(&["up", "icy", "--yes", "-o", "json"]);
    run.ended(1, PATIENCE);
    assert_eq!(run.planned("web")["why"], "paused", "{run:#?}");
    assert!(
        run.planned("web")["hint"].to_string().contains("docker unpause icy-web-1"),
        "{run:#?}"
    );
}

fn nothing_may_be_changed(lab: &Lab) {
    let person = lab.person();
    let mut command = person.command(&["restart", "grafana", "--yes"]);
    let run = crate::person::finish(command.env("SGOS_READONLY", "1"));
    run.ended(9, PATIENCE);
    assert!(run.stderr.contains("SGOS_READONLY"), "{run:#?}");
    assert!(person.masters().is_empty(), "it was refused before any connecting");
    let mut command = person.command(&["restart", "grafana", "--dry-run"]);
    crate::person::finish(command.env("SGOS_READONLY", "1")).ended(0, PATIENCE);
}

fn a_host_that_is_down(lab: &Lab) {
    let person = lab.person();
    // So that its services are remembered.
    person.run(&["up", "monitoring", "alloy@hornbill", "--dry-run"]).ended(0, PATIENCE);
    let _frozen = lab.freeze("hornbill");
    // Whoever names the other host alone does not even notice.
    person.run(&["restart", "grafana@toucan", "--dry-run"]).ended(0, PATIENCE);
    let run = person.run(&["stop", "phone", "--yes", "-o", "json", "--timeout", "8s"]);
    assert!(matches!(run.code, 4 | 7), "{run:#?}");
    let run = person.run(&["stop", "alloy@hornbill", "--yes", "-o", "json", "--timeout", "8s"]);
    run.ended(4, PATIENCE);
    assert_eq!(run.planned("*")["action"], "cannot", "{run:#?}");
    assert!(run.stderr.contains("hornbill is unreachable"), "{run:#?}");
}

/// What was begun there goes on; here it is said that this is not known, or that it goes on.
fn a_host_that_freezes_during_up(lab: &Lab) {
    let person = lab.person();
    let slow = well("web", "").replace("\"8080\"]\n", "\"8080\", --healthy-after, never]\n");
    let stack = Stack::new(
        lab,
        &person,
        "hornbill",
        "lost",
        &[slow.replace("retries: 20", "retries: 999")],
    );
    let running = person.start(&["up", "lost", "--yes", "-o", "json", "--wait-timeout", "6s"]);
    eventually("it is up", PATIENCE, || stack.inspect("web", "{{.State.Status}}") == "running");
    let frozen = lab.freeze("hornbill");
    let run = running.wait();
    assert!(matches!(run.code, 4 | 8), "{run:#?}");
    let state = run.result("web")["state"].as_str().unwrap().to_owned();
    assert!(matches!(state.as_str(), "unknown" | "starting"), "{run:#?}");
    drop(frozen);
    assert_eq!(stack.inspect("web", "{{.State.Status}}"), "running");
}

/// What was started goes on, and is told as far as it is known.
fn interrupted_while_waiting(lab: &Lab) {
    let person = lab.person();
    let slow = well("web", "").replace("\"8080\"]\n", "\"8080\", --healthy-after, never]\n");
    let services = [slow.replace("retries: 20", "retries: 999"), well("db", "")];
    let stack = Stack::new(lab, &person, "toucan", "patient", &services);
    let running = person.start(&["up", "patient", "--yes", "-o", "json"]);
    eventually("the other one is well", PATIENCE, || {
        stack.inspect("db", "{{.State.Health.Status}}") == "healthy"
    });
    eventually("compose is done", PATIENCE, || {
        lab.sh("toucan", "[ -e /tmp/sgos/lock ] || echo free") == "free"
    });
    running.signal(rustix::process::Signal::INT);
    let run = running.wait();
    assert_eq!(run.code, 130, "{run:#?}");
    assert_eq!(run.result("db")["state"], "healthy", "{run:#?}");
    assert_eq!(run.result("web")["state"], "starting", "{run:#?}");
    assert!(
        run.stdout.contains("the waiting was interrupted; what was started goes on"),
        "{run:#?}"
    );
    assert_eq!(stack.inspect("web", "{{.State.Status}}"), "running");
    // The lock was given back long before.
    person.run(&["stop", "patient", "--yes"]).ended(0, PATIENCE);
}

fn one_host_after_the_other(lab: &Lab) {
    let person = lab.person();
    let failing = plain("failing", "crash, \"4\", \"no schema\"", "");
    let _first = Stack::new(lab, &person, "hornbill", "first", &[failing]);
    let second = Stack::new(lab, &person, "toucan", "second", &[well("web", "")]);
    let run = person.run(&["up", "first", "second", "--serial", "--yes", "-o", "json"]);
    run.ended(1, PATIENCE);
    assert_eq!(run.result("failing")["result"], "exited 4", "{run:#?}");
    assert_eq!(run.result("web")["state"], "not-begun", "{run:#?}");
    assert_eq!(second.id("web"), "");
    let run = person.run(&["up", "first", "second", "--yes", "-o", "json"]);
    run.ended(1, PATIENCE);
    assert_eq!(run.result("web")["state"], "healthy", "the one does not cost the other: {run:#?}");
}

/// One works, the other one is told who does.
fn two_at_once(lab: &Lab) {
    let person = lab.person();
    let stack = Stack::new(lab, &person, "toucan", "wanted", &[well("web", "")]);
    // Compose takes its time as long as the file is there.
    let _gone = lab.undo("toucan", "rm -f /tmp/compose-waits");
    lab.sh("toucan", "touch /tmp/compose-waits");
    let wait = "case \" $* \" in *' up '*) while [ -e /tmp/compose-waits ]; do sleep 0.1; done ;; esac; \
                exec /usr/bin/docker \"$@\"";
    let _slow = lab.wrap("toucan", "docker", wait);
    let first = person.start(&["up", "wanted", "--yes", "-o", "json"]);
    eventually("the first one is at it", Duration::from_secs(20), || {
        lab.running("toucan", "wanted up --detach") > 0
    });
    let run = person.run(&["up", "wanted", "--yes", "-o", "json"]);
    run.ended(5, PATIENCE);
    assert_eq!(run.result("web")["state"], "locked", "{run:#?}");
    let note = run.json()["hosts"][0]["notes"][0].as_str().unwrap().to_owned();
    assert!(note.starts_with("locked by ") && note.contains("for up wanted since"), "{note}");
    lab.sh("toucan", "rm -f /tmp/compose-waits");
    let run = first.wait();
    run.ended(0, PATIENCE);
    assert_eq!(run.result("web")["state"], "healthy");
    assert_ne!(stack.id("web"), "");
}
