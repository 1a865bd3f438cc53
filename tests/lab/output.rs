//! How the answer looks: tables on terminals of several widths, lines for programs, pipes that close.

use crate::LabTest;
use crate::lab::Lab;
use crate::person::{SGOS, finish};
use crate::status::STATES;
use crate::terminal::without_escapes;

pub(crate) const TESTS: &[LabTest] = &[
    ("output::a_table_fits_its_terminal", a_table_fits_its_terminal),
    ("output::a_terminal_has_links_and_colours", a_terminal_has_links_and_colours),
    (
        "output::columns_decide_where_there_is_no_terminal",
        columns_decide_where_there_is_no_terminal,
    ),
    ("output::the_wide_table_shows_more", the_wide_table_shows_more),
    ("output::lines_for_programs", lines_for_programs),
    ("output::a_closed_pipe_is_silent", a_closed_pipe_is_silent),
];

/// Every line is no wider than the terminal, and every app has its row.
#[track_caller]
fn fits(text: &str, columns: usize) {
    for line in text.lines() {
        let width = unicode_width::UnicodeWidthStr::width(line.trim_end());
        assert!(width <= columns, "{width} columns, not {columns}: {line}\n{text}");
    }
    for (app, state) in STATES {
        let row = text.lines().find(|line| line.starts_with(&format!("{app} ")));
        assert!(row.is_some_and(|row| row.contains(state)), "{app} is not {state} in\n{text}");
    }
    assert!(text.contains("database: connection refused (db:5432)"), "{text}");
    assert!(text.contains("3 of 9 apps are down: chat, mail, notes"), "{text}");
}

fn a_table_fits_its_terminal(lab: &Lab) {
    let person = lab.person();
    for columns in [80, 120] {
        let (screen, code) = person.terminal(columns, &["status"]).end();
        assert_eq!(code, 0, "{screen}");
        let text = without_escapes(&screen);
        // Progress is gone when the answer stands there.
        let table = text.find("✗ 3 of 9").map_or("", |at| &text[at..]);
        fits(table, columns.into());
        assert!(table.contains("hornbill, toucan in "), "{text}");
        // The age of its commit, long where there is room.
        let row = table.lines().find(|line| line.starts_with("budget ")).unwrap_or_default();
        assert_eq!(row.contains(" hours ago"), columns == 120, "{table}");
        assert_eq!(row.contains("h ago"), columns == 80, "{table}");
    }
    // However narrow: a state for every app.
    let (screen, code) = person.terminal(40, &["status"]).end();
    assert_eq!(code, 0, "{screen}");
    for (app, state) in STATES {
        let text = without_escapes(&screen);
        let row = text.lines().find(|line| line.starts_with(&format!("{app} ")));
        assert!(row.is_some_and(|row| row.contains(state)), "{app} is not {state} in\n{text}");
    }
}

fn a_terminal_has_links_and_colours(lab: &Lab) {
    let person = lab.person();
    let coloured = |args: &[&str]| person.terminal(100, args).end().0.contains("\x1b[3");
    assert!(coloured(&["status"]));
    assert!(!coloured(&["status", "--color=never", "--quiet"]));
    let run = person.run(&["status", "-o", "text"]);
    assert!(!run.stdout.contains('\x1b'), "no escapes in a pipe: {run:#?}");
    let run = finish(person.command(&["status", "-o", "text"]).env("CLICOLOR_FORCE", "1"));
    assert!(run.stdout.contains("\x1b["), "{run:#?}");
    let mut command = person.command(&["status", "-o", "text"]);
    let run = finish(command.env("FORCE_HYPERLINK", "1").env("TERM", "xterm"));
    assert!(run.stdout.contains("\x1b]8;;https://github.com/sgl-as/phone/commit/"), "{run:#?}");
}

fn columns_decide_where_there_is_no_terminal(lab: &Lab) {
    let person = lab.person();
    for columns in [80, 120] {
        let mut command = person.command(&["status", "-o", "text"]);
        let run = finish(command.env("COLUMNS", columns.to_string()));
        fits(&run.stdout, columns);
    }
}

fn the_wide_table_shows_more(lab: &Lab) {
    let person = lab.person();
    let mut command = person.command(&["status", "--wide", "-o", "text"]);
    let run = finish(command.env("COLUMNS", "120"));
    fits(&run.stdout, 120);
    for words in
        ["uncommitted changes", "Ring on all devices of a group", "/srv/apps/phone", "main"]
    {
        assert!(run.stdout.contains(words), "{words} in {}", run.stdout);
    }
    let changed = run.stdout.lines().filter(|line| line.contains("uncommitted changes")).count();
    assert_eq!(changed, 1, "{}", run.stdout);
    for host in ["hornbill", "toucan"] {
        let rows: Vec<&str> = run
            .stdout
            .lines()
            .skip_while(|line| !line.starts_with(&format!("{host} ")))
            .take(2)
            .collect();
        assert!(rows[0].contains("GiB"), "{}", run.stdout);
        assert!(rows[1].contains("Docker ") && rows[1].contains("Compose 2."), "{}", run.stdout);
    }
}

fn lines_for_programs(lab: &Lab) {
    let person = lab.person();
    // A pipe gets tab-separated lines without being asked.
    let run = person.run(&["status"]);
    let lines: Vec<Vec<&str>> = run.stdout.lines().map(|line| line.split('\t').collect()).collect();
    assert_eq!(lines[0][..3], ["APP", "HOST", "STATE"]);
    assert_eq!(lines.len(), 10, "{run:#?}");
    for (row, (app, state)) in lines[1..].iter().zip(STATES) {
        assert_eq!(row[..3], [app, "hornbill", state]);
        assert_eq!(row.len(), lines[0].len(), "{row:?}");
    }
    assert_eq!(
        person.run(&["status", "-o", "tsv"]).stdout.lines().next(),
        run.stdout.lines().next()
    );
    let run = person.run(&["status", "-o", "jsonl"]);
    let objects: Vec<serde_json::Value> =
        run.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let apps: Vec<_> = objects.iter().filter(|object| object["type"] == "app").collect();
    assert_eq!(apps.len(), 9, "{run:#?}");
    assert!(
        objects.iter().all(|object| object["schema_version"] == 1 && object["type"].is_string())
    );
    assert_eq!(person.run(&["status", "--json"]).states("hornbill").len(), 9);
}

fn a_closed_pipe_is_silent(lab: &Lab) {
    let person = lab.person();
    let piped = |command: &str, reader: &str| {
        let script =
            format!("{SGOS} {command} -o json | {reader}; echo \"sgos: ${{PIPESTATUS[0]}}\"");
        let mut command = std::process::Command::new("bash");
        finish(person.at_home(command.args(["-c", &script])))
    };
    for command in ["status", "jobs"] {
        let run = piped(command, "head -n 1");
        assert_eq!((run.stdout.as_str(), run.stderr.as_str()), ("{\nsgos: 0\n", ""));
        // Nobody reads at all.
        let run = piped(command, "{ exec <&-; sleep 2; }");
        assert_eq!((run.stdout.as_str(), run.stderr.as_str()), ("sgos: 0\n", ""));
    }
}
