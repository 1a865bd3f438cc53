//! What is printed when somebody asks for help, or types something that sgos does not know.

use crate::env::TestEnv;

#[test]
fn every_command_has_help_with_an_example() {
    let env = TestEnv::new();
    for command in [
        &["status"][..],
        &["hosts"],
        &["jobs"],
        &["logs"],
        &["ps"],
        &["exec"],
        &["ssh"],
        &["open"],
        &["up"],
        &["down"],
        &["start"],
        &["stop"],
        &["restart"],
        &["pull"],
        &["audit"],
        &["lock", "status"],
        &["lock", "release"],
        &["hosts", "trust"],
        &["hosts", "disconnect"],
        &["init"],
        &["config", "check"],
        &["config", "show"],
        &["config", "path"],
        &["config", "schema"],
        &["completions"],
        &["man"],
        &["help"],
    ] {
        let run = env.run(&[command, &["--help"]].concat());
        assert_eq!(run.code, 0, "{run}");
        assert!(run.stderr.is_empty(), "{run}");
        let example = format!("\n  sgos {}", command.join(" "));
        assert!(run.stdout.contains(&example), "no example of {command:?}: {run}");
        let wide = run.stdout.lines().find(|line| line.chars().count() > 100);
        assert_eq!(wide, None, "too wide");
        // An example that is wrapped reads as two.
        let narrow = env.command().args(command).arg("--help").env("COLUMNS", "80").output();
        let narrow = env.finish(narrow.unwrap());
        let examples =
            |run: &crate::env::Run| run.stdout.split("Examples:").nth(1).map(str::to_owned);
        assert_eq!(examples(&narrow), examples(&run), "{narrow}");
        let lines: Vec<_> = narrow.stdout.lines().collect();
        let untold =
            lines.windows(2).find(|pair| pair[0].starts_with("  <") && pair[1].trim().is_empty());
        assert_eq!(untold, None, "an argument of which nothing is said");
    }
}

#[test]
fn an_action_without_a_target_is_told_what_there_is() {
    for command in ["restart", "up", "down", "logs"] {
        let run = TestEnv::new().run(&[command]);
        assert_eq!(run.code, 2, "{run}");
        assert!(run.stderr.contains("`--all` means all of it"), "{run}");
    }
    let run = TestEnv::new().run(&["exec"]);
    assert!(!run.stderr.contains("--all"), "{run}");
}

#[test]
fn a_program_without_its_dashes_is_told_where_they_go() {
    for command in ["exec", "ssh"] {
        let run = TestEnv::new().run(&[command, "phone", "ls", "-l"]);
        assert_eq!(run.code, 2, "{run}");
        assert!(run.stderr.contains("stand behind `--`: `-- ls`"), "{run}");
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

#[test]
fn help_of_a_command_is_that_of_the_command() {
    let env = TestEnv::new();
    for command in [&["status"][..], &["config", "check"], &["hosts"]] {
        let asked = env.run(&[&["help"], command].concat());
        assert_eq!(asked.code, 0, "{asked}");
        assert!(asked.stderr.is_empty(), "{asked}");
        let usual = env.run(&[command, &["--help"]].concat());
        assert_eq!(asked.stdout, usual.stdout);
    }
    assert!(env.run(&["help"]).stdout.contains("Usage: sgos"));
}

#[test]
fn every_topic_is_text_that_fits() {
    let env = TestEnv::new();
    for topic in ["exit-codes", "environment", "inventory", "output"] {
        let run = env.run(&["help", topic]);
        assert_eq!(run.code, 0, "{run}");
        assert!(run.stderr.is_empty(), "{run}");
        assert!(run.stdout.lines().count() > 10, "{run}");
        let wide = run.stdout.lines().find(|line| line.chars().count() > 100);
        assert_eq!(wide, None, "too wide");
        let narrow = env.command().args(["help", topic]).env("COLUMNS", "40").output().unwrap();
        let narrow = env.finish(narrow);
        // What is to be typed is not wrapped.
        let words = narrow.stdout.lines().filter(|line| !line.starts_with("    sgos "));
        let wide = words.max_by_key(|line| line.chars().count());
        let wide = wide.filter(|line| line.chars().count() > 46);
        assert_eq!(wide, None, "too wide");
    }
    insta::assert_snapshot!(env.run(&["help", "exit-codes"]));
}

#[test]
fn an_unknown_topic_names_the_nearest() {
    let env = TestEnv::new();
    let run = env.run(&["help", "exitcodes"]);
    assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{run}");
    assert!(run.stderr.contains("nearest to `exitcodes`: exit-codes"), "{run}");
    let run = env.run(&["help", "config", "shw"]);
    assert!(run.stderr.contains("nearest to `shw`: show"), "{run}");
    assert_eq!(env.run(&["help", "\u{1b}[2J"]).stderr.matches('\u{1b}').count(), 0);
}

#[test]
fn whoever_asked_for_json_is_told_of_wrong_usage_in_json_too() {
    for args in [
        &["status", "--exitstatus", "--json"][..],
        &["stats", "-o", "json"],
        &["-o", "jsonl", "status", "--timeout=soon"],
        &["status", "-ojson", "--parallel", "0"],
    ] {
        let run = TestEnv::new().run(args);
        assert_eq!(run.code, 2, "{run}");
        let answer: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
        assert_eq!(answer["error"]["exit"], 2, "{run}");
        assert!(run.stderr.starts_with("error: "), "{run}");
    }
    let run = TestEnv::new().run(&["status", "--exitstatus"]);
    assert!(run.stdout.is_empty(), "{run}");
}
