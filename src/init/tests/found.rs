//! What is found on hosts, and what is not.

use super::*;

#[test]
fn the_fleet_of_two_hosts() {
    let monitoring = vec![
        service("monitoring", "grafana")
            .image_is("grafana/grafana:11.2")
            .publishes("0.0.0.0", 3000, 3000),
        service("monitoring", "loki").image_is("grafana/loki:3.7").publishes("::", 13100, 3100),
        service("glitchtip", "web").publishes("0.0.0.0", 8000, 8000),
        service("glitchtip", "worker").image_is("glitchtip/glitchtip:v4"),
        service("status", "nginx").publishes("0.0.0.0", 3004, 80),
    ];
    let mut fleet = Fleet::of([
        ("toucan", monitoring),
        (
            "hornbill",
            vec![app("phone"), app("mail"), service("phone", "db"), service("alloy", "alloy")],
        ),
    ]);
    fleet.0[1].2 =
        fleet.0[1].2.take().map(|report| with_title(report, "/srv/phone", "The \"Phone\""));
    let draft = fleet.draft();
    assert_eq!(draft.remarks, [""; 0]);
    let text = draft.text();
    let inventory = read(&text).unwrap().inventory;
    assert_eq!(
        inventory.stacks.keys().collect::<Vec<_>>(),
        ["alloy", "glitchtip", "monitoring", "status"]
    );
    assert_eq!(inventory.apps["phone"].title.as_deref(), Some("The \"Phone\""));
    insta::assert_snapshot!(text);
}

#[test]
fn the_pattern_is_what_most_projects_share() {
    let pattern = |containers: Vec<Container>| {
        Fleet::of([("box", containers)]).pattern().map(|pattern| pattern.to_string())
    };
    let found = |containers| pattern(containers).unwrap_or_default();
    let helper = |name: &str| container(name, "db", &format!("sgos-{name}-db"));
    assert_eq!(found(vec![app("phone"), app("mail"), helper("phone")]), "sgos-{app}-app");
    assert_eq!(
        found(vec![app("a-b"), app("c"), container("loki", "loki", "loki"), helper("c")]),
        "sgos-{app}-app"
    );
    let plain = |name: &str| container(name, "app", &format!("{name}_prod"));
    assert_eq!(found(vec![plain("phone"), plain("mail")]), "{app}_prod");
    // Names that compose made: only of main services.
    assert_eq!(found(vec![service("phone", "app"), service("mail", "app")]), "{app}-app-1");
    assert_eq!(pattern(vec![service("phone", "db"), service("mail", "db")]), None);
    assert_eq!(pattern(vec![app("phone")]), None, "one is no pattern");
    assert_eq!(pattern(vec![container("a", "x", "a-x-y"), container("a", "y", "a-z-y")]), None);
    assert_eq!(pattern(Vec::new()), None);
}

#[test]
fn the_same_agent_on_two_hosts_is_no_pattern() {
    let agent = || vec![container("beszel", "agent", "beszel-agent")];
    assert_eq!(Fleet::of([("a", agent()), ("b", agent())]).pattern(), None);
}

#[test]
fn without_a_pattern_every_project_is_an_app_and_a_stack() {
    let draft = Fleet::of([("box", vec![service("web", "nginx")])]).draft();
    assert_eq!((draft.discover.as_ref(), draft.apps.len(), draft.stacks.len()), (None, 0, 1));
    assert_eq!(
        read(&draft.text()).unwrap().inventory.discover,
        crate::inventory::Discover::Projects
    );
}

#[test]
fn a_project_on_two_hosts_is_two_stacks() {
    let alloy = || vec![service("alloy", "alloy")];
    let draft = Fleet::of([("a", alloy()), ("b", alloy())]).draft();
    let names: Vec<_> = draft.stacks.iter().map(|stack| stack.name.as_str()).collect();
    assert_eq!(names, ["alloy-a", "alloy-b"]);
}

#[test]
fn a_silent_host_may_have_apps_too() {
    let mut fleet =
        Fleet::of([("a", vec![app("phone"), app("mail")]), ("b", vec![service("x", "y")])]);
    assert_eq!(fleet.draft().discover.unwrap().hosts, ["a"]);
    fleet.0.push(("c".into(), Reach { hostname: "c".into(), direct: true }, None));
    let draft = fleet.draft();
    assert_eq!(draft.discover.as_ref().unwrap().hosts, [""; 0], "all hosts");
    assert!(
        draft
            .text()
            .contains("[hosts.c]                               # not asked: connection refused\n")
    );
}

