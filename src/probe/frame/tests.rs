//! Tests of the frames: round trip, damage, truncation.

use proptest::prelude::*;

use super::*;

const NONCE: &str = "5f3a9c0d11e2";

fn framed(name: &str, text: &[u8]) -> Vec<u8> {
    let mut frame = format!("\n@@sgos {NONCE} {name} 0 10 {}\n", text.len()).into_bytes();
    frame.extend_from_slice(text);
    frame.extend_from_slice(format!("\n@@sgos {NONCE} /{name}\n").as_bytes());
    frame
}

fn answer(texts: &[Vec<u8>]) -> Vec<u8> {
    let mut answer = Vec::new();
    for (index, text) in texts.iter().enumerate() {
        answer.extend(framed(&format!("s{index}"), text));
    }
    answer.extend_from_slice(format!("\n@@sgos {NONCE} end\n").as_bytes());
    answer
}

fn text<'a>(parsed: &Answer<'a>, index: usize) -> Result<&'a [u8], FailureKind> {
    parsed.section(&format!("s{index}")).map(|text| text.bytes).map_err(|failure| failure.kind)
}

#[test]
fn what_comes_before_the_first_marker_is_ignored() {
    let mut bytes = b"Welcome to hornbill!\n\xff\0\r\n".to_vec();
    bytes.extend(answer(&[b"one".to_vec()]));
    let parsed = Answer::parse(&bytes, NONCE).unwrap();
    assert_eq!(text(&parsed, 0), Ok(&b"one"[..]));
    assert!(parsed.complete);
}

#[test]
fn a_text_without_our_marker_is_no_answer() {
    assert_eq!(Answer::parse(b"This account is currently not available.\n", NONCE), None);
    assert_eq!(Answer::parse(b"\n@@sgos another end\n", NONCE), None);
    assert_eq!(Answer::parse(b"", NONCE), None);
}

#[test]
fn a_wrong_length_costs_its_section_only() {
    let mut bytes = framed("s0", b"zero");
    bytes.extend_from_slice(
        format!("\n@@sgos {NONCE} s1 0 - 999999999999\none\n@@sgos {NONCE} /s1\n").as_bytes(),
    );
    bytes.extend(framed("s2", b"two"));
    bytes.extend_from_slice(format!("\n@@sgos {NONCE} end\n").as_bytes());
    let parsed = Answer::parse(&bytes, NONCE).unwrap();
    assert_eq!(text(&parsed, 0), Ok(&b"zero"[..]));
    assert_eq!(text(&parsed, 1), Err(FailureKind::Garbled));
    assert_eq!(text(&parsed, 2), Ok(&b"two"[..]));
    assert_eq!(parsed.durations_ms(), BTreeMap::from([("s0".into(), 10), ("s2".into(), 10)]));
}

proptest! {
    #[test]
    fn any_bytes_are_read_without_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        Answer::parse(&bytes, NONCE);
    }

    #[test]
    fn marker_like_lines_are_read_without_panic(line in "(s[0-9]|/s0|end|-)( [-0-9]{0,25}){0,4}", tail in ".{0,30}") {
        Answer::parse(format!("@@sgos {NONCE} {line}\n{tail}").as_bytes(), NONCE);
    }

    #[test]
    fn any_content_comes_back(texts in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..80), 1..5)) {
        let bytes = answer(&texts);
        let parsed = Answer::parse(&bytes, NONCE).unwrap();
        for (index, expected) in texts.iter().enumerate() {
            prop_assert_eq!(text(&parsed, index), Ok(&expected[..]));
        }
        prop_assert!(parsed.complete);
    }

    #[test]
    fn garbage_costs_at_most_the_section_it_hits(
        texts in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..60), 2..6),
        garbage in proptest::collection::vec(any::<u8>(), 1..40),
        place in any::<prop::sample::Index>(),
    ) {
        let mut bytes = answer(&texts);
        let at = place.index(bytes.len());
        bytes.splice(at..at, garbage);
        let parsed = Answer::parse(&bytes, NONCE).unwrap();
        let whole = (0..texts.len()).filter(|&index| text(&parsed, index) == Ok(&texts[index][..])).count();
        prop_assert!(whole + 1 >= texts.len());
        // A section that is not as it was sent says so.
        for (index, expected) in texts.iter().enumerate() {
            if let Ok(found) = text(&parsed, index) {
                prop_assert_eq!(found, &expected[..]);
            }
        }
    }

    #[test]
    fn a_cut_answer_keeps_its_whole_sections(
        texts in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..60), 1..6),
        place in any::<prop::sample::Index>(),
    ) {
        let bytes = answer(&texts);
        let cut = &bytes[..place.index(bytes.len() - 1)];
        let Some(parsed) = Answer::parse(cut, NONCE) else { return Ok(()) };
        let mut missing = false;
        for (index, expected) in texts.iter().enumerate() {
            match text(&parsed, index) {
                Ok(found) => {
                    prop_assert!(!missing);
                    prop_assert_eq!(found, &expected[..]);
                }
                Err(kind) => {
                    missing = true;
                    prop_assert_eq!(kind, FailureKind::Missing);
                }
            }
        }
    }
}
