//! `sgos status` on two real hosts, one app per state: what it knows of each.

use std::time::Duration;

use serde_json::json;

use crate::LabTest;
use crate::lab::{Lab, eventually};

pub(crate) const TESTS: &[LabTest] = &[
    ("status::every_state_is_told_apart", every_state_is_told_apart),
    ("status::bad_states_carry_their_reasons", bad_states_carry_their_reasons),
    ("status::version_commit_and_deployment_are_known", version_commit_and_deployment_are_known),
    ("status::commits_are_linked_to_their_forges", commits_are_linked_to_their_forges),
    ("status::wide_asks_for_changes_and_the_machine", wide_asks_for_changes_and_the_machine),
    ("status::exit_status_is_for_scripts", exit_status_is_for_scripts),
    ("status::hosts_and_apps_can_be_selected", hosts_and_apps_can_be_selected),
    ("status::an_app_that_is_not_there", an_app_that_is_not_there),
];

pub(crate) const STATES: [(&str, &str); 9] = [
    ("backup", "exited-ok"),
    ("budget", "healthy"),
    ("chat", "restarting"),
    ("files", "paused"),
    ("mail", "unhealthy"),
    ("notes", "not-running"),
    ("phone", "healthy"),
    ("photos", "starting"),
    ("wiki", "running"),
];

/// All nine as [`crate::person::Run::states`] says them.
pub(crate) fn states() -> Vec<String> {
    STATES.iter().map(|(app, state)| format!("{app} {state}")).collect()
}

fn every_state_is_told_apart(lab: &Lab) {
    let run = lab.person().status();
    run.ended(0, Duration::from_secs(5));
    assert_eq!(run.states("hornbill"), states());
    assert_eq!(run.json()["summary"]["state"], "outage", "{run:#?}");
    assert_eq!(run.json()["summary"]["counts"]["healthy"], 2);
    for host in ["hornbill", "toucan"] {
        assert_eq!(run.host(host)["reachable"], true);
        assert_eq!(run.host(host)["warnings"], json!([]));
        assert!(run.host(host)["clock_skew_ms"].as_i64().unwrap().abs() < 1000, "{run:#?}");
    }
    assert_eq!(run.stderr, "");
}

fn bad_states_carry_their_reasons(lab: &Lab) {
    let person = lab.person();
    // In a lab that has just come up the healthcheck may have failed only once so far.
    let reason = |app: &str| person.status().app(app)["reason"].to_string();
    eventually("mail fails again", Duration::from_secs(30), || reason("mail").contains("(failed "));
    let run = person.status();
    for (app, words) in [
        ("mail", "database: connection refused (db:5432) (failed "),
        ("notes", "exited 0"),
        ("chat", "restarted "),
        ("files", "frozen with docker pause"),
        ("photos", "warming up: the index is not loaded yet"),
    ] {
        let reason = run.app(app)["reason"].to_string();
        assert!(reason.contains(words), "{app}: {reason}");
    }
    assert!(run.app("chat")["reason"].to_string().contains("last exit 1"), "{run:#?}");
    for app in ["phone", "budget", "wiki", "backup"] {
        assert_eq!(run.app(app)["reason"], json!(null));
    }
    assert!(run.app("notes")["since"].is_string());
}

fn version_commit_and_deployment_are_known(lab: &Lab) {
    let run = lab.person().status();
    for (app, version, subject) in [
        ("phone", "2.4.1", "Ring on all devices of a group"),
        ("budget", "1.6.8", "Round to whole øre"),
        // Owned by root: git itself would refuse it.
        ("wiki", "5.2.0", "Link headings"),
        // Packed references.
        ("notes", "3.0.2", "Stop syncing before the move to files"),
    ] {
        let told = run.app(app);
        assert_eq!(told["version"], version);
        assert_eq!(told["commit"]["subject"], subject);
        assert_eq!(told["commit"]["branch"], "main");
        assert_eq!(told["directory"], format!("/srv/apps/{app}"));
        let directory = format!("/srv/apps/{app}");
        let git = ["git", "-c", "safe.directory=*", "-C", &directory, "log", "-1"];
        let sha = lab.on("hornbill", &[&git[..], &["--format=%H"]].concat());
        assert_eq!(told["commit"]["sha"], sha);
        let seconds = lab.on("hornbill", &[&git[..], &["--format=%at"]].concat());
        assert_eq!(second(&told["commit"]["author_date"]).to_string(), seconds);
        let created = lab.on(
            "hornbill",
            &["docker", "inspect", "--format={{.Created}}", &format!("sgos-{app}-app")],
        );
        let skew = second(&told["deployed_at"]) - second(&json!(created));
        assert!(skew.abs() <= 1, "{app}: created {created}: {told:#}");
    }
}

fn second(time: &serde_json::Value) -> i64 {
    time.as_str().unwrap().parse::<jiff::Timestamp>().unwrap().as_second()
}

