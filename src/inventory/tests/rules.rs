//! What holds by itself: defaults, inheritance, which host is this machine, where paths lead.

use std::time::Duration;

use super::{complaints, elsewhere, good, read_on};
use crate::inventory::{Discover, Origin, SecretRef, Source, Surroundings, parse};

const EXAMPLE: &str = include_str!("../../../examples/sgos.toml");

#[test]
fn the_example_is_in_order_and_remote_elsewhere() {
    let inventory = good(EXAMPLE);
    assert_eq!(inventory.hosts.keys().collect::<Vec<_>>(), ["hornbill", "toucan"]);
    assert!(inventory.hosts.values().all(|host| !host.local));
    let hornbill = &inventory.hosts["hornbill"];
    assert_eq!(hornbill.ssh.user.as_deref(), Some("stefan"));
    assert_eq!(hornbill.ssh.identity_file, Some("/home/ada/.ssh/deploy_hornbill".into()));
    assert_eq!(hornbill.ssh.connect_timeout, Duration::from_secs(5));
    assert_eq!(hornbill.ssh.persist, Duration::from_secs(600));
    assert_eq!(inventory.stacks["alloy"].directory, "/srv/services/alloy");
    assert!(matches!(&inventory.discover, Discover::Containers { pattern, hosts }
        if pattern.app("sgos-phone-app") == Some("phone") && hosts == &["hornbill"]));
    assert_eq!(inventory.apps["phone"].title.as_deref(), Some("Phone"));
    assert_eq!(inventory.loki.unwrap().retention, Some(Duration::from_secs(30 * 86400)));
    assert_eq!(inventory.grafana.unwrap().token, Some(SecretRef::Env("GRAFANA_TOKEN".into())));
    assert_eq!(inventory.glitchtip.unwrap().internal_url.as_deref(), Some("http://toucan:8000"));
    assert_eq!(inventory.status_page.unwrap().host.as_deref(), Some("toucan"));
    assert_eq!(inventory.access.unwrap().team, "sgl");
}

#[test]
fn toucan_is_local_on_toucan() {
    for hostname in ["toucan", "TOUCAN", "toucan.sgl.as"] {
        let inventory =
            read_on(EXAMPLE, &Surroundings { hostname: hostname.into(), ..elsewhere() })
                .unwrap()
                .inventory;
        assert!(inventory.hosts["toucan"].local);
        assert!(!inventory.hosts["hornbill"].local);
        let local =
            inventory.settings.iter().find(|setting| setting.key == "hosts.toucan.local").unwrap();
        assert_eq!(local.origin, Origin::Machine);
        assert!(inventory.is_here_by_name(&inventory.hosts["toucan"]));
        assert!(!inventory.is_here_by_name(&inventory.hosts["hornbill"]));
    }
}

#[test]
fn local_by_address_and_by_decree() {
    let local = |table: &str| good(&format!("[hosts.x]\n{table}")).hosts["x"].local;
    assert!(local("address = \"local\""));
    assert!(local("address = \"Laptop\""));
    assert!(!local("address = \"laptop\"\nlocal = false"));
    assert!(local("address = \"10.0.0.1\"\nlocal = true"));
    assert!(!local("address = \"localhost\"\nport = 2222"));
    assert!(good("[hosts.laptop]\naddress = \"10.0.0.1\"").hosts["laptop"].local);
    assert!(good("[hosts.local]").hosts["local"].local);
    for said in ["[hosts.x]\naddress = \"local\"", "[hosts.laptop]\nlocal = true"] {
        let inventory = good(said);
        assert!(!inventory.is_here_by_name(inventory.hosts.values().next().unwrap()), "{said}");
    }
    assert_eq!(complaints("[hosts.x]\naddress = \"local\"\nlocal = false").len(), 1);
}

