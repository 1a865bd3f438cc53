//! Programs in containers: their words, their bytes, their terminal, their end.

use std::io::{Read as _, Write as _};
use std::process::{Command, Stdio};
use std::time::Duration;

use rustix::process::{Signal, kill_process};

use crate::LabTest;
use crate::lab::{Lab, eventually};
use crate::person::{Person, Run, SGOS};

pub(crate) const TESTS: &[LabTest] = &[
    ("exec::the_exit_code_is_the_programs", the_exit_code_is_the_programs),
    ("exec::words_arrive_as_they_are", words_arrive_as_they_are),
    ("exec::bytes_arrive_as_they_are", bytes_arrive_as_they_are),
    ("exec::a_terminal_of_the_same_size", a_terminal_of_the_same_size),
    ("exec::ctrl_c_without_a_terminal_there", ctrl_c_without_a_terminal_there),
    ("exec::one_of_several_is_chosen", one_of_several_is_chosen),
    ("exec::a_container_that_does_not_run", a_container_that_does_not_run),
    ("exec::a_lost_connection_is_no_exit_code", a_lost_connection_is_no_exit_code),
    ("exec::a_link_that_is_half_open", a_link_that_is_half_open),
    ("exec::asked_to_end", asked_to_end),
    ("exec::without_kept_connections", without_kept_connections),
    ("exec::read_only_connects_to_nobody", read_only_connects_to_nobody),
    ("exec::a_host_that_is_silent", a_host_that_is_silent),
    ("exec::a_key_that_is_refused", a_key_that_is_refused),
];

const SOON: Duration = Duration::from_secs(15);

fn exec(person: &Person<'_>, arguments: &[&str]) -> Run {
    person.run(&[&["exec"], arguments].concat())
}

fn the_exit_code_is_the_programs(lab: &Lab) {
    let person = lab.person();
    for code in [0, 1, 4, 7, 130, 255] {
        let run = exec(&person, &["phone", "--", "/app", "exit", &code.to_string()]);
        run.ended(code, SOON);
        assert!(run.stdout.is_empty() && run.stderr.is_empty(), "{run:#?}");
    }
    // Docker's own words and code.
    let run = exec(&person, &["phone", "--", "/no-such-program"]);
    assert!([126, 127].contains(&run.code), "{run:#?}");
    assert!((run.stdout + &run.stderr).contains("no-such-program"));
    // What could not be run at all has a code of sgos.
    exec(&person, &["grafna", "--", "x"]).ended(7, SOON);
}

const HOSTILE: [&str; 12] =
    ["plain", "", "a b", "$(id)", "`id`", "it's", "\\", "\\\\", "a\nb", "-it", "!!", "\"é*\"~"];

fn words_arrive_as_they_are(lab: &Lab) {
    let person = lab.person();
    let run = exec(&person, &[&["phone", "--", "/app", "args"], &HOSTILE[..]].concat());
    run.ended(0, SOON);
    let wanted: Vec<String> = HOSTILE.iter().map(|word| format!("{word:?}")).collect();
    assert_eq!(run.stdout.lines().collect::<Vec<_>>(), wanted);
    let run = exec(&person, &["phone", "--workdir", "/no/such", "--", "/app", "exit", "0"]);
    assert_ne!(run.code, 0, "docker was told the directory: {run:#?}");
}

/// A megabyte in which every byte follows every other.
fn megabyte() -> Vec<u8> {
    let mut state = 1_u32;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    };
    std::iter::repeat_with(&mut next).take(1 << 20).collect()
}

fn bytes_arrive_as_they_are(lab: &Lab) {
    let person = lab.person();
    let bytes = megabyte();
    let file = person.home().join("bytes");
    std::fs::write(&file, &bytes).unwrap();
    for host in ["phone", "grafana"] {
        let mut command = person.command(&["exec", "-T", host, "--", "/app", "cat"]);
        let output = command.stdin(std::fs::File::open(&file).unwrap()).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        assert!(output.stdout == bytes, "{} bytes came back", output.stdout.len());
        assert_eq!(String::from_utf8_lossy(&output.stderr).trim(), "1048576 bytes");
    }
}

