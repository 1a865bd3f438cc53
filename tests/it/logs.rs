//! `sgos logs` before any host is asked: what may be typed, and what is said of mistakes.

use crate::env::{Run, TestEnv};

fn logs(args: &[&str]) -> Run {
    TestEnv::new().run(&[&["logs"], args].concat())
}

/// What was typed is wrong, and nothing was printed but why.
fn refused(args: &[&str]) -> Run {
    let run = logs(args);
    assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{args:?}: {run}");
    run
}

#[test]
fn logs_help() {
    insta::assert_snapshot!(logs(&["-h"]));
}

#[test]
fn something_must_be_named() {
    assert!(refused(&[]).stderr.contains("<TARGET>"));
    assert!(refused(&["--all", "phone"]).stderr.contains("cannot be used with"));
    let run = refused(&["a/b/c"]);
    assert!(run.stderr.contains("`a/b/c` is no target: it has more than one slash"), "{run}");
}

#[test]
fn an_expression_that_cannot_be_read_is_shown_with_the_place() {
    for option in ["-i", "-e", "--highlight", "--until-match"] {
        let run = refused(&["phone", option, "status (5.."]);
        assert!(run.stderr.contains("error: unclosed group"), "{run}");
        assert!(run.stderr.contains("\n    status (5..\n           ^\n"), "{run}");
    }
    // Nobody waits for an expression that would fill the memory.
    let run = refused(&["phone", "-i", "(?:a{1000}){1000}{1000}"]);
    assert!(run.stderr.contains("exceeds size limit"), "{run}");
}

#[test]
fn a_time_that_is_none_is_answered_with_examples() {
    for option in ["--since", "--until"] {
        for wrong in ["soon", "", "25:00", "2026-02-30", "-2h", "\u{1b}[2J"] {
            let run = refused(&["phone", &format!("{option}={wrong}")]);
            assert!(run.stderr.contains("is not a time"), "{run}");
            assert!(run.stderr.contains("hint: a time is such as 90s, 2h, 1d, 14:00"), "{run}");
            assert!(!run.stderr.contains('\u{1b}'), "{run}");
        }
    }
    let run = refused(&["phone", "--since", "90"]);
    assert!(run.stderr.contains("hint: 90s is 90 seconds ago"), "{run}");
    let run = refused(&["phone", "--since", "1 month"]);
    assert!(run.stderr.contains("months and years have no fixed length"), "{run}");
}

#[test]
fn a_range_goes_forward_and_begins_in_the_past() {
    let run = refused(&["phone", "--since", "1h", "--until", "2h"]);
    assert!(run.stderr.contains("is not before the end"), "{run}");
    assert!(run.stderr.contains("hint: --since is the earlier one"), "{run}");
    let run = refused(&["phone", "--since", "2999-01-01"]);
    assert!(run.stderr.contains("`2999-01-01` is in the future"), "{run}");
}

#[test]
fn levels_numbers_and_forms_are_checked() {
    let run = refused(&["phone", "--level", "loud"]);
    assert!(run.stderr.contains("there are trace, debug, info, warn, error, fatal"), "{run}");
    for wrong in ["-1", "1.5", "some", ""] {
        let run = refused(&["phone", &format!("--tail={wrong}")]);
        assert!(run.stderr.contains("neither a number of lines nor `all`"), "{run}");
    }
    let run = refused(&["phone", "-o", "tsv"]);
    assert!(run.stderr.contains("[possible values: text, raw, jsonl]"), "{run}");
    let run = refused(&["phone", "--for", "0s"]);
    assert!(run.stderr.contains("longer than nothing"), "{run}");
}

#[test]
fn raw_is_a_form_of_logs_alone() {
    let run = TestEnv::new().run(&["status", "-o", "raw"]);
    assert_eq!(run.code, 2, "{run}");
    assert!(run.stderr.contains("[possible values: text, json, jsonl, tsv]"), "{run}");
}

#[test]
fn whoever_asked_for_json_is_told_of_a_wrong_time_in_json_too() {
    for form in [&["--json"][..], &["-o", "jsonl"], &["-ojson"]] {
        let run = logs(&[&["phone", "--since", "soon"], form].concat());
        assert_eq!(run.code, 2, "{run}");
        let answer: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
        assert_eq!(answer["error"]["exit"], 2, "{run}");
    }
}
