//! `sgos hosts` on two real hosts: what it knows of machines that are well, and of those that are not.

use std::time::Duration;

use serde_json::{Value, json};

use crate::LabTest;
use crate::lab::{Lab, eventually};
use crate::person::{Person, Run, SGOS, finish};
use crate::terminal::without_escapes;
use crate::trust;

pub(crate) const TESTS: &[LabTest] = &[
    ("hosts::the_machines_are_known", the_machines_are_known),
    ("hosts::three_true_lines_and_trust_mends_one", three_true_lines_and_trust_mends_one),
    ("hosts::one_is_cut_off", one_is_cut_off),
    ("hosts::one_stands_still", one_stands_still),
    ("hosts::one_is_slow", one_is_slow),
    ("hosts::one_tells_garbage", one_tells_garbage),
    ("hosts::docker_is_not_for_this_user", docker_is_not_for_this_user),
    ("hosts::docker_is_silent", docker_is_silent),
    ("hosts::docker_is_not_there", docker_is_not_there),
    ("hosts::compose_is_found_wherever_docker_finds_it", compose_is_found_wherever_docker_finds_it),
    ("hosts::a_clock_is_ten_minutes_ahead", a_clock_is_ten_minutes_ahead),
    ("hosts::texts_of_a_host_are_only_texts", texts_of_a_host_are_only_texts),
    ("hosts::a_table_fits_its_terminal", a_table_fits_its_terminal),
    ("hosts::a_closed_pipe_is_silent", a_closed_pipe_is_silent),
];

const SOON: Duration = Duration::from_secs(8);

fn hosts(person: &Person<'_>) -> Run {
    person.run(&["hosts", "-o", "json"])
}

/// All that is to be known of a machine that is well.
#[track_caller]
fn is_well(run: &Run, host: &str) {
    let told = run.host(host);
    assert_eq!((&told["reachable"], &told["error"]), (&json!(true), &Value::Null), "{told:#}");
    assert_eq!(told["warnings"], json!([]), "{told:#}");
    is_known(&told);
    assert!(told["containers"]["total"].as_u64().unwrap() > 0, "{told:#}");
    assert!(told["facts"]["docker_version"].is_string(), "{told:#}");
}

/// Whatever becomes of its Docker.
#[track_caller]
fn is_known(told: &Value) {
    assert!(told["latency_ms"].is_u64() && told["clock_skew_ms"].is_i64(), "{told:#}");
    let facts = &told["facts"];
    for key in ["cpus", "memory_total_bytes", "disk_total_bytes", "uptime_seconds"] {
        assert!(facts[key].as_u64().is_some_and(|value| value > 0), "{key}: {told:#}");
    }
    assert_eq!(facts["load"].as_array().map(Vec::len), Some(3), "{told:#}");
    assert!(facts["os"].as_str().unwrap().starts_with("Debian"), "{told:#}");
    assert!(facts["compose_version"].as_str().unwrap().starts_with("2."), "{told:#}");
}

fn the_machines_are_known(lab: &Lab) {
    let person = lab.person();
    let run = hosts(&person);
    run.ended(0, SOON);
    is_well(&run, "hornbill");
    is_well(&run, "toucan");
    let told = run.host("hornbill");
    // As Docker itself says.
    let count = |of: &str| lab.sh("hornbill", &format!("docker ps -q {of} | wc -l"));
    assert_eq!(told["containers"]["total"].to_string(), count("--all"));
    assert_eq!(
        told["containers"]["unhealthy"].to_string(),
        count("--filter status=running --filter health=unhealthy")
    );
    assert_eq!(told["containers"]["paused"].to_string(), count("--filter status=paused"));
    assert_eq!(
        told["facts"]["compose_version"],
        lab.sh("hornbill", "docker compose version --short")
    );
    assert_eq!(told["facts"]["kernel"], lab.sh("hornbill", "uname -r"));
    // One round trip: one connection, and one command over it.
    assert_eq!(person.masters().len(), 2);
    let run = person.run(&["hosts", "@apps", "-o", "jsonl"]);
    assert_eq!((run.code, run.stdout.lines().count()), (0, 1), "{run:#?}");
}