fn a_terminal_of_the_same_size(lab: &Lab) {
    let person = lab.person();
    let tmux = person.tmux(80, 24);
    let modes = tmux.modes();
    tmux.sgos("exec phone -- /app size");
    tmux.wait_for("size 80x24");
    tmux.resize(60, 20);
    tmux.wait_for("size 60x20");
    tmux.resize(100, 30);
    tmux.wait_for("size 100x30");
    // It ends at a Ctrl-C of its own, with 0; that sgos was interrupted nobody says.
    tmux.keys(&["C-c"]);
    let screen = tmux.wait_for("ended 0");
    assert!(!screen.contains("interrupted"), "{screen}");
    assert_eq!(tmux.modes(), modes);
    // With -T there is none, though there is one here.
    tmux.sgos("exec -T phone -- /app size");
    tmux.wait_for("no terminal");
}

fn ctrl_c_without_a_terminal_there(lab: &Lab) {
    let person = lab.person();
    let tmux = person.tmux(80, 24);
    let modes = tmux.modes();
    tmux.sgos("exec -T phone -- /app cat");
    eventually("it runs there", SOON, || lab.running("hornbill", "/app cat") > 0);
    tmux.keys(&["C-c"]);
    tmux.wait_for("ended 130");
    assert_eq!(tmux.modes(), modes);
    eventually("it has ended there", SOON, || lab.running("hornbill", "/app cat") == 0);
}

fn one_of_several_is_chosen(lab: &Lab) {
    let person = lab.person();
    // Nobody can be asked, and --yes is no choice.
    let run = exec(&person, &["alloy", "--yes", "--", "/app", "exit", "0"]);
    run.ended(7, SOON);
    for target in ["alloy/alloy@hornbill", "monitoring/alloy@toucan"] {
        assert!(run.stderr.contains(&format!("sgos exec {target}")), "{run:#?}");
    }
    let tmux = person.tmux(80, 24);
    tmux.sgos("exec alloy -- /app args chosen");
    tmux.wait_for("Which?");
    tmux.keys(&["3", "Enter"]);
    tmux.wait_for("3 is none of them");
    tmux.keys(&["2", "Enter"]);
    tmux.wait_for("\"chosen\"");
    tmux.wait_for("ended 0");
    tmux.sgos("exec alloy -- /app args never");
    tmux.wait("the question again", |screen| screen.matches("Which?").count() > 2);
    tmux.keys(&["Enter"]);
    let screen = tmux.wait_for("ended 9");
    assert!(screen.contains("nothing was run") && !screen.contains("\"never\""), "{screen}");
}

fn a_container_that_does_not_run(lab: &Lab) {
    let person = lab.person();
    let _undo = lab.undo("hornbill", "docker unpause sgos-phone-app");
    lab.sh("hornbill", "docker pause sgos-phone-app");
    let run = exec(&person, &["phone", "--", "/app", "exit", "0"]);
    run.ended(1, SOON);
    assert!(run.stderr.contains("phone/app@hornbill does not run"), "{run:#?}");
    assert!(run.stderr.contains("Paused"), "{run:#?}");
}

/// A program that reads what is held open.
fn reading(person: &Person<'_>) -> std::process::Child {
    let mut command = Command::new(SGOS);
    person.at_home(command.args(["exec", "-T", "phone", "--", "/app", "cat"]));
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

fn a_lost_connection_is_no_exit_code(lab: &Lab) {
    let person = lab.person();
    let mut child = reading(&person);
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(b"are you there?").unwrap();
    let mut echo = [0; 14];
    child.stdout.as_mut().unwrap().read_exact(&mut echo).unwrap();
    assert_eq!(&echo, b"are you there?");
    for master in person.masters() {
        kill_process(master, Signal::KILL).unwrap();
    }
    let output = child.wait_with_output().unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(4), "{stderr}");
    assert!(stderr.contains("hornbill: the connection was lost"), "{stderr}");
    drop(stdin);
    eventually("it has ended there", SOON, || lab.running("hornbill", "/app cat") == 0);
}

