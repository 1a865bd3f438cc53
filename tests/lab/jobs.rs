//! Scheduled jobs of a host with the documented crontab, hostile ones beside it, and a real cron.

use std::collections::BTreeSet;
use std::time::Duration;

use serde_json::{Value, json};

use crate::LabTest;
use crate::lab::{Lab, eventually};
use crate::person::{Person, Run, finish};

pub(crate) const TESTS: &[LabTest] = &[
    ("jobs::the_documented_crontab_in_words", the_documented_crontab_in_words),
    ("jobs::what_cron_ignores_is_what_sgos_says", what_cron_ignores_is_what_sgos_says),
    ("jobs::cron_itself_tells_the_last_run", cron_itself_tells_the_last_run),
    ("jobs::watchtower_is_a_job", watchtower_is_a_job),
    ("jobs::no_secret_is_shown", no_secret_is_shown),
    ("jobs::a_file_that_would_block_is_not_opened", a_file_that_would_block_is_not_opened),
    ("jobs::five_thousand_lines", five_thousand_lines),
    ("jobs::a_host_that_is_gone", a_host_that_is_gone),
    ("jobs::a_cron_that_does_not_run", a_cron_that_does_not_run),
];

const SOON: Duration = Duration::from_secs(8);
/// A minute, and whatever a busy machine adds.
const NEXT_MINUTE: Duration = Duration::from_secs(150);

fn jobs(person: &Person<'_>, arguments: &[&str]) -> Run {
    let run = person.run(&[&["jobs", "-o", "json"], arguments].concat());
    run.ended(0, SOON);
    run
}

fn list<'a>(report: &'a Value, name: &str) -> &'a Vec<Value> {
    report[name].as_array().unwrap()
}

/// The job of that command.
fn job(run: &Run, command: &str) -> Value {
    let report = run.json();
    let found = list(&report, "jobs").iter().find(|job| job["command"] == command);
    found.unwrap_or_else(|| panic!("no job {command}: {run:#?}")).clone()
}

const COLLECT: &str = "python3 /srv/services/status/status.py";
const BACKUP: &str = "/srv/scripts/backup-orchestrator.sh";

fn the_documented_crontab_in_words(lab: &Lab) {
    let person = lab.person();
    let run = jobs(&person, &[]);
    for (command, words, line) in [(BACKUP, "daily at 03:00", 1), (COLLECT, "every minute", 2)] {
        let job = job(&run, command);
        assert_eq!(job["words"], words);
        assert_eq!(job["host"], "toucan");
        assert_eq!(job["user"], "stefan");
        assert_eq!(job["source"], json!({"name": "crontab of stefan", "line": line}));
        assert_eq!(job["timezone"], "Etc/UTC");
    }
    let time = |value: &Value| value.as_str().unwrap().parse::<jiff::Timestamp>().unwrap();
    let now = time(&run.json()["generated_at"]);
    let next = time(&job(&run, COLLECT)["next_run"]);
    assert!((0..=61).contains(&next.duration_since(now).as_secs()), "{run:#?}");
    let next = time(&job(&run, BACKUP)["next_run"]);
    assert!(next.to_string().ends_with("T03:00:00Z"), "{next}");
    // A table that fits, at every width, in the order of the next run.
    for columns in ["80", "120", "40"] {
        let arguments = ["jobs", "-H", "toucan", "--next", "24h", "-o", "text"];
        let run = finish(person.command(&arguments).env("COLUMNS", columns));
        run.ended(0, SOON);
        assert!(
            run.stdout.lines().all(|line| line.chars().count() <= columns.parse().unwrap()),
            "{run:#?}"
        );
        assert!(run.stdout.contains("every minute"), "{run:#?}");
    }
}

/// Cron complains in its log; what it passes over in silence has a name that it does not want.
fn what_cron_ignores_is_what_sgos_says(lab: &Lab) {
    let person = lab.person();
    lab.sh("toucan", "service cron restart");
    let complaints = || {
        let log = lab.sh("toucan", "tac /var/log/syslog | sed '/STARTUP/q'");
        let named = log.lines().filter(|line| line.contains(" cron[") && !line.contains("RELOAD"));
        let names = named.filter_map(|line| {
            let (_, rest) = line.split_once("(*system*")?;
            Some(rest.split_once(')')?.0.to_owned())
        });
        names.collect::<BTreeSet<_>>()
    };
    let said = || {
        let report = jobs(&person, &["-H", "toucan"]).json();
        let sources = list(&report, "ignored").iter().map(|ignored| &ignored["source"]["name"]);
        let names = sources.filter_map(|name| name.as_str()?.strip_prefix("/etc/cron.d/"));
        let valid = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
        let (loud, silent): (Vec<_>, Vec<_>) = names.partition(|name| name.chars().all(valid));
        let set = |names: Vec<&str>| names.into_iter().map(str::to_owned).collect::<BTreeSet<_>>();
        (set(loud), set(silent))
    };
    let (loud, silent) = said();
    assert!(loud.len() >= 12, "{loud:?}");
    eventually("cron complains of what sgos says never runs", Duration::from_secs(60), || {
        complaints() == loud
    });
    for name in ["backup.sh", "with space", "$(id)"] {
        assert!(silent.contains(name), "{name}: {silent:?}");
    }
    let report = jobs(&person, &["-H", "toucan"]).json();
    let warnings = report["hosts"][0]["warnings"].to_string();
    assert!(warnings.contains("line feed"), "{warnings}");
}

