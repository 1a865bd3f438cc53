//! Logs that are followed while links are cut, containers are made anew and sgos itself is killed.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use rustix::process::Signal;
use serde_json::Value;

use crate::LabTest;
use crate::lab::{Lab, Undo, eventually};
use crate::person::{Person, Run, Running};
use crate::sessions::sshd;

pub(crate) const TESTS: &[LabTest] = &[
    (
        "follow::through_a_cut_link_and_a_container_made_anew",
        through_a_cut_link_and_a_container_made_anew,
    ),
    (
        "follow::what_a_removed_container_took_with_it_is_a_gap",
        what_a_removed_container_took_with_it_is_a_gap,
    ),
    ("follow::containers_join_and_leave", containers_join_and_leave),
    ("follow::killed_it_leaves_nothing", killed_it_leaves_nothing),
    ("follow::without_forwarding", without_forwarding),
    ("follow::without_forwarding_killed", without_forwarding_killed),
    ("follow::logs_of_every_kind", logs_of_every_kind),
    ("follow::not_for_this_user", not_for_this_user),
    ("follow::a_host_that_comes_later", a_host_that_comes_later),
    ("follow::docker_is_restarted", docker_is_restarted),
];

const SOON: Duration = Duration::from_secs(10);

/// Until a host notices that a connection is gone whose link was cut: TCP tries again after twice the
/// time that it waited before.
const AFTER_A_CUT: Duration = Duration::from_secs(150);

/// Until a lost link is noticed, found again and caught up with.
const IN_A_WHILE: Duration = Duration::from_secs(50);

/// A stack of one service that counts; it is gone when this is dropped.
fn stack<'a>(lab: &'a Lab, host: &str, name: &str) -> Undo<'a> {
    let folder = format!("/srv/test-{name}");
    let down = format!("docker compose -p {name} kill -s KILL; docker compose -p {name} down -t 0");
    let undo = lab.undo(host, format!("cd {folder} && {{ {down}; rm -rf {folder}; }}"));
    let compose = format!(
        "services:\n  counter:\n    image: sgos-lab/app\n    init: true\n    command: [talk, --name, {name}, --every, '50']\n"
    );
    let write = "mkdir -p \"$1\" && printf %s \"$2\" >\"$1/compose.yaml\" && cd \"$1\" && docker compose -p \"$3\" up -d";
    lab.on(host, &["sh", "-c", write, "sh", &folder, &compose, name]);
    undo
}

fn made_anew(lab: &Lab, host: &str, name: &str) {
    lab.sh(
        host,
        &format!("cd /srv/test-{name} && docker compose -p {name} up -d --force-recreate"),
    );
}

/// A sgos that follows, and what it has told so far.
struct Follow {
    running: Running,
    file: PathBuf,
    said: PathBuf,
}

impl Follow {
    fn start(person: &Person<'_>, args: &[&str]) -> Self {
        let (file, said) = (person.home().join("followed.jsonl"), person.home().join("said.txt"));
        let args = [&["logs", "-f", "-o", "jsonl", "-n", "all"], args].concat();
        Self { running: person.start_into_both(&args, &file, &said), file, said }
    }

    fn has_said(&self, words: &str) -> bool {
        std::fs::read_to_string(&self.said).unwrap().contains(words)
    }

    fn lines(&self) -> Vec<Value> {
        let text = std::fs::read_to_string(&self.file).unwrap();
        // The last one may be half there.
        let whole = text.rsplit_once('\n').map_or("", |(whole, _)| whole);
        whole.lines().map(|line| serde_json::from_str(line).expect(line)).collect()
    }

    /// The numbers that a host's lines have, in their order.
    fn numbers(&self, host: &str) -> Vec<u64> {
        let lines = self.lines().into_iter().filter(|line| line["host"] == host);
        let number = |line: Value| line["message"].as_str()?.split(' ').nth(1)?.parse().ok();
        lines.filter_map(number).collect()
    }

    fn has(&self, host: &str, wanted: usize, patience: Duration) {
        eventually(&format!("{wanted} lines of {host}"), patience, || {
            self.numbers(host).len() >= wanted
        });
    }

