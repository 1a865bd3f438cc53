//! A host's sshd that allows little or nothing: one session at a time, no such key, no connection.

use std::time::Duration;

use crate::LabTest;
use crate::lab::{Lab, Undo};
use crate::person::{ON_HORNBILL, ON_TOUCAN, Person, Running, finish};

pub(crate) const TESTS: &[LabTest] = &[
    ("sessions::one_session_at_a_time_is_enough", one_session_at_a_time_is_enough),
    ("sessions::no_session_at_all_is_said", no_session_at_all_is_said),
    ("sessions::a_refused_key_is_tried_once", a_refused_key_is_tried_once),
    ("sessions::a_server_that_hangs_up_is_asked_once", a_server_that_hangs_up_is_asked_once),
];

const PORT: &str = "2222";
const LOG: &str = "/tmp/sshd-2222.log";

/// A second sshd on hornbill with options of its own, and a person who uses it.
pub(crate) fn sshd<'a>(lab: &'a Lab, person: &Person<'_>, options: &[&str]) -> Undo<'a> {
    let pid = "/run/sshd-2222.pid";
    let undo = lab.undo("hornbill", format!("kill $(cat {pid}); rm -f {pid} {LOG}"));
    let pid_file = format!("PidFile={pid}");
    // Not the host's own configuration: of some options the last value counts.
    let mut command = vec!["/usr/sbin/sshd", "-f", "/dev/null", "-p", PORT, "-E", LOG];
    for option in ["UsePAM=yes", "LogLevel=VERBOSE", &pid_file].iter().chain(options) {
        command.extend(["-o", option]);
    }
    lab.on("hornbill", &command);
    person.set("hosts.hornbill", "port", PORT);
    undo
}

/// How many connections the second sshd has seen.
fn connections(lab: &Lab) -> String {
    lab.sh("hornbill", &format!("grep -c '^Connection from' {LOG} || :"))
}

fn one_session_at_a_time_is_enough(lab: &Lab) {
    let person = lab.person_with_apps_on_both();
    let _sshd = sshd(lab, &person, &["MaxSessions=1"]);
    person.status().ended(0, Duration::from_secs(5));
    let _slow = lab.wrap("hornbill", "perl", "sleep 1; exec /usr/bin/perl \"$@\"");
    let three = [(); 3].map(|()| person.start(&["status", "-o", "json"]));
    for run in three.map(Running::wait) {
        run.ended(0, Duration::from_secs(10));
        assert_eq!(run.states("hornbill"), ON_HORNBILL);
        assert_eq!(run.states("toucan"), ON_TOUCAN);
    }
    assert_eq!(connections(lab), "1", "all over the kept connection");
}

fn no_session_at_all_is_said(lab: &Lab) {
    let person = lab.person_with_apps_on_both();
    let _sshd = sshd(lab, &person, &["MaxSessions=0"]);
    let run = person.run(&["status", "-o", "json", "--timeout", "4s"]);
    run.ended(4, Duration::from_secs(6));
    assert_eq!(run.states("toucan"), ON_TOUCAN);
    let host = run.host("hornbill");
    assert_eq!(host["error"], "it allows no more sessions on one connection", "{host:#}");
    assert!(host["hint"].as_str().unwrap().contains("sgos hosts disconnect hornbill"), "{host:#}");
}

fn a_refused_key_is_tried_once(lab: &Lab) {
    let person = lab.person_with_apps_on_both();
    let _sshd = sshd(lab, &person, &[]);
    let mut keygen = std::process::Command::new("ssh-keygen");
    let stranger = person.home().join("stranger");
    finish(keygen.args(["-q", "-t", "ed25519", "-N", "", "-f"]).arg(&stranger));
    person.set("hosts.hornbill", "identity_file", &crate::person::quoted(&stranger));
    let run = person.status();
    run.ended(4, Duration::from_secs(5));
    assert_eq!(run.states("toucan"), ON_TOUCAN);
    assert_eq!(run.app("phone")["state"], "unknown");
    let host = run.host("hornbill");
    assert!(host["error"].as_str().unwrap().starts_with("it refused the key: "), "{host:#}");
    assert!(host["hint"].as_str().unwrap().contains("authorized_keys"), "{host:#}");
    // Servers lock out whoever tries again and again.
    assert_eq!(connections(lab), "1");
    assert_eq!(person.masters().len(), 1);
}

fn a_server_that_hangs_up_is_asked_once(lab: &Lab) {
    let person = lab.person_with_apps_on_both();
    // Every connection beyond none is one too many.
    let _sshd = sshd(lab, &person, &["MaxStartups=1:100:1", "LoginGraceTime=20"]);
    let address = format!("/dev/tcp/{}/{PORT}", lab.hosts["hornbill"].address);
    let mut blocker = std::process::Command::new("bash");
    let script = format!("exec 3<>{address}; read -r line <&3; echo \"$line\"; read -r stop");
    blocker.args(["-c", &script]).stdin(std::process::Stdio::piped());
    let mut blocker = blocker.stdout(std::process::Stdio::piped()).spawn().unwrap();
    let mut banner = [0; 4];
    std::io::Read::read_exact(blocker.stdout.as_mut().unwrap(), &mut banner).unwrap();
    assert_eq!(&banner, b"SSH-");
    let run = person.status();
    drop(blocker.stdin.take());
    blocker.wait().unwrap();
    run.ended(4, Duration::from_secs(5));
    assert_eq!(run.states("toucan"), ON_TOUCAN);
    let host = run.host("hornbill");
    let error = host["error"].as_str().unwrap();
    assert!(error.starts_with("it closed the connection before the login"), "{host:#}");
    assert!(host["hint"].as_str().unwrap().contains("MaxStartups"), "{host:#}");
}
