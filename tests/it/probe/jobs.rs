//! The section of jobs, by real shells: a crontab and a systemctl that are small programs of the test.

use sgos::probe::{CronKind, JobFacts, TableOwner};

use super::*;

const JOBS: Request = Request { sections: Sections::JOBS, checkouts: Vec::new() };

/// A program that comes first on the PATH.
fn program(place: &Place, name: &str, script: &str) {
    use std::os::unix::fs::PermissionsExt;
    let path = place.directory("first").join(name);
    fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
}

/// As [`Place::ask`], on a host that systemd has started.
fn ask(place: &Place, shell: &[String], search: &str) -> JobFacts {
    use std::os::unix::process::CommandExt;
    let invocation = probe::invocation(&JOBS, NONCE, Duration::from_secs(10));
    let mut arguments = invocation.args.clone();
    let systemd = place.directory("systemd");
    arguments[1] = arguments[1].replace("/run/systemd/system", systemd.to_str().unwrap());
    // No log of this machine.
    arguments[1] = arguments[1].replace("/var/log/", &format!("{}/log/", place.text("")));
    let mut command = Command::new(&shell[0]);
    command.args(&shell[1..]).args(&arguments).env_clear();
    command.env("PATH", format!("{}:{search}", place.text("first"))).env("HOME", place.text(""));
    command.env("DOCKER_HOST", format!("unix://{}", place.text("docker.sock")));
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.process_group(0).spawn().unwrap();
    let held = child.stdin.take();
    let output = child.wait_with_output().unwrap();
    drop(held);
    let report = probe::parse(&output.stdout, &output.stderr, NONCE, JOBS.sections).unwrap();
    assert!(report.complete, "{}", String::from_utf8_lossy(&output.stderr));
    report.jobs.unwrap().unwrap()
}

const CRONTAB: &str = r#"# $(touch pwned)
* * * * * echo "$(touch pwned)" `touch pwned`; touch pwned
0 5 * * * -rf %s%n=x	tab
.
own
==> /etc/cron.d/feigned <==
"#;

#[test]
fn a_hostile_crontab_travels_as_it_is() {
    for (name, shell, search) in shells(Place::new().folder.path()) {
        let place = Place::new();
        false_docker(&place.path("docker.sock"), list_of(&[]));
        let text = format!("{CRONTAB}{}", "0 5 * * * true with a tail\n".repeat(5000));
        fs::write(place.path("crontab.txt"), &text).unwrap();
        program(&place, "crontab", &format!("cat {}", place.text("crontab.txt")));
        program(&place, "systemctl", "echo 'Failed to connect to bus' >&2; exit 1");
        let facts = ask(&place, &shell, &search);
        assert!(!facts.user.is_empty(), "{name}");
        let path = format!("crontab of {}", facts.user);
        match facts.tables.iter().find(|table| table.file.path == path) {
            Some(own) => {
                assert_eq!(own.owner, TableOwner::User(facts.user.clone()), "{name}");
                assert_eq!(String::from_utf8_lossy(own.text.as_ref().unwrap()), text, "{name}");
            }
            // busybox takes its own `crontab` first; root reads the folder of all crontabs instead.
            None => assert!(
                name == "busybox" || facts.is_root && Path::new("/var/spool/cron").exists(),
                "{name}"
            ),
        }
        assert!(!facts.tables.iter().any(|table| table.file.path.contains("feigned")), "{name}");
        assert_eq!(facts.timers, Some(Err("Failed to connect to bus".into())), "{name}");
        assert!(facts.zone.offset.is_some(), "{name}");
        assert!(!place.path("pwned").exists(), "{name}");
    }
}

