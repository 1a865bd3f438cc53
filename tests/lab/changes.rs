//! Changes of a host while something goes wrong: two at once, sgos killed, the link lost, Ctrl-C.

use std::time::Duration;

use rustix::process::Signal;
use serde_json::Value;

use crate::LabTest;
use crate::lab::{Lab, Undo, eventually};
use crate::person::{Person, Running};

pub(crate) const TESTS: &[LabTest] = &[
    ("changes::one_works_and_one_is_told_by_whom", one_works_and_one_is_told_by_whom),
    ("changes::it_goes_on_when_sgos_is_killed", it_goes_on_when_sgos_is_killed),
    ("changes::a_lost_link_is_found_again", a_lost_link_is_found_again),
    ("changes::it_ends_while_the_link_is_cut", it_ends_while_the_link_is_cut),
    ("changes::ctrl_c_ends_it_on_the_host", ctrl_c_ends_it_on_the_host),
    ("changes::one_ctrl_c_ends_all_hosts", one_ctrl_c_ends_all_hosts),
    ("changes::twice_ctrl_c_leaves_at_once", twice_ctrl_c_leaves_at_once),
    ("changes::a_lost_terminal_ends_only_sgos", a_lost_terminal_ends_only_sgos),
    ("changes::two_users_share_lock_and_audit", two_users_share_lock_and_audit),
    ("changes::a_login_shell_that_runs_nothing", a_login_shell_that_runs_nothing),
    ("changes::a_lock_that_was_left", a_lock_that_was_left),
    ("changes::where_nothing_may_be_changed", where_nothing_may_be_changed),
];

const SOON: Duration = Duration::from_secs(20);

/// The lab's hosts have no /run/lock.
const LOCK: &str = "/tmp/sgos/lock";

/// A restart on toucan that stands still until [`go`]; at INT it does what `at_int` says.
fn held<'a>(lab: &'a Lab, person: &Person<'_>, at_int: &str) -> (Running, Vec<Undo<'a>>) {
    let wrapped = hold(lab, "toucan", at_int);
    let running = person.start(&["restart", "grafana", "--yes", "--no-wait"]);
    eventually("the restart begins", SOON, || there(lab, "/tmp/lab-held"));
    (running, wrapped)
}

fn hold<'a>(lab: &'a Lab, host: &str, at_int: &str) -> Vec<Undo<'a>> {
    let script = format!(
        "case \" $* \" in *\" restart \"*) trap '{at_int}' INT; : >/tmp/lab-held; \
         until [ -e /tmp/lab-go ]; do sleep 0.1; done ;; esac; exec /usr/bin/docker \"$@\""
    );
    let files = lab.undo(host, "rm -f /tmp/lab-go /tmp/lab-held");
    vec![lab.wrap(host, "docker", &script), files]
}

fn go(lab: &Lab) {
    lab.sh("toucan", ": >/tmp/lab-go");
}

fn there(lab: &Lab, path: &str) -> bool {
    lab.sh("toucan", &format!("[ ! -e {path} ] || echo yes")) == "yes"
}

fn free(lab: &Lab) {
    eventually("the lock is free", SOON, || !there(lab, LOCK));
}