    /// Ctrl-C; what it said on stderr.
    fn end(self) -> Run {
        self.running.signal(Signal::INT);
        let stderr = std::fs::read_to_string(&self.said).unwrap();
        let run = Run { stderr, ..self.running.wait() };
        assert_eq!(run.code, 130, "{run:#?}");
        run
    }
}

/// Each one once and in order; begins anew at 1 so often.
#[track_caller]
fn counted(numbers: &[u64], anew: usize) {
    let jumps: Vec<_> = numbers.windows(2).filter(|pair| pair[1] != pair[0] + 1).collect();
    assert_eq!(jumps.len(), anew, "{jumps:?}");
    assert!(jumps.iter().all(|pair| pair[1] == 1), "{jumps:?}");
}

/// Connections that Docker has, beside the sockets it listens at.
fn docker_connections(lab: &Lab, host: &str) -> usize {
    let lines = lab.sh(host, "grep 'docker.sock$' /proc/net/unix || :");
    // Flags and state: __SO_ACCEPTCON is 00010000.
    lines.lines().filter(|line| line.split_whitespace().nth(3) == Some("00000000")).count()
}

fn nothing_is_left(lab: &Lab) {
    nothing_is_left_within(lab, SOON);
}

fn nothing_is_left_within(lab: &Lab, patience: Duration) {
    for host in ["toucan", "hornbill"] {
        eventually(&format!("nobody follows on {host}"), patience, || {
            docker_connections(lab, host) == 0 && lab.running(host, "dial-stdio") == 0
        });
    }
}

fn through_a_cut_link_and_a_container_made_anew(lab: &Lab) {
    let _one = stack(lab, "toucan", "counted-here");
    let _two = stack(lab, "hornbill", "counted-there");
    let person = lab.person();
    let follow = Follow::start(&person, &["counted-*"]);
    follow.has("toucan", 20, SOON);
    follow.has("hornbill", 20, SOON);
    let cut = lab.cut("hornbill");
    made_anew(lab, "toucan", "counted-here");
    let before = follow.numbers("toucan").len();
    // A line every 50 ms: these are 20 s.
    follow.has("toucan", before + 400, IN_A_WHILE);
    let silent = follow.numbers("hornbill").len();
    drop(cut);
    follow.has("hornbill", silent + 400, IN_A_WHILE);
    counted(&follow.numbers("hornbill"), 0);
    counted(&follow.numbers("toucan"), 1);
    let lines = follow.lines();
    let late: Vec<_> = lines.iter().filter(|line| line["late"] == true).collect();
    assert!(late.iter().filter(|line| line["host"] == "hornbill").count() >= 200, "{}", late.len());
    let run = follow.end();
    for words in ["hornbill is lost", "hornbill is back", "counted-here on toucan was made anew"] {
        assert!(run.stderr.contains(words), "{words}: {run:#?}");
    }
    assert!(!run.stderr.contains("gap"), "{run:#?}");
    nothing_is_left_within(lab, AFTER_A_CUT);
}

fn what_a_removed_container_took_with_it_is_a_gap(lab: &Lab) {
    let _two = stack(lab, "hornbill", "counted-there");
    let person = lab.person();
    let follow = Follow::start(&person, &["counted-there"]);
    follow.has("hornbill", 20, SOON);
    let cut = lab.cut("hornbill");
    let last_seen = *follow.numbers("hornbill").last().unwrap();
    // It says more that is heard by nobody.
    eventually("the counter goes on", SOON, || {
        let said = lab.sh("hornbill", "docker logs -n 1 counted-there-counter-1");
        said.split(' ').nth(1).unwrap().parse::<u64>().unwrap() > last_seen + 40
    });
    made_anew(lab, "hornbill", "counted-there");
    drop(cut);
    eventually("the new one is told", IN_A_WHILE, || {
        follow.numbers("hornbill").windows(2).any(|pair| pair[1] == 1)
    });
    follow.has("hornbill", follow.numbers("hornbill").len() + 20, SOON);
    counted(&follow.numbers("hornbill"), 1);
    let run = follow.end();
    assert!(
        run.stderr.contains("counted-there on hornbill has a gap: the container was removed"),
        "{run:#?}"
    );
    assert!(run.stderr.contains("counted-there on hornbill was made anew"), "{run:#?}");
    nothing_is_left_within(lab, AFTER_A_CUT);
}