fn cron_itself_tells_the_last_run(lab: &Lab) {
    let person = lab.person();
    eventually("cron runs the job of every minute", NEXT_MINUTE, || {
        job(&jobs(&person, &["-H", "toucan"]), COLLECT)["last_run"].is_string()
    });
    let logged = lab.sh("toucan", &format!("grep -cF '(stefan) CMD ({COLLECT})' /var/log/syslog"));
    assert_ne!(logged, "0");
    let run = jobs(&person, &["-H", "toucan"]);
    assert_eq!(job(&run, BACKUP)["last_outcome"], Value::Null);
    assert_eq!(run.host("toucan")["log"], "/var/log/syslog");
}

fn watchtower_is_a_job(lab: &Lab) {
    let run = jobs(&lab.person(), &["-H", "toucan"]);
    let job = job(&run, "update containers");
    assert_eq!(job["kind"], "watchtower");
    assert_eq!(job["words"], "daily at 04:00");
    assert_eq!(
        (&job["schedule"], &job["timezone"]),
        (&json!("0 0 4 * * *"), &json!("Europe/Oslo"))
    );
    let next: jiff::Timestamp = job["next_run"].as_str().unwrap().parse().unwrap();
    let next = next.in_tz("Europe/Oslo").unwrap();
    assert_eq!((next.hour(), next.minute()), (4, 0));
}

fn no_secret_is_shown(lab: &Lab) {
    let person = lab.person();
    for output in ["text", "json", "jsonl", "tsv"] {
        let arguments = ["jobs", "--all", "-v", "-o", output];
        let run = finish(person.command(&arguments).env("COLUMNS", "300"));
        assert!(run.stdout.contains("Authorization"), "{run:#?}");
        assert!(!run.stdout.contains("s3cret") && !run.stderr.contains("s3cret"), "{run:#?}");
        assert!(!run.stdout.contains(['\x1b', '\0']), "{run:#?}");
        assert!(!run.stdout.contains("uid=0"), "{run:#?}");
    }
}

fn a_file_that_would_block_is_not_opened(lab: &Lab) {
    let person = lab.person();
    // Debian's cron would wait for the other end of the pipe, so it is stopped meanwhile.
    let _settled =
        lab.undo("toucan", "rm -f /etc/cron.d/pipe /etc/cron.daily/pipe; service cron start");
    lab.sh("toucan", "service cron stop; mkfifo /etc/cron.d/pipe /etc/cron.daily/pipe");
    let run = jobs(&person, &["-H", "toucan"]);
    let ignored = run.json()["ignored"].to_string();
    assert!(
        ignored.contains("waits for ever") && ignored.contains("/etc/cron.daily/pipe"),
        "{run:#?}"
    );
    let warnings = run.host("toucan")["warnings"].to_string();
    assert!(warnings.contains("cron is not running"), "{warnings}");
}

fn five_thousand_lines(lab: &Lab) {
    let person = lab.person();
    let _file = lab.undo("toucan", "rm -f /etc/cron.d/many");
    // On a day that does not exist, lest cron run them all.
    lab.sh(
        "toucan",
        "for i in $(seq 5000); do echo \"0 5 30 2 * root true $i\"; done >/etc/cron.d/many",
    );
    let run = jobs(&person, &["-H", "toucan"]);
    let report = run.json();
    let many =
        list(&report, "jobs").iter().filter(|job| job["source"]["name"] == "/etc/cron.d/many");
    assert_eq!(many.clone().count(), 5000);
    assert!(many.clone().all(|job| job["runs"] == "never"));
}

fn a_host_that_is_gone(lab: &Lab) {
    let person = lab.person();
    let _cut = lab.cut("hornbill");
    let run = person.run(&["jobs", "-o", "json"]);
    run.ended(4, SOON);
    assert_eq!(job(&run, COLLECT)["words"], "every minute");
    assert_eq!(run.host("hornbill")["reachable"], false);
    let text = person.run(&["jobs", "-o", "text"]);
    text.ended(4, SOON);
    assert!(text.stdout.contains("hornbill is unreachable: "), "{text:#?}");
}

fn a_cron_that_does_not_run(lab: &Lab) {
    let person = lab.person();
    let _running = lab.undo("toucan", "service cron start");
    lab.sh("toucan", "service cron stop");
    let run = jobs(&person, &["-H", "toucan"]);
    assert_eq!(job(&run, COLLECT)["runs"], "stopped");
    assert_eq!(job(&run, COLLECT)["next_run"], Value::Null);
    assert_eq!(run.host("toucan")["cron_running"], false);
    assert!(run.host("toucan")["warnings"].to_string().contains("cron is not running"), "{run:#?}");
}
