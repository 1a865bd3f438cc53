//! From the lines that stand on a screen to those that shall: only what differs is written.
//!
//! A line that stays is not touched, so that nothing flickers; terminals that know synchronized
//! output (DEC private mode 2026) show the rest at once, others ignore the sequence.

use std::fmt::Write as _;

const BEGIN: &str = "\x1b[?2026h";
const END: &str = "\x1b[?2026l";

/// What to write; nothing where nothing differs. `before` is `None` where nobody knows what is there.
pub(super) fn paint(before: Option<&[String]>, after: &[String]) -> String {
    let mut out = String::new();
    if before.is_none() {
        out.push_str("\x1b[H\x1b[J");
    }
    for (index, line) in after.iter().enumerate() {
        if before.and_then(|before| before.get(index)) != Some(line) {
            // Erased before it is written: behind a full line the cursor still stands on its end.
            let _ = write!(out, "\x1b[{};1H\x1b[K{line}", index + 1);
        }
    }
    if before.is_some_and(|before| before.len() > after.len()) {
        let _ = write!(out, "\x1b[{};1H\x1b[J", after.len() + 1);
    }
    if out.is_empty() { out } else { format!("{BEGIN}{out}{END}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<String> {
        text.lines().map(str::to_owned).collect()
    }

    #[test]
    fn the_first_frame_is_whole_on_a_clear_screen() {
        assert_eq!(
            paint(None, &lines("a\nb")),
            "\x1b[?2026h\x1b[H\x1b[J\x1b[1;1H\x1b[Ka\x1b[2;1H\x1b[Kb\x1b[?2026l"
        );
    }

    #[test]
    fn only_what_differs_is_written() {
        assert_eq!(
            paint(Some(&lines("a\nb\nc")), &lines("a\nB\nc")),
            "\x1b[?2026h\x1b[2;1H\x1b[KB\x1b[?2026l"
        );
        assert_eq!(paint(Some(&lines("a\nb")), &lines("a\nb")), "");
    }

    #[test]
    fn a_shorter_frame_leaves_nothing_behind() {
        assert_eq!(
            paint(Some(&lines("a\nb\nc")), &lines("a")),
            "\x1b[?2026h\x1b[2;1H\x1b[J\x1b[?2026l"
        );
        assert!(paint(Some(&lines("a")), &lines("a\nb")).contains("\x1b[2;1H\x1b[Kb"));
    }
}