#[test]
fn what_cannot_be_written_is_remarked() {
    let mut lost = service("lost", "x");
    lost.labels.remove("com.docker.compose.project.working_dir");
    let up = service("a/../b", "x");
    let relative = container("rel", "x", "rel-x-1");
    let relative = Container {
        labels: relative
            .labels
            .into_iter()
            .map(|(key, value)| (key, value.replace("/srv/", "")))
            .collect(),
        ..relative
    };
    let draft = Fleet::of([("box", vec![lost, up, relative, app("one"), app("-two")])]).draft();
    assert_eq!(draft.stacks, []);
    assert_eq!(draft.remarks.len(), 4, "{:#?}", draft.remarks);
    assert!(draft.remarks.iter().all(|remark| remark.starts_with("box: the ")));
}

fn loki_text(reach: Reach, loki: Container) -> String {
    let fleet = Fleet(vec![("toucan".into(), reach, Some(report(vec![loki])))]);
    fleet.draft().text().split("\n\n").last().unwrap().to_owned()
}

#[test]
fn an_address_is_one_that_can_be_reached() {
    let reach = |hostname: &str, direct| Reach { hostname: hostname.to_owned(), direct };
    let loki = || service("m", "loki");
    let text = |reach, loki| {
        let text = loki_text(reach, loki);
        text.lines().filter(|line| line.starts_with(['u', 'v', '#'])).collect::<Vec<_>>().join(" ")
    };
    let everywhere = || loki().publishes("0.0.0.0", 3100, 3100);
    assert_eq!(text(reach("10.0.0.1", true), everywhere()), "url = \"http://10.0.0.1:3100\"");
    assert_eq!(text(reach("fd00::1", true), everywhere()), "url = \"http://[fd00::1]:3100\"");
    assert_eq!(
        text(reach("10.0.0.1", false), everywhere()),
        "url = \"http://127.0.0.1:3100\" via = \"toucan\""
    );
    let loopback = || loki().publishes("127.0.0.1", 3100, 3100);
    assert_eq!(
        text(reach("10.0.0.1", true), loopback()),
        "url = \"http://127.0.0.1:3100\" via = \"toucan\""
    );
    assert_eq!(text(reach("localhost", true), loopback()), "url = \"http://127.0.0.1:3100\"");
    let tailnet = loki().publishes("100.64.0.1", 3100, 3100);
    assert_eq!(text(reach("10.0.0.1", true), tailnet), "url = \"http://100.64.0.1:3100\"");
    let closed = text(reach("10.0.0.1", true), loki());
    assert!(closed.starts_with("# Not in use: its port is not published # [loki]"), "{closed}");
    let odd = text(reach("fe80::1%eth0", true), everywhere());
    assert!(odd.starts_with("# Not in use: an inventory does not take this address"), "{odd}");
    // Not on its usual port, but on the only one.
    let other = loki().publishes("0.0.0.0", 80, 8080);
    assert_eq!(text(reach("t", true), other.clone()), "url = \"http://t:80\"");
    assert!(text(reach("t", true), other.publishes("0.0.0.0", 81, 8081)).contains("Not in use"));
}

#[test]
fn a_status_page_is_told_by_its_files_before_its_name() {
    let fleet = Fleet::of([(
        "box",
        vec![service("status", "nginx"), service("board", "server").publishes("::", 8080, 8080)],
    )]);
    let mut sightings = fleet.sightings();
    let found =
        |sightings: &[Sighting<'_>]| draft(Vec::new(), sightings, None).status_page.unwrap();
    assert_eq!(found(&sightings).values.last().unwrap().1.to_string(), "\"/srv/status\"");
    let pages = ["/srv/board".to_owned()];
    sightings[0].pages = &pages;
    let page = found(&sightings);
    assert_eq!(page.values.last().unwrap().1.to_string(), "\"/srv/board\"");
    assert_eq!(page.values[0].1.to_string(), "\"http://box.lan:8080\"");
    assert!(page.remark.ends_with("whose directory holds the page"), "{}", page.remark);
}

#[test]
fn a_service_is_told_by_its_image_before_its_name() {
    let fleet = Fleet::of([(
        "box",
        vec![
            service("notes", "loki"),
            service("logs", "store").image_is("registry:5000/grafana/loki:3.7@sha256:00"),
            service("other", "canary").image_is("grafana/loki-canary"),
            // Apps of these names are apps.
            container("loki", "loki", "sgos-loki-app")
                .image_is("grafana/loki")
                .publishes("::", 1, 3100),
            app("mail"),
            service("shop", "web").publishes("0.0.0.0", 8000, 8000),
            service("shop", "nginx").image_is("nginx:1"),
        ],
    )]);
    let draft = fleet.draft();
    assert!(draft.loki.as_ref().unwrap().remark.starts_with("container logs-store-1 on box"));
    assert_eq!((draft.glitchtip, draft.status_page), (None, None));
}
