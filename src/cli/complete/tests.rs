//! What is offered at the places of a command line.

use super::*;
use crate::cli::memory::Known;
use crate::inventory::{Source, Surroundings, parse};

const FLEET: &str = "\
[hosts.toucan]
tags = [\"monitoring\"]
[hosts.hornbill]
tags = [\"apps\"]
[stacks.glitchtip]
host = \"toucan\"
directory = \"/srv/glitchtip\"
[apps.phone]
host = \"hornbill\"
";

fn names(cache: &str) -> Names {
    let loaded = parse(FLEET, &Source::BuiltIn, &Surroundings::on("laptop")).unwrap();
    let known: Known = serde_json::from_str(cache).unwrap();
    Names::of(&loaded.inventory, &known)
}

/// The candidates for the last of the words, in their order.
fn offered(cache: &str, line: &[&str]) -> Vec<String> {
    let words: Vec<OsString> = line.iter().map(OsString::from).collect();
    let found = candidates(&words, words.len() - 1, names(cache));
    shown(Shell::Bash, &found).lines().map(str::to_owned).collect()
}

const SEEN: &str = r#"{"apps": [], "services": [
    {"host": "toucan", "stack": "monitoring", "service": "grafana"},
    {"host": "toucan", "stack": "monitoring", "service": "loki"}]}"#;

#[test]
fn hosts_tags_and_exclusions_in_a_comma_list() {
    let offered = |word| offered("{}", &["sgos", "status", "-H", word]);
    assert_eq!(offered(""), ["hornbill", "toucan", "@apps", "@monitoring"]);
    assert_eq!(offered("@a"), ["@apps"]);
    assert_eq!(offered("toucan,h"), ["toucan,hornbill"]);
    assert_eq!(offered("!t"), ["!toucan"]);
    assert_eq!(offered("x"), [""; 0]);
    assert_eq!(super::tests::offered("{}", &["sgos", "--host=@m"]), ["--host=@monitoring"]);
}

#[test]
fn apps_and_where_they_are() {
    assert_eq!(offered("{}", &["sgos", "status", "ph"]), ["phone"]);
    assert_eq!(offered("{}", &["sgos", "status", "phone@"]), ["phone@hornbill"]);
    assert_eq!(offered("{}", &["sgos", "hosts", "trust", "t"]), ["toucan"]);
}

#[test]
fn a_target_is_a_stack_an_app_a_service_or_a_member() {
    let names = names(SEEN);
    let of = |current: &str| shown(Shell::Bash, &names.target(current));
    assert_eq!(of(""), "glitchtip\nmonitoring\nphone\ngrafana\nloki\n");
    assert_eq!(of("monitoring/"), "monitoring/grafana\nmonitoring/loki\n");
    assert_eq!(of("loki@"), "loki@toucan\n");
    assert_eq!(shown(Shell::Fish, &names.stack("mon")), "monitoring\tstack on toucan\n");
}

#[test]
fn whatever_takes_a_target_knows_the_names() {
    for command in ["ps", "exec", "open"] {
        let offered = |word| offered(SEEN, &["sgos", command, word]);
        assert_eq!(offered("gra"), ["grafana"], "{command}");
        assert_eq!(offered("monitoring/l"), ["monitoring/loki"], "{command}");
        assert_eq!(offered("monitoring/loki@"), ["monitoring/loki@toucan"], "{command}");
    }
    assert_eq!(offered(SEEN, &["sgos", "ps", "grafana", "lo"]), ["loki"], "the second, too");
    assert_eq!(offered(SEEN, &["sgos", "ssh", "to"]), ["toucan"]);
}

#[test]
fn options_only_after_a_dash_or_where_nothing_else_fits() {
    let commands = offered("{}", &["sgos", ""]);
    assert!(commands.contains(&"status".to_owned()), "{commands:?}");
    assert!(!commands.iter().any(|word| word.starts_with("__")), "{commands:?}");
    assert!(!commands.iter().any(|word| word.starts_with('-')), "{commands:?}");
    assert_eq!(offered("{}", &["sgos", "status", "--wi"]), ["--wide"]);
    assert!(offered("{}", &["sgos", "config", "show", ""]).contains(&"--json".to_owned()));
    assert_eq!(offered("{}", &["sgos", "-o", "json"]), ["json", "jsonl"]);
}

#[test]
fn file_names_are_left_to_the_shell() {
    assert_eq!(offered("{}", &["sgos", "--config", "sg"]), [":files"]);
    assert_eq!(offered("{}", &["sgos", "--config=sg"]), [":files"]);
}

#[test]
fn a_hostile_cache_offers_nothing_that_a_shell_would_obey() {
    let hostile = [
        "$(id)",
        "a b",
        "a;b",
        "-rf",
        "`id`",
        "a'b",
        "a\"b",
        "a\\nb",
        "*",
        "~",
        "a\u{1b}[2Jb",
        "\u{202e}txt",
        "a|b",
        "..",
        "",
        "a/b",
        "a@b",
        ":files",
        "\u{1}",
    ];
    let service =
        |name: &&str| serde_json::json!({ "host": "toucan", "stack": name, "service": name });
    let services: Vec<_> = hostile.iter().map(service).collect();
    let cache = serde_json::json!({ "services": services }).to_string();
    let names = names(&cache);
    for current in ["", "a", "-", "$", "a/", ":", "toucan"] {
        for candidate in names.target(current).into_iter().chain(names.stack(current)) {
            let value = candidate.get_value().to_str().unwrap().to_owned();
            assert!(["glitchtip", "phone"].contains(&value.as_str()), "{value:?}");
        }
    }
}

#[test]
fn hosts_that_are_no_longer_in_the_inventory_are_forgotten() {
    let gone = r#"{"services": [{"host": "gone", "stack": "old", "service": "old"}]}"#;
    assert_eq!(names(gone).stack("").len(), 1);
}

#[test]
fn words_are_taken_out_of_their_quotes() {
    let unquoted = |word: &str| super::unquoted(&word.into()).into_string().unwrap();
    assert_eq!(unquoted("'tou can'"), "tou can");
    assert_eq!(unquoted("tou\\ can"), "tou can");
    assert_eq!(unquoted("\"tou"), "tou");
    assert_eq!(unquoted("toucan"), "toucan");
}

#[test]
fn the_inventory_is_that_of_the_command_line() {
    let config = |line: &[&str]| {
        let words: Vec<OsString> = line.iter().map(OsString::from).collect();
        super::config(&words, Some(Path::new("/home/ada")))
    };
    assert_eq!(config(&["sgos", "--config", "a.toml", "status"]), Some("a.toml".into()));
    assert_eq!(config(&["sgos", "--config=b.toml"]), Some("b.toml".into()));
    assert_eq!(config(&["sgos", "--config", "~/a.toml"]), Some("/home/ada/a.toml".into()));
    assert_eq!(config(&["sgos", "status", "--config"]), None);
}

proptest::proptest! {
    #[test]
    fn no_line_makes_it_fall_over(
        words in proptest::collection::vec(".{0,12}", 0..6), index in 0_usize..8,
    ) {
        let words: Vec<OsString> = words.into_iter().map(OsString::from).collect();
        candidates(&words, index, Names::default());
    }
}
