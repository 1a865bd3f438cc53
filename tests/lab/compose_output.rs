//! How plans and results look: terminals of several widths, pipes that close, lines for programs.

use unicode_width::UnicodeWidthStr as _;

use crate::LabTest;
use crate::compose_stack::{PATIENCE, Stack, plain, well};
use crate::lab::Lab;
use crate::person::{SGOS, finish};
use crate::terminal::without_escapes;

pub(crate) const TESTS: &[LabTest] = &[
    ("compose_output::every_width", every_width),
    ("compose_output::a_closed_pipe_is_silent", a_closed_pipe_is_silent),
    ("compose_output::lines_for_programs", lines_for_programs),
];

fn every_width(lab: &Lab) {
    let person = lab.person();
    let crash =
        plain("crasher", "crash, \"3\", \"cannot open the database at /data/somewhere\"", "");
    let services = [well("web", ""), crash];
    let stack = Stack::new(lab, &person, "toucan", "narrow", &services);
    for columns in [40_u16, 80, 120] {
        stack.up();
        stack.declare(&[
            well("web", &format!("    environment: {{X: \"{columns}\"}}\n")),
            services[1].clone(),
        ]);
        let mut terminal = person.terminal(columns, &["up", "narrow"]);
        terminal.wait_for("[y/N]");
        terminal.type_in("y\n");
        let (screen, code) = terminal.end();
        assert_eq!(code, 1, "{screen}");
        let text = without_escapes(&screen);
        let question = text.find("? [y/N]").and_then(|at| text[..at].rfind('\n')).unwrap();
        let plan = &text[text.find("SERVICE").unwrap()..question];
        let results = &text[text.rfind("RESULT").unwrap()..];
        for line in plan.lines().chain(results.lines()) {
            assert!(line.trim_end().width() <= columns.into(), "{columns}: {line}\n{text}");
        }
        assert!(plan.contains("recreate") && plan.contains("its definition changed"), "{text}");
        assert!(results.contains("healthy in ") && results.contains("exited 3"), "{text}");
        assert!(results.contains("last lines of crasher"), "{text}");
        assert!(results.contains("cannot open the database"), "{text}");
    }
}

fn a_closed_pipe_is_silent(lab: &Lab) {
    let person = lab.person();
    let _stack = Stack::new(lab, &person, "toucan", "piped", &[well("web", ""), well("db", "")]);
    for args in [
        "up piped --yes",
        "up piped --dry-run",
        "restart piped --yes -o text",
        "restart piped --yes -o json",
    ] {
        let line =
            format!("{SGOS} {args} 2>errors | head -1; cat errors >&2; exit ${{PIPESTATUS[0]}}");
        let mut command = std::process::Command::new("bash");
        let run = finish(person.at_home(command.args(["-c", &line])));
        assert_eq!(run.stdout.lines().count(), 1, "{args}: {run:#?}");
        assert!(!run.stderr.contains("error"), "{args}: {run:#?}");
        run.ended(0, PATIENCE);
    }
}

fn lines_for_programs(lab: &Lab) {
    let person = lab.person();
    let _stack = Stack::new(lab, &person, "toucan", "lines", &[well("web", "")]);
    let run = person.run(&["up", "lines", "--dry-run"]);
    run.ended(0, PATIENCE);
    let rows: Vec<Vec<&str>> = run.stdout.lines().map(|line| line.split('\t').collect()).collect();
    assert_eq!(rows[0], ["HOST", "STACK", "SERVICE", "ACTION", "WHY", "COMMAND"]);
    let command = "docker compose --ansi never --project-directory /srv/test/lines up --detach";
    assert_eq!(rows[1], ["toucan", "lines", "web", "create", "no container", command]);
    let run = person.run(&["up", "lines", "--yes"]);
    run.ended(0, PATIENCE);
    let rows: Vec<Vec<&str>> = run.stdout.lines().map(|line| line.split('\t').collect()).collect();
    assert_eq!(rows[0], ["HOST", "STACK", "SERVICE", "STATE", "SECONDS", "RESULT"]);
    assert_eq!(rows[1][..4], ["toucan", "lines", "web", "healthy"]);
    assert!(rows[1][4].parse::<f64>().is_ok(), "{rows:?}");
    let schema = person.run(&["config", "schema", "actions", "-o", "json"]).json();
    let answer = person.run(&["up", "lines", "-o", "json"]).json();
    let keys = |value: &serde_json::Value| -> Vec<String> {
        value.as_object().unwrap().keys().cloned().collect()
    };
    for key in keys(&answer) {
        assert!(keys(&schema["properties"]).contains(&key), "{key} is not in the schema");
    }
}
