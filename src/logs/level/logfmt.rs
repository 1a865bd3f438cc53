//! The level of a line of `key=value` pairs.

use super::{Found, Level};

const KEYS: [&[u8]; 6] = [b"level", b"lvl", b"severity", b"log.level", b"loglevel", b"levelname"];

/// A pair inside of a quoted value is none.
pub(super) fn find(line: &[u8]) -> Option<Found> {
    let mut at = 0;
    while at < line.len() {
        let key = at;
        while line.get(at).is_some_and(|byte| !matches!(byte, b' ' | b'\t' | b'=')) {
            at += 1;
        }
        if line.get(at) != Some(&b'=') {
            at += 1;
            continue;
        }
        let name = &line[key..at];
        let value = at + 1;
        let word = if line.get(value) == Some(&b'"') {
            let end = end_of_quoted(line, value + 1);
            at = end + 1;
            value + 1..end
        } else {
            at = value;
            while line.get(at).is_some_and(|byte| !byte.is_ascii_whitespace()) {
                at += 1;
            }
            value..at
        };
        if KEYS.iter().any(|key| name.eq_ignore_ascii_case(key))
            && let Some(level) = Level::of_word(&line[word.clone()])
        {
            return Some(Found { level, word });
        }
    }
    None
}

/// Where the closing quote is, or the end of the line.
fn end_of_quoted(line: &[u8], mut at: usize) -> usize {
    while let Some(byte) = line.get(at) {
        match byte {
            b'"' => return at,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    line.len()
}
