//! Which keys mean something: the letters of `less`, and the arrows.

/// What a key asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    Quit,
    Redraw,
    Up,
    Down,
    PageUp,
    PageDown,
    Top,
    Bottom,
}

/// Sequences of xterm and of the Linux console, in both cursor modes.
const KEYS: [(&[u8], Key); 26] = [
    (b"\x1b[A", Key::Up),
    (b"\x1bOA", Key::Up),
    (b"\x1b[B", Key::Down),
    (b"\x1bOB", Key::Down),
    (b"\x1b[5~", Key::PageUp),
    (b"\x1b[6~", Key::PageDown),
    (b"\x1b[H", Key::Top),
    (b"\x1bOH", Key::Top),
    (b"\x1b[1~", Key::Top),
    (b"\x1b[F", Key::Bottom),
    (b"\x1bOF", Key::Bottom),
    (b"\x1b[4~", Key::Bottom),
    (b"q", Key::Quit),
    (b"Q", Key::Quit),
    // Ctrl-D and Ctrl-L
    (b"\x04", Key::Quit),
    (b"\x0c", Key::Redraw),
    (b"k", Key::Up),
    (b"j", Key::Down),
    (b"\r", Key::Down),
    (b"\n", Key::Down),
    (b" ", Key::PageDown),
    (b"f", Key::PageDown),
    (b"b", Key::PageUp),
    (b"g", Key::Top),
    (b"<", Key::Top),
    (b"G", Key::Bottom),
];

/// The keys in what was read; whatever means nothing is passed over.
pub(super) fn parse(mut bytes: &[u8]) -> Vec<Key> {
    let mut keys = Vec::new();
    while let [first, rest @ ..] = bytes {
        if let Some((sequence, key)) = KEYS.iter().find(|(known, _)| bytes.starts_with(known)) {
            keys.push(*key);
            bytes = &bytes[sequence.len()..];
        } else if *first == 0x1b {
            bytes = after_sequence(rest);
        } else {
            bytes = rest;
        }
    }
    keys
}

/// Behind a sequence that is not known: its letters are no keys.
fn after_sequence(bytes: &[u8]) -> &[u8] {
    match bytes {
        [b'[', rest @ ..] => {
            let end = rest.iter().position(|byte| (0x40..=0x7e).contains(byte));
            end.map_or(&[], |end| &rest[end + 1..])
        }
        [_, rest @ ..] => rest,
        [] => &[],
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn keys_are_found_in_what_was_typed() {
        assert_eq!(parse(b"q"), [Key::Quit]);
        assert_eq!(parse(b"\x1b[B\x1bOAj"), [Key::Down, Key::Up, Key::Down]);
        assert_eq!(parse(b"\x1b[5~G"), [Key::PageUp, Key::Bottom]);
    }

    #[test]
    fn what_means_nothing_quits_nothing() {
        assert_eq!(parse(b"xyz\xff\xc3\xa4"), []);
        // Delete, Ctrl-Right, Alt-q, a lone escape, half a sequence.
        for unknown in [&b"\x1b[3~"[..], b"\x1b[1;5C", b"\x1bq", b"\x1b", b"\x1b["] {
            assert_eq!(parse(unknown), [], "{unknown:?}");
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_read(bytes in proptest::collection::vec(any::<u8>(), 0..64)) {
            prop_assert!(parse(&bytes).len() <= bytes.len());
        }
    }
}
