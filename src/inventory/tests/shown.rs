//! `config show`: what holds, and where it comes from.

use super::{elsewhere, read_on};
use crate::inventory::{Inventory, Shown, Surroundings};

fn rows(inventory: &Inventory) -> String {
    let line = |setting: &crate::inventory::Setting| {
        format!("{} = {} ({})", setting.key, setting.value, setting.origin)
    };
    inventory.settings.iter().map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn every_effective_value_of_the_example_on_toucan() {
    let text = include_str!("../../../examples/sgos.toml");
    let machine = Surroundings { hostname: "toucan".into(), ..elsewhere() };
    let inventory = read_on(text, &machine).unwrap().inventory;
    insta::assert_snapshot!(rows(&inventory), @r##"
    ssh.user = "stefan" (line 8)
    ssh.connect_timeout = "5s" (line 9)
    ssh.persist = "10m" (line 10)
    hosts.hornbill.address = "hornbill" (line 17)
    hosts.hornbill.tags = ["apps"] (line 19)
    hosts.hornbill.local = false (default)
    hosts.hornbill.user = "stefan" (line 8)
    hosts.hornbill.identity_file = "/home/ada/.ssh/deploy_hornbill" (line 18)
    hosts.hornbill.connect_timeout = "5s" (line 9)
    hosts.hornbill.persist = "10m" (line 10)
    hosts.toucan.address = "toucan" (default)
    hosts.toucan.tags = ["monitoring"] (line 14)
    hosts.toucan.local = true (this machine)
    stacks.alloy.host = "hornbill" (line 34)
    stacks.alloy.directory = "/srv/services/alloy" (line 35)
    stacks.glitchtip.host = "toucan" (line 26)
    stacks.glitchtip.directory = "/srv/services/glitchtip" (line 27)
    stacks.monitoring.host = "toucan" (line 22)
    stacks.monitoring.directory = "/srv/config/monitoring" (line 23)
    stacks.status.host = "toucan" (line 30)
    stacks.status.directory = "/srv/services/status" (line 31)
    discover.containers = "sgos-{app}-app" (line 38)
    discover.hosts = ["hornbill"] (line 39)
    apps.phone.title = "Phone" (line 42)
    apps.phone.url = "https://phone.sgl.as" (line 43)
    loki.url = "http://100.102.199.98:3100" (line 47)
    loki.retention = "30d" (line 48)
    grafana.url = "https://grafana.sgl.as" (line 51)
    grafana.internal_url = "http://toucan:3000" (line 52)
    grafana.token = "env:GRAFANA_TOKEN" (line 53)
    glitchtip.url = "https://glitchtip.sgl.as" (line 56)
    glitchtip.internal_url = "http://toucan:8000" (line 57)
    glitchtip.token = "env:GLITCHTIP_TOKEN" (line 58)
    status_page.url = "https://sgos-status.sgl.as" (line 61)
    status_page.host = "toucan" (line 62)
    status_page.directory = "/srv/services/status" (line 63)
    access.team = "sgl" (line 66)
    access.client_id = "env:CF_ACCESS_CLIENT_ID" (line 67)
    access.client_secret = "env:CF_ACCESS_CLIENT_SECRET" (line 68)
    "##);
}

#[test]
fn defaults_and_inherited_values_say_so() {
    let text = "[ssh]\nuser = \"a\"\n[hosts.\"web.example.com\"]\npersist = \"0\"\n";
    insta::assert_snapshot!(rows(&super::good(text)), @r##"
    ssh.user = "a" (line 2)
    ssh.connect_timeout = "5s" (default)
    ssh.persist = "10m" (default)
    hosts."web.example.com".address = "web.example.com" (default)
    hosts."web.example.com".local = false (default)
    hosts."web.example.com".user = "a" (line 2)
    hosts."web.example.com".connect_timeout = "5s" (default)
    hosts."web.example.com".persist = "0s" (line 4)
    "##);
}

#[test]
fn as_json() {
    let text = "[hosts.x]\nport = 22\ntags = [\"a\"]\n[grafana]\nurl = \"http://x\"\ntoken = \"cmd:pass 'a b'\"\n";
    let shown = Shown::of(&super::good(text));
    insta::assert_snapshot!(serde_json::to_string_pretty(&shown).unwrap(), @r##"
    {
      "schema_version": 1,
      "file": "sgos.toml",
      "trusted": true,
      "settings": [
        {
          "key": "hosts.x.address",
          "value": "x",
          "origin": "default",
          "line": null
        },
        {
          "key": "hosts.x.tags",
          "value": [
            "a"
          ],
          "origin": "file",
          "line": 3
        },
        {
          "key": "hosts.x.local",
          "value": false,
          "origin": "default",
          "line": null
        },
        {
          "key": "hosts.x.port",
          "value": 22,
          "origin": "file",
          "line": 2
        },
        {
          "key": "hosts.x.connect_timeout",
          "value": "5s",
          "origin": "default",
          "line": null
        },
        {
          "key": "hosts.x.persist",
          "value": "10m",
          "origin": "default",
          "line": null
        },
        {
          "key": "grafana.url",
          "value": "http://x",
          "origin": "file",
          "line": 5
        },
        {
          "key": "grafana.token",
          "value": "cmd:pass 'a b'",
          "origin": "file",
          "line": 6
        }
      ]
    }
    "##);
}
