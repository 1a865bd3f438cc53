//! Free text such as a title, and text made safe to be repeated in a message.

use super::Fault;
use super::name::called;

/// The longest title or group that a table can show.
const LONGEST: usize = 200;

/// One line for people to read.
pub(crate) fn line(text: &str) -> Result<String, Fault> {
    no_controls(text, "a text")?;
    if text.trim().is_empty() {
        return Err(Fault::new("a text may not be empty").help("leave the key out"));
    }
    if text.chars().count() > LONGEST {
        return Err(Fault::new(format!("a text may not be longer than {LONGEST} characters")));
    }
    Ok(text.to_owned())
}

pub(crate) fn no_controls(text: &str, what: &str) -> Result<(), Fault> {
    match text.chars().find(|&c| is_unsafe(c)) {
        Some(c) => Err(Fault::new(format!("{what} may not contain {}", called(c)))),
        None => Ok(()),
    }
}

/// Characters that move the cursor, hide text or turn its direction.
pub(crate) fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// `text` for a message: unsafe characters spelled out, the rest cut where it would fill the screen.
pub(crate) fn visible(text: &str) -> String {
    const LONGEST: usize = 60;
    let mut out = spelled(text.chars().take(LONGEST));
    if text.chars().nth(LONGEST).is_some() {
        out.push('…');
    }
    out
}

/// A whole message made harmless: unsafe characters spelled out, nothing cut.
pub(crate) fn harmless(text: &str) -> String {
    if text.contains(is_unsafe) { spelled(text.chars()) } else { text.to_owned() }
}

fn spelled(chars: impl Iterator<Item = char>) -> String {
    let mut out = String::new();
    for c in chars {
        if is_unsafe(c) {
            out.extend(c.escape_unicode());
        } else {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines() {
        assert_eq!(line("Phone & Fax").as_deref(), Ok("Phone & Fax"));
        for text in ["", "  ", "a\nb", "a\u{1b}[31m", "a\u{9b}", "a\u{202e}b"] {
            assert!(line(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn visible_text_is_short_and_harmless() {
        assert_eq!(visible("a\u{1b}[31m\u{202e}"), "a\\u{1b}[31m\\u{202e}");
        assert_eq!(visible(&"x".repeat(500)).chars().count(), 61);
    }
}