fn commits_are_linked_to_their_forges(lab: &Lab) {
    let run = lab.person().status();
    for (app, before) in [
        ("phone", "https://github.com/sgl-as/phone/commit/"),
        ("photos", "https://github.com/sgl-as/photos/commit/"),
        ("files", "https://github.com/sgl-as/files/commit/"),
        ("notes", "https://gitlab.com/sgl-as/notes/-/commit/"),
        ("chat", "https://gitlab.com/sgl-as/platform/chat/-/commit/"),
        ("budget", "https://bitbucket.org/sgl-as/budget/commits/"),
        ("backup", "https://gitea.sgl.as/platform/backup/commit/"),
        ("wiki", "https://gitea.sgl.as/sgl-as/wiki/commit/"),
    ] {
        let commit = &run.app(app)["commit"];
        let sha = commit["sha"].as_str().unwrap();
        assert_eq!(commit["url"], format!("{before}{sha}"), "{app}");
    }
    assert!(!run.stdout.contains("not-a-real-token"), "a password out of a remote's address");
}

fn wide_asks_for_changes_and_the_machine(lab: &Lab) {
    let person = lab.person();
    let run = person.run(&["status", "--wide", "-o", "json"]);
    run.ended(0, Duration::from_secs(10));
    assert_eq!(run.app("budget")["commit"]["dirty"], true);
    assert_eq!(run.app("phone")["commit"]["dirty"], false);
    let facts = &run.host("hornbill")["facts"];
    assert_eq!(facts["time_zone"], "Etc/UTC");
    assert_eq!(
        facts["docker_version"],
        lab.sh("hornbill", "docker version --format '{{.Server.Version}}'")
    );
    assert!(facts["compose_version"].as_str().unwrap().starts_with("2."), "{facts:#}");
    assert_eq!(facts["kernel"], lab.sh("hornbill", "uname -r"));
    assert!(facts["memory_total_bytes"].as_u64().unwrap() > 100 << 20, "{facts:#}");
    assert!(facts["disk_available_bytes"].as_u64().unwrap() > 0, "{facts:#}");
    assert!(facts["uptime_seconds"].as_u64().unwrap() > 0, "{facts:#}");
    assert!(run.host("toucan")["facts"].is_object());
    // Without --wide nobody asked.
    let run = person.status();
    assert_eq!(run.app("budget")["commit"]["dirty"], json!(null));
    assert_eq!(run.host("hornbill")["facts"], json!(null));
}

fn exit_status_is_for_scripts(lab: &Lab) {
    let person = lab.person();
    let code = |args: &[&str]| person.run(&[&["status"], args].concat()).code;
    assert_eq!(code(&[]), 0);
    assert_eq!(code(&["--exit-status"]), 3);
    assert_eq!(code(&["--exit-status", "phone", "wiki", "backup", "photos"]), 0);
    assert_eq!(code(&["--exit-status", "files"]), 3, "paused");
    assert_eq!(code(&["--exit-status", "mail"]), 3, "unhealthy");
    let quiet = person.run(&["status", "--exit-status", "--quiet"]);
    assert_eq!((quiet.code, quiet.stderr.as_str()), (3, ""));
}

fn hosts_and_apps_can_be_selected(lab: &Lab) {
    let person = lab.person();
    let status = |args: &[&str]| person.run(&[&["status", "-o", "json"], args].concat());
    let run = status(&["-H", "@apps"]);
    assert_eq!(run.states("hornbill"), states());
    assert_eq!(run.json()["hosts"].as_array().unwrap().len(), 1);
    let run = status(&["-H", "tou*"]);
    assert_eq!((run.code, run.json()["hosts"][0]["name"].as_str()), (0, Some("toucan")));
    let run = status(&["--down"]);
    let down = ["chat restarting", "files paused", "mail unhealthy", "notes not-running"];
    assert_eq!(run.states("hornbill"), down);
    let run = status(&["ph*", "wiki@hornbill"]);
    assert_eq!(run.states("hornbill"), ["phone healthy", "photos starting", "wiki running"]);
    let run = status(&["-H", "nix"]);
    assert_eq!(run.code, 7, "{run:#?}");
}

fn an_app_that_is_not_there(lab: &Lab) {
    let person = lab.person();
    let run = person.run(&["status", "phnoe"]);
    assert_eq!((run.code, run.stdout.as_str()), (7, ""), "{run:#?}");
    assert!(run.stderr.contains("phnoe") && run.stderr.contains("phone@hornbill"), "{run:#?}");
    // Named in the inventory, and on no host.
    person.edit_inventory(|text| text + "\n[apps.maps]\nhost = \"hornbill\"\n");
    let run = person.status();
    assert_eq!(run.app("maps")["state"], "not-running");
    assert_eq!(run.app("maps")["reason"], "no container named sgos-maps-app on hornbill");
}
