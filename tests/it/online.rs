//! `sgos config check --online`: what is named and there, named and wrong, named and silent.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;

use crate::env::{Run, TestEnv};
use crate::probe::place::false_docker;

/// A web service that gives every request the same answer; its address.
fn service(answer: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut request = [0; 1024];
            let _ = stream.read(&mut request);
            let _ = stream.write_all(answer.as_bytes());
        }
    });
    format!("http://{address}")
}

const WELL: &str = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok";
const LOGIN: &str = "HTTP/1.1 302 Found\r\nLocation: https://sgl.cloudflareaccess.com/cdn-cgi/access/login\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
const BROKEN: &str = "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
const GARBAGE: &str = "\u{1b}[2J no HTTP at all\r\n\r\n";

/// Everything on this machine, some of it named wrongly.
fn fleet(extra: &str) -> TestEnv {
    let env = TestEnv::new();
    let srv = env.home().join("srv");
    for name in ["glitchtip", "status", "with space"] {
        std::fs::create_dir_all(srv.join(name)).unwrap();
    }
    env.write("srv/file", "");
    let srv = srv.display();
    env.write(
        "sgos.toml",
        format!(
            "[hosts.here]\naddress = \"local\"\n\
             [stacks.status]\nhost = \"here\"\ndirectory = \"{srv}/status\"\n\
             [discover]\ncontainers = \"sgos-{{app}}-app\"\n[apps.phone]\n{extra}"
        )
        .replace("SRV", &srv.to_string()),
    );
    let list = serde_json::json!([
        {"Id": "0f3a", "Names": ["/sgos-phone-app"], "State": "running", "Status": "Up",
         "Labels": {"note": "S3nt1nelV4lue"}},
        {"Id": "1f3a", "Names": ["/sgos-budget-app"], "State": "running", "Status": "Up", "Labels": {}},
    ]);
    false_docker(&env.home().join("docker.sock"), list.to_string());
    env
}

fn check(env: &TestEnv, args: &[&str]) -> Run {
    let socket = format!("unix://{}/docker.sock", env.home().display());
    let mut command = env.command();
    command.args(["config", "check", "--online"]).args(args);
    env.finish(command.env("DOCKER_HOST", socket).env("TOKEN", "S3nt1nelV4lue").output().unwrap())
}

/// The finding of that key.
fn finding(run: &Run, key: &str) -> serde_json::Value {
    let json: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    let findings = json["findings"].as_array().unwrap();
    let found = findings.iter().find(|finding| finding["key"] == key);
    found.unwrap_or_else(|| panic!("no {key}: {run}")).clone()
}

#[test]
fn all_is_there() {
    let extra = format!(
        "[grafana]\nurl = \"{}\"\ninternal_url = \"{}\"\ntoken = \"env:TOKEN\"\n",
        service(LOGIN),
        service(WELL)
    );
    let env = fleet(&extra);
    let run = check(&env, &["-o", "text"]);
    assert_eq!(run.code, 0, "{run}");
    assert!(run.stdout.contains("✓ directory ~/srv/status: is on here"), "{run}");
    assert!(run.stdout.contains("asks for a login by Cloudflare Access"), "{run}");
    assert!(run.stdout.contains("answers with 200"), "{run}");
    assert!(run.stdout.contains("✓ secret env:TOKEN: leads to a value"), "{run}");
    assert!(!run.stdout.contains("S3nt1nel"), "{run}");
    assert!(run.stdout.ends_with("all 6 are there\n"), "{run}");
}

#[test]
fn what_is_wrong_is_answered_with_the_nearest() {
    let env = fleet(
        "[apps.bugdet]\n[stacks.errors]\nhost = \"here\"\ndirectory = \"SRV/glitchtp\"\n\
         [stacks.deep]\nhost = \"here\"\ndirectory = \"SRV/with spac/a/b\"\n\
         [stacks.file]\nhost = \"here\"\ndirectory = \"SRV/file\"\n\
         [grafana]\nurl = \"http://127.0.0.1:1\"\ntoken = \"env:NOT_SET\"\n",
    );
    let run = check(&env, &["-o", "json"]);
    assert_eq!(run.code, 7, "{run}");
    let of = |key: &str| {
        let finding = finding(&run, key);
        let text = |name: &str| finding[name].as_str().unwrap_or_default().to_owned();
        (text("verdict"), text("said"), text("nearest"))
    };
    let (verdict, said, nearest) = of("stacks.errors.directory");
    assert_eq!((verdict.as_str(), said.as_str()), ("bad", "is not on here"));
    assert_eq!(nearest, "~/srv/glitchtip");
    assert_eq!(of("stacks.deep.directory").2, "~/srv/with space");
    assert_eq!(of("stacks.file.directory").1, "is no directory on here");
    assert_eq!(
        of("apps.bugdet"),
        ("bad".into(), "has no container on here".into(), "budget".into())
    );
    assert_eq!(of("grafana.url").1, "connection refused");
    assert!(of("grafana.token").1.contains("NOT_SET"));
    assert_eq!(of("stacks.status.directory").0, "good");
}

