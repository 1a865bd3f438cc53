//! The connections that are kept for the next command: how many, for how long, and what replaces a dead one.

use std::os::unix::fs::DirBuilderExt as _;
use std::time::Duration;

use rustix::process::{Signal, kill_process};

use crate::LabTest;
use crate::lab::{Lab, eventually};
use crate::person::{Person, finish};
use crate::status::states;

pub(crate) const TESTS: &[LabTest] = &[
    ("connections::one_per_host_is_kept_and_used_again", one_per_host_is_kept_and_used_again),
    ("connections::none_is_kept_when_none_is_wanted", none_is_kept_when_none_is_wanted),
    ("connections::two_commands_at_once_share_them", two_commands_at_once_share_them),
    ("connections::two_that_keep_none_do_not_meet", two_that_keep_none_do_not_meet),
    ("connections::a_dead_master_is_replaced", a_dead_master_is_replaced),
    ("connections::a_hung_master_is_replaced", a_hung_master_is_replaced),
    ("connections::anything_may_lie_where_the_socket_was", anything_may_lie_where_the_socket_was),
    ("connections::another_way_is_another_connection", another_way_is_another_connection),
    ("connections::a_long_runtime_folder_is_not_used", a_long_runtime_folder_is_not_used),
    ("connections::disconnect_ends_those_named", disconnect_ends_those_named),
];

const SOON: Duration = Duration::from_secs(5);

fn complete(person: &Person<'_>) {
    let run = person.status();
    run.ended(0, SOON);
    assert_eq!(run.states("hornbill"), states());
}

fn logins(lab: &Lab, host: &str) -> usize {
    lab.sh(host, "grep -c '^Accepted publickey' /var/log/sshd.log || :").parse().unwrap()
}

fn one_per_host_is_kept_and_used_again(lab: &Lab) {
    let person = lab.person();
    let before = logins(lab, "hornbill");
    for _ in 0..3 {
        complete(&person);
        assert_eq!(person.masters().len(), 2, "{:?}", crate::person::processes_here());
    }
    assert_eq!(logins(lab, "hornbill"), before + 1);
    assert_eq!(person.sockets().len(), 2);
    let mode = std::fs::metadata(person.home().join("sgos")).unwrap().permissions();
    assert_eq!(std::os::unix::fs::PermissionsExt::mode(&mode) & 0o777, 0o700);
    let run = person.run(&["hosts", "disconnect"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, "2 connections closed\n"));
    eventually("the masters end", SOON, || person.masters().is_empty());
    assert_eq!(person.sockets().len(), 0);
    let run = person.run(&["hosts", "disconnect"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, "no connection was open\n"));
}

fn none_is_kept_when_none_is_wanted(lab: &Lab) {
    let person = lab.person();
    person.set("ssh", "persist", "\"0\"");
    complete(&person);
    // Already at the end of the command, not some time after.
    assert_eq!(crate::person::processes_here(), [""; 0]);
    assert_eq!(person.sockets().len(), 0);
}

fn two_commands_at_once_share_them(lab: &Lab) {
    let person = lab.person();
    let before = logins(lab, "hornbill");
    let both = [(); 2].map(|()| person.start(&["status", "-o", "json"]));
    for run in both.map(crate::person::Running::wait) {
        run.ended(0, SOON);
        assert_eq!(run.states("hornbill"), states());
    }
    assert_eq!(person.masters().len(), 2);
    assert_eq!(logins(lab, "hornbill"), before + 1);
}

fn two_that_keep_none_do_not_meet(lab: &Lab) {
    let person = lab.person();
    person.set("ssh", "persist", "\"0\"");
    let both = [(); 2].map(|()| person.start(&["status", "-o", "json"]));
    for run in both.map(crate::person::Running::wait) {
        run.ended(0, SOON);
        assert_eq!(run.states("hornbill"), states());
    }
    assert_eq!(crate::person::processes_here(), [""; 0]);
}

fn a_dead_master_is_replaced(lab: &Lab) {
    let person = lab.person();
    complete(&person);
    let dead = person.masters();
    for master in &dead {
        kill_process(*master, Signal::KILL).unwrap();
    }
    eventually("the masters are dead", SOON, || person.masters().is_empty());
    assert_eq!(person.sockets().len(), 2, "sockets without a master");
    complete(&person);
    let fresh = person.masters();
    assert!(fresh.len() == 2 && !fresh.iter().any(|master| dead.contains(master)));
}

/// It listens, and nothing it is told reaches it.
fn a_hung_master_is_replaced(lab: &Lab) {
    let person = lab.person();
    for end in [&["status", "-o", "json"][..], &["hosts", "disconnect"]] {
        complete(&person);
        let hung = person.masters();
        for master in &hung {
            kill_process(*master, Signal::STOP).unwrap();
        }
        let run = person.run(end);
        run.ended(0, Duration::from_secs(15));
        eventually("the hung masters are ended", SOON, || {
            !person.masters().iter().any(|master| hung.contains(master))
        });
    }
    assert!(person.masters().is_empty());
}

fn anything_may_lie_where_the_socket_was(lab: &Lab) {
    let person = lab.person();
    complete(&person);
    let sockets = person.sockets();
    person.run(&["hosts", "disconnect"]);
    for socket in sockets {
        std::fs::write(socket, "no socket").unwrap();
    }
    complete(&person);
    assert_eq!(person.masters().len(), 2);
}

fn another_way_is_another_connection(lab: &Lab) {
    let person = lab.person();
    complete(&person);
    person.set("hosts.hornbill", "user", "\"guest\"");
    let run = person.status();
    assert!(run.host("hornbill")["error"].is_string(), "guest was not asked: {run:#?}");
    assert_eq!(person.masters().len(), 3);
    person.set("hosts.hornbill", "user", "\"stefan\"");
    complete(&person);
    assert_eq!(person.masters().len(), 3);
    // Those of other inventories are ended as well.
    let run = person.run(&["hosts", "disconnect", "hornbill"]);
    assert_eq!(run.stderr, "2 connections closed\n");
}

fn a_long_runtime_folder_is_not_used(lab: &Lab) {
    let person = lab.person();
    person.set("ssh", "persist", "\"0\"");
    let long = person.home().join("r".repeat(60));
    std::fs::DirBuilder::new().mode(0o700).create(&long).unwrap();
    let run = finish(person.command(&["status", "-o", "json"]).env("XDG_RUNTIME_DIR", &long));
    run.ended(0, SOON);
    assert_eq!(run.states("hornbill"), states());
    assert_eq!(std::fs::read_dir(&long).unwrap().count(), 0);
    // A folder that anybody may write to is none for sockets either.
    let open = person.home().join("open");
    std::fs::DirBuilder::new().mode(0o700).create(&open).unwrap();
    std::fs::DirBuilder::new().mode(0o777).create(open.join("sgos")).unwrap();
    let run = finish(person.command(&["status", "-o", "json"]).env("XDG_RUNTIME_DIR", &open));
    run.ended(0, SOON);
    assert_eq!(std::fs::read_dir(open.join("sgos")).unwrap().count(), 0);
}

fn disconnect_ends_those_named(lab: &Lab) {
    let person = lab.person();
    complete(&person);
    let run = person.run(&["hosts", "disconnect", "hornbill"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, "1 connection closed\n"));
    eventually("one master ends", SOON, || person.masters().len() == 1);
    complete(&person);
    assert_eq!(person.masters().len(), 2);
}
