//! A host that was seen before is asked for less: Docker over its own socket, and the script only
//! for what lies in the directories. Both ways must say the same.

use std::time::Duration;

use serde_json::Value;

use crate::LabTest;
use crate::lab::{Lab, eventually};
use crate::person::{Person, Run};

pub(crate) const TESTS: &[LabTest] = &[
    ("told::both_ways_say_the_same", both_ways_say_the_same),
    ("told::what_is_new_is_told_at_once", what_is_new_is_told_at_once),
    ("told::a_host_that_forwards_no_sockets", a_host_that_forwards_no_sockets),
    ("told::a_docker_that_is_elsewhere", a_docker_that_is_elsewhere),
    ("told::a_recording_has_one_answer", a_recording_has_one_answer),
];

const SOON: Duration = Duration::from_secs(10);

/// The ways in which hornbill was asked.
fn ways(run: &Run) -> Vec<&'static str> {
    let known = [("probe of known places", "told"), ("probe apps", "script")];
    let lines = run.stderr.lines().filter(|line| line.contains("hornbill"));
    lines
        .filter_map(|line| known.iter().find(|(title, _)| line.contains(title)))
        .map(|(_, way)| *way)
        .collect()
}

fn look(person: &Person<'_>) -> Run {
    let run = person.run(&["status", "-v", "-o", "json"]);
    run.ended(0, SOON);
    run
}

/// Without the times of the look, and without the app that restarts all the time.
fn lasting(run: &Run) -> Value {
    let mut json = run.json();
    let plain = |list: &mut Value, without: &[&str]| {
        for object in list.as_array_mut().unwrap() {
            for key in without {
                object.as_object_mut().unwrap().remove(*key);
            }
        }
    };
    json["apps"].as_array_mut().unwrap().retain(|app| app["name"] != "chat");
    plain(&mut json["apps"], &["checked_at"]);
    // Their counts have that app in them, which is up now and then.
    plain(&mut json["hosts"], &["latency_ms", "clock_skew_ms", "checked_at", "containers"]);
    serde_json::json!([json["apps"], json["hosts"], json["summary"]])
}

fn both_ways_say_the_same(lab: &Lab) {
    let person = lab.person();
    let first = look(&person);
    assert_eq!(ways(&first), ["script"]);
    for _ in 0..2 {
        let again = look(&person);
        assert_eq!(ways(&again), ["told"]);
        assert_eq!(lasting(&again), lasting(&first));
        assert_eq!(again.app("chat")["commit"], first.app("chat")["commit"]);
    }
    // What it knows is only a help.
    std::fs::remove_dir_all(person.home().join(".cache")).unwrap();
    assert_eq!(ways(&look(&person)), ["script"]);
}

fn what_is_new_is_told_at_once(lab: &Lab) {
    let person = lab.person();
    look(&person);
    let _gone = lab.undo("hornbill", "docker rm -f sgos-novel-app; rm -rf /srv/apps/novel");
    lab.sh(
        "hornbill",
        "cp -a /srv/apps/phone /srv/apps/novel && docker create --name sgos-novel-app \
         --label com.docker.compose.project=novel \
         --label com.docker.compose.project.working_dir=/srv/apps/novel sgos-lab/app serve",
    );
    let run = look(&person);
    // The list names a directory that was not asked for: it is asked for then.
    assert_eq!(ways(&run), ["told", "told"]);
    assert_eq!(run.app("novel")["commit"], run.app("phone")["commit"]);
    assert_eq!(run.app("novel")["state"], "not-running");
    assert_eq!(ways(&look(&person)), ["told"]);
    let commit = "cd /srv/apps/novel && git -c user.name=Kim -c user.email=kim@example.org \
                  -c safe.directory=* commit -q --allow-empty -m 'Something new'";
    lab.sh("hornbill", commit);
    let run = look(&person);
    assert_eq!(ways(&run), ["told"]);
    assert_eq!(run.app("novel")["commit"]["subject"], "Something new");
    lab.sh("hornbill", "docker rm -f sgos-novel-app");
    let run = look(&person);
    assert_eq!(ways(&run), ["told"]);
    assert!(run.states("hornbill").iter().all(|state| !state.starts_with("novel ")), "{run:#?}");
}

fn a_host_that_forwards_no_sockets(lab: &Lab) {
    let person = lab.person();
    let first = look(&person);
    let config = lab.sh("hornbill", "cat /etc/ssh/sshd_config");
    let closed = format!("AllowStreamLocalForwarding no\n{config}\n");
    let reload = "kill -HUP $(cat /run/sshd.pid)";
    let reloaded = lab.undo("hornbill", reload);
    let file = lab.replace_file("hornbill", "/etc/ssh/sshd_config", &closed);
    lab.sh("hornbill", reload);
    // Only a new connection is asked under the new rules.
    eventually("no sockets are forwarded", SOON, || {
        person.run(&["hosts", "disconnect"]);
        person.run(&["hosts", "-H", "hornbill"]);
        ways(&look(&person)) == ["told", "script"]
    });
    let run = look(&person);
    assert_eq!(ways(&run), ["script"], "it costs once");
    assert_eq!(lasting(&run), lasting(&first));
    drop((file, reloaded));
}

/// What the user's own shell says counts, as ever.
fn a_docker_that_is_elsewhere(lab: &Lab) {
    let person = lab.person();
    look(&person);
    let bashrc = "/home/stefan/.bashrc";
    let before = lab.sh("hornbill", &format!("cat {bashrc} 2>/dev/null || true"));
    let _file = match before.is_empty() {
        true => lab.undo("hornbill", format!("rm -f {bashrc}")),
        false => lab.replace_file("hornbill", bashrc, &before),
    };
    let set = format!("export DOCKER_HOST=unix:///nowhere.sock\n{before}");
    lab.on("hornbill", &["sh", "-c", "printf %s \"$2\" >\"$1\"", "sh", bashrc, &set]);
    let run = look(&person);
    assert_eq!(ways(&run), ["told", "script"]);
    let error = run.host("hornbill")["error"].to_string();
    assert!(error.contains("Docker"), "{error}");
    assert_eq!(ways(&look(&person)), ["script"], "and nothing is known of it any more");
}

fn a_recording_has_one_answer(lab: &Lab) {
    let person = lab.person();
    let first = look(&person);
    let folder = person.home().join("recorded");
    let folder = folder.to_str().unwrap();
    let run = person.run(&["status", "-v", "-o", "json", "--record", folder]);
    run.ended(0, SOON);
    assert_eq!(ways(&run), ["script"]);
    let replayed = person.run(&["status", "-o", "json", "--replay", folder]);
    assert_eq!(replayed.stdout, run.stdout);
    assert_eq!(lasting(&replayed), lasting(&first));
}
