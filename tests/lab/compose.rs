//! The compose actions: what is planned, agreed to and done, on the lab's own stacks and on some made for it.

use crate::LabTest;
use crate::compose_stack::{PATIENCE, Stack, inspect, plain, well};
use crate::lab::Lab;
use crate::terminal::without_escapes;

pub(crate) const TESTS: &[LabTest] = &[
    ("compose::restart_and_everything_that_does_not", restart_and_everything_that_does_not),
    ("compose::all_that_a_name_means", all_that_a_name_means),
    ("compose::up_recreates_exactly_what_changed", up_recreates_exactly_what_changed),
    ("compose::an_image_that_is_newer", an_image_that_is_newer),
    ("compose::a_mounted_file_that_changed", a_mounted_file_that_changed),
    ("compose::stop_and_start", stop_and_start),
    ("compose::services_that_depend_on_each_other", services_that_depend_on_each_other),
    ("compose::what_the_file_does_not_name", what_the_file_does_not_name),
    ("compose::down_asks_for_the_name", down_asks_for_the_name),
    ("compose::volumes_are_asked_for_once_more", volumes_are_asked_for_once_more),
    ("compose::a_container_of_its_own", a_container_of_its_own),
    ("compose::a_service_that_only_its_file_knows", a_service_that_only_its_file_knows),
];

fn grafana(lab: &Lab) -> String {
    inspect(lab, "toucan", "monitoring-grafana-1", "{{.State.StartedAt}}")
}

/// Done once; a dry run, a name of two things and a mistyped one do nothing.
fn restart_and_everything_that_does_not(lab: &Lab) {
    let person = lab.person();
    let before = grafana(lab);
    let run = person.run(&["restart", "grafana", "--dry-run", "-o", "text"]);
    run.ended(0, PATIENCE);
    let command =
        "  docker compose --ansi never --project-directory /srv/config/monitoring restart grafana";
    assert!(run.stdout.lines().any(|line| line == command), "{run:#?}");
    let run = person.run(&["restart", "alloy", "--yes"]);
    run.ended(7, PATIENCE);
    let said = "`alloy` means stack alloy on hornbill and service monitoring/alloy on toucan";
    assert!(run.stderr.contains(said), "{run:#?}");
    assert!(run.stderr.contains("`alloy@hornbill` or `monitoring/alloy@toucan`"), "{run:#?}");
    let run = person.run(&["restart", "grafna", "--yes"]);
    run.ended(7, PATIENCE);
    assert!(run.stderr.contains("nearest to `grafna`: grafana on toucan"), "{run:#?}");
    let run = person.run(&["restart", "grafana", "-o", "json"]);
    run.ended(9, PATIENCE);
    assert_eq!(run.json()["error"]["exit"], 9, "{run:#?}");
    assert_eq!(run.planned("grafana")["action"], "restart");
    assert_eq!(grafana(lab), before, "nothing was done so far");
    let run = person.run(&["restart", "grafana", "--yes", "-o", "json"]);
    run.ended(0, PATIENCE);
    let result = run.result("grafana");
    assert_eq!((&result["state"], &result["standing"]), (&"healthy".into(), &"good".into()));
    assert!(result["result"].as_str().unwrap().starts_with("healthy in "), "{run:#?}");
    assert_ne!(grafana(lab), before);
}

