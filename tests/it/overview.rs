//! Bare `sgos` on a terminal, which `script` makes: what is not well, and three hints.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::env::TestEnv;

/// What a terminal of 100 columns shows, and the exit code.
fn on_a_terminal(env: &TestEnv, args: &str) -> (String, i32) {
    let sgos = assert_cmd::cargo::cargo_bin!("sgos").display().to_string();
    let nowhere = format!("unix://{}/docker.sock", env.home().display());
    let mut command = Command::new("script");
    command.args(["--quiet", "--return", "--command", &format!("{sgos} {args}"), "/dev/null"]);
    command.env_clear().env("HOME", env.home()).env("XDG_RUNTIME_DIR", env.home());
    command.env("PATH", "/usr/local/bin:/usr/bin:/bin").env("DOCKER_HOST", nowhere);
    command.env("COLUMNS", "100").env("TERM", "xterm").env("LC_ALL", "C.UTF-8");
    let output = command.current_dir(env.home()).stdin(Stdio::null()).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap().replace("\r\n", "\n");
    (anstream::adapter::strip_str(&text).to_string(), output.status.code().unwrap())
}

#[test]
fn without_an_inventory_this_machine_and_how_to_go_on() {
    let (screen, code) = on_a_terminal(&TestEnv::new(), "");
    assert_eq!(code, 0, "{screen}");
    assert!(screen.contains("No data: Docker is not"), "{screen}");
    for hint in ["sgos status ", "sgos help ", "sgos init "] {
        assert!(screen.contains(&format!("\n  {hint}")), "no {hint}: {screen}");
    }
}

#[test]
fn with_hosts_that_do_not_answer_it_still_ends() {
    let env = TestEnv::new();
    env.write(
        "sgos.toml",
        "[hosts.closed]\naddress = \"127.0.0.1\"\nport = 1\n[apps.phone]\nhost = \"closed\"\n",
    );
    let started = Instant::now();
    let (screen, code) = on_a_terminal(&env, "--timeout 10s");
    assert!(started.elapsed() < Duration::from_secs(20), "{:?}", started.elapsed());
    assert_eq!(code, 4, "{screen}");
    assert!(screen.contains("closed is unreachable: connection refused"), "{screen}");
    assert!(screen.contains("sgos config show"), "{screen}");
}

#[test]
fn a_mistake_in_the_inventory_is_shown_as_ever() {
    let env = TestEnv::new();
    env.write("sgos.toml", "[hosts\n");
    let (screen, code) = on_a_terminal(&env, "");
    assert_eq!(code, 7, "{screen}");
    assert!(!screen.contains("sgos help"), "{screen}");
}

#[test]
fn whoever_wants_only_the_answer_gets_no_hints() {
    let (screen, _) = on_a_terminal(&TestEnv::new(), "--quiet");
    assert!(screen.contains("No data") && !screen.contains("sgos help"), "{screen}");
    // On a slow machine progress would stand between.
    let (screen, code) = on_a_terminal(&TestEnv::new(), "--json 2>/dev/null");
    assert_eq!(code, 0, "{screen}");
    let json: serde_json::Value = serde_json::from_str(&screen).unwrap();
    assert_eq!(json["summary"]["state"], "no-data");
}
