//! The completion scripts, each loaded by its own shell, which then completes a command with it.

use std::process::{Command, Stdio};

use crate::LabTest;
use crate::lab::Lab;
use crate::person::{Person, SGOS, finish};

pub(crate) const TESTS: &[LabTest] = &[
    ("completions::bash_completes", bash_completes),
    ("completions::fish_completes", fish_completes),
    ("completions::tab_offers_the_apps_that_status_saw", tab_offers_the_apps_that_status_saw),
    ("completions::zsh_completes", zsh_completes),
];

/// Where the script of `shell` lies, in a folder of its own.
fn script(person: &Person<'_>, shell: &str, name: &str) -> String {
    let found = Command::new(shell).args(["-c", "exit"]).stdin(Stdio::null()).status();
    assert!(found.is_ok_and(|status| status.success()), "install the package `{shell}`");
    let run = person.run(&["completions", shell]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    std::fs::create_dir_all(person.home().join("completions")).unwrap();
    person.write(&format!("completions/{name}"), &run.stdout).display().to_string()
}

fn bash_completes(lab: &Lab) {
    let person = lab.person();
    let script = script(&person, "bash", "sgos.bash");
    let complete = r#"
        set -eu
        . "$1"
        complete -p sgos
        offer() {
            COMP_LINE=$* COMP_POINT=${#COMP_LINE} COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
            _sgos sgos "${!#}" x
            printf 'found %s\n' "${COMPREPLY[@]}"
        }
        offer sgos stat
        offer sgos status --wi
        offer sgos status -H hor
    "#;
    let mut command = Command::new("bash");
    command.args(["--norc", "-c", complete, "bash", &script]);
    let run = finish(with_sgos(person.at_home(&mut command)));
    assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{run:#?}");
    let found: Vec<&str> =
        run.stdout.lines().filter_map(|line| line.strip_prefix("found ")).collect();
    assert!(run.stdout.contains("-F _sgos"), "{run:#?}");
    assert_eq!(found, ["status", "--wide", "hornbill"], "{run:#?}");
}

/// The folder of sgos comes first on PATH: the scripts ask it for names.
fn with_sgos(command: &mut Command) -> &mut Command {
    let folder = std::path::Path::new(SGOS).parent().unwrap().display();
    command.env("PATH", format!("{folder}:/usr/local/bin:/usr/bin:/bin"))
}

/// On a real terminal: Tab lists the apps of the lab, which one `sgos status` has seen.
fn tab_offers_the_apps_that_status_saw(lab: &Lab) {
    let person = lab.person();
    let script = script(&person, "bash", "sgos.bash");
    let seen = person.run(&["status"]);
    assert!(seen.stdout.contains("phone"), "{seen:#?}");
    // With its masters gone, whatever Tab did on a host would need a new connection.
    person.run(&["hosts", "disconnect"]);
    let rc = format!("PS1='ready> '\nbind 'set bell-style none'\n. '{script}'\n");
    let rc = person.write("bashrc", &rc).display().to_string();
    let mut terminal = person.terminal_with(100, &format!("bash --rcfile {rc} -i"));
    terminal.wait_for("ready> ");
    terminal.type_in("sgos status ph\t");
    // What the names have in common, then, with nothing left to add, all of them.
    terminal.wait_for("sgos status pho");
    terminal.type_in("\t\t");
    terminal.wait_for("phone");
    terminal.wait_for("photos");
    terminal.type_in("\u{15}exit\r");
    let (screen, _) = terminal.end();
    assert!(!screen.contains("error"), "{screen}");
    assert!(person.masters().is_empty(), "Tab made a connection");
}

fn fish_completes(lab: &Lab) {
    let person = lab.person();
    let script = script(&person, "fish", "sgos.fish");
    let complete = "source $argv[1]; complete -C 'sgos stat'; complete -C 'sgos status --wi'; complete -C 'sgos status -H @a'";
    let mut command = Command::new("fish");
    command.args(["--no-config", "-c", complete, &script]);
    let run = finish(with_sgos(person.at_home(&mut command)));
    assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{run:#?}");
    let found: Vec<&str> = run.stdout.lines().filter_map(|line| line.split('\t').next()).collect();
    assert_eq!(found, ["status", "--wide", "@apps"], "{run:#?}");
}

/// Completion of zsh needs a terminal, which its own module makes.
fn zsh_completes(lab: &Lab) {
    let person = lab.person();
    script(&person, "zsh", "_sgos");
    let complete = r#"
        zmodload zsh/zpty || exit 1
        zpty inner 'zsh -f -i'
        zpty -w inner "PS1= fpath=($HOME/completions \$fpath); autoload -U compinit && compinit -u -D && print loaded:\$_comps[sgos]"
        zpty -r inner out '*loaded:_sgos*' || exit 2
        zpty -w -n inner $'sgos stat\t'
        zpty -r inner out '*sgos status*' || exit 3
        zpty -w -n inner $'--wi\t'
        zpty -r inner out '*--wi*de*' || exit 4
        zpty -w -n inner $' -H @ap\t'
        zpty -r inner out '*@apps*' || exit 5
        zpty -d inner
    "#;
    let mut command = Command::new("timeout");
    command.args(["--signal=KILL", "20", "zsh", "-f", "-c", complete]);
    let run = finish(with_sgos(person.at_home(&mut command)).env("TERM", "xterm"));
    assert_eq!(run.code, 0, "{run:#?}");
}
