//! Whole fleets: which apps there are, what is known of them, and what of silent hosts.

mod apps;
mod property;

use super::super::fixture::*;
use super::super::{AppStatus, State, SummaryState};
use super::*;
use crate::inventory::{App, Discover};
use crate::probe::{
    AppJson, AppJsonFact, Checkout, Container, ContainerState, FailureKind, GitFact, HostReport,
};

fn rows(snapshot: &Snapshot) -> String {
    let row = |app: &AppStatus| {
        let reason = app.reason.as_ref().map(|reason| format!(": {reason}")).unwrap_or_default();
        format!("{}@{} {}{reason}", app.name, app.host, app.state.word())
    };
    snapshot.apps.iter().map(row).collect::<Vec<_>>().join("\n")
}

fn judged(inventory: &Inventory, outcomes: &[HostOutcome], previous: &[KnownApp]) -> Snapshot {
    judge(inventory, outcomes, previous, now(), Duration::from_millis(84))
}

fn on_hornbill(containers: Vec<Container>) -> String {
    rows(&snapshot(&sgos(), &[told("hornbill", containers), told("toucan", vec![])]))
}

#[test]
fn apps_are_found_by_their_container() {
    let elsewhere = told("toucan", vec![app("stray")]);
    let hornbill = told("hornbill", vec![app("phone").healthy(), service("db", "db", "db-1")]);
    assert_eq!(rows(&snapshot(&sgos(), &[hornbill, elsewhere])), "phone@hornbill healthy");
}

#[test]
fn a_project_is_as_bad_as_its_worst_service() {
    let db = service("phone", "db", "phone-db-1");
    assert_eq!(on_hornbill(vec![app("phone").healthy(), db.clone()]), "phone@hornbill healthy");
    assert_eq!(
        on_hornbill(vec![app("phone").healthy(), db.clone().exited(1, 60)]),
        "phone@hornbill not-running: service db: exited 1"
    );
    // Its own trouble comes first where it is as bad.
    let cache = service("phone", "cache", "phone-cache-1").state(ContainerState::Paused);
    assert_eq!(
        on_hornbill(vec![app("phone").unhealthy(1, "no db", 1), db.clone().exited(1, 60), cache]),
        "phone@hornbill unhealthy: no db; also db (not-running), cache (paused)"
    );
    assert_eq!(
        on_hornbill(vec![app("phone").healthy(), db.starting()]),
        "phone@hornbill starting: service db is starting"
    );
}

#[test]
fn another_app_of_the_same_project_has_its_own_row() {
    let other = service("phone", "other", "sgos-other-app").exited(1, 60);
    assert_eq!(
        on_hornbill(vec![app("phone").healthy(), other]),
        "other@hornbill not-running: exited 1\nphone@hornbill healthy"
    );
}

#[test]
fn one_off_containers_do_not_count() {
    let one_off = service("phone", "db", "phone-db-run-1")
        .exited(1, 60)
        .label_as("com.docker.compose.oneoff", "True");
    assert_eq!(on_hornbill(vec![app("phone").healthy(), one_off]), "phone@hornbill healthy");
}

#[test]
fn without_an_inventory_every_compose_project_is_an_app() {
    let containers = vec![
        service("blog", "web", "blog-web-1").healthy().created(60),
        service("blog", "migrate", "blog-migrate-1")
            .exited(0, 60)
            .with(|details| details.restart_policy = "no".into()),
        service("done", "job", "done-job-1")
            .exited(0, 60)
            .with(|details| details.restart_policy = "no".into()),
        service("mixed", "web", "mixed-web-1").healthy(),
        service("mixed", "db", "mixed-db-1").image("postgres:16-alpine"),
        Container { labels: Default::default(), ..service("x", "x", "by-hand") },
    ];
    let snapshot = snapshot(&built_in(), &[told("localhost", containers)]);
    assert_eq!(
        rows(&snapshot),
        "blog@localhost healthy\ndone@localhost exited-ok\nmixed@localhost running"
    );
    assert_eq!(snapshot.apps[0].deployed_at, Some(ago(60)));
    assert_eq!(snapshot.apps[0].directory.as_deref(), Some("/srv/apps/blog"));
    assert_eq!(snapshot.apps[2].version, None, "no single version stands for two services");
    assert_eq!(snapshot.summary.text, "All Systems Operational");
}