/// On a terminal the plan shows every meaning, and its acceptance is for all of them.
fn all_that_a_name_means(lab: &Lab) {
    let person = lab.person();
    let started = || {
        let of = |host, name| inspect(lab, host, name, "{{.State.StartedAt}}");
        [of("hornbill", "alloy-alloy-1"), of("toucan", "monitoring-alloy-1")]
    };
    let before = started();
    let mut terminal = person.terminal(100, &["restart", "alloy"]);
    terminal.wait_for("Restart 2 services on 2 hosts? [y/N]");
    terminal.type_in("n\n");
    let (screen, code) = terminal.end();
    assert_eq!(code, 9, "{screen}");
    assert!(screen.contains("nothing was done"), "{screen}");
    assert_eq!(started(), before);
    let mut terminal = person.terminal(100, &["restart", "alloy", "--no-wait"]);
    terminal.wait_for("[y/N]");
    let plan = without_escapes(&terminal.screen());
    assert!(plan.contains("hornbill  alloy       alloy    restart"), "{plan}");
    assert!(plan.contains("toucan    monitoring  alloy    restart"), "{plan}");
    terminal.type_in("y\n");
    let (screen, code) = terminal.end();
    assert_eq!(code, 0, "{screen}");
    assert!(without_escapes(&screen).contains("restart: 2 well"), "{screen}");
    let after = started();
    assert!(after[0] != before[0] && after[1] != before[1], "{before:?} {after:?}");
    // Healthy again, for whoever looks next.
    person.run(&["up", "alloy@hornbill", "monitoring", "--yes"]).ended(0, PATIENCE);
}

fn up_recreates_exactly_what_changed(lab: &Lab) {
    let person = lab.person();
    let stack = Stack::new(lab, &person, "toucan", "edited", &[well("web", ""), well("db", "")]);
    let run = person.run(&["up", "edited", "--yes", "-o", "json"]);
    run.ended(0, PATIENCE);
    assert_eq!(run.planned("web")["action"], "create");
    assert_eq!(run.result("db")["state"], "healthy");
    let (web, db) = (stack.id("web"), stack.id("db"));
    stack.declare(&[well("web", "    environment: {COLOUR: blue}\n"), well("db", "")]);
    // A restart says that it does not apply the edit, and does what it was told.
    let run = person.run(&["restart", "edited/web", "--yes", "-o", "json"]);
    run.ended(0, PATIENCE);
    let said = "does not apply what changed of edited/web; `up` does (--apply)";
    assert!(run.stderr.contains(said), "{run:#?}");
    let planned = run.planned("web");
    assert_eq!(planned["stale"], true);
    assert_eq!(planned["why"], "its definition changed, which a restart does not apply");
    assert_eq!(stack.id("web"), web);
    // On a terminal it offers to.
    let mut terminal = person.terminal(100, &["restart", "edited/web"]);
    terminal.wait_for("apply the changes with up? [restart/up/N]");
    terminal.type_in("\n");
    assert_eq!(terminal.end().1, 9);
    let run = person.run(&["up", "edited", "--yes", "-o", "json"]);
    run.ended(0, PATIENCE);
    assert_eq!(run.planned("web")["action"], "recreate");
    assert_eq!(run.planned("web")["why"], "its definition changed");
    assert_eq!(run.planned("db")["action"], "-");
    assert_eq!(run.result("db")["result"], "healthy, untouched");
    assert_ne!(stack.id("web"), web);
    assert_eq!(stack.id("db"), db);
    // Once more: there is nothing to do, and all of it is well.
    let web = stack.id("web");
    let run = person.run(&["up", "edited", "-o", "json"]);
    run.ended(0, PATIENCE);
    assert!(run.stderr.contains("nothing to do"), "{run:#?}");
    assert_eq!(run.result("web")["state"], "healthy");
    // `restart --apply` is `up` where something changed.
    stack.declare(&[well("web", ""), well("db", "")]);
    person.run(&["restart", "edited", "--apply", "--yes"]).ended(0, PATIENCE);
    assert_ne!(stack.id("web"), web);
    assert_eq!(stack.id("db"), db, "restarted only");
}