fn three_true_lines_and_trust_mends_one(lab: &Lab) {
    let (person, _file) = trust::person(lab, trust::changed);
    person.edit_inventory(|text| text + "\n[hosts.heron]\naddress = \"heron.invalid\"\n");
    let run = hosts(&person);
    run.ended(4, SOON);
    is_well(&run, "toucan");
    let error = |host: &str| run.host(host)["error"].as_str().unwrap().to_owned();
    assert!(error("hornbill").contains("its host key has CHANGED"), "{run:#?}");
    assert!(error("heron").contains("its name does not resolve"), "{run:#?}");
    let text = person.run(&["hosts", "-o", "text"]);
    text.ended(4, SOON);
    let rows: Vec<&str> = text.stdout.lines().collect();
    let below = |host: &str| {
        let at = rows.iter().position(|row| row.starts_with(&format!("{host} "))).unwrap();
        rows[at..]
            .iter()
            .skip(1)
            .take_while(|row| row.starts_with(' '))
            .copied()
            .collect::<String>()
    };
    assert!(below("hornbill").contains("CHANGED"), "{text:#?}");
    assert!(below("hornbill").contains("sgos hosts trust hornbill"), "{text:#?}");
    assert!(below("heron").contains("does not resolve"), "{text:#?}");
    assert!(below("toucan").contains("Docker 20."), "{text:#?}");
    assert!(text.stdout.contains("3 hosts, 2 unreachable"), "{text:#?}");

    person.run(&["hosts", "trust", "hornbill"]).ended(9, SOON);
    person.run(&["hosts", "trust", "hornbill", "--replace", "--yes"]).ended(0, SOON);
    let run = hosts(&person);
    run.ended(4, SOON);
    is_well(&run, "toucan");
    is_well(&run, "hornbill");
    assert_eq!(run.host("heron")["reachable"], false);
}

#[track_caller]
fn only_hornbill_is_missing(person: &Person<'_>, error: &str, within: Duration) {
    let run = hosts(person);
    run.ended(4, within);
    is_well(&run, "toucan");
    let told = run.host("hornbill");
    assert_eq!((&told["reachable"], &told["facts"]), (&json!(false), &Value::Null), "{told:#}");
    assert!(told["error"].as_str().unwrap().contains(error), "{told:#}");
    assert!(told["hint"].is_string(), "{told:#}");
}

fn one_is_cut_off(lab: &Lab) {
    let person = lab.person();
    hosts(&person).ended(0, SOON);
    let cut = lab.cut("hornbill");
    only_hornbill_is_missing(&person, "no connection", SOON);
    drop(cut);
    is_well(&hosts(&person), "hornbill");
    person.set("hosts.hornbill", "port", "1");
    only_hornbill_is_missing(&person, "connection refused", SOON);
}

fn one_stands_still(lab: &Lab) {
    let person = lab.person();
    let frozen = lab.freeze("hornbill");
    only_hornbill_is_missing(&person, "no connection within 2 s", SOON);
    drop(frozen);
    is_well(&hosts(&person), "hornbill");
    let frozen = lab.freeze("hornbill");
    only_hornbill_is_missing(&person, "", SOON);
    drop(frozen);
    is_well(&hosts(&person), "hornbill");
}

fn one_is_slow(lab: &Lab) {
    let person = lab.person();
    let slow = lab.wrap("hornbill", "df", "exec sleep 1000");
    let run = hosts(&person);
    run.ended(0, Duration::from_secs(16));
    is_well(&run, "toucan");
    // What it had told by then counts.
    let told = run.host("hornbill");
    assert!(told["containers"]["total"].as_u64().unwrap() > 0, "{told:#}");
    assert!(told["warnings"].to_string().contains("no facts about the machine"), "{told:#}");
    eventually("nothing goes on there", SOON, || lab.running("hornbill", "sleep 1000") == 0);
    drop(slow);
    let slow = lab.wrap("hornbill", "perl", "exec sleep 1000");
    let run = person.run(&["hosts", "-o", "json", "--timeout", "3s"]);
    run.ended(4, SOON);
    is_well(&run, "toucan");
    assert!(run.host("hornbill")["error"].to_string().contains("no answer within 3 s"), "{run:#?}");
    drop(slow);
}

fn one_tells_garbage(lab: &Lab) {
    let person = lab.person();
    let greeting = "echo hello; printf '\\377\\000 @@sgos 0123456789abcdef host 0 - 3\\nos x\\n'\n";
    let bashrc = lab.replace_file("hornbill", "/home/stefan/.bashrc", greeting);
    let run = hosts(&person);
    run.ended(0, SOON);
    is_well(&run, "hornbill");
    drop(bashrc);
    let garbage = "printf 'one\\ntwo \\377\\n'; exit 0";
    let _garbage = ["df", "nproc", "readlink"].map(|name| lab.wrap("hornbill", name, garbage));
    let run = hosts(&person);
    run.ended(0, SOON);
    let facts = &run.host("hornbill")["facts"];
    assert_eq!((&facts["cpus"], &facts["disk_total_bytes"]), (&Value::Null, &Value::Null));
    assert!(facts["memory_total_bytes"].is_u64(), "{facts:#}");
}