#[test]
fn the_inventory_overrides() {
    let phone = App {
        title: Some("Phone".into()),
        url: Some("https://phone.example".into()),
        host: Some("toucan".into()),
        group: Some("talk".into()),
        one_shot: true,
    };
    let inventory = sgos().with_app("phone", phone);
    // It is looked for on its host, though apps are discovered on hornbill only.
    let snapshot = snapshot(
        &inventory,
        &[told("hornbill", vec![]), told("toucan", vec![app("phone").exited(0, 60)])],
    );
    assert_eq!(rows(&snapshot), "phone@toucan exited-ok");
    let found = &snapshot.apps[0];
    assert_eq!((found.title.as_str(), found.group.as_deref()), ("Phone", Some("talk")));
    assert_eq!(found.url.as_deref(), Some("https://phone.example"));
}

#[test]
fn an_app_that_is_named_and_absent_is_not_running() {
    let inventory = sgos().with_app("phone", App::default());
    assert_eq!(
        rows(&snapshot(&inventory, &[told("hornbill", vec![]), told("toucan", vec![])])),
        "phone@hornbill not-running: no container named sgos-phone-app on hornbill"
    );
    let anywhere = fleet(&["hornbill", "toucan"], discover(&[])).with_app("phone", App::default());
    assert_eq!(
        rows(&snapshot(&anywhere, &[told("hornbill", vec![]), told("toucan", vec![])])),
        "phone@hornbill not-running: no container named sgos-phone-app on hornbill or toucan"
    );
    // It may run on the host that was not asked, or on the one that is silent.
    assert_eq!(rows(&snapshot(&anywhere, &[told("hornbill", vec![])])), "");
    assert_eq!(
        rows(&snapshot(&anywhere, &[told("hornbill", vec![]), unreachable("toucan")])),
        "phone@toucan unknown: toucan is unreachable: connection timed out"
    );
}

#[test]
fn only_named_apps_where_nothing_is_discovered() {
    let inventory = fleet(&["hornbill"], Discover::Nothing)
        .with_app("phone", App::default())
        .with_app("blog", App::default())
        .with_app("gone", App::default());
    let containers = vec![
        Container { name: "phone".into(), ..app("phone") },
        service("blog", "web", "blog-web-1").healthy(),
        service("other", "web", "other-web-1"),
    ];
    assert_eq!(
        rows(&snapshot(&inventory, &[told("hornbill", containers)])),
        "blog@hornbill healthy\ngone@hornbill not-running: no container or compose project named gone on hornbill\nphone@hornbill running"
    );
}

