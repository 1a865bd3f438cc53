//! All mistakes of a file are found at once, each at its place, and shown so that they can be mended.

use super::{complaints, elsewhere, read_on};
use crate::inventory::Severity;

const TEN_MISTAKES: &str = r#"[ssh]
usr = "stefan"
connect_timeout = "0s"

[hosts.toucan]
port = 65536
tags = "monitoring"

[hosts.-rf]

[stacks.status]
host = "tucan"
directory = "srv/status"

[discover]
containers = "sgos-app"

[grafana]
url = "https://ada:hunter2@grafana.sgl.as"
token = "hunter2"
"#;

#[test]
fn ten_mistakes_are_ten_problems_each_at_its_place() {
    insta::assert_snapshot!(complaints(TEN_MISTAKES).join("\n"), @r##"
    2:1 unknown key `ssh.usr` | did you mean `user`?
    3:19 ssh.connect_timeout: 0s is out of range | from 1s to 10m
    6:8 hosts.toucan.port: 65536 is not a port | ports go from 1 to 65535
    7:8 hosts.toucan.tags: expected a list of texts, found a text | such as tags = ["a", "b"]
    9:8 hosts: a name may not begin with `-` | letters, digits, `-`, `_` and `.` are fine; the first is a letter, a digit or `_`
    12:8 stacks.status.host: there is no host `tucan` | did you mean `toucan`?
    13:13 stacks.status.directory: a directory on a host is an absolute path | such as "/srv/services/status"
    16:14 discover.containers: the pattern has no `{app}` in it | such as "sgos-{app}-app": `{app}` stands for the app's name
    19:7 grafana.url: a URL may not contain a user or a password | use `token` with a reference: "env:NAME", "file:PATH" or "cmd:PROGRAM ARG…"
    20:9 grafana.token: a secret is never written into this file | write where it is to be found: "env:NAME", "file:PATH" or "cmd:PROGRAM ARG…"
    "##);
}

#[test]
fn ten_mistakes_as_people_see_them() {
    let problems = read_on(TEN_MISTAKES, &elsewhere()).unwrap_err();
    assert_eq!(problems.errors(), 10);
    assert_eq!(problems.summary(), "the inventory sgos.toml has 10 errors");
    insta::assert_snapshot!(problems.render(false), @r##"
    error: unknown key `ssh.usr`
     --> sgos.toml:2:1
      |
    2 | usr = "stefan"
      | ^^^
      |
      = help: did you mean `user`?

    error: ssh.connect_timeout: 0s is out of range
     --> sgos.toml:3:19
      |
    3 | connect_timeout = "0s"
      |                   ^^^^
      |
      = help: from 1s to 10m

    error: hosts.toucan.port: 65536 is not a port
     --> sgos.toml:6:8
      |
    6 | port = 65536
      |        ^^^^^
      |
      = help: ports go from 1 to 65535

    error: hosts.toucan.tags: expected a list of texts, found a text
     --> sgos.toml:7:8
      |
    7 | tags = "monitoring"
      |        ^^^^^^^^^^^^
      |
      = help: such as tags = ["a", "b"]

    error: hosts: a name may not begin with `-`
     --> sgos.toml:9:8
      |
    9 | [hosts.-rf]
      |        ^^^
      |
      = help: letters, digits, `-`, `_` and `.` are fine; the first is a letter, a digit or `_`

    error: stacks.status.host: there is no host `tucan`
      --> sgos.toml:12:8
       |
    12 | host = "tucan"
       |        ^^^^^^^
       |
       = help: did you mean `toucan`?

    error: stacks.status.directory: a directory on a host is an absolute path
      --> sgos.toml:13:13
       |
    13 | directory = "srv/status"
       |             ^^^^^^^^^^^^
       |
       = help: such as "/srv/services/status"

    error: discover.containers: the pattern has no `{app}` in it
      --> sgos.toml:16:14
       |
    16 | containers = "sgos-app"
       |              ^^^^^^^^^^
       |
       = help: such as "sgos-{app}-app": `{app}` stands for the app's name

    error: grafana.url: a URL may not contain a user or a password
      --> sgos.toml:19:7
       |
    19 | url = "https://***********@grafana.sgl.as"
       |       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
       |
       = help: use `token` with a reference: "env:NAME", "file:PATH" or "cmd:PROGRAM ARG…"

    error: grafana.token: a secret is never written into this file
      --> sgos.toml:20:9
       |
    20 | token = *********
       |         ^^^^^^^^^
       |
       = help: write where it is to be found: "env:NAME", "file:PATH" or "cmd:PROGRAM ARG…"
    "##);
}

#[test]
fn no_secret_is_in_any_rendering() {
    let problems = read_on(TEN_MISTAKES, &elsewhere()).unwrap_err();
    for text in [
        problems.render(false),
        problems.render(true),
        format!("{problems:?}"),
        problems.to_string(),
    ] {
        assert!(!text.contains("hunter2"), "{text}");
    }
}

#[test]
fn colours_only_when_asked_for() {
    let problems = read_on(TEN_MISTAKES, &elsewhere()).unwrap_err();
    assert!(!problems.render(false).contains('\u{1b}'));
    assert!(problems.render(true).contains('\u{1b}'));
}

#[test]
fn broken_toml_and_wrong_values_together() {
    let text = "[hosts.toucan]\naddress = toucan\nport = 0\nport = 22\ntags = [\"a\" \"b\"]\n[stacks.x]\nhost = \"tucan\"\n";
    insta::assert_snapshot!(complaints(text).join("\n"), @r##"
    2:11 a text needs quotes | "…"; true, false and numbers stand without
    3:8 hosts.toucan.port: 0 is not a port | ports go from 1 to 65535
    4:1 this was already said | every key and every [table] may be written once
    5:13 missing comma between array elements, expected `,`
    7:8 stacks.x.host: there is no host `tucan` | did you mean `toucan`?
    "##);
}

#[test]
fn a_broken_header_does_not_make_every_reference_wrong() {
    let text = "[hosts.toucan\n[stacks.x]\nhost = \"toucan\"\ndirectory = \"/srv\"\n";
    insta::assert_snapshot!(complaints(text).join("\n"), @"1:14 unclosed table, expected `]`");
}

#[test]
fn a_secret_without_quotes_is_not_shown() {
    let problems =
        read_on("[grafana]\nurl = \"http://x\"\ntoken = hunter2\n", &elsewhere()).unwrap_err();
    assert!(!problems.render(false).contains("hunter2"), "{problems}");
    assert!(problems.render(false).contains("token = *******"), "{problems}");
}

#[test]
fn no_secret_is_shown_however_it_is_written() {
    for text in [
        "[grafana]\ntoken = \"\"\"\nhunter2",
        "[grafana]\ntoken = '''\nhunter2\nx",
        "[grafana]\ntoken = \"hunter2\n",
        "[grafana]\ntoken.value = \"hunter2\"\n",
        "grafana.token . x = hunter2\n",
        "grafana = { url = \"x\", token = \"hunter2\", x = 1 }\n",
        "[grafana]\ntokens = \"hunter2\"\n\"pass word\" = 'hunter2'\n",
        "[access]\nteam = \"a b\"\nclient_id = hunter2\nclientsecret = \"hunter2\"\n",
        "[apps.x]\nurl = \"https://hunter2@x\"\nhost = 'https://a:hunter2@x'\n",
    ] {
        let problems = read_on(text, &elsewhere()).unwrap_err();
        assert!(!format!("{problems:?}{problems}").contains("hunter2"), "{text}\n{problems}");
    }
}

#[test]
fn unknown_keys_are_told_what_is_known() {
    let text = "[host.toucan]\n[hosts.a]\nadress = \"b\"\ncolour = 1\n[hosts.a.ssh]\nuser = \"x\"\n[apps.x]\nname = \"X\"\n";
    insta::assert_snapshot!(complaints(text).join("\n"), @r##"
    1:2 unknown table `host` | did you mean `hosts`?
    3:1 unknown key `hosts.a.adress` | did you mean `address`?
    4:1 unknown key `hosts.a.colour` | known here: `address`, `tags`, `local`, `user`, `port`, `identity_file`, `config_file`, `known_hosts_file`, `connect_timeout`, `persist`
    5:10 unknown table `hosts.a.ssh` | known here: `address`, `tags`, `local`, `user`, `port`, `identity_file`, `config_file`, `known_hosts_file`, `connect_timeout`, `persist`
    8:1 unknown key `apps.x.name` | known here: `title`, `url`, `host`, `group`, `one_shot`
    "##);
}

#[test]
fn wrong_types() {
    let text = "hosts = 3\nssh = \"x\"\n[[stacks]]\n[apps]\nphone = \"Phone\"\n[loki]\nurl = 1\nretention = 30\nvia = [\"a\"]\n[status_page]\nhost = true\ndirectory = 1979-05-27\n[discover]\ncontainers = 1.5\nhosts = [1, \"nobody\"]\n";
    insta::assert_snapshot!(complaints(text).join("\n"), @r##"
    1:9 hosts: expected a table, found a number | write it as [hosts]
    2:7 ssh: expected a table, found a text | write it as [ssh]
    3:1 stacks: expected a table, found a list | write it as [stacks]
    5:9 apps.phone: expected a table, found a text | write it as [apps.phone]
    7:7 loki.url: expected a text in quotes, found a number
    8:13 loki.retention: `30` is not a length of time | which unit? such as "30s" or "30m"
    9:7 loki.via: expected a text in quotes, found a list
    11:8 status_page.host: expected a text in quotes, found true or false
    12:13 status_page.directory: expected a text in quotes, found a date
    14:14 discover.containers: expected a text in quotes, found a number with a fraction
    15:10 discover.hosts: expected a text in quotes, found a number
    "##);
}

#[test]
fn warnings_do_not_stop() {
    let loaded = read_on("[hosts.a]\ntags = [\"x\", \"x\"]\n", &elsewhere()).unwrap();
    assert_eq!(loaded.inventory.hosts["a"].tags, ["x"]);
    assert_eq!(loaded.warnings.len(), 1);
    assert!(loaded.warnings.iter().all(|warning| warning.severity == Severity::Warning));
    insta::assert_snapshot!(loaded.warnings.render(false), @r##"
    warning: hosts.a.tags: `x` is listed twice
     --> sgos.toml:2:14
      |
    2 | tags = ["x", "x"]
      |              ^^^
    "##);
}

#[test]
fn an_empty_file_is_valid_and_says_so() {
    for text in ["", "\n\n# nothing\n", "[hosts]\n", "\u{feff}"] {
        let loaded = read_on(text, &elsewhere()).unwrap();
        assert!(loaded.inventory.hosts.is_empty());
        insta::allow_duplicates! {
            insta::assert_snapshot!(loaded.warnings.render(false), @r##"
            warning: there are no hosts in it
            --> sgos.toml
             = help: [hosts.NAME] adds one; address = "local" is this machine
            "##);
        }
    }
}
