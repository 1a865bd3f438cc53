//! `sgos ps` of this machine, of hosts that cannot be reached, and in every form of output.

use serde_json::Value;

use crate::env::{Run, TestEnv};

/// A false Docker with a project of two services, one of them ended; `DOCKER_HOST` keeps the real one away.
const DOCKER: &str = r#"
case $1 in
  ps) echo 0123456789ab0123456789ab0123456789ab0123456789ab0123456789ab0123
      echo 1123456789ab0123456789ab0123456789ab0123456789ab0123456789ab0123 ;;
  inspect)
    labels='"com.docker.compose.project": "web", "com.docker.compose.project.working_dir": "/srv/web"'
    printf '[{"Id": "0123456789ab0123456789ab0123456789ab0123456789ab0123456789ab0123",
      "Name": "/web-app-1", "Created": "2026-01-01T00:00:00Z", "State": {"Status": "running"},
      "HostConfig": {"PortBindings": {"80/tcp": [{"HostIp": "", "HostPort": "8080"}]}},
      "Config": {"Image": "https://ada:hunter22@registry.example.org/web:1", "Labels": {%s, "com.docker.compose.service": "app"}}},
      {"Id": "1123456789ab0123456789ab0123456789ab0123456789ab0123456789ab0123",
      "Name": "/web-db-1", "Created": "2026-01-01T00:00:00Z",
      "State": {"Status": "exited", "ExitCode": 137, "OOMKilled": true},
      "Config": {"Image": "db\u001b[2J", "Labels": {%s, "com.docker.compose.service": "db"}}}]' \
      "$labels" "$labels" ;;
  *) exit 1 ;;
esac
"#;

fn here(args: &[&str]) -> Run {
    let env = TestEnv::new();
    env.program("docker", DOCKER);
    let command = env.command().args(args).env("DOCKER_HOST", "tcp://127.0.0.1:1").output();
    env.finish(command.unwrap())
}

#[test]
fn this_machine_without_inventory() {
    let run = here(&["ps", "-o", "json"]);
    assert_eq!(run.code, 0, "{run}");
    let json: Value = serde_json::from_str(&run.stdout).unwrap();
    let schema = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/ps.schema.json");
    let schema = serde_json::from_str(&std::fs::read_to_string(schema).unwrap()).unwrap();
    jsonschema::validate(&schema, &json).unwrap();
    let services = json["services"].as_array().unwrap();
    let words = services.iter().map(|one| {
        format!("{} {} {}", one["stack"], one["service"], one["state"]).replace('"', "")
    });
    assert_eq!(words.collect::<Vec<_>>(), ["web app running", "web db not-running"]);
    assert_eq!(services[0]["directory"], "/srv/web");
    assert_eq!(services[0]["url"], "http://localhost:8080");
    for output in ["json", "jsonl", "tsv", "text"] {
        let run = here(&["ps", "--wide", "-o", output]);
        let in_full = run.stdout.contains("registry.example.org/web:1");
        assert!(in_full || output == "text", "{run}");
        assert!(!run.stdout.contains("hunter22"), "{run}");
    }
    let text = here(&["ps", "-o", "text", "--wide"]);
    assert!(text.stdout.contains("exited 137 (killed, out of memory)"), "{text}");
    assert!(!text.stdout.contains('\u{1b}'), "{text}");
}

#[test]
fn targets_that_are_none_and_names_that_are_not_there() {
    for word in ["a/b/c", "@", "["] {
        let run = here(&["ps", word]);
        assert_eq!(run.code, 2, "{run}");
        assert!(run.stderr.contains("is no target"), "{run}");
    }
    let run = here(&["ps", "wbe", "-o", "json"]);
    assert_eq!(run.code, 7, "{run}");
    assert!(run.stderr.contains("nearest to `wbe`: web on "), "{run}");
    let json: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(json["error"]["exit"], 7);
    let run = here(&["ps", "web/d*", "-o", "jsonl"]);
    assert_eq!(run.stdout.lines().count(), 1, "{run}");
}

/// A fleet in which nobody answers: a closed port, and a name that cannot resolve.
fn unreachable() -> TestEnv {
    let env = TestEnv::new();
    env.write(
        "sgos.toml",
        "[hosts.closed]\naddress = \"127.0.0.1\"\nport = 1\n\
         [hosts.nameless]\naddress = \"nameless.invalid\"\n\
         [stacks.web]\nhost = \"closed\"\ndirectory = \"/srv/web\"\n",
    );
    env
}

#[test]
fn what_is_declared_is_unknown_where_nobody_answers() {
    let env = unreachable();
    let run = env.run(&["ps", "-o", "json"]);
    assert_eq!(run.code, 4, "{run}");
    let json: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(json["services"][0]["state"], "unknown");
    assert_eq!(json["services"][0]["directory"], "/srv/web");
    for output in ["tsv", "jsonl"] {
        let run = env.run(&["ps", "-o", output]);
        assert_eq!(run.code, 4, "{run}");
        assert!(run.stderr.contains("closed is unreachable: connection refused"), "{run}");
        assert_eq!(run.stdout.lines().count(), 1 + usize::from(output == "tsv"), "{run}");
    }
    let run = env.run(&["ps", "wbe"]);
    assert_eq!(run.code, 7, "{run}");
    for words in
        ["no host told", "on closed, which did not tell: connection refused", "on nameless, "]
    {
        assert!(run.stderr.contains(words), "{run}");
    }
}

/// What was seen once is remembered with its place; a file of an older sgos is read, too.
#[test]
fn services_are_remembered() {
    let env = unreachable();
    env.write("sgos.toml", "[hosts.closed]\naddress = \"127.0.0.1\"\nport = 1\n");
    let names = r#"{"apps":[],"services":[{"host":"closed","stack":"old","service":"app"},
        {"host":"closed","stack":"web","service":"db","directory":"/srv/web","seen_at":"2026-01-01T00:00:00Z"}]}"#;
    // The file's name is a hash of the inventory's path.
    let hash = {
        use sha2::Digest as _;
        let path = env.home().join("sgos.toml");
        let hash = sha2::Sha256::digest(path.as_os_str().as_encoded_bytes());
        hash.iter().take(6).map(|byte| format!("{byte:02x}")).collect::<String>()
    };
    env.write(&format!(".cache/sgos/names-{hash}.json"), names);
    let run = env.run(&["ps", "-o", "tsv"]);
    assert_eq!(run.code, 4, "{run}");
    let rows: Vec<_> = run.stdout.lines().skip(1).collect();
    assert_eq!(rows, ["old\tapp\tclosed\tunknown\t\t\t", "web\tdb\tclosed\tunknown\t/srv/web\t\t"]);
}