#[test]
fn a_host_has_its_own_and_then_what_ssh_has() {
    let inventory = good(
        "[ssh]\nuser = \"a\"\nport = 2222\nconfig_file = \"ssh_config\"\nknown_hosts_file = \"/k\"\npersist = \"0\"\n\
         [hosts.x]\nuser = \"b\"\nconnect_timeout = \"9s\"\n[hosts.y]\npersist = \"1m\"\n",
    );
    let (x, y) = (&inventory.hosts["x"], &inventory.hosts["y"]);
    assert_eq!((x.ssh.user.as_deref(), y.ssh.user.as_deref()), (Some("b"), Some("a")));
    assert_eq!((x.ssh.port, y.ssh.port), (Some(2222), Some(2222)));
    assert_eq!((x.ssh.persist, y.ssh.persist), (Duration::ZERO, Duration::from_secs(60)));
    assert_eq!(
        (x.ssh.connect_timeout, y.ssh.connect_timeout),
        (Duration::from_secs(9), Duration::from_secs(5))
    );
    assert_eq!(
        x.ssh.config_file,
        Some("/fleet/ssh_config".into()),
        "relative to the folder of the file"
    );
    assert_eq!(x.ssh.known_hosts_file, Some("/k".into()));
    assert_eq!((x.address.as_str(), x.tags.len()), ("x", 0));
}

#[test]
fn paths_are_relative_to_the_folder_of_the_file() {
    let source = Source::Trusted("lab/sgos.toml".into());
    let inventory =
        parse("[hosts.x]\nidentity_file = \"key\"", &source, &elsewhere()).unwrap().inventory;
    assert_eq!(inventory.hosts["x"].ssh.identity_file, Some("/fleet/lab/key".into()));
}

#[test]
fn what_is_an_app_without_discover() {
    assert_eq!(good("[hosts.x]").discover, Discover::Projects);
    assert_eq!(good("[hosts.x]\n[apps.a]").discover, Discover::Nothing);
    assert!(
        complaints("[hosts.x]\n[discover]\nhosts = [\"x\"]")[0]
            .starts_with("2:1 [discover] lacks `containers`")
    );
}

#[test]
fn commands_need_a_trusted_file() {
    let text = "[ssh]\nconfig_file = \"c\"\n[hosts.x]\n[grafana]\nurl = \"http://x\"\ntoken = \"cmd:pass show x\"\n";
    good(text);
    let problems =
        parse(text, &Source::FoundUpwards("/fleet/sgos.toml".into()), &elsewhere()).unwrap_err();
    let lines: Vec<_> = problems.iter().map(|problem| problem.position.unwrap().line).collect();
    assert_eq!(lines, [2, 6]);
    let text = "[hosts.x]\n[grafana]\nurl = \"http://x\"\ntoken = \"env:X\"\n[access]\nteam = \"t\"\nclient_id = \"file:x\"\n";
    parse(text, &Source::FoundUpwards("/fleet/sgos.toml".into()), &elsewhere()).unwrap();
}

#[test]
fn references_must_resolve() {
    let text = "[hosts.toucan]\n[stacks.s]\nhost = \"tucan\"\ndirectory = \"/s\"\n[apps.a]\nhost = \"hornbill\"\n\
                [discover]\ncontainers = \"{app}\"\nhosts = [\"toucan\", \"Toucan\"]\n[loki]\nurl = \"http://x\"\nvia = \"tou\"\n\
                [status_page]\nhost = \"tukan\"\n";
    insta::assert_snapshot!(complaints(text).join("\n"), @r##"
    3:8 stacks.s.host: there is no host `tucan` | did you mean `toucan`?
    6:8 apps.a.host: there is no host `hornbill` | hosts: `toucan`
    9:20 discover.hosts: there is no host `Toucan` | did you mean `toucan`?
    12:7 loki.via: there is no host `tou` | did you mean `toucan`?
    14:8 status_page.host: there is no host `tukan` | did you mean `toucan`?
    "##);
}

#[test]
fn what_must_be_there() {
    let text = "[hosts.x]\n[stacks.s]\n[loki]\n[grafana]\ntoken = \"env:X\"\n[glitchtip]\ninternal_url = \"http://x\"\n[access]\n";
    insta::assert_snapshot!(complaints(text).join("\n"), @r##"
    2:1 [stacks.s] lacks `host` | such as host = "toucan"
    2:1 [stacks.s] lacks `directory` | such as directory = "/srv/services/status"
    3:1 [loki] lacks `url` | such as url = "http://toucan:3100"
    4:1 [grafana] lacks `url` | such as url = "https://…"; `internal_url` will do
    8:1 [access] lacks `team` | such as team = "sgl"
    "##);
}

#[test]
fn a_byte_order_mark_and_windows_line_ends_change_nothing() {
    let inventory = good("\u{feff}[hosts.x]\r\ntags = [\"a\"]\r\n");
    assert_eq!(inventory.hosts["x"].tags, ["a"]);
    assert_eq!(complaints("\u{feff}usr = 1\r\n[hosts.x]")[0].split(' ').next(), Some("1:1"));
}
