//! Takes secrets out of text: each byte of one becomes a `*`, so that lengths and layout stay.
//!
//! For whatever is written down or shown to people: answers in a recording, command lines.
//! It knows the usual ways to write a secret, and the values that were looked up. It masks
//! too much rather than too little. What comes out goes through unchanged a second time.

mod commands;
mod json;
mod names;
mod plain;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::ops::Range;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// JSON inside a string inside JSON is looked into this often.
const DEEPEST: usize = 4;

/// A mask can uncover the next secret, since it hides quotes too. Each round masks more bytes
/// or is the last.
const ROUNDS: usize = 16;

/// A shorter value would mask half of every answer.
const SHORTEST_VALUE: usize = 4;

/// The text without its secrets, in the same number of bytes.
pub fn redact(text: &str) -> Cow<'_, str> {
    let mut redacted = Cow::Borrowed(text);
    for _ in 0..ROUNDS {
        let mut found = Found::default();
        look(&redacted, 0, &mut found, 0);
        match found.applied(&redacted) {
            Some(masked) => redacted = Cow::Owned(masked),
            None => break,
        }
    }
    redacted
}

/// [`redact`] for an answer, which need not be text; the `values` are secrets that were looked up.
pub(super) fn redact_bytes(bytes: &mut [u8], values: &[String]) {
    for value in values.iter().filter(|value| value.len() >= SHORTEST_VALUE) {
        mask_all(bytes, value.as_bytes());
    }
    // Bytes that are no text become one character each, so that positions stay.
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().map(|_| '?'));
    }
    if let Cow::Owned(redacted) = redact(&text) {
        for (byte, (new, old)) in bytes.iter_mut().zip(redacted.bytes().zip(text.bytes())) {
            if new != old {
                *byte = new;
            }
        }
    }
}

/// The words of a command without their secrets: one word may tell that the next is one.
pub(super) fn redact_words<'a>(
    words: impl Iterator<Item = &'a str>,
    values: &[String],
) -> Vec<String> {
    let mut follows = false;
    words
        .map(|word| {
            let hide = follows && !word.starts_with('-');
            follows = names::is_flag(word);
            if hide {
                return "*".repeat(word.len());
            }
            let mut bytes = word.as_bytes().to_vec();
            redact_bytes(&mut bytes, values);
            String::from_utf8_lossy(&bytes).into_owned()
        })
        .collect()
}

/// [`redact_bytes`] for every text inside a value.
pub(super) fn redact_value<T: Serialize + DeserializeOwned>(value: T, values: &[String]) -> T {
    let redacted = serde_json::to_value(&value).ok().and_then(|mut json| {
        redact_json(&mut json, values);
        serde_json::from_value(json).ok()
    });
    redacted.unwrap_or(value)
}

fn redact_json(json: &mut Value, values: &[String]) {
    match json {
        Value::String(text) => {
            let mut bytes = std::mem::take(text).into_bytes();
            redact_bytes(&mut bytes, values);
            *text = String::from_utf8_lossy(&bytes).into_owned();
        }
        Value::Array(items) => items.iter_mut().for_each(|item| redact_json(item, values)),
        Value::Object(fields) => fields.values_mut().for_each(|field| redact_json(field, values)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn mask_all(bytes: &mut [u8], value: &[u8]) {
    let mut from = 0;
    while let Some(at) =
        bytes.get(from..).and_then(|rest| rest.windows(value.len()).position(|part| part == value))
    {
        let end = from + at + value.len();
        bytes[from + at..end].fill(b'*');
        from = end;
    }
}

/// Where secrets are.
#[derive(Debug, Default)]
struct Found(Vec<(Range<usize>, u8)>);

impl Found {
    fn add(&mut self, range: Range<usize>) {
        self.0.push((range, b'*'));
    }

    /// A number stays one: all but its first digit become zeros.
    fn add_number(&mut self, range: Range<usize>) {
        self.0.push((range.start + 1..range.end, b'0'));
    }

    /// The text with everything masked; `None` when that changes nothing. Line ends stay.
    fn applied(&self, text: &str) -> Option<String> {
        let mut bytes = text.as_bytes().to_vec();
        for (range, fill) in &self.0 {
            for byte in bytes.get_mut(range.clone()).into_iter().flatten() {
                if !matches!(byte, b'\n' | b'\r') {
                    *byte = *fill;
                }
            }
        }
        // A range never splits a character, hence this is text.
        (bytes != text.as_bytes()).then(|| String::from_utf8_lossy(&bytes).into_owned())
    }
}

/// Looks through `text`, which begins at `offset` of what is being redacted.
fn look(text: &str, offset: usize, found: &mut Found, depth: usize) {
    let mut in_key = false;
    let mut start = offset;
    for line in text.split_inclusive('\n') {
        let body = line.trim_end_matches(['\n', '\r']);
        in_key = private_key(body, start, found, in_key);
        match body.trim_start().chars().next() {
            Some('{' | '[' | '"') if depth < DEEPEST => json::look(body, start, found, depth),
            _ => plain::look(body, start, found),
        }
        start += line.len();
    }
}

/// A block of PEM; whether it goes on in the next line.
fn private_key(line: &str, offset: usize, found: &mut Found, inside: bool) -> bool {
    const MARK: &str = "PRIVATE KEY-----";
    let end = line.find("-----END ");
    let body = match (inside, line.find("-----BEGIN ")) {
        (_, Some(begin)) => {
            let Some(mark) = line[begin..].find(MARK) else { return false };
            begin + mark + MARK.len()
        }
        (true, None) => 0,
        (false, None) => return false,
    };
    let inner = &line[body..end.filter(|end| *end >= body).unwrap_or(line.len())];
    // Anything else means that the block was cut off.
    let plausible = |c: char| c.is_ascii_alphanumeric() || " \t+/=:,.-*\\".contains(c);
    if body == 0 && !inner.chars().all(plausible) {
        return false;
    }
    found.add(offset + body..offset + body + inner.len());
    end.is_none()
}
