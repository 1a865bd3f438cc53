//! Lines of real programs, and lines that only look like them.

use proptest::prelude::*;

use super::*;

fn word(line: &str) -> Option<(Level, &str)> {
    Level::find(line.as_bytes()).map(|found| (found.level, &line[found.word]))
}

#[test]
fn lines_that_name_their_level() {
    use Level::{Debug, Error, Fatal, Info, Trace, Warn};
    for (line, level, at) in [
        (r#"{"level":"warn","msg":"x"}"#, Warn, "warn"),
        (r#"  {"time":"now", "severity" : "ERROR"}"#, Error, "ERROR"),
        (r#"{"msg":"\"level\":\"debug\"","lvl":"info"}"#, Info, "info"),
        (r#"{"log":{"level":"debug"},"level":"error"}"#, Error, "error"),
        (r#"{"a":[{"level":"x"}],"level":50,"pid":1}"#, Error, "50"),
        (r#"{"level":30,"time":1764000000}"#, Info, "30"),
        (r#"{"level":"60"}"#, Fatal, "60"),
        (r#"{"version":"1.1","level":3}"#, Error, "3"),
        (r#"{"@t":"now","@l":"Warning"}"#, Warn, "Warning"),
        (r#"{"levelname":"CRITICAL"}"#, Fatal, "CRITICAL"),
        (r#"logger=http t=2026-11-24T14:20:30Z level=info msg="level=error""#, Info, "info"),
        (r#"msg="a \" level=error" level=debug"#, Debug, "debug"),
        (r#"ts=1 LEVEL="warn" x"#, Warn, "warn"),
        ("[ERROR] disk full", Error, "ERROR"),
        ("WARN: late", Warn, "WARN"),
        ("Error: no such file", Error, "Error"),
        ("info: Microsoft.Hosting.Lifetime[14]", Info, "info"),
        ("fail: Some.Thing[0]", Error, "fail"),
        ("INFO:     127.0.0.1:1 - \"GET / HTTP/1.1\" 200 OK", Info, "INFO"),
        ("2026/11/24 14:20:30 [error] 7#7: *1 open() failed", Error, "error"),
        ("2026-11-24 14:20:30.123 UTC [12] LOG:  checkpoint starting", Info, "LOG"),
        ("2026-11-24 14:20:30.123 UTC [12] FATAL:  the database is shutting down", Fatal, "FATAL"),
        ("2026-11-24 14:20:30,123 - root - ERROR - no", Error, "ERROR"),
        ("2026-11-24 14:20:30.123 | WARNING  | mod:fn:7 - x", Warn, "WARNING"),
        ("[2026-11-24 14:20:30,123: ERROR/MainProcess] Task failed", Error, "ERROR"),
        ("2026-11-24T14:20:30Z  INFO app: ready", Info, "INFO"),
        ("\u{1b}[2m2026-11-24T14:20:30Z\u{1b}[0m \u{1b}[31mERROR\u{1b}[0m app: no", Error, "ERROR"),
        ("14:20:30.123 [main] TRACE com.example - x", Trace, "TRACE"),
        ("2:20PM INF started", Info, "INF"),
        ("E1124 14:20:30.123456       1 main.go:7] no", Error, "E"),
        ("<3>kernel says no", Error, "3"),
        ("<30>daemon says yes", Info, "30"),
    ] {
        assert_eq!(word(line), Some((level, at)), "{line}");
    }
}

#[test]
fn lines_that_do_not() {
    for line in [
        "",
        "   ",
        "{}",
        "{",
        r#"{"msg":"error"}"#,
        r#"{"nested":{"level":"error"}}"#,
        r#"{"level":"purple"}"#,
        r#"{"level":1000}"#,
        r#"{"level":3.5}"#,
        r#"{"level"#,
        r#"{"level":"#,
        r#"{"x":"level"}"#,
        "an error in a sentence",
        "GET /ERROR/log HTTP/1.1",
        "std::error::Error",
        "fine weather",
        "one two three four five six seven eight ERROR",
        "E1124 is a part number",
        "<999>",
        "<3",
        "level=",
        "toplevel=error",
        "    at main.rs:7",
    ] {
        assert_eq!(word(line), None, "{line}");
    }
}

#[test]
fn a_wish_for_levels() {
    let chosen = |text: &str| {
        let levels: Levels = text.parse().unwrap();
        Level::ALL.into_iter().filter(|level| levels.contain(*level)).collect::<Vec<_>>()
    };
    assert_eq!(chosen("warn+"), [Level::Warn, Level::Error, Level::Fatal]);
    assert_eq!(chosen("warn"), [Level::Warn]);
    assert_eq!(chosen("WARNING, fatal"), [Level::Warn, Level::Fatal]);
    assert_eq!(chosen("trace+"), Level::ALL);
    for wrong in ["", "+", "purple", "warn,", "warn++", "\u{1b}"] {
        let error = wrong.parse::<Levels>().unwrap_err();
        assert!(error.ends_with("there are trace, debug, info, warn, error, fatal"), "{error}");
    }
}

proptest! {
    #[test]
    fn whatever_is_found_is_in_the_line(line in proptest::collection::vec(any::<u8>(), 0..200)) {
        if let Some(found) = Level::find(&line) {
            prop_assert!(line.get(found.word).is_some_and(|word| !word.is_empty()));
        }
    }

    #[test]
    fn near_misses_do_not_panic(line in r#"[ \t]*[{<\[("EIlev:,=\\3}a\u{1b}\[0m]{0,40}"#) {
        let _ = Level::find(line.as_bytes());
    }
}
