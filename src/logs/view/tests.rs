//! What a person, a pipe and a program see.

use std::time::Duration;

use proptest::prelude::*;
use regex::bytes::Regex;

use super::text::HIGHLIGHT;
use super::*;
use crate::clock::Stopwatch;
use crate::logs::SourceId;
use crate::ui::sanitize::is_unsafe;

const LOOK: Look = Look { width: 100, color: false, unicode: true, links: false, wide: false };
const COLOUR: Look = Look { color: true, ..LOOK };
const SHOW: Show =
    Show { form: Form::Text, prefix: true, timestamps: false, utc: false, highlight: Vec::new() };

fn source(id: u32, host: &str, label: &str) -> Arc<Source> {
    Arc::new(Source {
        id: SourceId(id),
        host: host.into(),
        stack: Some("apps".into()),
        service: Some(label.into()),
        container: format!("apps-{label}-1"),
        label: label.into(),
    })
}

fn view(show: Show, look: Look) -> View {
    let mut view = View::new(show, look, TimeZone::get("Europe/Oslo").unwrap());
    view.joined(&source(0, "hornbill", "phone"));
    view.joined(&source(1, "toucan", "grafana"));
    view.joined(&source(2, "toucan", "a-service-with-a-long-name"));
    view
}

fn line(id: u32, stream: Stream, text: &[u8]) -> Line {
    let at = "2026-11-24T14:20:30.123456789Z".parse().unwrap();
    Line { source: SourceId(id), at, stream, text: text.to_vec() }
}

fn shown(view: &mut View, lines: &[(Line, bool)]) -> String {
    let mut out = Vec::new();
    lines.iter().for_each(|(line, late)| view.line(line, *late, &mut out));
    String::from_utf8(out).unwrap()
}