#[test]
fn what_does_not_answer_is_told_with_its_reason() {
    let extra = format!(
        "[loki]\nurl = \"{}\"\n[grafana]\nurl = \"http://nameless.invalid\"\ninternal_url = \"{}\"\n\
         [glitchtip]\nurl = \"{}\"\n[hosts.closed]\naddress = \"127.0.0.9\"\nport = 1\n\
         [stacks.far]\nhost = \"closed\"\ndirectory = \"/srv/x\"\n",
        service(BROKEN),
        service(GARBAGE),
        service(WELL).replace("http:", "https:"),
    );
    let env = fleet(&extra);
    let run = check(&env, &["-o", "json"]);
    assert_eq!(run.code, 4, "{run}");
    let said = |key: &str| finding(&run, key)["said"].as_str().unwrap().to_owned();
    assert_eq!(said("loki.url"), "answers with 502");
    assert_eq!(said("grafana.url"), "the name does not resolve");
    assert!(said("grafana.internal_url").starts_with("no connection: "), "{run}");
    assert!(said("glitchtip.url").contains("does not speak TLS"), "{run}");
    assert_eq!(said("hosts.closed"), "connection refused");
    assert_eq!(said("stacks.far.directory"), "closed does not answer");
    for form in ["text", "tsv", "jsonl"] {
        let run = check(&env, &["-o", form]);
        assert_eq!(run.code, 4, "{run}");
        assert!(!run.stdout.chars().any(|c| c.is_control() && !"\n\t".contains(c)), "{run}");
    }
}

#[test]
fn it_can_be_recorded_and_replayed() {
    let extra = format!(
        "[grafana]\nurl = \"{}\"\ninternal_url = \"http://127.0.0.1:1\"\ntoken = \"env:TOKEN\"\n",
        service(WELL)
    );
    let env = fleet(&extra);
    let then = check(&env, &["-o", "json", "--record", "D"]);
    assert_eq!(then.code, 4, "{then}");
    let recorded = std::fs::read_to_string(env.home().join("D/recording.json")).unwrap();
    assert!(recorded.contains("@http/1.json"), "{recorded}");
    // What the secret is was known before the host told it.
    let host = std::fs::read_to_string(env.home().join("D/here/1.stdout")).unwrap();
    assert!(host.contains("\"note\":\"*************\""), "{host}");
    // A host may well be called as the place where secrets are looked up.
    assert!(recorded.contains("@here/1.json") && recorded.contains("\"here/1.json"), "{recorded}");
    std::fs::remove_dir_all(env.home().join("srv")).unwrap();
    let now = env.run(&["config", "check", "--online", "-o", "json", "--replay", "D"]);
    let findings = |run: &Run| {
        serde_json::from_str::<serde_json::Value>(&run.stdout).unwrap()["findings"].clone()
    };
    assert_eq!((findings(&now), now.code), (findings(&then), then.code));
}

#[test]
fn verbose_tells_requests_too() {
    let env = fleet(&format!("[loki]\nurl = \"{}\"\n", service(WELL)));
    let run = check(&env, &["-v", "-o", "json"]);
    assert_eq!(run.code, 0, "{run}");
    let step = run.stderr.lines().find(|line| line.starts_with("http: GET http://127.0.0.1:"));
    assert!(step.is_some_and(|step| step.contains(": status 200, 2 bytes (")), "{run}");
}

#[test]
fn an_app_that_may_be_on_a_host_that_was_not_asked_is_not_missing() {
    let env = fleet("[apps.ghost]\n[hosts.other]\naddress = \"127.0.0.9\"\nport = 1\n");
    let run = check(&env, &["-H", "here", "-o", "json"]);
    assert_eq!(run.code, 0, "{run}");
    assert_eq!(finding(&run, "apps.phone")["verdict"], "good");
    assert!(!run.stdout.contains("ghost"), "{run}");
    let all = check(&env, &["-o", "json"]);
    assert_eq!(finding(&all, "apps.ghost")["verdict"], "unknown", "{all}");
}
