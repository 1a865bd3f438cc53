//! Frames, terminals, lines of every length, and bytes that make no sense, cut at any place.

use proptest::prelude::*;

use super::*;

const TIME: &str = "2026-11-24T17:54:29.123456789Z";

fn at() -> Timestamp {
    TIME.parse().unwrap()
}

fn frame(kind: u8, text: &[u8]) -> Vec<u8> {
    let message = [TIME.as_bytes(), b" ", text].concat();
    let mut frame = vec![kind, 0, 0, 0];
    frame.extend(u32::try_from(message.len()).unwrap().to_be_bytes());
    frame.extend(message);
    frame
}

/// Fed in pieces of that size.
fn read(bytes: &[u8], size: usize) -> Vec<Said> {
    let (mut reader, mut said) = (Reader::default(), Vec::new());
    for piece in bytes.chunks(size.max(1)) {
        reader.feed(piece, &mut said);
    }
    reader.end(&mut said);
    said
}

fn line(stream: Stream, text: &[u8]) -> Said {
    Said::Line { at: at(), stream, text: text.to_vec() }
}

#[test]
fn the_streams_are_told_apart_and_bytes_stay_as_they_are() {
    let bytes =
        [frame(1, b"one\n"), frame(2, b"two \xff\r\n"), frame(1, b"\n"), frame(1, b"end")].concat();
    for size in 1..bytes.len() {
        let said = read(&bytes, size);
        let expected = [
            line(Stream::Stdout, b"one"),
            line(Stream::Stderr, b"two \xff\r"),
            line(Stream::Stdout, b""),
            line(Stream::Stdout, b"end"),
        ];
        assert_eq!(said, expected, "in pieces of {size}");
    }
}

#[test]
fn a_long_line_is_put_together_even_when_the_other_stream_talks_meanwhile() {
    let long = vec![b'x'; MESSAGE];
    let bytes =
        [frame(1, &long), frame(2, b"beside\n"), frame(1, &long), frame(1, b"end\n")].concat();
    let whole = [&long[..], &long, b"end"].concat();
    let expected = [line(Stream::Stderr, b"beside"), line(Stream::Stdout, &whole)];
    assert_eq!(read(&bytes, 1000), expected);
}

/// Docker's `local` driver keeps no end of line behind a long one.
#[test]
fn a_short_message_ends_a_line_in_any_case() {
    let long = vec![b'x'; MESSAGE];
    let bytes = [frame(1, &long), frame(1, b"end"), frame(1, b"next\n")].concat();
    let whole = [&long[..], b"end"].concat();
    assert_eq!(read(&bytes, 999), [line(Stream::Stdout, &whole), line(Stream::Stdout, b"next")]);
}

#[test]
fn a_terminal_s_line_is_put_together_too() {
    let long = "y".repeat(MESSAGE);
    let text = format!("{TIME} {long}{TIME} {long}{TIME} end\r\n{TIME} $ ");
    let expected =
        [line(Stream::Stdout, format!("{long}{long}end").as_bytes()), line(Stream::Stdout, b"$ ")];
    for size in [1, 7, 4096, text.len()] {
        assert_eq!(read(text.as_bytes(), size), expected, "in pieces of {size}");
    }
}

#[test]
fn a_line_without_an_end_fills_no_memory() {
    let mut reader = Reader::default();
    let mut said = Vec::new();
    let part = vec![b'z'; MESSAGE];
    for _ in 0..(LONGEST / MESSAGE + 3) {
        reader.feed(&frame(2, &part), &mut said);
    }
    assert_eq!(said, []);
    reader.feed(&frame(2, b"end\n"), &mut said);
    let [Said::Line { text, .. }] = &said[..] else { panic!("{}", said.len()) };
    assert!(text.len() < LONGEST + 100);
    let mark = format!(" … ({} more bytes were cut off)", 3 * MESSAGE + 3);
    assert!(text.ends_with(mark.as_bytes()));
}

#[test]
fn what_has_no_time_has_that_of_the_line_before() {
    let mut timeless = vec![1, 0, 0, 0, 0, 0, 0, 9];
    timeless.extend(b"no time \n");
    let mut long = vec![1, 0, 0, 0, 0, 0, 0, 61];
    long.extend([b'w'; 60]);
    long.push(b'\n');
    let bytes = [frame(1, b"one\n"), timeless, long].concat();
    for size in [1, 5, 100] {
        let said = read(&bytes, size);
        assert_eq!(said[1], line(Stream::Stdout, b"no time "));
        assert_eq!(said[2], line(Stream::Stdout, &[b'w'; 60]));
    }
}

#[test]
fn docker_s_own_trouble_is_none_of_the_container_s_lines() {
    let mut bytes = vec![3, 0, 0, 0, 0, 0, 0, 30];
    bytes.extend(b"Error grabbing logs: bad file\n");
    bytes.extend([1, 0, 0, 0, 0, 0, 0, 0]);
    bytes.extend(frame(1, b"on\n"));
    let expected =
        [Said::Trouble("Error grabbing logs: bad file".into()), line(Stream::Stdout, b"on")];
    assert_eq!(read(&bytes, 4), expected);
}

proptest! {
    #[test]
    fn any_bytes_are_read_and_how_they_are_cut_says_nothing(
        bytes in proptest::collection::vec(any::<u8>(), 0..400),
        size in 1usize..50,
    ) {
        prop_assert_eq!(read(&bytes, size), read(&bytes, bytes.len()));
    }

    #[test]
    fn every_line_comes_back(
        lines in proptest::collection::vec((any::<bool>(), proptest::collection::vec(any::<u8>(), 0..60)), 0..40),
        size in 1usize..200,
    ) {
        let mut bytes = Vec::new();
        let mut expected = Vec::new();
        for (is_error, text) in lines {
            let text: Vec<u8> = text.into_iter().filter(|byte| *byte != b'\n').collect();
            bytes.extend(frame(if is_error { 2 } else { 1 }, &[&text[..], b"\n"].concat()));
            expected.push(line(if is_error { Stream::Stderr } else { Stream::Stdout }, &text));
        }
        prop_assert_eq!(read(&bytes, size), expected);
    }
}