fn containers_join_and_leave(lab: &Lab) {
    let _gone = lab.undo("toucan", "docker rm -f guest-one guest-two");
    let run = |name: &str| {
        lab.sh(
            "toucan",
            &format!("docker run -d --name {name} sgos-lab/app talk --name {name} --every 20"),
        )
    };
    run("guest-one");
    let person = lab.person();
    let follow = Follow::start(&person, &["guest-*"]);
    follow.has("toucan", 5, SOON);
    run("guest-two");
    let of = |name: &str| {
        let lines = follow.lines().into_iter().filter(|line| line["container"] == name);
        lines.map(|line| line["message"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    eventually("the second is followed", SOON, || of("guest-two").len() > 5);
    assert_eq!(of("guest-two")[0], "guest-two 000001", "from its first line");
    lab.sh("toucan", "docker restart -t 0 guest-one");
    eventually("it goes on", SOON, || {
        of("guest-one").iter().filter(|line| line.ends_with(" 000003")).count() == 2
    });
    lab.sh("toucan", "docker rm -f guest-two");
    let error = |words: &str| follow.has_said(words);
    eventually("it is said that one left", SOON, || error("guest-two on toucan left"));
    let run = follow.end();
    for words in [
        "guest-two on toucan joined",
        "guest-one on toucan has ended",
        "guest-one on toucan runs again",
    ] {
        assert!(run.stderr.contains(words), "{words}: {run:#?}");
    }
    assert!(!run.stderr.contains("guest-one on toucan joined"), "it was there: {run:#?}");
}

fn killed_it_leaves_nothing(lab: &Lab) {
    nothing_is_left(lab);
    let person = lab.person();
    let follow = Follow::start(&person, &["phone", "grafana"]);
    eventually("both hosts are followed", SOON, || {
        ["toucan", "hornbill"].iter().all(|host| docker_connections(lab, host) >= 2)
    });
    follow.running.signal(Signal::KILL);
    follow.running.wait();
    nothing_is_left(lab);
    // What its forwards left here is none of the next one's business.
    let run = person.run(&["logs", "phone", "grafana", "-n", "1"]);
    run.ended(0, SOON);
    assert_eq!(run.stdout.lines().count(), 2, "{run:#?}");
    // A forward's name has a dot.
    let sockets = std::fs::read_dir(person.home().join("sgos")).unwrap().flatten();
    let names = sockets.map(|entry| entry.file_name().to_string_lossy().into_owned());
    let left: Vec<_> =
        names.filter(|name| name.contains('.') && !name.ends_with(".lock")).collect();
    assert_eq!(left, [""; 0]);
}

fn without_forwarding(lab: &Lab) {
    let _two = stack(lab, "hornbill", "counted-there");
    let person = lab.person();
    let _sshd = sshd(lab, &person, &["DisableForwarding=yes"]);
    let follow = Follow::start(&person, &["-v", "counted-there"]);
    follow.has("hornbill", 20, SOON);
    assert!(lab.running("hornbill", "dial-stdio") > 0);
    made_anew(lab, "hornbill", "counted-there");
    let before = follow.numbers("hornbill").len();
    follow.has("hornbill", before + 20, SOON);
    counted(&follow.numbers("hornbill"), 1);
    let run = follow.end();
    assert!(run.stderr.contains("`docker system dial-stdio`"), "{run:#?}");
    nothing_is_left(lab);
    // Sessions are few: all are read, one after the other where it has to be, or named.
    let run = person.run(&["logs", "*", "-H", "hornbill", "-n", "1"]);
    run.ended(0, SOON);
    for name in ["phone", "budget", "wiki", "mail", "notes", "alloy", "backup"] {
        assert!(run.stdout.contains(name), "{name}: {run:#?}");
    }
    assert!(run.stderr.contains("is not read yet"), "{run:#?}");
    // And without any `docker` it is said what to do.
    let _no_docker = lab.wrap("hornbill", "docker", "echo 'sh: docker: not found' >&2; exit 127");
    let run = person.run(&["logs", "counted-there", "-H", "hornbill"]);
    run.ended(1, SOON);
    assert!(run.stderr.contains("docker: not found"), "{run:#?}");
}

fn without_forwarding_killed(lab: &Lab) {
    let person = lab.person();
    let _sshd = sshd(lab, &person, &["AllowStreamLocalForwarding=no"]);
    // Quiet containers: nothing would be written that could break.
    let follow = Follow::start(&person, &["phone", "budget", "wiki"]);
    eventually("they are followed", SOON, || lab.running("hornbill", "dial-stdio") >= 4);
    follow.running.signal(Signal::KILL);
    follow.running.wait();
    nothing_is_left(lab);
}

fn logs_of_every_kind(lab: &Lab) {
    let _gone = lab.undo("toucan", "docker rm -f kind-terminal kind-local kind-none kind-empty");
    let run = |name: &str, options: &str, count: u32| {
        lab.sh("toucan", &format!(
            "docker run -d --name {name} {options} sgos-lab/app talk --name {name} --every 1 --count {count} --width 40000 && docker wait {name}"
        ));
    };
    run("kind-terminal", "-t", 3);
    run("kind-local", "--log-driver local", 3);
    run("kind-none", "--log-driver none", 3);
    lab.sh("toucan", "docker create --name kind-empty sgos-lab/app once x");
    let person = lab.person();
    for args in [
        &["logs", "kind-*", "-o", "jsonl"][..],
        &["logs", "kind-*", "-f", "--for", "3s", "-o", "jsonl"],
    ] {
        let run = person.run(args);
        run.ended(0, SOON);
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for line in run.stdout.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()) {
            let message = line["message"].as_str().unwrap();
            assert_eq!(message.len(), 40_000, "{}", &message[..40]);
            *counts.entry(line["container"].as_str().unwrap().to_owned()).or_default() += 1;
        }
        assert_eq!(counts, BTreeMap::from([("kind-local".into(), 3), ("kind-terminal".into(), 3)]));
        assert!(run.stderr.contains("kind-none on toucan has no logs to read"), "{run:#?}");
    }
}

fn not_for_this_user(lab: &Lab) {
    let person = lab.person();
    person.set("hosts.hornbill", "user", "\"guest\"");
    let run = person.run(&["logs", "phone", "-H", "hornbill"]);
    run.ended(1, SOON);
    assert!(
        run.stderr.contains("permission denied") || run.stderr.contains("may not use Docker"),
        "{run:#?}"
    );
    assert!(run.stderr.contains("usermod -aG docker"), "{run:#?}");
    // Another host's lines are told all the same.
    let run = person.run(&["logs", "grafana", "-n", "1"]);
    run.ended(1, SOON);
    assert!(run.stdout.contains("grafana"), "{run:#?}");
    assert!(run.stderr.contains("hornbill has no answer"), "{run:#?}");
}

/// It cannot be reached at first, and is followed as soon as it can.
fn a_host_that_comes_later(lab: &Lab) {
    let _two = stack(lab, "hornbill", "counted-there");
    let person = lab.person();
    let cut = lab.cut("hornbill");
    let run = person.run(&["logs", "grafana", "-n", "1"]);
    run.ended(4, SOON);
    assert!(run.stdout.contains("grafana"), "{run:#?}");
    let follow = Follow::start(&person, &["*"]);
    eventually("toucan is told", SOON, || !follow.lines().is_empty());
    drop(cut);
    follow.has("hornbill", 20, IN_A_WHILE);
    counted(&follow.numbers("hornbill"), 0);
    let run = follow.end();
    assert!(run.stderr.contains("counted-there on hornbill joined"), "{run:#?}");
}

fn docker_is_restarted(lab: &Lab) {
    let settled = lab.undo("toucan", "/usr/local/lib/sgos-lab/settle states");
    let _one = stack(lab, "toucan", "counted-here");
    let person = lab.person();
    let follow = Follow::start(&person, &["counted-here"]);
    follow.has("toucan", 20, SOON);
    lab.sh(
        "toucan",
        "pid=$(cat /run/docker.pid); kill -KILL $pid; while [ -d /proc/$pid ]; do sleep 0.05; done",
    );
    eventually("it is said", SOON, || follow.has_said("toucan is lost"));
    drop(settled);
    lab.sh("toucan", "cd /srv/test-counted-here && docker compose -p counted-here up -d");
    let before = follow.numbers("toucan").len();
    follow.has("toucan", before + 20, IN_A_WHILE);
    let run = follow.end();
    assert!(run.stderr.contains("toucan is back"), "{run:#?}");
}