#[test]
fn timers_and_a_log_with_many_runs() {
    let list = include_str!("../../contracts/systemd/systemd-252-list-timers.json");
    let show = include_str!("../../contracts/systemd/systemd-252-show.txt");
    for (name, shell, search) in shells(Place::new().folder.path()) {
        let place = Place::new();
        false_docker(&place.path("docker.sock"), list_of(&[]));
        fs::write(place.path("list.json"), list).unwrap();
        let (timers, services) = show.split_once("\n\nExecStart").unwrap();
        fs::write(place.path("timers.txt"), timers).unwrap();
        fs::write(place.path("services.txt"), format!("ExecStart{services}")).unwrap();
        let script = format!(
            "case $* in\n*list-timers*) [ \"$TZ\" = UTC ] && cat {0}/list.json ;;\n*'*.timer') cat {0}/timers.txt ;;\n*restic.service*) cat {0}/services.txt ;;\n*) exit 9 ;;\nesac",
            place.text("")
        );
        program(&place, "systemctl", &script);
        program(&place, "crontab", "echo 'no crontab for somebody' >&2; exit 1");
        let log: String = (0..3000)
            .map(|n| {
                format!("Nov 24 15:{:02}:01 h CRON[{n}]: (root) CMD (job {})\n", n / 50, n % 50)
            })
            .collect();
        place.directory("log");
        fs::write(
            place.path("log/syslog.1"),
            "Nov 23 03:00:01 h CRON[1]: (root) CMD (nightly)\nNov 23 15:00:01 h CRON[2]: (root) CMD (job 7)\n",
        )
        .unwrap();
        fs::write(
            place.path("log/syslog"),
            log + "Nov 24 16:00:00 h CRON[7]: (root) CMD (true \u{1b}\u{0})\n",
        )
        .unwrap();
        let facts = ask(&place, &shell, &search);
        let timers = facts.timers.unwrap().unwrap();
        assert_eq!(timers.len(), 4, "{name}");
        assert_eq!(timers[3].exit_status, Some(1), "{name}");
        let log = facts.log.unwrap();
        assert!(log.source.ends_with("/syslog"), "{name}");
        // Of each command the newest, also from the log before.
        assert_eq!(log.runs.len(), 52, "{name}");
        let newest = log.runs.iter().filter(|run| run.command == "job 7").collect::<Vec<_>>();
        assert!(format!("{newest:?}").contains("minute: 59"), "{name}: {newest:?}");
    }
}

#[test]
fn a_machine_without_cron_says_so() {
    for (name, shell, search) in shells(Place::new().folder.path()) {
        let place = Place::new();
        false_docker(&place.path("docker.sock"), list_of(&[]));
        let (report, took) = place.ask(&shell, &search, &JOBS);
        let facts = report.jobs.unwrap().unwrap();
        assert!(took < Duration::from_secs(5), "{name}: {took:?}");
        if !installed("cron") && !installed("crond") && !Path::new("/usr/sbin/cron").exists() {
            assert_eq!(facts.cron.kind, CronKind::None, "{name}");
        }
    }
}

/// Where Docker is looked for elsewhere, nothing of that may be taken for a crontab.
#[test]
fn a_search_for_docker_is_no_crontab() {
    for (name, shell, search) in shells(Place::new().folder.path()) {
        let place = Place::new();
        let mut args = probe::invocation(&JOBS, NONCE, Duration::from_secs(10)).args;
        args[1] = args[1]
            .replace("/var/run/docker.sock", &place.text("system.sock"))
            .replace("/run/podman/podman.sock", &place.text("podman.sock"))
            // No crontab of anybody, and no program that would show it.
            .replace("/var/spool/cron", &place.text("spool"))
            .replace("command -v crontab", "command -v no-crontab");
        args[1] = args[1].replace("/var/log/", &format!("{}/log/", place.text("")));
        let mut command = Command::new(&shell[0]);
        command.args(&shell[1..]).args(&args).env_clear().env("PATH", search);
        command.env("XDG_RUNTIME_DIR", place.text("own")).env("spool", "yes");
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child =
            std::os::unix::process::CommandExt::process_group(&mut command, 0).spawn().unwrap();
        let _held = child.stdin.take();
        let output = child.wait_with_output().unwrap();
        let report = probe::parse(&output.stdout, &output.stderr, NONCE, JOBS.sections).unwrap();
        let tables = report.jobs.unwrap().unwrap().tables;
        let own = tables.iter().find(|table| table.file.path.starts_with("crontab of"));
        assert_eq!(own, None, "{name}");
    }
}

/// A Watchtower that is healthy is inspected for its schedule, which `status` does not show.
#[test]
fn only_jobs_wants_to_know_of_watchtower() {
    let list = serde_json::json!([{
        "Id": BAD, "Names": ["/watchtower"], "Image": "nickfedor/watchtower:1", "Created": 1,
        "State": "running", "Status": "Up 2 hours (healthy)", "Labels": {},
    }]);
    for (name, shell, search) in shells(Place::new().folder.path()) {
        let place = Place::new();
        false_docker(&place.path("docker.sock"), list.to_string());
        for (sections, wanted) in [(Sections::JOBS, true), (Sections::APPS, false)] {
            let request = Request { sections, checkouts: Vec::new() };
            let (report, _) = place.ask(&shell, &search, &request);
            assert_eq!(report.durations_ms.contains_key("inspect"), wanted, "{name}");
            assert_eq!(report.containers.unwrap()[0].details.is_some(), wanted, "{name}");
            assert_eq!(report.failures, [], "{name}");
        }
    }
}
