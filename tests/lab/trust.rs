//! Host keys: unknown, changed, shown, accepted with consent and never without.

use std::path::PathBuf;
use std::time::Duration;

use crate::LabTest;
use crate::lab::Lab;
use crate::person::{ON_HORNBILL, ON_TOUCAN, Person, finish};
use crate::terminal::without_escapes;

pub(crate) const TESTS: &[LabTest] = &[
    ("trust::an_unknown_key_is_refused", an_unknown_key_is_refused),
    ("trust::an_unknown_key_is_added_after_consent", an_unknown_key_is_added_after_consent),
    ("trust::a_changed_key_needs_a_second_consent", a_changed_key_needs_a_second_consent),
    ("trust::a_line_that_names_others_stays", a_line_that_names_others_stays),
    ("trust::consent_on_a_terminal", consent_on_a_terminal),
    ("trust::a_known_host_needs_nothing", a_known_host_needs_nothing),
    ("trust::a_port_has_keys_of_its_own", a_port_has_keys_of_its_own),
];

const SOON: Duration = Duration::from_secs(5);

/// A person with a file of known hosts that says what `hornbill` makes of hornbill's lines.
pub(crate) fn person<'a>(
    lab: &'a Lab,
    hornbill: impl Fn(&Lab, &str) -> String,
) -> (Person<'a>, PathBuf) {
    let person = lab.person_with_apps_on_both();
    let all = std::fs::read_to_string(&lab.known_hosts).unwrap();
    let (of_hornbill, others): (Vec<&str>, Vec<&str>) =
        all.lines().partition(|line| line.starts_with("hornbill"));
    let lines = of_hornbill.into_iter().map(|line| hornbill(lab, line)).collect::<String>();
    let file = person.write("known", &(others.join("\n") + "\n" + &lines));
    person.set("ssh", "known_hosts_file", &crate::person::quoted(&file));
    (person, file)
}

fn unknown(_lab: &Lab, _line: &str) -> String {
    String::new()
}

/// Toucan's key under hornbill's address.
pub(crate) fn changed(lab: &Lab, line: &str) -> String {
    let kind = line.split(' ').nth(1).unwrap();
    format!("{} {}\n", lab.hosts["hornbill"].address, key(lab, "toucan", kind))
}

/// The same in a line that speaks of another host as well.
fn changed_with_another(lab: &Lab, line: &str) -> String {
    format!("heron,{}", changed(lab, line))
}

/// `TYPE BASE64` of a host's key.
fn key(lab: &Lab, host: &str, kind: &str) -> String {
    let all = std::fs::read_to_string(&lab.known_hosts).unwrap();
    let mut lines = all.lines().filter(|line| line.starts_with(host));
    let line = lines.find(|line| line.contains(kind)).unwrap();
    line.split_once(' ').unwrap().1.to_owned()
}

/// As `ssh-keygen -l` prints it.
fn fingerprint(lab: &Lab, host: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("key.pub");
    std::fs::write(&file, key(lab, host, "ssh-ed25519")).unwrap();
    let run = finish(std::process::Command::new("ssh-keygen").arg("-lf").arg(file));
    run.stdout.split(' ').nth(1).unwrap().to_owned()
}

fn an_unknown_key_is_refused(lab: &Lab) {
    let (person, file) = person(lab, unknown);
    let before = std::fs::read(&file).unwrap();
    let run = person.status();
    run.ended(4, SOON);
    assert_eq!(run.states("toucan"), ON_TOUCAN);
    assert_eq!(run.app("phone")["state"], "unknown");
    let host = run.host("hornbill");
    assert!(host["error"].as_str().unwrap().starts_with("its host key is not known here"));
    assert!(host["hint"].as_str().unwrap().contains("`sgos hosts trust hornbill`"), "{host:#}");
    let text = person.run(&["status", "-o", "text"]).stdout;
    assert!(text.contains("sgos hosts trust hornbill"), "{text}");
    assert_eq!(std::fs::read(&file).unwrap(), before);
}

fn an_unknown_key_is_added_after_consent(lab: &Lab) {
    let (person, file) = person(lab, unknown);
    let before = std::fs::read_to_string(&file).unwrap();
    for args in [&["hosts", "trust", "hornbill"][..], &["hosts", "trust", "hornbill", "--replace"]]
    {
        let run = person.run(args);
        run.ended(9, SOON);
        assert!(run.stdout.contains(&fingerprint(lab, "hornbill")), "{run:#?}");
        assert!(run.stderr.contains("nothing was changed"), "{run:#?}");
        assert!(run.stderr.contains("--yes"), "{run:#?}");
    }
    let run = person.run(&["hosts", "trust", "hornbill", "--yes", "--dry-run"]);
    assert_eq!(run.code, 0, "{run:#?}");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), before);
    let run = person.run(&["hosts", "trust", "hornbill", "--yes"]);
    run.ended(0, SOON);
    let after = std::fs::read_to_string(&file).unwrap();
    assert!(after.starts_with(&before), "what was known stays");
    assert!(after.contains(&key(lab, "hornbill", "ssh-ed25519")), "{after}");
    let run = person.status();
    run.ended(0, SOON);
    assert_eq!(run.states("hornbill"), ON_HORNBILL);
}

