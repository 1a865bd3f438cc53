//! Every way a start can go.

use super::*;
use crate::probe::HealthLog;
use crate::stacks::fixture::container;

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_700_000_000 + second).unwrap()
}

/// Started at second 0.
fn started(change: impl Fn(&mut Container, &mut Details)) -> Container {
    let mut container = container("x-a-1", Some(("x", "a", "/srv/x")));
    let mut details = Details {
        started_at: Some(at(0)),
        restart_policy: "unless-stopped".into(),
        ..Details::default()
    };
    change(&mut container, &mut details);
    container.details = Some(details);
    container
}

fn judged(second: i64, change: impl Fn(&mut Container, &mut Details)) -> Result<Verdict, Waiting> {
    judge(&started(change), None, at(second), false)
}

#[test]
fn a_healthcheck_decides_at_once() {
    let health = |health| judged(0, move |container, _| container.health = Some(health));
    assert_eq!(health(Health::Healthy), Ok(Verdict::Healthy));
    assert_eq!(health(Health::Starting), Err(Waiting::Health(None)));
    let ill = judged(9, |container, details| {
        container.health = Some(Health::Unhealthy);
        details.last_health = Some(HealthLog { exit_code: 1, output: "db: refused\n".into() });
    });
    assert_eq!(ill.unwrap().words(None), "unhealthy: db: refused");
}

#[test]
fn without_one_it_must_stay_up() {
    assert_eq!(judged(2, |_, _| {}), Err(Waiting::StayUp));
    assert_eq!(judged(3, |_, _| {}), Ok(Verdict::Running));
}

#[test]
fn a_crash_loop_is_called_what_it_is_even_while_it_runs() {
    let looping = |count, state| {
        judged(1, move |container, details| {
            (container.state, details.restart_count, details.exit_code) = (state, count, 137);
        })
    };
    let running = looping(LOOP, ContainerState::Restarting).unwrap();
    assert_eq!(running.words(None), "restarting (x4), exit 137 (killed)");
    let Err(waiting) = looping(2, ContainerState::Running) else { panic!("it may settle yet") };
    assert_eq!(waiting.given_up().word(), "restarting");
    // One that needed two attempts, and stays.
    let settled = judged(5, |_, details| details.restart_count = 2);
    assert_eq!(settled, Ok(Verdict::Running));
}

#[test]
fn restarts_from_before_do_not_count() {
    let container = started(|container, details| {
        container.state = ContainerState::Restarting;
        details.restart_count = 9;
    });
    let before = Before { started_at: None, restarts: 8 };
    let judged = judge(&container, Some(&before), at(1), false);
    assert!(matches!(judged, Err(Waiting::Restart(Verdict::Looping { restarts: 1, .. }))));
}

#[test]
fn an_end_is_fine_where_it_may_end() {
    let ended = |policy: &'static str, code, one_shot| {
        let container = started(move |container, details| {
            container.state = ContainerState::Exited;
            (details.restart_policy, details.exit_code) = (policy.into(), code);
        });
        judge(&container, None, at(1), one_shot).unwrap()
    };
    assert_eq!(ended("no", 0, false), Verdict::Finished);
    assert_eq!(ended("on-failure", 0, false), Verdict::Finished);
    assert_eq!(ended("always", 0, true), Verdict::Finished);
    assert_eq!(ended("always", 0, false).words(None), "exited 0");
    assert_eq!(ended("no", 1, true).words(None), "exited 1");
    assert_eq!(ended("no", 127, false).words(None), "exited 127 (its command was not found)");
}

#[test]
fn docker_says_why_it_could_not_start_one() {
    let judged = judged(0, |container, details| {
        container.state = ContainerState::Created;
        details.error = Some("port is already allocated".into());
    });
    assert_eq!(judged.unwrap().words(None), "not started: port is already allocated");
}

#[test]
fn nobody_waits_any_longer() {
    let said = Waiting::Health(Some("warming up".into())).given_up();
    assert!(said.is_pending() && !said.is_good());
    let words = said.words(Some(Duration::from_secs(60)));
    assert_eq!(words, "still starting after 60.0 s: warming up");
}
