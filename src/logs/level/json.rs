//! The level of a line that is a JSON object, without reading more of it than needed.

use super::{Found, Level};

/// What loggers call it.
const KEYS: [&[u8]; 9] = [
    b"level",
    b"severity",
    b"lvl",
    b"levelname",
    b"log.level",
    b"loglevel",
    b"log_level",
    b"@l",
    b"severity_text",
];

/// `open` is where the object begins. Only its own keys count, not those of objects in it.
pub(super) fn find(line: &[u8], open: usize) -> Option<Found> {
    let (mut at, mut depth) = (open, 0_usize);
    while let Some(byte) = line.get(at) {
        match byte {
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.checked_sub(1).filter(|depth| *depth > 0)?,
            b'"' => {
                let end = end_of_string(line, at)?;
                let value = (depth == 1 && KEYS.contains(&&line[at + 1..end]))
                    .then(|| value_behind(line, end + 1))
                    .flatten();
                if let Some(found) = value.and_then(|value| level(line, value)) {
                    return Some(found);
                }
                at = end;
            }
            _ => {}
        }
        at += 1;
    }
    None
}

/// Where the string's closing quote is; `open` is the opening one.
fn end_of_string(line: &[u8], open: usize) -> Option<usize> {
    let mut at = open + 1;
    loop {
        match line.get(at)? {
            b'"' => return Some(at),
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
}

/// Where the value begins, when a colon comes first: a string may also be a value itself.
fn value_behind(line: &[u8], mut at: usize) -> Option<usize> {
    let skip = |mut at: usize| {
        while line.get(at).is_some_and(u8::is_ascii_whitespace) {
            at += 1;
        }
        at
    };
    at = skip(at);
    (line.get(at) == Some(&b':')).then(|| skip(at + 1))
}

fn level(line: &[u8], at: usize) -> Option<Found> {
    if line.get(at) == Some(&b'"') {
        let word = at + 1..end_of_string(line, at)?;
        let text = &line[word.clone()];
        let number = || std::str::from_utf8(text).ok()?.parse().ok();
        let level = Level::of_word(text).or_else(|| Level::of_number(number()?))?;
        return Some(Found { level, word });
    }
    let digits = line[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let word = at..at + digits;
    let number = std::str::from_utf8(&line[word.clone()]).ok()?.parse().ok()?;
    // Behind a fraction or an exponent it would be another number.
    let is_whole = !matches!(line.get(word.end), Some(b'.' | b'e' | b'E'));
    Some(Found { level: Level::of_number(number).filter(|_| is_whole)?, word })
}
