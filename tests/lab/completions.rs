//! The completion scripts, each loaded by its own shell, which then completes a command with it.

use std::process::{Command, Stdio};

use crate::LabTest;
use crate::lab::Lab;
use crate::person::{Person, SGOS, finish};

pub(crate) const TESTS: &[LabTest] = &[
    ("completions::bash_completes", bash_completes),
    ("completions::fish_completes", fish_completes),
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
        COMP_WORDS=(sgos sta) COMP_CWORD=1
        _sgos sgos sta sgos
        printf 'found %s\n' "${COMPREPLY[@]}"
        COMP_WORDS=(sgos status --wi) COMP_CWORD=2
        _sgos sgos --wi status
        printf 'found %s\n' "${COMPREPLY[@]}"
    "#;
    let mut command = Command::new("bash");
    let run = finish(person.at_home(command.args(["--norc", "-c", complete, "bash", &script])));
    assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{run:#?}");
    assert!(run.stdout.contains("-F _sgos"), "{run:#?}");
    assert!(
        run.stdout.contains("found status\n") && run.stdout.contains("found --wide\n"),
        "{run:#?}"
    );
}

fn fish_completes(lab: &Lab) {
    let person = lab.person();
    let script = script(&person, "fish", "sgos.fish");
    let complete = "source $argv[1]; complete -C 'sgos sta'; complete -C 'sgos status --wi'";
    let mut command = Command::new("fish");
    let run = finish(person.at_home(command.args(["--no-config", "-c", complete, &script])));
    assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{run:#?}");
    let found: Vec<&str> = run.stdout.lines().filter_map(|line| line.split('\t').next()).collect();
    assert_eq!(found, ["status", "--wide"], "{run:#?}");
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
        zpty -w -n inner $'sgos sta\t'
        zpty -r inner out '*sgos status*' || exit 3
        zpty -w -n inner $'--wi\t'
        zpty -r inner out '*--wi*de*' || exit 4
        zpty -d inner
    "#;
    let mut command = Command::new("timeout");
    command.args(["--signal=KILL", "20", "zsh", "-f", "-c", complete]);
    let folder = std::path::Path::new(SGOS).parent().unwrap().display();
    let run = finish(
        person
            .at_home(&mut command)
            .env("PATH", format!("{folder}:/usr/bin:/bin"))
            .env("TERM", "xterm"),
    );
    assert_eq!(run.code, 0, "{run:#?}");
}