fn a_changed_key_needs_a_second_consent(lab: &Lab) {
    let (person, file) = person(lab, changed);
    let before = std::fs::read_to_string(&file).unwrap();
    let run = person.status();
    run.ended(4, SOON);
    assert_eq!(run.states("toucan"), ON_TOUCAN);
    let host = run.host("hornbill");
    let error = host["error"].as_str().unwrap();
    assert!(error.contains("CHANGED"), "{host:#}");
    for of in ["hornbill", "toucan"] {
        assert!(error.contains(&fingerprint(lab, of)), "{of}: {error}");
    }
    assert!(host["hint"].as_str().unwrap().contains("sgos hosts trust hornbill"), "{host:#}");
    for args in [&["--yes"][..], &["--replace"], &[]] {
        let run = person.run(&[&["hosts", "trust", "hornbill"], args].concat());
        run.ended(9, SOON);
        for of in ["hornbill", "toucan"] {
            assert!(run.stdout.contains(&fingerprint(lab, of)), "{run:#?}");
        }
        assert!(run.stderr.contains("--replace --yes"), "{run:#?}");
        assert_eq!(std::fs::read_to_string(&file).unwrap(), before);
    }
    let run = person.run(&["hosts", "trust", "hornbill", "--replace", "--yes"]);
    run.ended(0, SOON);
    let after = std::fs::read_to_string(&file).unwrap();
    assert!(after.contains(&key(lab, "hornbill", "ssh-ed25519")), "{after}");
    let toucan = key(lab, "toucan", "ssh-ed25519");
    let left = after.lines().filter(|line| line.contains(&toucan)).count();
    assert_eq!(left, 1, "toucan's own line stays, and no other: {after}");
    let run = person.status();
    run.ended(0, SOON);
    assert_eq!(
        (run.states("hornbill"), run.states("toucan")),
        (ON_HORNBILL.map(String::from).to_vec(), ON_TOUCAN.map(String::from).to_vec())
    );
}

/// Replacing it would take heron's key away.
fn a_line_that_names_others_stays(lab: &Lab) {
    let (person, file) = person(lab, changed_with_another);
    let before = std::fs::read_to_string(&file).unwrap();
    let run = person.run(&["hosts", "trust", "hornbill", "--replace", "--yes"]);
    run.ended(9, SOON);
    assert!(run.stderr.contains("heron,"), "{run:#?}");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), before);
}

fn consent_on_a_terminal(lab: &Lab) {
    let (person, file) = person(lab, unknown);
    let before = std::fs::read_to_string(&file).unwrap();
    for (keys, code) in [("n\r", 9), ("\r", 9), ("\x03", 130), ("y\r", 0)] {
        assert_eq!(std::fs::read_to_string(&file).unwrap(), before);
        let mut terminal = person.terminal(100, &["hosts", "trust", "hornbill"]);
        terminal.wait_for("Trust hornbill with these keys?");
        terminal.type_in(keys);
        let (screen, ended) = terminal.end();
        assert_eq!(ended, code, "{keys:?}: {screen}");
        assert!(without_escapes(&screen).contains(&fingerprint(lab, "hornbill")), "{screen}");
    }
    assert!(std::fs::read_to_string(&file).unwrap().contains(&key(lab, "hornbill", "ssh-ed25519")));
    // Whoever forbids questions is not asked, terminal or not.
    std::fs::write(&file, before).unwrap();
    let (screen, code) = person.terminal(100, &["hosts", "trust", "hornbill", "--no-input"]).end();
    assert_eq!(code, 9, "{screen}");
}

fn a_known_host_needs_nothing(lab: &Lab) {
    let person = lab.person();
    let before = std::fs::read(&lab.known_hosts).unwrap();
    let run = person.run(&["hosts", "trust", "hornbill", "--yes"]);
    run.ended(0, SOON);
    assert!(run.stdout.contains(&fingerprint(lab, "hornbill")), "{run:#?}");
    assert_eq!(std::fs::read(&lab.known_hosts).unwrap(), before);
    let run = person.run(&["hosts", "trust", "hornbil"]);
    assert_eq!(run.code, 7);
    assert!(run.stderr.contains("hornbill"), "{run:#?}");
}

fn a_port_has_keys_of_its_own(lab: &Lab) {
    let (person, file) = person(lab, unknown);
    let pid = "/run/sshd-2223.pid";
    let _sshd = lab.undo("hornbill", format!("kill $(cat {pid}); rm -f {pid} /tmp/sshd-2223.log"));
    lab.sh("hornbill", &format!("/usr/sbin/sshd -p 2223 -E /tmp/sshd-2223.log -o PidFile={pid}"));
    person.set("hosts.hornbill", "port", "2223");
    assert_eq!(person.status().code, 4);
    person.run(&["hosts", "trust", "hornbill", "--yes"]).ended(0, SOON);
    let entry = format!("[{}]:2223 ssh-ed25519 ", lab.hosts["hornbill"].address);
    assert!(std::fs::read_to_string(&file).unwrap().contains(&entry));
    person.status().ended(0, SOON);
}
