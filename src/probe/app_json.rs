//! Parses `app.json`: what an app says of itself.

use serde_json::Value;

use super::report::{AppJson, AppJsonFact};

/// From the file's bytes, whole and of bounded size.
pub(super) fn parse(bytes: &[u8]) -> AppJsonFact {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if bytes.trim_ascii().is_empty() {
        return AppJsonFact::Invalid("app.json is empty".into());
    }
    match serde_json::from_slice::<Value>(bytes) {
        Err(error) => AppJsonFact::Invalid(format!("app.json is no JSON: {error}")),
        Ok(value) if !value.is_object() => {
            AppJsonFact::Invalid("app.json holds no JSON object".into())
        }
        Ok(value) => AppJsonFact::Valid(AppJson {
            name: text(&value["name"]),
            title: text(&value["title"]),
            version: text(&value["version"]),
        }),
    }
}

/// A version is now and then written as a number.
fn text(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    (!text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn valid(name: Option<&str>, version: Option<&str>) -> AppJsonFact {
        AppJsonFact::Valid(AppJson {
            name: name.map(Into::into),
            title: None,
            version: version.map(Into::into),
        })
    }

    #[test]
    fn other_fields_are_ignored_and_missing_ones_tolerated() {
        assert_eq!(
            parse(br#"{"name":"phone","version":"2.4.1","owner":{"x":[1]}}"#),
            valid(Some("phone"), Some("2.4.1"))
        );
        assert_eq!(parse(b"{}"), valid(None, None));
        assert_eq!(parse(b"\xef\xbb\xbf{\"version\": 2}\r\n"), valid(None, Some("2")));
        assert_eq!(parse(br#"{"name":" ","version":null}"#), valid(None, None));
    }

    #[test]
    fn what_is_not_usable_says_why() {
        let reason = |bytes: &[u8]| match parse(bytes) {
            AppJsonFact::Invalid(reason) => reason,
            other => panic!("{other:?}"),
        };
        assert_eq!(reason(b" \n"), "app.json is empty");
        assert_eq!(reason(b"[1]"), "app.json holds no JSON object");
        assert!(reason(b"{\"a\":\n").starts_with("app.json is no JSON: EOF while parsing"));
        assert!(reason(b"\x7fELF\x00\xff").starts_with("app.json is no JSON"));
        assert!(reason("[".repeat(5000).as_bytes()).contains("recursion limit"));
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_without_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            parse(&bytes);
        }
    }
}