fn some_lines() -> Vec<(Line, bool)> {
    vec![
        (line(0, Stream::Stdout, b"phone listens on port 8080"), false),
        (line(1, Stream::Stderr, b"level=warn msg=\"slow\""), false),
        (line(2, Stream::Stdout, r#"{"level":"error","msg":"größer"}"#.as_bytes()), true),
    ]
}

#[test]
fn a_terminal_and_a_pipe() {
    insta::assert_snapshot!(shown(&mut view(SHOW, LOOK), &some_lines()), @r#"
    hornbill phone                      │ phone listens on port 8080
    toucan   grafana                    ┃ level=warn msg="slow"
    toucan   a-service-with-a-long-name~│ {"level":"error","msg":"größer"}
    "#);
}

#[test]
fn forty_columns_without_unicode() {
    let look = Look { width: 40, unicode: false, ..LOOK };
    let show = Show { timestamps: true, ..SHOW };
    insta::assert_snapshot!(shown(&mut view(show, look), &some_lines()), @r#"
    15:20:30.123 h phone        | phone listens on port 8080
    15:20:30.123 t grafana      ! level=warn msg="slow"
    15:20:30.123 t a-service...~| {"level":"error","msg":"gr\xf6\xdfer"}
    "#);
}

#[test]
fn times_and_no_prefix() {
    let show = Show { timestamps: true, prefix: false, ..SHOW };
    let one = &some_lines()[..1];
    assert_eq!(
        shown(&mut view(show.clone(), LOOK), one),
        "2026-11-24 15:20:30.123 phone listens on port 8080\n"
    );
    assert_eq!(
        shown(&mut view(Show { utc: true, ..show }, LOOK), one),
        "2026-11-24 14:20:30.123Z phone listens on port 8080\n"
    );
}

#[test]
fn one_host_is_not_named() {
    let mut view = View::new(SHOW, LOOK, TimeZone::UTC);
    view.joined(&source(0, "hornbill", "phone"));
    view.joined(&source(1, "hornbill", "mail"));
    assert_eq!(shown(&mut view, &some_lines()[..1]), "phone │ phone listens on port 8080\n");
}

#[test]
fn a_name_with_a_host_in_it_says_it_once() {
    let mut view = View::new(SHOW, LOOK, TimeZone::UTC);
    view.joined(&source(0, "hornbill", "alloy@hornbill"));
    view.joined(&source(1, "toucan", "alloy@toucan"));
    insta::assert_snapshot!(shown(&mut view, &some_lines()[..2]), @r#"
    hornbill alloy │ phone listens on port 8080
    toucan   alloy ┃ level=warn msg="slow"
    "#);
    let left = view.notice(&Event::Left(SourceId(0), "removed".into()));
    assert_eq!(left.unwrap(), "alloy on hornbill left: removed");
}

#[test]
fn colours_are_undone_and_levels_stand_out() {
    let highlight = vec![Regex::new("port [0-9]+|ö").unwrap()];
    let text = shown(&mut view(Show { highlight, ..SHOW }, COLOUR), &some_lines());
    insta::assert_snapshot!(text.replace('\u{1b}', "␛"), @r##"
    hornbill ␛[34mphone␛[0m                      ␛[2m│␛[0m phone listens on ␛[7mport 8080␛[0m
    toucan   ␛[32mgrafana␛[0m                    ␛[31m┃␛[0m level=␛[33mwarn␛[0m msg="slow"
    toucan   ␛[33ma-service-with-a-long-name␛[0m␛[33m~␛[0m␛[2m│␛[0m {"level":"␛[1m␛[31merror␛[0m","msg":"gr␛[7mö␛[0mßer"}
    "##);
}

#[test]
fn every_source_has_its_own_colour_as_long_as_there_are_some() {
    let heads = |names: &[&str]| {
        let mut view = View::new(SHOW, COLOUR, TimeZone::UTC);
        let mut lines = Vec::new();
        for (id, name) in names.iter().enumerate() {
            view.joined(&source(id as u32, "toucan", name));
            lines.push((line(id as u32, Stream::Stdout, b""), false));
        }
        let text = shown(&mut view, &lines);
        let colours: Vec<_> =
            text.lines().map(|line| line.split('m').next().unwrap().to_owned()).collect();
        colours
    };
    let names = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"];
    let colours = heads(&names);
    let different: std::collections::BTreeSet<_> = colours.iter().collect();
    assert_eq!(different.len(), names.len(), "{colours:?}");
    // It follows from the name alone as long as nobody else has it.
    assert_eq!(heads(&["b"]), heads(&["b"]));
    assert_eq!(heads(&[&names[..], &["k", "l"]].concat()).len(), 12);
}

#[test]
fn the_programs_own_colours_are_left_out_and_the_rest_is_shown() {
    let mut view = View::new(SHOW, COLOUR, TimeZone::UTC);
    view.joined(&source(0, "toucan", "x"));
    let bomb = "\u{1b}[32mok\u{1b}[0m\u{1b}[1;38:5:9mred\u{1b}[2J\u{1b}]0;owned\u{7}\u{9b}8m\r\u{8}\u{202e}gpj\u{200b}\t.\u{1b}[31\r";
    let text = shown(&mut view, &[(line(0, Stream::Stdout, bomb.as_bytes()), false)]);
    let said = text.split("│").nth(1).unwrap().trim_start_matches("\u{1b}[0m");
    assert_eq!(
        said,
        " okred\\x1b[2J\\x1b]0;owned\\x07\\x9b8m\\r\\x08\\u{202e}gpj\\u{200b}\t.\\x1b[31\n"
    );
}

#[test]
fn bytes_that_are_no_text_are_shown_as_such() {
    let show = Show { prefix: false, ..SHOW };
    let all: Vec<u8> = (0..=255).filter(|byte| *byte != b'\n').collect();
    let text = shown(&mut view(show, LOOK), &[(line(0, Stream::Stdout, &all), false)]);
    assert!(text.starts_with(r"\x00\x01"), "{text}");
    assert!(text.ends_with("\\xfe\\xff\n"), "{text}");
    assert_eq!(text.lines().count(), 1);
}

#[test]
fn raw_is_what_the_container_wrote() {
    let show = Show { form: Form::Raw, timestamps: true, ..SHOW };
    let mut out = Vec::new();
    view(show, COLOUR).line(&line(0, Stream::Stderr, b"\x1b[2J\xff\r"), true, &mut out);
    assert_eq!(out, b"\x1b[2J\xff\r\n");
}

#[test]
fn a_program_reads_json() {
    let show = Show { form: Form::Jsonl, ..SHOW };
    let mut lines = some_lines();
    lines.push((line(1, Stream::Stdout, b"\xff \x1b[2J \xc2\x9b"), false));
    lines.push((line(9, Stream::Stdout, b"of nobody"), false));
    let text = shown(&mut view(show, COLOUR), &lines);
    insta::assert_snapshot!(text, @r##"
    {"schema_version":1,"time":"2026-11-24T14:20:30.123456789Z","host":"hornbill","stack":"apps","service":"phone","container":"apps-phone-1","stream":"stdout","level":null,"message":"phone listens on port 8080"}
    {"schema_version":1,"time":"2026-11-24T14:20:30.123456789Z","host":"toucan","stack":"apps","service":"grafana","container":"apps-grafana-1","stream":"stderr","level":"warn","message":"level=warn msg=\"slow\""}
    {"schema_version":1,"time":"2026-11-24T14:20:30.123456789Z","host":"toucan","stack":"apps","service":"a-service-with-a-long-name","container":"apps-a-service-with-a-long-name-1","stream":"stdout","level":"error","message":"{\"level\":\"error\",\"msg\":\"größer\"}","late":true}
    {"schema_version":1,"time":"2026-11-24T14:20:30.123456789Z","host":"toucan","stack":"apps","service":"grafana","container":"apps-grafana-1","stream":"stdout","level":null,"message":"� \u001b[2J \u009b","invalid_utf8":true}
    {"schema_version":1,"time":"2026-11-24T14:20:30.123456789Z","host":null,"stack":null,"service":null,"container":null,"stream":"stdout","level":null,"message":"of nobody"}
    "##);
    for line in text.lines() {
        assert!(!line.chars().any(is_unsafe), "{line}");
        let object: serde_json::Value = serde_json::from_str(line).unwrap();
        assert_eq!(object["schema_version"], 1);
    }
}

#[test]
fn a_line_of_a_megabyte_is_whole_and_takes_no_time() {
    // The last one finds a match at every place, and looks to the end for a better one each time.
    let highlight = ["(x+x+)+y", "ö.*ö", ".*[^x]|x"].map(|text| Regex::new(text).unwrap()).to_vec();
    for text in [
        vec![b'x'; 1 << 20],
        vec![0xff; 1 << 20],
        "ö\u{1b}[1mERROR=\"{".repeat(200_000).into_bytes(),
    ] {
        for form in [Form::Text, Form::Jsonl, Form::Raw] {
            let show = Show { form, highlight: highlight.clone(), ..SHOW };
            let mut view = view(show, COLOUR);
            let started = Stopwatch::start();
            let mut out = Vec::new();
            view.line(&line(0, Stream::Stdout, &text), false, &mut out);
            // Of the slowest machine, unoptimised.
            assert!(started.elapsed() < Duration::from_secs(60));
            assert!(out.len() > 1 << 20);
        }
    }
}

#[test]
fn notices_name_container_and_host() {
    let view = view(SHOW, LOOK);
    let told = |event: &Event| view.notice(event).unwrap_or_default();
    assert_eq!(told(&Event::Joined(source(7, "toucan", "mail"))), "mail on toucan joined");
    assert_eq!(
        told(&Event::Left(SourceId(0), "removed".into())),
        "phone on hornbill left: removed"
    );
    assert_eq!(
        told(&Event::Gap(SourceId(1), "the link was lost".into())),
        "grafana on toucan has a gap: the link was lost"
    );
    assert_eq!(told(&Event::Left(SourceId(0), String::new())), "", "all of it was told");
    assert_eq!(told(&Event::Stalled(SourceId(1))), "");
}

proptest! {
    #[test]
    fn nothing_unsafe_is_shown(
        bytes in proptest::collection::vec(any::<u8>(), 0..200),
        color: bool,
        unicode: bool,
    ) {
        let bytes: Vec<u8> = bytes.into_iter().filter(|byte| *byte != b'\n').collect();
        let highlight = vec![Regex::new("(?s-u).[a-z]").unwrap()];
        let look = Look { color, unicode, ..LOOK };
        let text = shown(&mut view(Show { highlight, ..SHOW }, look), &[(line(0, Stream::Stdout, &bytes), false)]);
        prop_assert_eq!(text.matches('\n').count(), 1);
        let mut rest = text.replace(['\n', '\t'], "");
        for style in [HIGHLIGHT, BAD, WARN, DIM].map(|style| style.render().to_string()) {
            rest = rest.replace(&style, "");
        }
        for colour in 30..38 {
            rest = rest.replace(&format!("\u{1b}[{colour}m"), "").replace(&format!("\u{1b}[{}m", colour + 60), "");
        }
        rest = rest.replace("\u{1b}[0m", "");
        prop_assert!(!rest.chars().any(is_unsafe), "{:?}", rest);
    }

    #[test]
    fn json_is_json(bytes in proptest::collection::vec(any::<u8>(), 0..200), late: bool) {
        let text = shown(&mut view(Show { form: Form::Jsonl, ..SHOW }, LOOK), &[(line(0, Stream::Stdout, &bytes), late)]);
        let object: serde_json::Value = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(object["message"].as_str().unwrap(), String::from_utf8_lossy(&bytes));
        prop_assert_eq!(object["late"].as_bool().unwrap_or_default(), late);
        prop_assert_eq!(object["invalid_utf8"].as_bool().unwrap_or_default(), std::str::from_utf8(&bytes).is_err());
        prop_assert_eq!(text.lines().count(), 1);
    }
}