#[track_caller]
fn only_docker_is_missing(run: &Run, host: &str, error: &str) {
    run.ended(0, SOON);
    let told = run.host(host);
    assert_eq!((&told["reachable"], &told["containers"]), (&json!(true), &Value::Null), "{told:#}");
    assert!(told["error"].as_str().unwrap().contains(error), "{told:#}");
    assert_eq!(told["facts"]["docker_version"], Value::Null, "{told:#}");
    is_known(&told);
}

fn docker_is_not_for_this_user(lab: &Lab) {
    let person = lab.person();
    person.set("hosts.hornbill", "user", "\"guest\"");
    let run = hosts(&person);
    only_docker_is_missing(&run, "hornbill", "no permission to use Docker");
    is_well(&run, "toucan");
    let text = person.run(&["hosts", "-o", "text"]).stdout;
    assert!(text.contains("✗ no permission to use Docker"), "{text}");
    assert!(text.contains("usermod -aG docker"), "{text}");
}

/// The machine is known all the same, and in time.
fn docker_is_silent(lab: &Lab) {
    let person = lab.person();
    hosts(&person).ended(0, SOON);
    let awake = lab.undo("hornbill", "kill -CONT $(cat /run/docker.pid)");
    lab.sh("hornbill", "kill -STOP $(cat /run/docker.pid)");
    let run = person.run(&["hosts", "-o", "json", "--timeout", "5s"]);
    only_docker_is_missing(&run, "hornbill", "Docker did not answer in time");
    is_well(&run, "toucan");
    drop(awake);
    eventually("Docker answers again", SOON, || {
        hosts(&person).host("hornbill")["containers"].is_object()
    });
}

/// A machine on which nothing of Docker is to be found: here, one without its socket and its client.
fn docker_is_not_there(lab: &Lab) {
    let person = lab.person();
    let _docker = lab.wrap("hornbill", "docker", "exit 127");
    let _perl = lab.wrap("hornbill", "perl", "exit 127");
    let _curl = lab.wrap("hornbill", "curl", "exit 127");
    let run = hosts(&person);
    run.ended(0, SOON);
    let told = run.host("hornbill");
    assert_eq!(told["reachable"], true);
    assert_eq!(told["error"], "Docker is not installed", "{told:#}");
    assert!(told["facts"]["memory_total_bytes"].is_u64(), "{told:#}");
    is_well(&run, "toucan");
}

fn compose_is_found_wherever_docker_finds_it(lab: &Lab) {
    let person = lab.person();
    let version = |person: &Person<'_>| {
        let run = hosts(person);
        run.ended(0, SOON);
        run.host("hornbill")["facts"]["compose_version"].clone()
    };
    // The user's own comes first.
    let own = "/home/stefan/.docker";
    let _own = lab.undo("hornbill", format!("rm -rf {own}"));
    let make = |folder: &str, version: &str| {
        let plugin = format!("{folder}/docker-compose");
        let metadata = r#"{"SchemaVersion":"0.1.0","Vendor":"x","Version":"x"}"#;
        let script = format!(
            "#!/bin/sh\ncase $1 in docker-cli-plugin-metadata) echo '{metadata}' ;; *) echo {version} ;; esac\n"
        );
        lab.on("hornbill", &["mkdir", "-p", folder]);
        let write = "printf %s \"$2\" >\"$1\" && chmod 755 \"$1\"";
        lab.on("hornbill", &["sh", "-c", write, "sh", &plugin, &script]);
    };
    make(&format!("{own}/cli-plugins"), "v9.9.1");
    assert_eq!(version(&person), "9.9.1");
    lab.sh("hornbill", &format!("rm -r {own}/cli-plugins"));
    // Where Docker was told to look elsewhere.
    make(&format!("{own}/elsewhere"), "v9.9.2");
    let config = format!("{{\"cliPluginsExtraDirs\": [\"{own}/elsewhere\"]}}");
    lab.on(
        "hornbill",
        &["sh", "-c", &format!("echo '{config}' >{own}/config.json; chmod -R a+rX {own}")],
    );
    let said = lab.on(
        "hornbill",
        &[
            "runuser",
            "-u",
            "stefan",
            "--",
            "env",
            "HOME=/home/stefan",
            "docker",
            "compose",
            "version",
            "--short",
        ],
    );
    assert_eq!(version(&person), said.trim_start_matches('v'));
}