fn an_image_that_is_newer(lab: &Lab) {
    let person = lab.person();
    let image = |tag: &str| format!("docker tag {tag} lab-test/app:now");
    let _untag = lab.undo("toucan", "docker rmi -f lab-test/app:now lab-test/app:next");
    lab.sh("toucan", &image("sgos-lab/app"));
    let service = well("web", "").replace("sgos-lab/app", "lab-test/app:now");
    let stack = Stack::new(lab, &person, "toucan", "tagged", &[service]);
    stack.up();
    let build = "echo 'FROM sgos-lab/app\nLABEL next=yes' | DOCKER_BUILDKIT=0 docker build -q -t lab-test/app:next -";
    lab.sh("toucan", build);
    lab.sh("toucan", &image("lab-test/app:next"));
    let run = person.run(&["restart", "tagged", "--dry-run", "-o", "json"]);
    assert_eq!(run.planned("web")["stale"], true, "{run:#?}");
    let before = stack.id("web");
    let run = person.run(&["up", "tagged", "--yes", "-o", "json"]);
    run.ended(0, PATIENCE);
    assert_eq!(run.planned("web")["why"], "the image behind lab-test/app:now is newer");
    assert_ne!(stack.id("web"), before);
    assert_eq!(stack.inspect("web", "{{index .Config.Labels \"next\"}}"), "yes");
}

/// `up` would not notice: sgos does, and restarts the service, which then has the new file.
fn a_mounted_file_that_changed(lab: &Lab) {
    let person = lab.person();
    let mounts = "    volumes: [./web.conf:/web.conf, ./conf:/conf:ro]\n";
    let services = [well("web", mounts), well("db", "")];
    let stack = Stack::new(lab, &person, "toucan", "mounted", &services);
    lab.sh("toucan", "install -d -o stefan /srv/test/mounted/conf");
    stack.write("web.conf", "old");
    stack.write("conf/more.conf", "old");
    stack.up();
    assert!(!person.run(&["up", "mounted", "--dry-run"]).stdout.contains("restart"));
    for file in ["web.conf", "conf/more.conf"] {
        let before = (stack.id("web"), stack.started_at("web"), stack.started_at("db"));
        stack.write(file, "new");
        let run = person.run(&["restart", "mounted/web", "--dry-run", "-o", "json"]);
        assert_eq!(run.planned("web")["stale"], false, "a restart does read it: {run:#?}");
        let run = person.run(&["up", "mounted", "--yes", "-o", "json"]);
        run.ended(0, PATIENCE);
        let planned = run.planned("web");
        assert_eq!(planned["action"], "restart", "{run:#?}");
        let name = file.rsplit('/').next().unwrap();
        assert!(
            planned["why"].as_str().unwrap().starts_with(&format!("{name} changed ")),
            "{run:#?}"
        );
        assert_eq!(run.json()["commands"][0]["commands"].as_array().unwrap().len(), 1, "{run:#?}");
        assert_eq!(stack.id("web"), before.0);
        assert_ne!(stack.started_at("web"), before.1);
        assert_eq!(stack.started_at("db"), before.2);
        let run = person.run(&["up", "mounted", "--dry-run", "-o", "json"]);
        assert_eq!(run.planned("web")["action"], "-", "it has been read: {run:#?}");
    }
}

fn stop_and_start(lab: &Lab) {
    let person = lab.person();
    let once = plain("once", "once, done", "");
    let stack =
        Stack::new(lab, &person, "hornbill", "halted", &[well("web", ""), well("db", ""), once]);
    stack.up();
    let run = person.run(&["stop", "halted/web", "--yes", "-o", "json"]);
    run.ended(0, PATIENCE);
    assert_eq!(run.result("web")["state"], "stopped");
    assert_eq!(stack.inspect("web", "{{.State.Status}}"), "exited");
    assert_eq!(stack.inspect("db", "{{.State.Status}}"), "running");
    let run = person.run(&["stop", "halted/web", "-o", "json"]);
    run.ended(0, PATIENCE);
    assert!(run.stderr.contains("nothing to do"), "{run:#?}");
    let run = person.run(&["start", "halted/web", "halted/db", "--yes", "-o", "json"]);
    run.ended(0, PATIENCE);
    assert_eq!(run.planned("db")["action"], "-");
    assert_eq!(run.result("web")["state"], "healthy");
}

