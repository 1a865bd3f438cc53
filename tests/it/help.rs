//! What is printed when somebody asks for help, or types something that sgos does not know.

use crate::env::TestEnv;

#[test]
fn every_command_has_help_with_an_example() {
    let env = TestEnv::new();
    for command in [
        &["status"][..],
        &["hosts", "trust"],
        &["hosts", "disconnect"],
        &["init"],
        &["config", "check"],
        &["config", "show"],
        &["completions"],
    ] {
        let run = env.run(&[command, &["--help"]].concat());
        assert_eq!(run.code, 0, "{run}");
        assert!(run.stderr.is_empty(), "{run}");
        let example = format!("\n  sgos {}", command.join(" "));
        assert!(run.stdout.contains(&example), "no example of {command:?}: {run}");
        let wide = run.stdout.lines().find(|line| line.chars().count() > 100);
        assert_eq!(wide, None, "too wide");
    }
}

#[test]
fn the_main_help_is_short_and_complete() {
    insta::assert_snapshot!(TestEnv::new().run(&["-h"]));
}

#[test]
fn status_help() {
    insta::assert_snapshot!(TestEnv::new().run(&["status", "-h"]));
}

#[test]
fn without_a_command_help_goes_to_stderr() {
    let run = TestEnv::new().run(&[]);
    assert_eq!(run.code, 2, "{run}");
    assert!(run.stdout.is_empty(), "{run}");
    assert!(run.stderr.contains("Usage: sgos"), "{run}");
}

#[test]
fn a_wrong_word_is_named_with_the_right_one() {
    insta::assert_snapshot!(TestEnv::new().run(&["stats"]));
    insta::assert_snapshot!(TestEnv::new().run(&["status", "--exitstatus"]));
}

#[test]
fn a_deadline_must_be_a_duration() {
    for wrong in ["0s", "-5s", "soon", "5"] {
        let run = TestEnv::new().run(&["status", &format!("--timeout={wrong}")]);
        assert_eq!(run.code, 2, "{wrong}: {run}");
    }
}