/// Nothing is said any more, and nothing is refused either: only keep-alives notice.
fn a_link_that_is_half_open(lab: &Lab) {
    let person = lab.person();
    let mut child = reading(&person);
    eventually("it runs there", SOON, || lab.running("hornbill", "/app cat") > 0);
    // The host has not noticed, and need not for hours.
    let _left_there = lab.undo("hornbill", "pkill -KILL -u stefan");
    let cut = lab.cut("hornbill");
    let mut ended = None;
    eventually("sgos notices", Duration::from_secs(60), || {
        ended = child.try_wait().unwrap();
        ended.is_some()
    });
    assert_eq!(ended.unwrap().code(), Some(4));
    let mut stderr = String::new();
    child.stderr.take().unwrap().read_to_string(&mut stderr).unwrap();
    assert!(stderr.contains("hornbill: the connection was lost"), "{stderr}");
    drop(cut);
}

fn asked_to_end(lab: &Lab) {
    let person = lab.person();
    let mut child = reading(&person);
    eventually("it runs there", SOON, || lab.running("hornbill", "/app cat") > 0);
    kill_process(rustix::process::Pid::from_child(&child), Signal::TERM).unwrap();
    let mut ended = None;
    eventually("sgos ends", SOON, || {
        ended = child.try_wait().unwrap();
        ended.is_some()
    });
    assert_ne!(ended.unwrap().code(), Some(0));
    eventually("it has ended there", SOON, || lab.running("hornbill", "/app cat") == 0);
}

fn without_kept_connections(lab: &Lab) {
    let person = lab.person();
    person.set("ssh", "persist", "\"0s\"");
    exec(&person, &["phone", "--", "/app", "exit", "7"]).ended(7, SOON);
    eventually("no connection is left", SOON, || person.masters().is_empty());
    assert!(person.sockets().is_empty());
}

fn read_only_connects_to_nobody(lab: &Lab) {
    let person = lab.person();
    let commands: [&[&str]; 2] = [&["exec", "phone", "--", "/app"], &["ssh", "hornbill"]];
    for arguments in commands {
        let mut command = person.command(arguments);
        let run = crate::person::finish(command.env("SGOS_READONLY", "1"));
        run.ended(9, SOON);
        assert!(run.stderr.contains("SGOS_READONLY"), "{run:#?}");
    }
    assert!(person.sockets().is_empty() && person.masters().is_empty());
    // What would be run may be seen.
    let arguments = ["exec", "phone", "--dry-run", "--", "/app", "args", "a b"];
    let run = crate::person::finish(person.command(&arguments).env("SGOS_READONLY", "1"));
    run.ended(0, SOON);
    assert!(
        run.stdout.starts_with("sgos ssh hornbill -- docker exec --interactive -- "),
        "{run:#?}"
    );
    assert!(run.stdout.ends_with("/app args 'a b'\n"), "{run:#?}");
}

fn a_host_that_is_silent(lab: &Lab) {
    let person = lab.person();
    exec(&person, &["phone", "--", "/app", "exit", "0"]).ended(0, SOON);
    let _frozen = lab.freeze("hornbill");
    let run = exec(&person, &["phone", "--timeout", "3s", "--", "/app", "exit", "0"]);
    run.ended(4, SOON);
    assert!(run.stderr.contains("hornbill is unreachable"), "{run:#?}");
    exec(&person, &["grafana", "--timeout", "3s", "--", "/app", "exit", "3"]).ended(3, SOON);
    // A host that is not meant is not asked.
    let run = exec(&person, &["grafana@toucan", "--", "/app", "exit", "3"]);
    run.ended(3, SOON);
    assert!(!run.stderr.contains("hornbill"), "{run:#?}");
}

fn a_key_that_is_refused(lab: &Lab) {
    let person = lab.person();
    exec(&person, &["phone", "--", "/app", "exit", "0"]).ended(0, SOON);
    // `guest` would be let in.
    person.set("ssh", "user", "\"nobody\"");
    let run = exec(&person, &["phone", "--", "/app", "exit", "0"]);
    run.ended(6, SOON);
    assert!(run.stderr.contains("it refused the key"), "{run:#?}");
    let run = person.run(&["open", "alloy", "--print"]);
    run.ended(4, SOON);
    assert!(run.stderr.contains("did not tell: it refused the key"), "{run:#?}");
}
