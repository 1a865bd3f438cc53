//! The level that stands before the text of a line: `[ERROR]`, `WARN:`, `E0123 …`, `<3>`.

use super::{Found, Level};

/// So many words may stand before it: date, time, zone, logger, separators.
const WORDS: usize = 7;

pub(super) fn find(line: &[u8]) -> Option<Found> {
    if let Some(found) = syslog(line).or_else(|| glog(line)) {
        return Some(found);
    }
    let (mut at, mut words) = (0, 0);
    while at < line.len() && words < WORDS {
        at = skip(line, at);
        let open = line.get(at.wrapping_sub(1)).copied();
        let start = at;
        while line.get(at).is_some_and(u8::is_ascii_alphabetic) {
            at += 1;
        }
        if at > start
            && let Some(level) = named(&line[start..at], open, &line[at..])
        {
            return Some(Found { level, word: start..at });
        }
        // To the end of this word, whatever it was.
        while line.get(at).is_some_and(|byte| !is_between(*byte)) {
            at += 1;
        }
        words += 1;
    }
    None
}

/// Capitals stand for a level on their own; anything else needs a bracket around it or a colon
/// behind it, because it may be a word of the text.
fn named(word: &[u8], open: Option<u8>, behind: &[u8]) -> Option<Level> {
    let next = behind.first().copied();
    let closed = matches!((open, next), (Some(b'['), Some(b']')) | (Some(b'('), Some(b')')));
    let is_marked = closed || next == Some(b':') && behind.get(1).is_none_or(|byte| *byte != b':');
    let is_alone =
        matches!(next, None | Some(b' ' | b'\t' | b':' | b']' | b')' | b'|' | b'/' | b'>' | 0x1b));
    let in_capitals = word.len() > 2 && word.iter().all(u8::is_ascii_uppercase);
    (is_marked || in_capitals && is_alone).then(|| Level::of_word(word)).flatten()
}

/// Behind what stands between words, colours included.
fn skip(line: &[u8], mut at: usize) -> usize {
    while let Some(byte) = line.get(at) {
        if *byte == 0x1b && line.get(at + 1) == Some(&b'[') {
            let end = line[at + 2..].iter().position(u8::is_ascii_alphabetic);
            at = end.map_or(line.len(), |end| at + 2 + end + 1);
        } else if is_between(*byte) {
            at += 1;
        } else {
            break;
        }
    }
    at
}

fn is_between(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'[' | b']' | b'(' | b')' | b'|' | b'<' | b'>' | 0x1b)
}

/// `<3>`, as the kernel and systemd write it: facility times eight, plus severity.
fn syslog(line: &[u8]) -> Option<Found> {
    let digits = line.strip_prefix(b"<")?.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let word = 1..1 + digits;
    if !(1..=3).contains(&digits) || line.get(word.end) != Some(&b'>') {
        return None;
    }
    let number: u32 = std::str::from_utf8(&line[word.clone()]).ok()?.parse().ok()?;
    (number < 192)
        .then(|| Level::of_number(number % 8))
        .flatten()
        .map(|level| Found { level, word })
}

/// `E1124 14:20:30.123456`
fn glog(line: &[u8]) -> Option<Found> {
    let level = match line.first()? {
        b'I' => Level::Info,
        b'W' => Level::Warn,
        b'E' => Level::Error,
        b'F' => Level::Fatal,
        _ => return None,
    };
    let is_date = line.get(1..5)?.iter().all(u8::is_ascii_digit) && line.get(5) == Some(&b' ');
    (is_date && line.get(8) == Some(&b':')).then_some(Found { level, word: 0..1 })
}