#[test]
fn apps_do_not_vanish_with_their_host() {
    let previous = [
        known("phone", "hornbill", State::Healthy, 3 * MINUTE),
        known("gone", "toucan", State::Healthy, 3 * MINUTE),
        known("undiscovered", "toucan", State::Healthy, 3 * MINUTE),
    ];
    let inventory = sgos().with_app("mail", App::default());
    let snapshot =
        judged(&inventory, &[unreachable("hornbill"), told("toucan", vec![])], &previous);
    insta::assert_snapshot!(rows(&snapshot), @"
    mail@hornbill unknown: hornbill is unreachable: connection timed out
    phone@hornbill unknown: hornbill is unreachable: connection timed out; was healthy 3 minutes ago
    ");
    let phone = &snapshot.apps[1];
    assert!(phone.stale);
    assert_eq!((phone.checked_at, phone.last_state), (ago(3 * MINUTE), Some(State::Healthy)));
    assert_eq!(snapshot.summary.state, SummaryState::Unknown);
    assert!(!snapshot.hosts[0].reachable);
}

#[test]
fn a_host_without_docker_is_reachable_and_its_apps_are_unknown() {
    let inventory = sgos().with_app("mail", App::default());
    for (kind, error) in [
        (FailureKind::NotInstalled, "Docker is not installed"),
        (FailureKind::NotRunning, "Docker is not running"),
        (FailureKind::PermissionDenied, "no permission to use Docker"),
        (FailureKind::TimedOut, "Docker did not answer in time: the host's words"),
        (FailureKind::Garbled, "Docker's answer could not be read: the host's words"),
        (FailureKind::Missing, "the answer ended before the list of containers: the host's words"),
        (FailureKind::Failed, "Docker failed: the host's words"),
    ] {
        let snapshot =
            snapshot(&inventory, &[without_docker("hornbill", kind), told("toucan", vec![])]);
        assert_eq!(rows(&snapshot), format!("mail@hornbill unknown: hornbill: {error}"));
        assert!(snapshot.hosts[0].reachable);
        assert_eq!(snapshot.hosts[0].error.as_deref(), Some(error));
        assert_eq!(snapshot.summary.state, SummaryState::Unknown);
    }
}

#[test]
fn a_failure_of_git_costs_the_commit_only() {
    let mut report = nine_states_report();
    report.containers = Ok(vec![app("phone").healthy()]);
    report.checkouts = Err(failure(FailureKind::NotInstalled, "git is not installed"));
    let snapshot = snapshot(&sgos(), &[answered("hornbill", report), told("toucan", vec![])]);
    assert_eq!(snapshot.summary.text, "All Systems Operational");
    assert_eq!(snapshot.apps[0].commit, None);
    assert_eq!(snapshot.hosts[0].warnings, ["no commits, no app.json: git is not installed"]);
}

#[test]
fn what_is_wrong_in_a_directory_is_told() {
    let broken = Checkout {
        git: GitFact::Unreadable("bad object HEAD\nmore".into()),
        app_json: AppJsonFact::Invalid("expected `,` at line 3".into()),
        dirty: Some(Err("timed out".into())),
    };
    let report = report(vec![app("phone").healthy()]).with_checkout((directory("phone"), broken));
    let snapshot = snapshot(&sgos(), &[answered("hornbill", report), told("toucan", vec![])]);
    insta::assert_snapshot!(snapshot.hosts[0].warnings.join("\n"), @"
    /srv/apps/phone: git: bad object HEAD
    /srv/apps/phone/app.json: expected `,` at line 3
    /srv/apps/phone: git status: timed out
    ");
}

#[test]
fn some_hosts_are_not_the_whole_fleet() {
    let snapshot = snapshot(&sgos(), &[told("hornbill", vec![app("a").healthy(), app("b")])]);
    assert_eq!(snapshot.summary.text, "All 2 apps on hornbill are operational");
}

#[test]
fn what_hosts_say_is_told_without_its_secrets() {
    let said =
        "postgres://app:s3cret99@db/app refused; password=s3cret99 Authorization: Bearer s3cret99";
    let phone = checkout("phone", "1.0.0", "fix: login with API_TOKEN=s3cret99", 1);
    let answer = report(vec![app("phone").unhealthy(1, said, 3)]).with_checkout(phone);
    let broken = failure(FailureKind::Failed, "proxy https://ada:s3cret99@proxy refuses");
    let silent = HostReport { containers: Err(broken), ..report(vec![]) };
    let outcomes = [answered("hornbill", answer), answered("toucan", silent)];
    let told = serde_json::to_string(&snapshot(&sgos(), &outcomes)).unwrap();
    assert!(told.contains("API_TOKEN=********") && told.contains("@db/app refused"), "{told}");
    assert!(told.contains("@proxy refuses") && !told.contains("s3cret99"), "{told}");
}

#[test]
fn the_topic_of_a_commit_is_no_secret() {
    let subject = |text: &str| {
        let answer = report(vec![app("phone")]).with_checkout(checkout("phone", "1", text, 1));
        let snapshot = snapshot(&sgos(), &[answered("hornbill", answer)]);
        snapshot.apps[0].commit.clone().unwrap().subject
    };
    for text in ["auth: mend the redirect", "feat(token)!: one for each app", "Words: a: b"] {
        assert_eq!(subject(text), text);
    }
    assert_eq!(subject("auth: use API_TOKEN=s3cret99"), "auth: use API_TOKEN=********");
    assert_eq!(subject("DB_PASSWORD: s3cret99"), "DB_PASSWORD: ********");
}
