//! How the lines of containers look and which are shown, whatever they contain and however many come.

use std::collections::BTreeMap;
use std::process::Stdio;
use std::time::Duration;

use rustix::process::Signal;

use crate::LabTest;
use crate::lab::{Lab, Undo, eventually};
use crate::person::{Person, SGOS, finish};
use crate::terminal::without_escapes;

pub(crate) const TESTS: &[LabTest] = &[
    ("lines::of_two_hosts_come_in_order", of_two_hosts_come_in_order),
    ("lines::so_many_of_each_container", so_many_of_each_container),
    ("lines::from_a_time_to_a_time", from_a_time_to_a_time),
    ("lines::of_some_levels_and_words", of_some_levels_and_words),
    ("lines::until_one_matches_or_time_is_over", until_one_matches_or_time_is_over),
    ("lines::of_a_megabyte_arrive_whole", of_a_megabyte_arrive_whole),
    ("lines::that_are_bombs_do_no_harm", that_are_bombs_do_no_harm),
    ("lines::that_are_no_text_arrive_as_they_are", that_are_no_text_arrive_as_they_are),
    ("lines::on_forty_columns", on_forty_columns),
    ("lines::a_closed_pipe_is_silent", a_closed_pipe_is_silent),
    ("lines::ten_thousand_a_second", ten_thousand_a_second),
];

/// Starts a container that talks, without compose; it is removed when this is dropped.
fn talk<'a>(lab: &'a Lab, host: &str, name: &str, options: &str) -> Undo<'a> {
    let undo = lab.undo(host, format!("docker rm -f {name}"));
    lab.sh(host, &format!("docker rm -f {name} >/dev/null 2>&1; {}", run(name, "", options)));
    undo
}

fn run(name: &str, of_docker: &str, options: &str) -> String {
    format!("docker run -d --name {name} {of_docker} sgos-lab/app talk --name {name} {options}")
}

/// The same for one that comes to an end, which is waited for.
fn talked<'a>(lab: &'a Lab, host: &str, name: &str, options: &str) -> Undo<'a> {
    let undo = talk(lab, host, name, options);
    lab.sh(host, &format!("docker wait {name}"));
    undo
}

/// The bytes of stdout; it must end well and say nothing else.
fn bytes(person: &Person<'_>, args: &[&str]) -> Vec<u8> {
    let output = person.command(args).stdin(Stdio::null()).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && said.is_empty(), "{args:?}: {said}");
    output.stdout
}

fn text(person: &Person<'_>, args: &[&str]) -> String {
    String::from_utf8(bytes(person, args)).unwrap()
}

fn objects(text: &str) -> Vec<serde_json::Value> {
    text.lines().map(|line| serde_json::from_str(line).expect(line)).collect()
}

