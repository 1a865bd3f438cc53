//! Parses the commit objects that `git cat-file --batch` printed.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::frame::{self, Text};

/// What a commit object says; empty or `None` where it says nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Object {
    pub(super) subject: String,
    pub(super) author_date: Option<Timestamp>,
}

/// By hash. Each object is preceded by a line `HASH commit SIZE NONCE`; the nonce is what no
/// commit message can foresee. What is missing or damaged is simply not in the map.
pub(super) fn parse(text: Text<'_>, nonce: &str) -> BTreeMap<String, Object> {
    let mut found = BTreeMap::new();
    let mark = format!(" {nonce}\n");
    let mut rest = text.bytes;
    while let Some(at) = frame::find(rest, mark.as_bytes()) {
        let line =
            &rest[rest[..at].iter().rposition(|&byte| byte == b'\n').map_or(0, |end| end + 1)..at];
        rest = &rest[at + mark.len()..];
        let Some((hash, size)) = header(line) else { continue };
        let next = frame::find(rest, mark.as_bytes()).unwrap_or(rest.len());
        found.insert(hash.to_owned(), object(&rest[..size.min(next)]));
    }
    found
}

fn header(line: &[u8]) -> Option<(&str, usize)> {
    let mut words = std::str::from_utf8(line).ok()?.split(' ');
    let hash = words.next()?;
    let is_commit = words.next()? == "commit";
    let size = words.next()?.parse().ok()?;
    is_commit.then_some((hash, size))
}

fn object(bytes: &[u8]) -> Object {
    let (head, message) = match frame::find(bytes, b"\n\n") {
        Some(at) => (&bytes[..at], &bytes[at + 2..]),
        None => (bytes, &bytes[..0]),
    };
    let field = |name: &str| {
        head.split(|&byte| byte == b'\n').find_map(|line| line.strip_prefix(name.as_bytes()))
    };
    // Other encodings than these two are shown with replacement characters.
    let latin = field("encoding ").is_some_and(|name| {
        matches!(name.to_ascii_lowercase().as_slice(), b"iso-8859-1" | b"latin1" | b"iso8859-1")
    });
    Object { subject: subject(message, latin), author_date: field("author ").and_then(author_date) }
}

/// As git's `%s`: the lines of the first paragraph, joined.
fn subject(message: &[u8], latin: bool) -> String {
    let text: String = match (latin, std::str::from_utf8(message)) {
        (true, Err(_)) => message.iter().copied().map(char::from).collect(),
        _ => String::from_utf8_lossy(message).into_owned(),
    };
    let lines = text.lines().map(str::trim).skip_while(|line| line.is_empty());
    lines.take_while(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
}

/// `Name <mail> SECONDS ZONE`.
fn author_date(line: &[u8]) -> Option<Timestamp> {
    let line = String::from_utf8_lossy(line);
    let seconds = line.rsplit_once('>')?.1.split_whitespace().next()?.parse().ok()?;
    Timestamp::from_second(seconds).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NONCE: &str = "5f3a9c0d11e2";
    const ONE: &str = "7ef9a29986c5e8f7105c4b6725781544d6ca92f2";
    const TWO: &str = "a57814e0301925b3574ffd2c58943460be45517d";

    fn batch(objects: &[(&str, &[u8])]) -> Vec<u8> {
        let mut batch = Vec::new();
        for (hash, object) in objects {
            batch.extend(format!("{hash} commit {} {NONCE}\n", object.len()).bytes());
            batch.extend_from_slice(object);
            batch.push(b'\n');
        }
        batch
    }

    fn parsed(bytes: &[u8]) -> BTreeMap<String, Object> {
        parse(Text { exit: 0, bytes }, NONCE)
    }

    #[test]
    fn subject_and_date_are_read() {
        let commit = "tree 0\nparent 1\nauthor A > B <a@b.c> 1795374417 +0200\ncommitter C <c> 1 +0000\ngpgsig -----BEGIN\n author X <x> 5 +0000\n\nRound to\n whole øre\n\nBody\n";
        let objects = parsed(&batch(&[(ONE, commit.as_bytes()), (TWO, b"tree 0\n\n")]));
        assert_eq!(objects[ONE].subject, "Round to whole øre");
        assert_eq!(objects[ONE].author_date, Timestamp::from_second(1_795_374_417).ok());
        assert_eq!(objects[TWO], Object::default());
    }

    #[test]
    fn a_missing_object_costs_no_other() {
        let mut bytes =
            format!("error: object directory /x does not exist\n{ONE} missing\n").into_bytes();
        bytes.extend(batch(&[(TWO, b"tree 0\nauthor A <a> 5 +0000\n\nTwo")]));
        let objects = parsed(&bytes);
        assert_eq!(objects.keys().collect::<Vec<_>>(), [TWO]);
    }

    #[test]
    fn a_message_cannot_speak_for_another_commit() {
        let forged =
            format!("tree 0\n\nOne\n\n{TWO} commit 9 wrong-nonce\nauthor E <e> 9 +0000\n\nEvil");
        let objects = parsed(&batch(&[(ONE, forged.as_bytes()), (TWO, b"tree 0\n\nTwo")]));
        assert_eq!(objects[TWO].subject, "Two");
        let objects = parsed(&batch(&[(ONE, forged.as_bytes())]));
        assert_eq!(objects.len(), 1);
    }

    #[test]
    fn other_encodings_are_read_or_replaced() {
        let latin = b"tree 0\nencoding ISO-8859-1\n\nR\xf8dt";
        assert_eq!(object(latin).subject, "Rødt");
        assert_eq!(object(b"tree 0\n\nR\xf8dt").subject, "R\u{fffd}dt");
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_without_panic(before in proptest::collection::vec(any::<u8>(), 0..60), size in any::<u64>(), after in proptest::collection::vec(any::<u8>(), 0..60)) {
            let mut bytes = before;
            bytes.extend(format!("\n{ONE} commit {size} {NONCE}\n").bytes());
            bytes.extend(after);
            parsed(&bytes);
        }
    }
}
