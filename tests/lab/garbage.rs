//! Hosts that say more than they were asked: greetings, noise from behind, bytes that are no text,
//! and login shells that are none or others.

use std::time::Duration;

use serde_json::json;

use crate::LabTest;
use crate::lab::{Lab, Undo};
use crate::person::{ON_TOUCAN, Person};
use crate::status::states;

pub(crate) const TESTS: &[LabTest] = &[
    ("garbage::a_greeting_before_the_answer", a_greeting_before_the_answer),
    ("garbage::noise_inside_the_answer", noise_inside_the_answer),
    ("garbage::bytes_that_are_no_text", bytes_that_are_no_text),
    ("garbage::words_instead_of_containers", words_instead_of_containers),
    ("garbage::a_login_shell_that_runs_nothing", a_login_shell_that_runs_nothing),
    ("garbage::a_login_shell_with_evil_words", a_login_shell_with_evil_words),
    ("garbage::other_login_shells", other_login_shells),
];

const BASHRC: &str = "/home/stefan/.bashrc";
const SOON: Duration = Duration::from_secs(8);

fn complete(person: &Person<'_>) {
    let run = person.status();
    run.ended(0, SOON);
    assert_eq!(run.states("hornbill"), states());
    assert_eq!(run.host("hornbill")["warnings"], json!([]));
}

fn a_greeting_before_the_answer(lab: &Lab) {
    let person = lab.person();
    let greeting = "\
echo Welcome to hornbill
printf '\\033[31mred\\033[0m \\377\\376\\000 no newline'
echo '@@sgos 0123456789abcdef containers 0 - 2' >&2
printf '\\n@@sgos 0123456789abcdef containers 0 - 2\\n[]\\n@@sgos 0123456789abcdef end\\n'
";
    let _bashrc = lab.replace_file("hornbill", BASHRC, greeting);
    complete(&person);
    let text = person.run(&["status", "-o", "text"]);
    assert!(!text.stdout.contains("Welcome") && !text.stderr.contains("Welcome"), "{text:#?}");
}

/// Something started at login goes on writing while the probe does: whatever it hits is a fact, and
/// nothing wrong is said.
fn noise_inside_the_answer(lab: &Lab) {
    let person = lab.person_with_apps_on_both();
    let noise = "\
( n=0; while [ $n -lt 300 ]; do echo noise from behind; n=$((n + 1)); sleep 0.003; done ) &
";
    let _bashrc = lab.replace_file("hornbill", BASHRC, noise);
    for _ in 0..5 {
        let run = person.run(&["status", "-o", "json", "--timeout", "5s"]);
        assert!(matches!(run.code, 0 | 4), "{run:#?}");
        assert!(run.took < SOON, "{run:#?}");
        assert_eq!(run.states("toucan"), ON_TOUCAN);
        for state in run.states("hornbill") {
            let right = ["budget healthy", "phone healthy", "wiki running"].contains(&&*state);
            assert!(right || state.ends_with(" unknown"), "{state}: {run:#?}");
        }
    }
}

fn bytes_that_are_no_text(lab: &Lab) {
    let person = lab.person();
    let _bashrc = lab.replace_file("hornbill", BASHRC, "head -c 200000 /dev/urandom\n");
    complete(&person);
}

fn words_instead_of_containers(lab: &Lab) {
    let person = lab.person_with_apps_on_both();
    for answer in [
        "echo '[{\"Id\": 7}]'",
        "printf '\\377\\000\\033[2J'",
        "echo '<html>'",
        ":",
        "head -c 9 /dev/zero",
        "echo '[]'; exit 28",
    ] {
        let _perl = lab.wrap("hornbill", "perl", answer);
        let run = person.status();
        run.ended(0, SOON);
        assert_eq!(run.states("toucan"), ON_TOUCAN);
        assert_eq!(run.app("phone")["state"], "unknown", "{answer}: {run:#?}");
        let host = run.host("hornbill");
        assert_eq!(host["reachable"], true);
        assert!(host["error"].is_string(), "{answer}: {host:#}");
        let text = person.run(&["status", "-o", "text"]);
        assert!(!text.stdout.contains(['\x1b', '\0']), "{answer}: {text:#?}");
        assert!(!text.stdout.contains("Operational"), "{answer}: {text:#?}");
    }
}

/// A user of hornbill with a login shell of their own, whom the person logs in as.
fn user<'a>(lab: &'a Lab, person: &Person<'_>, shell: &str) -> Undo<'a> {
    let undo = lab.undo("hornbill", "pkill -KILL -u robin; for i in $(seq 100); do pgrep -u robin >/dev/null || break; sleep 0.05; done; userdel -f -r robin");
    lab.on("hornbill", &["useradd", "-m", "-G", "docker", "-p", "*", "-s", shell, "robin"]);
    lab.sh(
        "hornbill",
        "install -d -m 700 -o robin -g robin /home/robin/.ssh && \
         install -m 600 -o robin -g robin /home/stefan/.ssh/authorized_keys /home/robin/.ssh/",
    );
    person.set("hosts.hornbill", "user", "\"robin\"");
    undo
}

fn a_login_shell_that_runs_nothing(lab: &Lab) {
    let person = lab.person_with_apps_on_both();
    for (shell, words) in
        [("/usr/sbin/nologin", "This account is currently not available"), ("/bin/false", "")]
    {
        let _user = user(lab, &person, shell);
        let run = person.status();
        run.ended(4, SOON);
        assert_eq!(run.states("toucan"), ON_TOUCAN);
        let error = run.host("hornbill")["error"].as_str().unwrap().to_owned();
        assert!(error.contains("ran something else than the probe"), "{error}");
        assert!(error.contains(words), "{error}");
        person.run(&["hosts", "disconnect", "hornbill"]);
    }
}

/// What a host says instead of an answer is shown, and steers no terminal.
fn a_login_shell_with_evil_words(lab: &Lab) {
    let person = lab.person_with_apps_on_both();
    let _shell = lab.wrap(
        "hornbill",
        "evil-shell",
        "sleep 2; printf '\\033]0;pwned\\007\\033[2Jevil \\342\\200\\256sdrow\\n'; exit 3",
    );
    let _user = user(lab, &person, "/usr/local/bin/evil-shell");
    // So slow that progress tells of it, too.
    let run = person.run(&["status", "-v", "-o", "text"]);
    run.ended(4, SOON);
    for text in [&run.stdout, &run.stderr] {
        assert!(text.contains("evil"), "{text:?}");
        assert!(!text.contains(['\x1b', '\x07', '\u{202e}']), "{text:?}");
    }
    // As it was said, for programs.
    let error = person.status().host("hornbill")["error"].as_str().unwrap().to_owned();
    assert!(error.contains("\u{1b}]0;pwned\u{7}"), "{error:?}");
}

fn other_login_shells(lab: &Lab) {
    let person = lab.person();
    let _busybox = lab.undo("hornbill", "rm -f /usr/local/bin/ash");
    lab.sh("hornbill", "ln -sf /usr/bin/busybox /usr/local/bin/ash");
    for shell in ["/bin/dash", "/usr/local/bin/ash", "/usr/bin/fish", "/usr/bin/zsh"] {
        if lab.sh("hornbill", &format!("test -x {shell} && echo yes || :")).is_empty() {
            continue;
        }
        let _user = user(lab, &person, shell);
        complete(&person);
        let run = person.run(&["status", "--wide", "-o", "json"]);
        assert_eq!(run.states("hornbill"), states(), "{shell}");
        person.run(&["hosts", "disconnect", "hornbill"]);
    }
}