fn down_asks_for_the_name(lab: &Lab) {
    let person = lab.person();
    let stack = Stack::new(lab, &person, "toucan", "leaving", &[well("web", "")]);
    stack.up();
    let before = stack.id("web");
    let run = person.run(&["down", "leaving", "--yes", "-o", "json"]);
    run.ended(9, PATIENCE);
    assert_eq!(run.planned("web")["action"], "remove", "{run:#?}");
    assert!(run.stderr.contains("--confirm leaving types it"), "{run:#?}");
    person.run(&["down", "leaving", "--confirm", "other"]).ended(9, PATIENCE);
    let mut terminal = person.terminal(100, &["down", "leaving", "--yes"]);
    terminal.wait_for("Type leaving to take it down on toucan:");
    terminal.type_in("y\n");
    assert_eq!(terminal.end().1, 9);
    assert_eq!(stack.id("web"), before);
    let mut terminal = person.terminal(100, &["down", "leaving"]);
    terminal.wait_for("Type leaving to take it down on toucan:");
    terminal.type_in("leaving\n");
    let (screen, code) = terminal.end();
    assert_eq!(code, 0, "{screen}");
    assert_eq!(stack.id("web"), "");
    stack.up();
    person.run(&["down", "leaving", "--confirm", "leaving"]).ended(0, PATIENCE);
    assert_eq!(stack.id("web"), "");
    let run = person.run(&["down", "leaving"]);
    run.ended(0, PATIENCE);
    assert!(run.stderr.contains("nothing to do"), "{run:#?}");
}

fn volumes_are_asked_for_once_more(lab: &Lab) {
    let person = lab.person();
    let volume = "    volumes: [data:/data]\nvolumes: {data: {}}\n";
    let stack = Stack::new(lab, &person, "toucan", "stored", &[well("web", volume)]);
    let volumes =
        || lab.sh("toucan", "docker volume ls -q --filter label=com.docker.compose.project=stored");
    stack.up();
    let run = person.run(&["down", "stored", "--volumes", "--confirm", "stored"]);
    run.ended(9, PATIENCE);
    assert!(run.stderr.contains("stored_data"), "{run:#?}");
    assert_ne!(stack.id("web"), "");
    let agreed =
        ["down", "stored", "--volumes", "--confirm", "stored", "--confirm-volumes", "stored"];
    let run = person.run(&[&agreed[..], &["--dry-run", "-o", "json"]].concat());
    assert_eq!(run.json()["volumes"]["stored@toucan"][0], "stored_data", "{run:#?}");
    person.run(&["down", "stored", "--confirm", "stored"]).ended(0, PATIENCE);
    assert_eq!(volumes(), "stored_data", "without --volumes they stay");
    let run = person.run(&[&agreed[..], &["--dry-run", "-o", "json"]].concat());
    assert_eq!(run.json()["volumes"]["stored@toucan"][0], "stored_data", "still: {run:#?}");
    stack.up();
    person.run(&agreed).ended(0, PATIENCE);
    assert_eq!((stack.id("web"), volumes()), (String::new(), String::new()));
}

/// Docker itself can stop and start what compose did not make; more it cannot do.
fn a_container_of_its_own(lab: &Lab) {
    let person = lab.person();
    let _gone = lab.undo("toucan", "docker rm -f lonely");
    lab.sh("toucan", "docker run -d --name lonely sgos-lab/app serve");
    let run = person.run(&["restart", "lonely", "--yes", "-o", "json"]);
    run.ended(0, PATIENCE);
    assert_eq!(run.json()["commands"][0]["commands"][0], "docker restart lonely", "{run:#?}");
    assert_eq!(run.result("lonely")["state"], "running");
    let run = person.run(&["up", "lonely", "--yes", "-o", "text"]);
    run.ended(1, PATIENCE);
    assert!(run.stdout.contains("compose did not make it"), "{run:#?}");
    assert!(run.stdout.contains("sgos restart lonely@toucan"), "{run:#?}");
}

