//! A line as a JSON object in one line, for programs.

use serde::Serialize;

use crate::logs::{Level, Line, Source, Stream};
use crate::ui::sanitize;

/// Rises when a reader of the old form would be wrong.
const SCHEMA_VERSION: u32 = 1;

#[derive(Serialize)]
struct Object<'a> {
    schema_version: u32,
    /// By the host's clock, in UTC, to the nanosecond.
    time: jiff::Timestamp,
    host: Option<&'a str>,
    stack: Option<&'a str>,
    service: Option<&'a str>,
    container: Option<&'a str>,
    stream: &'static str,
    level: Option<&'static str>,
    message: &'a str,
    /// Something newer came before it.
    #[serde(skip_serializing_if = "is_false")]
    late: bool,
    /// Bytes that are no UTF-8 stand in `message` as U+FFFD.
    #[serde(skip_serializing_if = "is_false")]
    invalid_utf8: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
fn is_false(flag: &bool) -> bool {
    !flag
}

pub(super) fn line(line: &Line, source: Option<&Source>, late: bool, out: &mut Vec<u8>) {
    let message = String::from_utf8_lossy(&line.text);
    let object = Object {
        schema_version: SCHEMA_VERSION,
        time: line.at,
        host: source.map(|source| source.host.as_str()),
        stack: source.and_then(|source| source.stack.as_deref()),
        service: source.and_then(|source| source.service.as_deref()),
        container: source.map(|source| source.container.as_str()),
        stream: match line.stream {
            Stream::Stdout => "stdout",
            Stream::Stderr => "stderr",
        },
        level: Level::find(&line.text).map(|found| found.level.name()),
        message: &message,
        late,
        invalid_utf8: matches!(message, std::borrow::Cow::Owned(_)),
    };
    let begin = out.len();
    // Writing to memory cannot fail, and there is no map with keys that are no text.
    let _ = serde_json::to_writer(&mut *out, &object);
    let is_harmless = |byte: &u8| matches!(byte, b' '..=b'~');
    if !out[begin..].iter().all(is_harmless) {
        let text = String::from_utf8_lossy(&out[begin..]).into_owned();
        out.truncate(begin);
        out.extend_from_slice(sanitize::json(&text).as_bytes());
    }
}
