//! Texts that mean harm, and texts that mean nothing.

use proptest::prelude::*;

use super::{complaints, elsewhere, read_on};
use crate::inventory::{Problems, Selector, Source, nearest, parse};

fn problems(text: &str) -> Problems {
    match read_on(text, &elsewhere()) {
        Ok(loaded) => loaded.warnings,
        Err(problems) => problems,
    }
}

/// No cursor is moved, no direction turned.
fn assert_harmless(rendered: &str) {
    let bad = rendered.chars().find(|&c| {
        (c.is_control() && c != '\n')
            || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    });
    assert_eq!(bad, None, "{rendered:?}");
}

#[test]
fn control_characters_do_not_reach_the_terminal() {
    for text in [
        "\"a\\u001b[31m\" = 1\n",
        "[hosts.\"a\\u202eb\"]\n",
        "[hosts.\"\u{9b}31m\"]\n",
        "[hosts.x]\naddress = \"\\u001b]0;title\\u0007\"\n",
        "[hosts.x]\nuser = \"\u{202e}\"\n",
        "[hosts.x] # \u{1b}[2J\nuser = 1 # \u{202e}\u{2066}\n",
        "x = 1 \u{7}\u{8}\u{8}\n",
        "[stacks.s]\nhost = \"\\u001b[31m\"\ndirectory = \"\\u0000\"\n",
        "[ssh]\npersist = \"\\u001b[31m\"\n[loki]\nurl = \"\\u001b://x\"\n",
        "\tport\t= 1\t# tab\n",
    ] {
        let problems = problems(text);
        assert!(!problems.is_empty(), "{text:?}");
        assert_harmless(&problems.render(false));
        for problem in &problems {
            assert_harmless(&problem.to_string());
        }
    }
}

#[test]
fn hostile_names_are_refused_wherever_a_name_stands() {
    for name in
        ["$(id)", "-rf", "a b", "a\\nb", "a@b", "a/b", "*", "", "a,b", "`id`", "'", "a\\u0000"]
    {
        for section in ["hosts", "apps", "stacks"] {
            assert!(
                !complaints(&format!("[{section}.\"{name}\"]\n")).is_empty(),
                "{section} {name}"
            );
        }
        let text =
            format!("[hosts.x]\naddress = \"{name}\"\nuser = \"{name}\"\ntags = [\"{name}\"]\n");
        let lines: Vec<_> = complaints(&text).iter().map(|text| text.chars().next()).collect();
        // `a@b` is a user of a directory service.
        let expected: &[_] = if name == "a@b" {
            &[Some('2'), Some('4')]
        } else {
            &[Some('2'), Some('3'), Some('4')]
        };
        assert_eq!(lines, expected, "{name}");
    }
}

#[test]
fn a_line_without_end_is_shown_in_part() {
    let text = format!("[hosts.x]\n# x\nport = \"{}\"\n", "y".repeat(100_000));
    let rendered = problems(&text).render(false);
    assert!(rendered.len() < 1000, "{}", rendered.len());
    assert!(rendered.contains("sgos.toml:3:8"), "{rendered}");
    let text = format!(
        "x = {{ {} }}",
        (0..5000).map(|i| format!("k{i} = 1")).collect::<Vec<_>>().join(", ")
    );
    assert!(problems(&text).render(false).len() < 1000);
    let text: String = (0..5000).map(|i| format!("k{i} = 1\n")).collect();
    let problems = problems(&text);
    assert!(problems.len() <= 1000);
    assert!(problems.render(false).ends_with(&format!("… and {} more", problems.len() - 50)));
}

#[test]
fn deep_nesting_is_an_error_and_no_crash() {
    for text in [
        format!("x = {}", "[".repeat(100_000)),
        format!("x = {}", "{a=".repeat(100_000)),
        format!("[{}a]", "a.".repeat(10_000)),
    ] {
        assert!(!problems(&text).is_empty());
    }
}

proptest! {
    #[test]
    fn any_text_is_read_without_panic(text in "\\PC*") {
        let _ = parse(&text, &Source::FoundUpwards("f".into()), &elsewhere());
    }

    #[test]
    fn anything_like_an_inventory_is_read_and_rendered(lines in proptest::collection::vec(line(), 0..20)) {
        let text = lines.join("\n");
        let problems = problems(&text);
        assert_harmless(&problems.render(false));
        let positions: Vec<_> = problems.iter().map(|problem| problem.position).collect();
        assert!(positions.is_sorted());
        let count = text.lines().count() + 1;
        assert!(problems.iter().filter_map(|problem| problem.position).all(|at| at.line >= 1 && at.line <= count && at.column >= 1));
    }

    #[test]
    fn any_selector_is_read_without_panic(value in "\\PC*") {
        if let Ok(selector) = Selector::parse(&[value.as_str()]) {
            let inventory = super::good("[hosts.toucan]\ntags = [\"a\"]\n[hosts.hornbill]");
            let _ = selector.select(&inventory);
        }
        assert_eq!(nearest(&value, ["a", "b", "c", "d"], 3).len(), 3);
    }
}

/// A line such as people and fuzzers write them.
fn line() -> impl Strategy<Value = String> {
    let section = prop::sample::select(vec![
        "ssh",
        "hosts.a",
        "hosts",
        "hosts.\"-x\"",
        "stacks.s",
        "discover",
        "apps.p",
        "loki",
        "grafana",
        "glitchtip",
        "status_page",
        "access",
        "x.y",
        "",
    ]);
    let key = prop::sample::select(vec![
        "user",
        "port",
        "address",
        "tags",
        "local",
        "host",
        "directory",
        "containers",
        "hosts",
        "url",
        "via",
        "token",
        "team",
        "persist",
        "retention",
        "",
    ]);
    let value = prop_oneof![
        any::<i64>().prop_map(|number| number.to_string()),
        any::<String>().prop_map(|text| format!("\"{text}\"")),
        any::<String>().prop_map(|text| format!("{text:?}")),
        any::<String>(),
        prop::sample::select(vec![
            "true",
            "[]",
            "{}",
            "[\"a\"]",
            "{ a = 1 }",
            "1.5",
            "nan",
            "1979-05-27",
            "\"a\"",
            "'5s'",
            "\"\"\"",
            "["
        ])
        .prop_map(str::to_owned),
    ];
    prop_oneof![
        section.clone().prop_map(|section| format!("[{section}]")),
        section.prop_map(|section| format!("[[{section}]]")),
        (key, value).prop_map(|(key, value)| format!("{key} = {value}")),
        any::<String>(),
    ]
}
