//! `sgos open`: which page, and what shows it.

use serde_json::Value;

use crate::env::{Run, TestEnv};

const INVENTORY: &str = "[hosts.here]\nlocal = true\n\
    [apps.phone]\nurl = \"https://phone.sgl.as\"\n\
    [grafana]\nurl = \"https://grafana.sgl.as\"\n\
    [glitchtip]\ninternal_url = \"http://toucan:8000\"\n\
    [status_page]\nurl = \"https://status.sgl.as\"\n";

fn env() -> TestEnv {
    let env = TestEnv::new();
    env.write("sgos.toml", INVENTORY);
    env
}

fn on_a_desktop(env: &TestEnv, args: &[&str]) -> Run {
    let mut command = env.command();
    env.finish(command.args(args).env("DISPLAY", ":0").output().unwrap())
}

#[test]
fn names_of_the_inventory_are_printed_without_a_desktop() {
    let env = env();
    for (name, url) in [
        ("grafana", "https://grafana.sgl.as"),
        ("glitchtip", "http://toucan:8000"),
        ("status", "https://status.sgl.as"),
        ("phone", "https://phone.sgl.as"),
    ] {
        let run = env.run(&["open", name]);
        assert_eq!((run.code, run.stdout.trim()), (0, url), "{run}");
    }
}

#[test]
fn a_desktop_shows_the_page_and_print_does_not() {
    let env = env();
    env.program("xdg-open", "printf '%s\n' \"$@\" >\"$HOME/opened\"");
    let run = on_a_desktop(&env, &["open", "phone", "--print"]);
    assert_eq!((run.code, run.stdout.as_str()), (0, "https://phone.sgl.as\n"), "{run}");
    assert!(!env.home().join("opened").exists());
    let run = on_a_desktop(&env, &["open", "phone"]);
    assert_eq!((run.code, run.stdout.as_str()), (0, ""), "{run}");
    assert!(run.stderr.contains("opened https://phone.sgl.as"), "{run}");
    let opened = std::fs::read_to_string(env.home().join("opened")).unwrap();
    assert_eq!(opened, "https://phone.sgl.as\n");
    let run = on_a_desktop(&env, &["open", "grafana", "-o", "json"]);
    let json: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(json["url"], "https://grafana.sgl.as");
    assert_eq!(json["opened"], true);
}

#[test]
fn an_opener_that_fails_leaves_the_address() {
    let env = env();
    env.program("xdg-open", "exit 3");
    let run = on_a_desktop(&env, &["open", "phone"]);
    assert_eq!((run.code, run.stdout.as_str()), (0, "https://phone.sgl.as\n"), "{run}");
    assert!(run.stderr.contains("xdg-open cannot be started"), "{run}");
}

#[test]
fn of_a_host_that_is_silent_nothing_is_claimed() {
    let env = TestEnv::new();
    env.write(
        "sgos.toml",
        "[hosts.there]\naddress = \"127.0.0.1\"\nport = 1\n\
         [stacks.wiki]\nhost = \"there\"\ndirectory = \"/srv/wiki\"\n",
    );
    for args in [&["open", "wiki"][..], &["open", "wiki", "--repo"]] {
        let run = env.run(args);
        assert_eq!(run.code, 4, "{run}");
        assert!(run.stderr.contains("there did not tell: connection refused"), "{run}");
    }
}

#[test]
fn unknown_names_come_with_what_there_is() {
    let env = env();
    let run = env.run(&["open", "grafna"]);
    assert_eq!(run.code, 7, "{run}");
    assert!(
        run.stderr.contains("pages of grafana, glitchtip, status, status-page, phone"),
        "{run}"
    );
}
