//! The sentences of the banner.

use super::super::fixture::*;
use super::super::{KnownApp, State, judge, select};
use super::SummaryState;
use crate::probe::HostOutcome;
use crate::probe::{Container, ContainerState, FailureKind};

fn well(count: usize) -> Vec<Container> {
    (1..=count).map(|number| app(&format!("a{number}")).healthy()).collect()
}

fn with(
    mut containers: Vec<Container>,
    more: impl IntoIterator<Item = Container>,
) -> Vec<Container> {
    containers.extend(more);
    containers
}

fn banner(outcomes: &[HostOutcome], previous: &[KnownApp]) -> String {
    let inventory = fleet(&["hornbill", "toucan"], discover(&[]));
    let summary = judge(&inventory, outcomes, previous, now(), std::time::Duration::ZERO).summary;
    format!("{:?}: {}", summary.state, summary.text)
}

fn fleet_of(containers: Vec<Container>) -> String {
    banner(&[told("hornbill", containers), told("toucan", vec![])], &[])
}

fn down(name: &str) -> Container {
    app(name).exited(1, 60)
}

#[test]
fn every_sentence() {
    let paused = |name: &str| app(name).state(ContainerState::Paused);
    let remembered = |count: usize| -> Vec<KnownApp> {
        (1..=count)
            .map(|number| known(&format!("h{number}"), "hornbill", State::Healthy, 60))
            .collect()
    };
    let hornbill_down = |on_toucan: Vec<Container>, count: usize| {
        banner(&[unreachable("hornbill"), told("toucan", on_toucan)], &remembered(count))
    };
    let sentences = [
        fleet_of(well(9)),
        fleet_of(with(well(7), [down("mail"), down("notes")])),
        fleet_of(with(well(8), [down("mail")])),
        fleet_of(with(well(4), ["b", "c", "d", "e", "f"].map(down))),
        fleet_of(vec![down("mail")]),
        fleet_of(with(well(7), [down("mail"), paused("notes")])),
        fleet_of(with(well(7), [paused("notes"), app("search").starting()])),
        fleet_of(with(well(7), [app("search").starting()])),
        fleet_of(vec![app("search").starting()]),
        fleet_of(with(well(2), [app("odd").state(ContainerState::Other)])),
        fleet_of(vec![app("odd").state(ContainerState::Other), paused("notes")]),
        fleet_of(vec![]),
        fleet_of(vec![app("odd").state(ContainerState::Other)]),
        hornbill_down(with(well(2), [app("odd").state(ContainerState::Other)]), 0),
        hornbill_down(with(well(2), [app("odd").state(ContainerState::Other)]), 1),
        hornbill_down(vec![], 0),
        hornbill_down(vec![], 9),
        hornbill_down(well(6), 3),
        hornbill_down(well(6), 0),
        hornbill_down(well(1), 0),
        hornbill_down(with(well(6), [down("mail")]), 0),
        hornbill_down(with(well(6), [down("mail")]), 2),
        hornbill_down(with(well(6), [paused("notes")]), 0),
        banner(&[unreachable("hornbill"), unreachable("toucan")], &remembered(2)),
        banner(
            &[without_docker("hornbill", FailureKind::PermissionDenied), told("toucan", well(2))],
            &remembered(1),
        ),
        banner(&[without_docker("hornbill", FailureKind::NotRunning), unreachable("toucan")], &[]),
        banner(&[told("hornbill", well(2))], &[]),
        banner(&[told("hornbill", well(1))], &[]),
        banner(&[told("hornbill", vec![down("mail")]), told("toucan", vec![down("mail")])], &[]),
    ];
    insta::assert_snapshot!(sentences.join("\n"), @"
    Operational: All Systems Operational
    Outage: 2 of 9 apps are down: mail, notes
    Outage: 1 of 9 apps is down: mail
    Outage: 5 of 9 apps are down: b, c, d and 2 more
    Outage: mail is down
    Outage: 1 of 9 apps is down: mail
    Degraded: 1 of 9 apps is paused: notes; 1 starting: search
    Degraded: 1 of 8 apps is starting: search
    Degraded: search is starting
    Unknown: State of 1 of 3 apps unknown: odd
    Unknown: State of 1 of 2 apps unknown: odd; 1 paused: notes
    NoData: No data: no apps found on hornbill and toucan
    Unknown: State of odd unknown
    Unknown: State of 1 of 3 apps unknown: odd; hornbill is unreachable
    Unknown: State of 2 of 4 apps unknown: hornbill is unreachable, odd
    NoData: No data: hornbill is unreachable
    Unknown: State of 9 apps unknown: hornbill is unreachable
    Unknown: State of 3 of 9 apps unknown: hornbill is unreachable
    Unknown: hornbill is unreachable; the 6 apps known, all elsewhere, are operational
    Unknown: hornbill is unreachable; the only app known, a1, is healthy
    Outage: 1 of 7 apps is down: mail; hornbill is unreachable
    Outage: 1 of 9 apps is down: mail; 2 unknown: hornbill is unreachable
    Unknown: hornbill is unreachable; 1 of 7 apps is paused: notes
    Unknown: State of 2 apps unknown: hornbill and toucan are unreachable
    Unknown: State of 1 of 3 apps unknown: no permission to use Docker on hornbill
    NoData: No data: toucan is unreachable, Docker is not running on hornbill
    Operational: All 2 apps on hornbill are operational
    Operational: The one app on hornbill is operational
    Outage: 2 of 2 apps are down: mail@hornbill, mail@toucan
    ");
}

#[test]
fn a_selection_speaks_of_itself() {
    let whole = snapshot(
        &sgos(),
        &[told("hornbill", with(well(3), [down("mail")])), told("toucan", vec![])],
    );
    let text = |names: &[&str]| {
        let names: Vec<_> = names.iter().map(ToString::to_string).collect();
        select(whole.clone(), &names, false).unwrap().summary.text
    };
    let sentences = [text(&["a1"]), text(&["a*"]), text(&["mail"]), text(&["a1", "mail"])];
    insta::assert_snapshot!(sentences.join("\n"), @"
    a1 is healthy
    All 3 selected apps are operational
    mail is down
    1 of 2 selected apps is down: mail
    ");
    let hidden = select(whole, &[], true).unwrap();
    assert_eq!(hidden.summary.text, "1 of 4 apps is down: mail");
}

#[test]
fn an_unreachable_host_prevents_operational_whatever_is_selected() {
    let whole = snapshot(&sgos(), &[told("hornbill", well(2)), unreachable("toucan")]);
    assert_eq!(whole.summary.state, SummaryState::Unknown);
    let one = select(whole, &["a1".into()], false).unwrap();
    assert_eq!(one.summary.state, SummaryState::Unknown);
    assert_eq!(one.summary.text, "toucan is unreachable; a1 is healthy");
}
