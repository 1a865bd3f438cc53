//! Which address belongs to which service.

use super::super::fixture::{container, told};
use super::super::{What, resolve};
use super::*;
use crate::inventory::{Source, Surroundings, Target, parse};

const INVENTORY: &str = r#"
[hosts.toucan]
[hosts.hornbill]
address = "10.0.0.2"
[stacks.status]
host = "toucan"
directory = "/srv/services/status"
[discover]
containers = "sgos-{app}-app"
[apps.phone]
url = "https://phone.sgl.as"
[grafana]
url = "https://grafana.sgl.as"
internal_url = "http://toucan:3000"
[status_page]
url = "https://status.sgl.as"
host = "toucan"
directory = "/srv/services/status"
"#;

fn inventory() -> Inventory {
    parse(INVENTORY, &Source::BuiltIn, &Surroundings::on("elsewhere")).unwrap().inventory
}

fn port(address: &str, on_host: u16, inside: u16) -> PublishedPort {
    PublishedPort { address: address.into(), on_host, inside }
}

fn with(name: &str, place: (&str, &str, &str), ports: &[PublishedPort]) -> Container {
    Container { ports: ports.to_vec(), ..container(name, Some(place)) }
}

fn urls(word: &str) -> Vec<String> {
    let everywhere = |number| [port("0.0.0.0", number, number), port("::", number, number)];
    let toucan = vec![
        with("m-grafana-1", ("monitoring", "grafana", "/m"), &everywhere(3000)),
        with("m-alloy-1", ("monitoring", "alloy", "/m"), &everywhere(12345)),
        with("m-db-1", ("monitoring", "db", "/m"), &everywhere(5432)),
        with("m-inner-1", ("monitoring", "inner", "/m"), &[port("127.0.0.1", 9000, 9000)]),
        with("status-web-1", ("status", "web", "/srv/services/status"), &everywhere(3004)),
        with("status-helper-1", ("status", "helper", "/srv/services/status"), &[]),
    ];
    let hornbill = vec![
        with("sgos-phone-app", ("phone", "app", "/p"), &everywhere(8080)),
        with("phone-admin-1", ("phone", "admin", "/p"), &[port("10.9.9.9", 8081, 80)]),
        with("six", ("six", "web", "/s"), &[port("fd00::1", 80, 80)]),
        Container { ports: everywhere(7000).to_vec(), ..container("old-thing", None) },
    ];
    let outcomes = [told("toucan", toucan), told("hornbill", hornbill)];
    let inventory = inventory();
    let catalogue = Catalogue::of(&inventory, &outcomes, &[]);
    let found: Vec<What> = resolve(&catalogue, &[Target::parse(word).unwrap()]).unwrap().all();
    pages(&inventory, &catalogue, &found).into_iter().map(|page| page.url).collect()
}

#[test]
fn the_inventory_is_believed_before_ports() {
    assert_eq!(urls("grafana"), ["https://grafana.sgl.as"]);
    assert_eq!(urls("status/web"), ["https://status.sgl.as"]);
    assert!(urls("status/helper").is_empty(), "another service is reached");
    assert_eq!(urls("phone/app"), ["https://phone.sgl.as"]);
}

#[test]
fn a_published_port_is_a_page_where_a_browser_reaches_it() {
    assert_eq!(urls("alloy"), ["http://toucan:12345"]);
    assert_eq!(urls("phone/admin"), ["http://10.9.9.9:8081"], "it is bound to that address");
    assert_eq!(urls("six"), ["http://[fd00::1]"]);
    assert_eq!(urls("old-thing"), ["http://10.0.0.2:7000"]);
    assert!(urls("db").is_empty(), "a database has no page");
    assert!(urls("inner").is_empty(), "only the host itself reaches it");
}

#[test]
fn an_app_keeps_its_page_while_its_host_is_silent() {
    let inventory = inventory();
    let known = crate::status::KnownService {
        host: "hornbill".into(),
        stack: "phone".into(),
        service: "app".into(),
        directory: Some("/p".into()),
        ..Default::default()
    };
    let catalogue = Catalogue::of(&inventory, &[told("hornbill", Vec::new())], &[known]);
    let phone = &catalogue.stacks[0];
    let page = page_of_service(&inventory, phone, &[]);
    assert_eq!(page.as_deref(), Some("https://phone.sgl.as"));
}

#[test]
fn a_stack_has_the_pages_of_its_services() {
    assert_eq!(urls("monitoring"), ["http://toucan:12345", "https://grafana.sgl.as"]);
}

#[test]
fn names_of_the_inventory_need_no_host() {
    let named = named_pages(&inventory());
    let names: Vec<_> = named.iter().map(|(name, page)| format!("{name} {}", page.url)).collect();
    assert_eq!(
        names,
        [
            "grafana https://grafana.sgl.as",
            "status https://status.sgl.as",
            "status-page https://status.sgl.as",
            "phone https://phone.sgl.as",
        ]
    );
}

#[test]
fn a_lying_host_sends_nobody_elsewhere() {
    let inventory = inventory();
    for address in ["evil.example/?", "a@evil.example", "\u{1b}[31m", "1.2.3.4/x", ""] {
        let lying = with("web", ("web", "app", "/w"), &[port(address, 80, 80)]);
        let catalogue = Catalogue::of(&inventory, &[told("toucan", vec![lying])], &[]);
        assert!(pages(&inventory, &catalogue, &[What::Stack(1)]).is_empty(), "{address}");
        assert_eq!(catalogue.stacks[1].name, "web");
    }
}

#[test]
fn only_web_pages_are_pages() {
    for url in ["http://a", "https://a/b?c#d", "HTTPS://a"] {
        assert!(is_page(url), "{url}");
    }
    for url in
        ["file:///etc/passwd", "javascript:alert(1)", "a", "", "-h", "http://a\nb", "http://a b"]
    {
        assert!(!is_page(url), "{url}");
    }
}

#[test]
fn urls_are_taken_apart() {
    assert_eq!(authority("http://toucan:3000/x"), Some(("toucan", 3000)));
    assert_eq!(authority("https://toucan"), Some(("toucan", 443)));
    assert_eq!(authority("http://[::1]"), Some(("[::1]", 80)));
    assert_eq!(authority("nonsense"), None);
}
