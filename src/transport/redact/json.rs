//! Secrets in a line of JSON: under the name of one, after an option that names one, or inside a string.

use std::ops::Range;

use super::{Found, look as look_into, names};

/// What the text so far says of the value that comes next.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Next {
    Unknown,
    /// The value of a key that names a secret; in a list all of them.
    Secret {
        in_list: bool,
    },
    /// The word after an option that names a secret.
    Argument,
}

/// Looks through one line, which may be a part of a document or cut off.
pub(super) fn look(line: &str, offset: usize, found: &mut Found, depth: usize) {
    let bytes = line.as_bytes();
    let mut next = Next::Unknown;
    // `{"name": "DB_PASSWORD", "value": …}`
    let (mut key, mut named) = (String::new(), false);
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => {
                let inner = at + 1..string_end(bytes, at + 1);
                at = inner.end + 1;
                let text = Unescaped::of(&line[inner.clone()]);
                if bytes[at.min(bytes.len())..].trim_ascii_start().first() == Some(&b':') {
                    let secret = names::is_secret(&text.text)
                        || (named && text.text.eq_ignore_ascii_case("value"));
                    next = if secret { Next::Secret { in_list: false } } else { Next::Unknown };
                    key = text.text;
                    continue;
                }
                if next != Next::Unknown {
                    found.add(offset + inner.start..offset + inner.end);
                } else {
                    text.look(offset + inner.start, found, depth);
                }
                named |= matches!(key.to_ascii_lowercase().as_str(), "name" | "key")
                    && names::is_secret(&text.text);
                next = match next {
                    Next::Secret { in_list: true } => next,
                    _ if names::is_flag(&text.text) => Next::Argument,
                    _ => Next::Unknown,
                };
                continue;
            }
            b'[' if next != Next::Unknown => next = Next::Secret { in_list: true },
            b'{' | b'}' | b']' => {
                next = Next::Unknown;
                named = false;
            }
            b'1'..=b'9' if matches!(next, Next::Secret { .. }) => {
                let digits = bytes[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
                found.add_number(offset + at..offset + at + digits);
                at += digits;
                continue;
            }
            b',' if next == (Next::Secret { in_list: false }) => next = Next::Unknown,
            _ => {}
        }
        at += 1;
    }
}

/// Where the string that begins at `at` ends: at its quote, or with the line.
fn string_end(bytes: &[u8], mut at: usize) -> usize {
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => return at,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    bytes.len()
}

/// A string's meaning, and where each of its characters was written.
struct Unescaped {
    text: String,
    /// Position in `text`, position as written.
    places: Vec<(usize, usize)>,
}

impl Unescaped {
    fn of(raw: &str) -> Self {
        if !raw.contains('\\') {
            return Self { text: raw.to_owned(), places: Vec::new() };
        }
        let mut unescaped = Self { text: String::with_capacity(raw.len()), places: Vec::new() };
        let mut rest = raw;
        while let Some(first) = rest.chars().next() {
            let (meaning, length) =
                if first == '\\' { escape(rest) } else { (first, first.len_utf8()) };
            unescaped.places.push((unescaped.text.len(), raw.len() - rest.len()));
            unescaped.text.push(meaning);
            rest = &rest[length..];
        }
        unescaped.places.push((unescaped.text.len(), raw.len()));
        unescaped
    }

    /// Looks inside; what is found is masked as it was written.
    fn look(&self, offset: usize, found: &mut Found, depth: usize) {
        let mut inside = Found::default();
        look_into(&self.text, 0, &mut inside, depth + 1);
        for (range, _) in inside.0 {
            let written = self.written(range);
            found.add(offset + written.start..offset + written.end);
        }
    }

    fn written(&self, range: Range<usize>) -> Range<usize> {
        let place = |at: usize| match self.places.binary_search_by_key(&at, |place| place.0) {
            Ok(index) => self.places[index].1,
            // Without escapes there is nothing to look up.
            Err(_) => at,
        };
        place(range.start)..place(range.end)
    }
}

/// The character that an escape at the beginning of `text` means, and the escape's length.
fn escape(text: &str) -> (char, usize) {
    let Some(kind) = text.chars().nth(1) else { return ('\\', 1) };
    let meaning = match kind {
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'b' | 'f' => ' ',
        'u' => {
            let code = text.get(2..6).and_then(|hex| u32::from_str_radix(hex, 16).ok());
            // Half of a pair stands for something that no secret's name contains.
            return code.map_or(('u', 2), |code| (char::from_u32(code).unwrap_or('\u{fffd}'), 6));
        }
        other => other,
    };
    (meaning, 1 + kind.len_utf8())
}
