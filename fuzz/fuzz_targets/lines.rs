//! Any bytes as a line of a container: its level is in it, what is shown steers no terminal, JSON is JSON.
#![no_main]

use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use libfuzzer_sys::fuzz_target;
use sgos::logs::view::View;
use sgos::logs::{Filter, Form, Level, Line, Show, Source, SourceId, Stream, Wish};
use sgos::ui::Look;
use sgos::ui::sanitize::is_unsafe;

fuzz_target!(|input: &[u8]| {
    if let Some(found) = Level::find(input) {
        assert!(!input[found.word].is_empty(), "the level is a word of the line");
    }
    let id = SourceId(0);
    let line = Line { source: id, at: Timestamp::UNIX_EPOCH, stream: Stream::Stderr, text: input.into() };
    let levels = "warn+".parse().ok();
    Filter::new(Wish { levels, ..Wish::default() }).wants(&line);
    let shown = |form| {
        let show = Show { form, prefix: true, timestamps: true, utc: true, highlight: Vec::new() };
        let look = Look { width: 40, color: false, unicode: true, links: false, wide: false };
        let mut view = View::new(show, look, TimeZone::UTC);
        let text = |text: &str| Some(text.to_owned());
        view.joined(&Arc::new(Source {
            id,
            host: "toucan".into(),
            stack: text("apps"),
            service: text("phone"),
            container: "apps-phone-1".into(),
            label: "phone".into(),
        }));
        let mut out = Vec::new();
        view.line(&line, true, &mut out);
        out
    };
    let text = String::from_utf8(shown(Form::Text)).expect("text is UTF-8");
    let said = text.strip_suffix('\n').expect("a line has an end");
    assert!(!said.chars().any(|c| c != '\t' && is_unsafe(c)), "{said:?}");
    let json: serde_json::Value = serde_json::from_slice(&shown(Form::Jsonl)).expect("JSON");
    assert_eq!(json["message"], *String::from_utf8_lossy(input));
    assert_eq!(shown(Form::Raw), [input, b"\n"].concat());
});