fn a_clock_is_ten_minutes_ahead(lab: &Lab) {
    let person = lab.person();
    let _clock =
        lab.wrap("hornbill", "date", "exec /usr/bin/date -d '+10 minutes 30 seconds' \"$@\"");
    let run = hosts(&person);
    run.ended(0, SOON);
    let told = run.host("hornbill");
    let skew = told["clock_skew_ms"].as_i64().unwrap();
    assert!((625_000..635_000).contains(&skew), "{told:#}");
    assert_eq!(told["warnings"], json!(["its clock is 10 minutes ahead"]));
    is_well(&run, "toucan");
    let mut command = person.command(&["hosts", "-o", "text"]);
    let text = finish(command.env("COLUMNS", "120")).stdout;
    let row = text.lines().find(|line| line.starts_with("hornbill ")).unwrap();
    assert!(row.ends_with("+10m"), "{text}");
}

fn texts_of_a_host_are_only_texts(lab: &Lab) {
    let person = lab.person();
    let _pwned = lab.undo("hornbill", "rm -f /tmp/pwned");
    let os = "PRETTY_NAME=\"$(touch /tmp/pwned) \u{1b}[2J\u{1b}]0;pwned\u{7}\u{202e}a\tb\"\n";
    // A link to a file of the system; what it names stays as it is.
    let _os = lab.undo("hornbill", "ln -sf ../usr/lib/os-release /etc/os-release");
    lab.on(
        "hornbill",
        &["sh", "-c", "rm /etc/os-release; printf %s \"$1\" >/etc/os-release", "sh", os],
    );
    let evil = "printf 'engine 1;touch /tmp/pwned\\nos `touch /tmp/pwned`\\n\\033[2J'";
    let _nproc = lab.wrap("hornbill", "nproc", evil);
    for args in [&["hosts", "-o", "text"][..], &["hosts", "-o", "tsv"], &["hosts", "-o", "json"]] {
        let run = person.run(args);
        run.ended(0, SOON);
        let bad = |c: char| (c.is_control() && c != '\n' && c != '\t') || c == '\u{202e}';
        assert!(!run.stdout.contains(bad), "{run:#?}");
    }
    let rows = person.run(&["hosts", "-o", "tsv"]).stdout;
    let widths: Vec<usize> = rows.lines().map(|row| row.split('\t').count()).collect();
    assert_eq!(widths, vec![widths[0]; 3], "{rows}");
    lab.sh("hornbill", "test ! -e /tmp/pwned");
}

fn a_table_fits_its_terminal(lab: &Lab) {
    let person = lab.person();
    for columns in [40_u16, 80, 120] {
        let (screen, code) = person.terminal(columns, &["hosts", "--quiet"]).end();
        assert_eq!(code, 0, "{screen}");
        let text = without_escapes(&screen);
        for line in text.lines() {
            let width = unicode_width::UnicodeWidthStr::width(line.trim_end());
            assert!(width <= columns.into(), "{width} columns, not {columns}: {line}\n{text}");
        }
        for host in ["hornbill", "toucan"] {
            let row = text.lines().find(|line| line.starts_with(&format!("{host} ")));
            assert!(row.is_some_and(|row| row.contains(" ms ") && row.contains(" of ")), "{text}");
        }
        // Whether it has room at 80 depends on the figures.
        assert!(columns == 80 || text.contains("CLOCK") == (columns == 120), "{text}");
        assert!(text.contains("2 hosts, all reachable"), "{text}");
    }
}

fn a_closed_pipe_is_silent(lab: &Lab) {
    let person = lab.person();
    for (args, first) in [("hosts", "HOST\t"), ("hosts -w=200ms", "{\"schema_version\":1")] {
        let script = format!("{SGOS} {args} | head -n 1; echo \"sgos: ${{PIPESTATUS[0]}}\"");
        let mut command = std::process::Command::new("bash");
        let run = finish(person.at_home(command.args(["-c", &script])));
        assert!(run.stdout.starts_with(first) && run.stderr.is_empty(), "{run:#?}");
        assert!(run.stdout.ends_with("\nsgos: 0\n") && run.stdout.lines().count() == 2, "{run:#?}");
    }
}
