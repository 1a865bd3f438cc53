//! What Docker's event stream tells of containers: pure, and bounded.

use serde_json::Value;

/// No event of Docker's is that long.
const LONGEST: usize = 1 << 20;

/// The events that matter here, for the stream's filter: those of healthchecks would be most of it.
pub(super) const FILTER: &str =
    r#"{"type":["container"],"event":["start","die","destroy","remove","rename"]}"#;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Happening {
    pub(super) id: String,
    pub(super) what: What,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum What {
    Started,
    /// With its exit code.
    Ended(Option<i64>),
    Removed,
    Renamed,
}

/// Events are JSON documents, each in a line.
#[derive(Debug, Default)]
pub(super) struct Events(Vec<u8>);

impl Events {
    pub(super) fn feed(&mut self, bytes: &[u8]) -> Vec<Happening> {
        self.0.extend_from_slice(bytes);
        let Some(end) = self.0.iter().rposition(|byte| *byte == b'\n') else {
            if self.0.len() > LONGEST {
                self.0.clear();
            }
            return Vec::new();
        };
        let rest = self.0.split_off(end + 1);
        let whole = std::mem::replace(&mut self.0, rest);
        whole.split(|byte| *byte == b'\n').filter_map(happening).collect()
    }
}

fn happening(line: &[u8]) -> Option<Happening> {
    let event: Value = serde_json::from_slice(line).ok()?;
    let id = event["Actor"]["ID"].as_str().or(event["id"].as_str())?.to_owned();
    let what = match event["Action"].as_str().or(event["status"].as_str())? {
        "start" => What::Started,
        // Podman's words stand beside Docker's.
        "die" | "died" => {
            let code = &event["Actor"]["Attributes"]["exitCode"];
            What::Ended(code.as_str().and_then(|code| code.parse().ok()).or(code.as_i64()))
        }
        "destroy" | "remove" => What::Removed,
        "rename" => What::Renamed,
        _ => return None,
    };
    Some(Happening { id, what })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_are_read_however_they_are_cut() {
        let bytes = concat!(
            r#"{"status":"die","id":"a1","Type":"container","Action":"die","Actor":{"ID":"a1","Attributes":{"exitCode":"137","name":"x"}},"time":1,"timeNano":1}"#,
            "\n",
            r#"{"Type":"container","Action":"exec_start: wget","Actor":{"ID":"a1"}}"#,
            "\nno json\n\n",
            r#"{"Type":"container","Action":"destroy","Actor":{"ID":"a1","Attributes":{}}}"#,
            "\n",
            r#"{"Type":"container","Action":"start","Actor":{"ID":"b2","Attributes":{}}}"#,
            "\n"
        );
        let expected = [
            Happening { id: "a1".into(), what: What::Ended(Some(137)) },
            Happening { id: "a1".into(), what: What::Removed },
            Happening { id: "b2".into(), what: What::Started },
        ];
        for size in [1, 10, 1000] {
            let mut events = Events::default();
            let all: Vec<_> =
                bytes.as_bytes().chunks(size).flat_map(|piece| events.feed(piece)).collect();
            assert_eq!(all, expected, "in pieces of {size}");
        }
    }

    #[test]
    fn a_line_without_an_end_fills_no_memory() {
        let mut events = Events::default();
        for _ in 0..40 {
            assert_eq!(events.feed(&[b'x'; 100_000]), []);
            assert!(events.0.len() <= LONGEST + 100_000);
        }
    }

    #[test]
    fn the_filter_is_json() {
        assert!(serde_json::from_str::<Value>(FILTER).unwrap().is_object());
    }
}