fn of_two_hosts_come_in_order(lab: &Lab) {
    // The one talks as long as the other does.
    let _one = talk(lab, "toucan", "talk-one", "--rate 200 --stderr-every 3");
    let _two = talked(lab, "hornbill", "talk-two", "--rate 300 --count 900 --form json");
    lab.sh("toucan", "docker stop -t 5 talk-one");
    let of_one = lab.sh("toucan", "docker logs talk-one 2>&1 | wc -l").parse::<usize>().unwrap();
    let person = lab.person();
    let all = text(&person, &["logs", "talk-one", "talk-two", "-n", "all", "-o", "jsonl"]);
    let objects = objects(&all);
    assert_eq!(objects.len(), of_one + 900);
    let time = |object: &serde_json::Value| {
        object["time"].as_str().unwrap().parse::<jiff::Timestamp>().unwrap()
    };
    // Docker stamps stdout and stderr of a container apart: those may stand a little out of order.
    let of = |host: &str, stream: &str| {
        let lines = objects.iter().filter(|one| one["host"] == host && one["stream"] == stream);
        lines.count()
    };
    assert_eq!(of("toucan", "stderr"), of_one / 3);
    assert_eq!(of("hornbill", "stdout"), 900);
    let both: Vec<_> = objects.iter().filter(|one| one["stream"] == "stdout").map(time).collect();
    assert!(both.is_sorted(), "not in the order of time");
    assert!(objects.iter().all(|object| object["late"].is_null()));
    let changes = objects.windows(2).filter(|pair| pair[0]["host"] != pair[1]["host"]).count();
    assert!(changes > 20, "they spoke at the same time: {changes}");
    let as_they_come = text(&person, &["logs", "talk-*", "-n", "all", "--no-order", "-q"]);
    assert_eq!(as_they_come.lines().count(), objects.len());
    // Text says the same, raw nothing but the lines.
    let last = r#"{"level":"debug","msg":"talk-two 000900","n":900}"#;
    let shown = text(&person, &["logs", "talk-one", "talk-two", "-n", "5", "-t"]);
    assert!(shown.contains(&format!(" hornbill talk-two │ {last}\n")), "{shown}");
    assert!(shown.contains(&format!(" talk-one {of_one:06}\n")), "{shown}");
    assert!(shown.contains(" toucan   talk-one ┃ talk-one "), "{shown}");
    let raw = text(&person, &["logs", "talk-two", "-n", "2", "-o", "raw"]);
    assert!(raw.starts_with(r#"{"level":"error","msg":"talk-two 000899""#), "{raw}");
    assert_eq!(raw.lines().count(), 2);
    let bare = text(&person, &["logs", "talk-two", "-n", "1", "--no-prefix"]);
    assert_eq!(bare, format!("{last}\n"));
}

fn so_many_of_each_container(lab: &Lab) {
    let _one = talked(lab, "toucan", "talk-one", "--rate 1000 --count 150");
    let _two = talked(lab, "hornbill", "talk-two", "--rate 1000 --count 7");
    let person = lab.person();
    let count = |args: &[&str]| {
        let all = text(&person, &[&["logs", "talk-*", "-o", "jsonl"], args].concat());
        let objects = objects(&all);
        let of = |host: &str| objects.iter().filter(|object| object["host"] == host).count();
        (of("toucan"), of("hornbill"))
    };
    assert_eq!(count(&[]), (100, 7));
    assert_eq!(count(&["-n", "5"]), (5, 5));
    assert_eq!(count(&["-n", "all"]), (150, 7));
    assert_eq!(count(&["-n", "0"]), (0, 0));
    assert_eq!(count(&["--since", "1h"]), (150, 7));
    assert_eq!(count(&["--since", "1h", "-n", "3"]), (3, 3));
    assert_eq!(count(&["-H", "hornbill"]), (0, 7));
}

fn from_a_time_to_a_time(lab: &Lab) {
    let _one = talked(lab, "toucan", "talk-one", "--every 20 --count 40");
    let person = lab.person();
    let all = objects(&text(&person, &["logs", "talk-one", "-n", "all", "-o", "jsonl"]));
    let at = |index: usize| all[index]["time"].as_str().unwrap().to_owned();
    let unix =
        |index: usize| at(index).parse::<jiff::Timestamp>().unwrap().as_nanosecond().to_string();
    let numbers = |args: &[&str]| {
        let text = text(&person, &[&["logs", "talk-one", "--no-prefix"], args].concat());
        let first = text.lines().next().unwrap_or_default().to_owned();
        (text.lines().count(), first)
    };
    let whole = (40, "talk-one 000001".to_owned());
    for since in [
        "10m",
        "today",
        "yesterday",
        "'yesterday 14:00'",
        "2020-01-01",
        "2020-01-01T00:00:00Z",
        "1577836800",
    ] {
        assert_eq!(numbers(&["--since", since.trim_matches('\'')]), whole, "{since}");
    }
    assert_eq!(numbers(&["--since", &at(10)]), (30, "talk-one 000011".into()));
    assert_eq!(numbers(&["--since", &unix(10)]), (30, "talk-one 000011".into()));
    assert_eq!(numbers(&["--until", &at(10), "-n", "all"]), (10, "talk-one 000001".into()));
    assert_eq!(numbers(&["--since", &at(10), "--until", &at(15)]), (5, "talk-one 000011".into()));
    assert_eq!(numbers(&["--until", &at(10), "-n", "4"]), (4, "talk-one 000007".into()));
    assert_eq!(numbers(&["--until", "2020-01-01"]).0, 0);
}

fn of_some_levels_and_words(lab: &Lab) {
    let _one = talked(lab, "hornbill", "talk-one", "--every 5 --count 12 --form trace");
    let person = lab.person();
    let shown =
        |args: &[&str]| text(&person, &[&["logs", "talk-one", "--no-prefix"], args].concat());
    let errors = shown(&["--level", "error+"]);
    assert_eq!(
        errors.lines().take(3).collect::<Vec<_>>(),
        ["ERROR: talk-one 000003", "    at main.rs:3", "    at lib.rs:7"]
    );
    assert_eq!(errors.lines().count(), 9);
    assert_eq!(shown(&["--level", "warn"]).lines().count(), 3);
    assert_eq!(shown(&["--level", "warn", "-n", "1"]), "", "of the last line, which is none");
    assert_eq!(shown(&["-i", "000001|at lib", "-e", "(?i)INFO"]), "    at lib.rs:7\n".repeat(3));
    // Colours where they are asked for.
    let marked = shown(&["-i", "000003", "--highlight", "0+3", "--color", "always"]);
    assert_eq!(marked, "\u{1b}[1m\u{1b}[31mERROR\u{1b}[0m: talk-one \u{1b}[7m000003\u{1b}[0m\n");
}

fn until_one_matches_or_time_is_over(lab: &Lab) {
    let _one = talk(lab, "hornbill", "talk-one", "--every 20");
    let person = lab.person();
    let within = Duration::from_secs(30);
    let run = person.run(&["logs", "talk-one", "--until-match", "0{4}[1-9]0$", "--no-prefix"]);
    run.ended(0, within);
    assert!(run.stdout.ends_with("0\n"), "{run:#?}");
    let run = person.run(&["logs", "talk-one", "--until-match", "never", "--for", "1s"]);
    run.ended(8, within);
    assert!(!run.stdout.is_empty(), "{run:#?}");
    let run = person.run(&["logs", "talk-one", "--for", "3s", "-n", "0"]);
    run.ended(0, within);
    assert!(run.took >= Duration::from_secs(3), "{run:#?}");
    assert!(run.stdout.lines().count() > 2, "{run:#?}");
    // Of what is filtered out nothing can match.
    let run = person.run(&["logs", "talk-one", "-e", ".", "--until-match", ".", "--for", "1s"]);
    run.ended(8, within);
    assert_eq!(run.stdout, "");
}

fn of_a_megabyte_arrive_whole(lab: &Lab) {
    let _one = talked(lab, "toucan", "talk-one", "--every 10 --count 3 --width 1000000");
    let person = lab.person();
    let line = |number: u32| {
        let mut line = format!("talk-one {number:06}");
        line.extend(std::iter::repeat_n('x', 1_000_000 - line.len()));
        line + "\n"
    };
    let expected: String = (1..=3).map(line).collect();
    let raw = text(&person, &["logs", "talk-one", "-n", "all", "-o", "raw"]);
    assert!(raw == expected, "{} bytes, not {}", raw.len(), expected.len());
    let bare = text(&person, &["logs", "talk-one", "-n", "all", "--no-prefix", "-i", "x{100}"]);
    assert!(bare == expected, "{} bytes, not {}", bare.len(), expected.len());
    let objects = objects(&text(&person, &["logs", "talk-one", "--since", "1h", "-o", "jsonl"]));
    assert!(objects.iter().all(|object| object["message"].as_str().unwrap().len() == 1_000_000));
    let (screen, code) =
        person.terminal(80, &["logs", "talk-one", "-n", "all", "--highlight", "x+"]).end();
    assert_eq!(code, 0);
    assert!(without_escapes(&screen).matches('x').count() > 2_999_000);
}

fn that_are_bombs_do_no_harm(lab: &Lab) {
    let _one =
        talked(lab, "toucan", "talk-one", "--every 10 --count 3 --form ansi --stderr-every 2");
    let person = lab.person();
    let (screen, code) = person.terminal(80, &["logs", "talk-one"]).end();
    assert_eq!(code, 0, "{screen}");
    for harm in [
        "\u{1b}[2J",
        "\u{1b}]0;",
        "\u{7}",
        "\u{1b}[?1049h",
        "\u{9b}",
        "\u{1b}c",
        "\u{8}",
        "\u{202e}",
        "\u{200b}",
        "\u{1b}[31;5m",
    ] {
        assert!(!screen.contains(harm), "{harm:?} in {screen:?}");
    }
    let shown = r"talk-one 000003 \x1b[2Jred\x1b]0;owned\x07\x1b[?1049h\x9b8m\x1bc\r\x08\u{202e}gpj.exe\u{200b}";
    assert!(without_escapes(&screen).contains(shown), "{screen:?}");
    // In a pipe it is no different, and JSON says it all.
    assert!(text(&person, &["logs", "talk-one"]).contains(shown));
    let json = text(&person, &["logs", "talk-one", "-o", "jsonl"]);
    assert!(json.is_ascii() && !json.contains('\u{1b}'), "{json:?}");
    let message = objects(&json)[0]["message"].as_str().unwrap().to_owned();
    assert!(message.contains("\u{1b}[31;5mred\u{1b}]0;owned\u{7}"), "{message:?}");
}

fn that_are_no_text_arrive_as_they_are(lab: &Lab) {
    // Docker's other kind of logs, json-file, has U+FFFD for each such byte when it is read.
    let _one = lab.undo("hornbill", "docker rm -f talk-one");
    let options = "--every 10 --count 2 --form binary";
    let run = run("talk-one", "--log-driver local", options);
    lab.sh("hornbill", &format!("{run} && docker wait talk-one"));
    let person = lab.person();
    let binary = |number: u32| {
        let mut line = format!("talk-one {number:06} ").into_bytes();
        line.extend((0..=255_u8).filter(|byte| *byte != b'\n'));
        line.push(b'\n');
        line
    };
    let raw = bytes(&person, &["logs", "talk-one", "-o", "raw"]);
    assert!(raw == [binary(1), binary(2)].concat(), "{:?}", String::from_utf8_lossy(&raw));
    let shown = text(&person, &["logs", "talk-one", "-n", "1"]);
    assert!(shown.starts_with(r"talk-one │ talk-one 000002 \x00\x01"), "{shown:?}");
    assert!(shown.ends_with("\\xfe\\xff\n"), "{shown:?}");
    let object = objects(&text(&person, &["logs", "talk-one", "-n", "1", "-o", "jsonl"])).remove(0);
    assert_eq!(object["invalid_utf8"], true);
    assert!(object["message"].as_str().unwrap().ends_with('\u{fffd}'));
}

fn on_forty_columns(lab: &Lab) {
    let _one = talked(lab, "toucan", "talk-with-a-long-name", "--every 10 --count 3");
    let _two = talked(lab, "hornbill", "talk-two", "--every 10 --count 3");
    let person = lab.person();
    let (screen, code) = person.terminal(40, &["logs", "talk-*", "-t"]).end();
    assert_eq!(code, 0, "{screen}");
    let screen = without_escapes(&screen);
    let row = screen.lines().find(|line| line.contains(" talk-two 000003")).expect(&screen);
    assert!(row.contains(" h talk-two "), "{row}");
    let row =
        screen.lines().find(|line| line.contains(" talk-with-a-long-name 000003")).expect(&screen);
    assert!(row.contains(" t talk-with-a… │ "), "{row}");
    let prefix = row.split('│').next().unwrap();
    assert!(unicode_width::UnicodeWidthStr::width(prefix) < 32, "{prefix}");
}

fn a_closed_pipe_is_silent(lab: &Lab) {
    let _one = talk(lab, "toucan", "talk-one", "--every 50");
    let person = lab.person();
    let piped = |options: &str, reader: &str| {
        let script =
            format!("{SGOS} logs talk-one {options} | {reader}; echo \"sgos: ${{PIPESTATUS[0]}}\"");
        let mut command = std::process::Command::new("bash");
        finish(person.at_home(command.args(["-c", &script])))
    };
    eventually("it talks", Duration::from_secs(20), || {
        !person.run(&["logs", "talk-one"]).stdout.is_empty()
    });
    for options in ["-n all", "-f", "-f -o raw", "-f -o jsonl", "-f -t --no-order"] {
        let run = piped(options, "head -n 1");
        assert_eq!(
            (run.stdout.lines().count(), run.stderr.as_str()),
            (2, ""),
            "{options}: {run:#?}"
        );
        assert!(run.stdout.ends_with("\nsgos: 0\n"), "{options}: {run:#?}");
    }
    let run = piped("-f", "true");
    assert_eq!((run.stdout.as_str(), run.stderr.as_str()), ("sgos: 0\n", ""));
}

/// Each container says so many lines, all of them 10,000 in a second.
const EACH: usize = 10_000;

fn ten_thousand_a_second(lab: &Lab) {
    let names = ["talk-1", "talk-2", "talk-3", "talk-4", "talk-5"];
    let hosts = ["toucan", "hornbill", "toucan", "hornbill", "toucan"];
    let options = format!("--rate 2000 --count {EACH} --stay");
    let talking: Vec<_> =
        names.into_iter().zip(hosts).map(|(name, host)| talk(lab, host, name, &options)).collect();
    let person = lab.person();
    let file = person.home().join("lines");
    let follow = [&["logs", "-f", "-n", "all", "--no-prefix"], &names[..]].concat();
    let running = person.start_into(&follow, &file);
    let count = || {
        let text = std::fs::read(&file).unwrap_or_default();
        text.iter().filter(|byte| **byte == b'\n').count()
    };
    eventually("all lines are there", Duration::from_secs(90), || count() >= EACH * names.len());
    let memory = running.most_memory();
    running.signal(Signal::INT);
    let run = running.wait();
    assert_eq!((run.code, run.stderr.as_str()), (130, ""), "{run:#?}");
    assert!(memory < 60 << 20, "{} MiB", memory >> 20);
    let text = std::fs::read_to_string(&file).unwrap();
    let mut next: BTreeMap<&str, usize> = BTreeMap::new();
    for line in text.lines() {
        let (name, number) = line.split_once(' ').unwrap();
        let next = next.entry(name).or_insert(1);
        assert_eq!(number.parse(), Ok(*next), "of {name}");
        *next += 1;
    }
    assert_eq!(next.into_values().collect::<Vec<_>>(), [EACH + 1; 5]);
    drop(talking);
}