/// It has never run, and nothing remembers it.
fn a_service_that_only_its_file_knows(lab: &Lab) {
    let person = lab.person();
    let _stack = Stack::new(lab, &person, "hornbill", "sleeping", &[well("dreamer", "")]);
    let run = person.run(&["up", "dreamer", "--yes", "-o", "json"]);
    run.ended(0, PATIENCE);
    assert_eq!(run.planned("dreamer")["why"], "no container");
    assert_eq!(run.result("dreamer")["state"], "healthy");
    let run = person.run(&["up", "sleeping/dreamr"]);
    run.ended(7, PATIENCE);
    assert!(run.stderr.contains("sleeping/dreamer on hornbill"), "{run:#?}");
}

/// Compose touches more than what it is told to; the plan says so, and nothing else is touched.
fn services_that_depend_on_each_other(lab: &Lab) {
    let person = lab.person();
    let services = |environment: &str| {
        let web = "    depends_on: {db: {condition: service_started, restart: true}}\n";
        [
            well("db", environment),
            well("web", web),
            well("front", "    depends_on: [web]\n"),
            well("spare", "    depends_on: [db]\n"),
        ]
    };
    let stack = Stack::new(lab, &person, "hornbill", "bound", &services(""));
    stack.up();
    let all =
        || ["db", "web", "front", "spare"].map(|name| (stack.id(name), stack.started_at(name)));
    let before = all();
    let run = person.run(&["restart", "bound/db", "--yes", "-o", "json"]);
    run.ended(0, PATIENCE);
    assert_eq!(run.result("web")["standing"], "good", "{run:#?}");
    let after = all();
    let moved = [0, 1, 2, 3].map(|index| before[index].1 != after[index].1);
    assert_eq!(moved, [true, true, false, false], "{run:#?}");

    stack.declare(&services("    environment: {LEVEL: debug}\n"));
    let before = all();
    let run = person.run(&["up", "bound", "--yes", "-o", "json"]);
    run.ended(0, PATIENCE);
    let after = all();
    let made = [0, 1, 2, 3].map(|index| before[index].0 != after[index].0);
    assert_eq!(made, [true, false, false, false], "exactly what changed: {run:#?}");
    assert_ne!(before[1].1, after[1].1, "as its file wants: {run:#?}");
    assert_eq!(run.result("spare")["result"], "healthy, untouched", "{run:#?}");

    person.run(&["stop", "bound/db", "bound/web", "--yes"]).ended(0, PATIENCE);
    let run = person.run(&["start", "bound/web", "--yes", "-o", "json"]);
    run.ended(0, PATIENCE);
    assert_eq!(run.planned("db")["action"], "start", "{run:#?}");
    assert_eq!(run.result("db")["standing"], "good", "{run:#?}");
}

/// A service that was taken out of the file, whose container still runs, and one of a profile.
fn what_the_file_does_not_name(lab: &Lab) {
    let person = lab.person();
    let debug = || well("debug", "    profiles: [debug]\n");
    let services = [well("web", ""), well("old", ""), debug()];
    let stack = Stack::new(lab, &person, "hornbill", "leftover", &services);
    stack.up();
    let up = format!("docker compose --project-directory {} up -d debug 2>&1", stack.directory);
    lab.sh(stack.host, &up);
    stack.declare(&[well("web", ""), debug()]);
    let run = person.run(&["stop", "leftover", "--yes", "-o", "json"]);
    run.ended(0, PATIENCE);
    for left in ["old", "debug"] {
        assert_eq!(run.planned(left)["action"], "leave", "{run:#?}");
        assert_eq!(stack.inspect(left, "{{.State.Status}}"), "running");
    }
    assert_eq!(run.json()["results"].as_array().unwrap().len(), 1, "{run:#?}");
    let run = person.run(&["down", "leftover", "--confirm", "leftover", "-o", "json"]);
    run.ended(0, PATIENCE);
    assert_eq!(run.planned("old")["action"], "remove", "{run:#?}");
    assert_eq!(["web", "old", "debug"].map(|name| stack.id(name)), ["", "", ""], "{run:#?}");
    let networks = "docker network ls -q --filter name=leftover_default";
    assert_eq!(lab.sh(stack.host, networks), "", "nothing keeps it");
}
