//! `sgos status` on two real hosts.

use crate::LabTest;
use crate::lab::Lab;

pub const TESTS: &[LabTest] = &[("status::every_state_is_told_apart", every_state_is_told_apart)];

fn every_state_is_told_apart(lab: &Lab) {
    let person = lab.person();
    let run = person.status();
    assert_eq!(run.code, 0, "{run:#?}");
    for (app, state) in [
        ("phone", "healthy"),
        ("mail", "unhealthy"),
        ("photos", "starting"),
        ("notes", "not-running"),
        ("chat", "restarting"),
        ("backup", "exited-ok"),
        ("wiki", "running"),
        ("files", "paused"),
        ("budget", "healthy"),
    ] {
        assert_eq!(run.app(app)["state"], state, "{app}: {:#}", run.app(app));
    }
    let reason = run.app("mail")["reason"].to_string();
    assert!(reason.contains("connection refused"), "{reason}");
    assert_eq!(run.json()["summary"]["state"], "outage", "{run:#?}");
    assert_eq!(person.run(&["status", "--exit-status"]).code, 3);
}
