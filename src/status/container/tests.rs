//! One container at a time: every state, with its reason.

use super::super::fixture::*;
use super::*;

fn judged(container: Container) -> String {
    let Verdict { state, reason, since } = judge(&container, false, now());
    let since = since.map(|since| format!(" since {}s", now().duration_since(since).as_secs()));
    format!(
        "{}{}{}",
        state.word(),
        reason.map(|reason| format!(": {reason}")).unwrap_or_default(),
        since.unwrap_or_default()
    )
}

fn state(container: &Container) -> State {
    judge(container, false, now()).state
}

#[test]
fn what_runs() {
    assert_eq!(judged(app("a").healthy()), "healthy");
    assert_eq!(judged(app("a")), "running");
    assert_eq!(judged(app("a").with(|_| ())), "running since 10800s");
    assert_eq!(judged(app("a").state(ContainerState::Paused)), "paused: frozen with docker pause");
}

#[test]
fn starting_tells_what_the_last_check_said() {
    assert_eq!(judged(app("a").starting()), "starting since 10800s");
    let waiting = app("a").unhealthy(1, "not yet", 2).starting();
    assert_eq!(judged(waiting), "starting: not yet since 10800s");
    // Docker's list does not always tell the health of a container that has just started.
    let silent = app("a").with(|details| details.has_healthcheck = true);
    assert_eq!(state(&silent), State::Starting);
}

#[test]
fn unhealthy_tells_why_and_for_how_long() {
    assert_eq!(
        judged(app("a").unhealthy(1, "connection refused", 1)),
        "unhealthy: connection refused"
    );
    assert_eq!(
        judged(app("a").unhealthy(1, "connection refused", 5)),
        "unhealthy: connection refused (failed 5 times in a row)"
    );
    let mut without_inspect = app("a").unhealthy(1, "", 1);
    without_inspect.details = None;
    assert_eq!(
        judged(without_inspect),
        "unhealthy: its healthcheck fails; no details: the inspect gave none"
    );
}

#[test]
fn a_stopped_container_is_not_unhealthy_whatever_its_health_says() {
    let mut stopped = app("a").exited(0, 60);
    stopped.health = Some(Health::Unhealthy);
    assert_eq!(judged(stopped), "not-running: exited 0 since 60s");
}

#[test]
fn exit_codes_in_words() {
    assert_eq!(judged(app("a").exited(1, 60)), "not-running: exited 1 since 60s");
    assert_eq!(judged(app("a").exited(137, 60)), "not-running: exited 137 (killed) since 60s");
    let oom = app("a").exited(137, 60).with(|details| details.oom_killed = true);
    assert_eq!(judged(oom), "not-running: exited 137 (killed, out of memory) since 60s");
    let no_program = app("a").exited(127, 60).with(|details| {
        details.error = Some("exec: \"x\": executable file not found\nmore".into())
    });
    assert_eq!(
        judged(no_program),
        "not-running: exited 127: exec: \"x\": executable file not found since 60s"
    );
}

#[test]
fn never_started_dead_and_going() {
    let created = app("a").state(ContainerState::Created).created(30);
    assert_eq!(judged(created.clone()), "not-running: created, never started since 30s");
    let port_taken =
        created.with(|details| details.error = Some("port is already allocated".into()));
    assert_eq!(
        judged(port_taken),
        "not-running: created, never started: port is already allocated since 30s"
    );
    assert_eq!(
        judged(app("a").state(ContainerState::Dead)),
        "not-running: dead: Docker could not remove it"
    );
    assert_eq!(judged(app("a").state(ContainerState::Removing)), "not-running: being removed");
    let odd = app("a").state(ContainerState::Other).text("Hibernating");
    assert_eq!(judged(odd), "unknown: Docker reports a state that sgos does not know: Hibernating");
}

#[test]
fn ended_as_meant() {
    for policy in ["", "no", "on-failure"] {
        let done = app("a").exited(0, 60).with(|details| details.restart_policy = policy.into());
        assert_eq!(judged(done.clone()), "exited-ok since 60s", "{policy}");
        let checked = done.clone().with(|details| details.has_healthcheck = true);
        assert_eq!(state(&checked), State::NotRunning, "{policy} with a healthcheck");
        let failed = done.with(|details| details.exit_code = 1);
        assert_eq!(state(&failed), State::NotRunning, "{policy} with code 1");
    }
    for policy in ["always", "unless-stopped"] {
        let stopped = app("a").exited(0, 60).with(|details| details.restart_policy = policy.into());
        assert_eq!(state(&stopped), State::NotRunning, "{policy}");
        assert_eq!(
            judge(&stopped, true, now()).state,
            State::ExitedOk,
            "{policy}, declared one-shot"
        );
    }
    let failed = app("a").exited(2, 60);
    assert_eq!(judge(&failed, true, now()).state, State::NotRunning);
}

#[test]
fn restarting_tells_how_often_and_why() {
    assert_eq!(judged(app("a").restarting(7, 1)), "restarting: restarted 7 times, last exit 1");
    assert_eq!(judged(app("a").restarting(1, 0)), "restarting: restarted once, last exit 0");
    let oom = app("a").restarting(3, 137).with(|details| details.oom_killed = true);
    assert_eq!(judged(oom), "restarting: restarted 3 times, last exit 137 (killed, out of memory)");
    let error =
        app("a").restarting(3, 127).with(|details| details.error = Some("no such file".into()));
    assert_eq!(judged(error), "restarting: restarted 3 times: no such file");
}

#[test]
fn a_crash_loop_is_seen_in_its_running_moments() {
    let fresh = app("a").with(|details| {
        details.restart_count = 7;
        details.started_at = Some(ago(3));
    });
    assert_eq!(judged(fresh.clone()), "restarting: restarted 7 times, and just started again");
    assert_eq!(state(&fresh.clone().healthy()), State::Healthy);
    assert_eq!(
        state(&fresh.clone().with(|details| details.started_at = Some(ago(10)))),
        State::Running
    );
    assert_eq!(state(&fresh.clone().with(|details| details.restart_count = 0)), State::Running);
    // It counts by the host's clock.
    assert_eq!(judge(&fresh, false, ago(-300)).state, State::Running);
}

#[test]
fn without_an_inspect_dockers_words_serve() {
    let exited = |text: &str| app("a").state(ContainerState::Exited).text(text);
    assert_eq!(
        judged(exited("Exited (137) 3 hours ago")),
        "not-running: exited 137 (killed), 3 hours ago"
    );
    assert_eq!(judged(exited("Exited (0) 2 days ago")), "not-running: exited 0, 2 days ago");
    assert_eq!(judged(exited("")), "not-running: exited");
    assert_eq!(judge(&exited("Exited (0) 2 days ago"), true, now()).state, State::ExitedOk);
    let restarting =
        app("a").state(ContainerState::Restarting).text("Restarting (1) 5 seconds ago");
    assert_eq!(judged(restarting), "restarting: it ends and is started again, last exit 1");
}