/// Toucan's changes, the newest last.
fn audit(person: &Person<'_>) -> Vec<Value> {
    let run = person.run(&["audit", "-H", "toucan", "-o", "jsonl"]);
    assert_eq!(run.code, 0, "{run:#?}");
    run.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The outcome that this side alone remembers of its last change.
fn here(person: &Person<'_>) -> String {
    let file = person.home().join(".local/state/sgos/audit.jsonl");
    let text = std::fs::read_to_string(file).unwrap();
    let line: Value = serde_json::from_str(text.lines().last().unwrap()).unwrap();
    line["outcome"].as_str().unwrap().to_owned()
}

fn lock(person: &Person<'_>) -> Value {
    let run = person.run(&["lock", "status", "-H", "toucan", "-o", "json"]);
    assert_eq!(run.code, 0, "{run:#?}");
    run.json()["hosts"][0].clone()
}

fn started(lab: &Lab) -> String {
    let script = "docker inspect -f '{{.State.StartedAt}}' $(docker ps -aqf label=com.docker.compose.service=grafana)";
    lab.sh("toucan", script)
}

fn one_works_and_one_is_told_by_whom(lab: &Lab) {
    let (one, two) = (lab.person(), lab.person());
    let (first, wrapped) = held(lab, &one, "exit 130");
    let holder = lock(&two);
    assert_eq!((&holder["state"], &holder["holder"]["verb"]), (&"held".into(), &"restart".into()));
    assert_eq!(holder["holder"]["alive"], true);

    let second = two.run(&["restart", "loki", "--yes", "--no-wait"]);
    assert_eq!(second.code, 5, "{second:#?}");
    let machine = holder["holder"]["machine"].as_str().unwrap();
    for word in [machine, "restart", "monitoring/grafana", "--lock-wait"] {
        assert!(second.stderr.contains(word), "no {word}: {second:#?}");
    }
    let third = two.start(&["restart", "loki", "--yes", "--no-wait", "--lock-wait=50s"]);
    eventually("the third waits", SOON, || lab.running("toucan", "sgos-change-run") >= 2);
    go(lab);
    let (first, third) = (first.wait(), third.wait());
    first.ended(0, Duration::from_secs(60));
    third.ended(0, Duration::from_secs(60));
    drop(wrapped);
    free(lab);
    let lines = audit(&two);
    let outcomes: Vec<_> =
        lines[lines.len() - 3..].iter().map(|line| line["outcome"].as_str().unwrap()).collect();
    assert_eq!(outcomes, ["locked", "done", "done"], "{lines:#?}");
    let last = lines.last().unwrap();
    assert_eq!((&last["here"], &last["on_host"]), (&true.into(), &true.into()));
}

fn it_goes_on_when_sgos_is_killed(lab: &Lab) {
    let person = lab.person();
    let before = started(lab);
    let (running, _wrapped) = held(lab, &person, "exit 130");
    running.signal(Signal::KILL);
    running.wait();
    assert_eq!(lock(&person)["state"], "held");
    go(lab);
    free(lab);
    let line = audit(&person).pop().unwrap();
    assert_eq!(line["outcome"], "done", "{line:#}");
    assert_eq!((&line["here"], &line["on_host"]), (&false.into(), &true.into()));
    assert_ne!(started(lab), before);
}

fn a_lost_link_is_found_again(lab: &Lab) {
    let person = lab.person();
    let (running, _wrapped) = held(lab, &person, "exit 130");
    lab.sh("toucan", "pkill -KILL -u stefan sshd");
    eventually("the link is found again", SOON, || lab.running("toucan", "sshd: stefan") > 0);
    assert!(there(lab, LOCK));
    go(lab);
    let run = running.wait();
    assert_eq!(run.code, 0, "{run:#?}");
    assert!(run.stdout.contains("restarted"), "{run:#?}");
    free(lab);
    assert_eq!(audit(&person).pop().unwrap()["outcome"], "done");
}

fn it_ends_while_the_link_is_cut(lab: &Lab) {
    let person = lab.person();
    let (running, _wrapped) = held(lab, &person, "exit 130");
    let cut = lab.cut("toucan");
    go(lab);
    free(lab);
    drop(cut);
    let run = running.wait();
    assert_eq!(run.code, 0, "{run:#?}");
    assert!(run.stdout.contains("restarted"), "{run:#?}");
    assert_eq!(audit(&person).pop().unwrap()["outcome"], "done");
}

fn ctrl_c_ends_it_on_the_host(lab: &Lab) {
    let person = lab.person();
    let before = started(lab);
    let (running, _wrapped) = held(lab, &person, "echo tidied up; exit 130");
    running.signal(Signal::INT);
    let run = running.wait();
    assert_eq!(run.code, 130, "{run:#?}");
    assert!(run.took < Duration::from_secs(30), "{run:#?}");
    assert!(run.stderr.contains("ending what was begun"), "{run:#?}");
    assert!(!there(lab, LOCK), "the lock is given back before sgos ends");
    assert_eq!(lab.running("toucan", "lab-go"), 0);
    let line = audit(&person).pop().unwrap();
    assert_eq!((&line["outcome"], &line["code"]), (&"interrupted".into(), &130.into()));
    assert_eq!(started(lab), before);
}

fn one_ctrl_c_ends_all_hosts(lab: &Lab) {
    let person = lab.person();
    let _wrapped = ["toucan", "hornbill"].map(|host| hold(lab, host, "exit 130"));
    let running = person.start(&["restart", "grafana", "phone", "--yes", "--no-wait"]);
    let held = |host: &str| lab.sh(host, "[ ! -e /tmp/lab-held ] || echo yes") == "yes";
    eventually("both begin", SOON, || held("toucan") && held("hornbill"));
    running.signal(Signal::INT);
    let run = running.wait();
    assert_eq!(run.code, 130, "{run:#?}");
    for host in ["toucan", "hornbill"] {
        assert_eq!(lab.sh(host, &format!("[ ! -e {LOCK} ] || echo held")), "");
        assert_eq!(lab.running(host, "lab-go"), 0);
        let run = person.run(&["audit", "-H", host, "-o", "jsonl"]);
        assert!(run.stdout.lines().last().unwrap().contains("\"interrupted\""), "{run:#?}");
    }
}

fn twice_ctrl_c_leaves_at_once(lab: &Lab) {
    let person = lab.person();
    let (running, _wrapped) = held(lab, &person, ":");
    running.signal(Signal::INT);
    // What ends it there goes on without sgos, once it has begun.
    eventually("the host is told", SOON, || lab.running("toucan", "_patience=") > 0);
    running.signal(Signal::INT);
    let run = running.wait();
    assert_eq!(run.code, 130, "{run:#?}");
    assert!(run.stderr.contains("goes on there"), "{run:#?}");
    assert_eq!(here(&person), "unknown");
    // INT was not enough; the host itself goes on to TERM.
    go(lab);
    free(lab);
}

fn a_lost_terminal_ends_only_sgos(lab: &Lab) {
    let person = lab.person();
    let (running, _wrapped) = held(lab, &person, "exit 130");
    running.signal(Signal::HUP);
    let run = running.wait();
    assert_eq!(run.code, 130, "{run:#?}");
    assert!(run.stderr.contains("goes on there"), "{run:#?}");
    assert_eq!(lock(&person)["state"], "held");
    assert_eq!(here(&person), "unknown");
    go(lab);
    free(lab);
    let line = audit(&person).pop().unwrap();
    assert_eq!(line["outcome"], "done", "the host knows better: {line:#}");
    assert_eq!((&line["here"], &line["on_host"]), (&true.into(), &true.into()));
}

/// A second user of toucan's Docker, as whom the person logs in.
fn robin<'a>(lab: &'a Lab, person: &Person<'_>, shell: &str) -> Undo<'a> {
    let undo = lab.undo("toucan", "pkill -KILL -u robin; for i in $(seq 100); do pgrep -u robin >/dev/null || break; sleep 0.05; done; userdel -f -r robin");
    lab.on("toucan", &["useradd", "-m", "-G", "docker", "-p", "*", "-s", shell, "robin"]);
    lab.sh(
        "toucan",
        "install -d -m 700 -o robin -g robin /home/robin/.ssh && \
         install -m 600 -o robin -g robin /home/stefan/.ssh/authorized_keys /home/robin/.ssh/",
    );
    person.set("hosts.toucan", "user", "\"robin\"");
    undo
}

fn two_users_share_lock_and_audit(lab: &Lab) {
    let (stefan, person) = (lab.person(), lab.person());
    let _robin = robin(lab, &person, "/bin/bash");
    let (running, wrapped) = held(lab, &stefan, "exit 130");
    let refused = person.run(&["restart", "loki", "--yes", "--no-wait"]);
    assert_eq!(refused.code, 5, "{refused:#?}");
    assert_eq!(lock(&person)["holder"]["alive"], true);
    // Its lock is left behind by a process that is killed with all it began.
    lab.sh("toucan", "pkill -KILL -u stefan -f 'sgos-change-run|compose --ansi'");
    let run = running.wait();
    assert_eq!(run.code, 1, "{run:#?}");
    assert!(run.stderr.contains("was killed"), "{run:#?}");
    assert_eq!(lock(&person)["state"], "abandoned");
    drop(wrapped);
    // As if its time were over.
    lab.sh("toucan", &format!("sed -i -E '1s/ [0-9]+ ([0-9]+ [^ ]+)$/ 1000 \\1/' {LOCK}"));
    let run = person.run(&["restart", "loki", "--yes", "--no-wait"]);
    assert_eq!(run.code, 0, "{run:#?}");
    assert!(run.stderr.contains("took over"), "{run:#?}");
    free(lab);
    stefan.run(&["restart", "loki", "--yes", "--no-wait"]).ended(0, Duration::from_secs(60));
    let of = |person: &Person<'_>| {
        let ids = audit(person).into_iter().filter(|line| line["on_host"] == true);
        ids.map(|line| line["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(of(&stefan), of(&person));
    person.run(&["hosts", "disconnect", "toucan"]);
}

/// Its words are told, and nobody waits for what cannot have begun.
fn a_login_shell_that_runs_nothing(lab: &Lab) {
    let person = lab.person();
    let leave = |shell: &str| format!("usermod -s {shell} stefan");
    let _shell = lab.undo("toucan", leave("/bin/bash"));
    let script =
        "case $2 in *sgos-change*) echo not today >&2; exit 3 ;; esac; exec /bin/bash \"$@\"";
    let _wrapped = lab.wrap("toucan", "half-shell", script);
    lab.sh("toucan", &leave("/usr/local/bin/half-shell"));
    let run = person.run(&["restart", "grafana", "--yes", "--no-wait"]);
    assert_eq!(run.code, 1, "{run:#?}");
    assert!(run.stderr.contains("not today"), "{run:#?}");
    assert!(run.took < Duration::from_secs(20), "{run:#?}");
}

fn a_lock_that_was_left(lab: &Lab) {
    let person = lab.person();
    let done = person.run(&["restart", "grafana", "--yes", "--no-wait"]);
    done.ended(0, Duration::from_secs(60));
    let _lock = lab.undo("toucan", format!("rm -f {LOCK}"));
    let leave = |pid: &str, since: &str| {
        let who = r#"{"user":"eve","machine":"attic","verb":"down","targets":["everything"]}"#;
        lab.on("toucan", &["sh", "-c", "printf 'sgos-lock 0-dead %s 1 %s %s 90 /tmp/none\n%s\n' \"$1\" \"$(cat /proc/sys/kernel/random/boot_id)\" \"$2\" \"$3\" >\"$4\"; chgrp docker \"$4\"; chmod 660 \"$4\"", "sh", pid, since, who, LOCK]);
    };
    let now = lab.sh("toucan", "date +%s");

    // Its holder is gone, its time is not over: refused, and removed by hand.
    leave("4000000", &now);
    assert_eq!(lock(&person)["state"], "abandoned");
    let run = person.run(&["restart", "grafana", "--yes", "--no-wait"]);
    assert_eq!(run.code, 5, "{run:#?}");
    assert!(run.stderr.contains("eve") && run.stderr.contains("lock release"), "{run:#?}");
    let run = person.run(&["lock", "release", "toucan"]);
    assert_eq!(run.code, 9, "{run:#?}");
    let run = person.run(&["lock", "release", "toucan", "--dry-run"]);
    assert_eq!(run.code, 0, "{run:#?}");
    assert!(there(lab, LOCK));
    let run = person.run(&["lock", "release", "toucan", "--yes"]);
    assert_eq!(run.code, 0, "{run:#?}");
    assert!(!there(lab, LOCK));
    let line = audit(&person).pop().unwrap();
    assert_eq!((&line["outcome"], &line["from"]["user"]), (&"released".into(), &"eve".into()));

    // Its time is over: taken over.
    leave("4000000", "1000");
    assert_eq!(lock(&person)["state"], "left-behind");
    let run = person.run(&["restart", "grafana", "--yes", "--no-wait"]);
    assert_eq!(run.code, 0, "{run:#?}");
    assert!(run.stderr.contains("took over") && run.stderr.contains("eve"), "{run:#?}");
    let lines = audit(&person);
    assert!(
        lines
            .iter()
            .any(|line| line["outcome"] == "taken-over" && line["from"]["machine"] == "attic")
    );

    // Somebody lives behind it.
    let (running, _wrapped) = held(lab, &person, "exit 130");
    let run = person.run(&["lock", "release", "toucan", "--yes"]);
    assert_eq!(run.code, 9, "{run:#?}");
    assert!(run.stderr.contains("--force"), "{run:#?}");
    let run = person.run(&["lock", "release", "toucan", "--force", "--yes"]);
    assert_eq!(run.code, 0, "{run:#?}");
    assert!(!there(lab, LOCK));
    go(lab);
    running.wait().ended(0, Duration::from_secs(60));
}

fn where_nothing_may_be_changed(lab: &Lab) {
    let person = lab.person();
    let mut command = person.command(&["restart", "grafana", "--yes"]);
    let run = crate::person::finish(command.env("SGOS_READONLY", "1"));
    assert_eq!(run.code, 9, "{run:#?}");
    assert!(person.masters().is_empty(), "nobody was asked");
}
