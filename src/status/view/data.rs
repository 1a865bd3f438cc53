//! The snapshot as data: JSON, JSON lines, tab-separated values.

use jiff::Timestamp;
use serde::Serialize;

use super::super::snapshot::SCHEMA_VERSION;
use super::super::{AppStatus, Snapshot};
use crate::ui::sanitize;

/// The snapshot itself.
pub fn json(snapshot: &Snapshot) -> serde_json::Result<String> {
    Ok(serde_json::to_string_pretty(snapshot)? + "\n")
}

/// One app per line, each telling what it is.
pub fn jsonl(snapshot: &Snapshot) -> serde_json::Result<String> {
    #[derive(Serialize)]
    struct Line<'a> {
        schema_version: u32,
        r#type: &'static str,
        #[serde(flatten)]
        app: &'a AppStatus,
    }
    let mut out = String::new();
    for app in &snapshot.apps {
        let line = Line { schema_version: SCHEMA_VERSION, r#type: "app", app };
        out.push_str(&serde_json::to_string(&line)?);
        out.push('\n');
    }
    Ok(out)
}

/// A header and one app per line; an unknown value is empty. No value contains a tab, a line feed or anything
/// else that a terminal would obey: `cut` and `awk` may rely on it. JSON has the text as it is.
pub fn tsv(snapshot: &Snapshot, wide: bool) -> String {
    let columns = COLUMNS.iter().chain(if wide { WIDE } else { &[] });
    let header: Vec<_> = columns.clone().map(|(title, _)| (*title).to_owned()).collect();
    let rows = snapshot.apps.iter().map(|app| {
        let values = columns.clone().map(|(_, value)| value(app).unwrap_or_default());
        values.map(|value| sanitize::line(&value).into_owned()).collect::<Vec<_>>()
    });
    std::iter::once(header).chain(rows).map(|row| row.join("\t") + "\n").collect()
}

type TsvColumn = (&'static str, fn(&AppStatus) -> Option<String>);

const COLUMNS: &[TsvColumn] = &[
    ("APP", |app| Some(app.name.clone())),
    ("HOST", |app| Some(app.host.clone())),
    ("STATE", |app| Some(app.state.word().to_owned())),
    ("VERSION", |app| app.version.clone()),
    ("DEPLOYED", |app| time(app.deployed_at)),
    ("COMMIT", |app| Some(app.commit.as_ref()?.short.clone())),
    ("COMMITTED", |app| time(app.commit.as_ref()?.author_date)),
    ("REASON", |app| app.reason.clone()),
];

const WIDE: &[TsvColumn] = &[
    ("SINCE", |app| time(app.since)),
    ("CHECKED", |app| time(Some(app.checked_at))),
    ("STALE", |app| Some(app.stale.to_string())),
    ("TITLE", |app| Some(app.title.clone())),
    ("GROUP", |app| app.group.clone()),
    ("URL", |app| app.url.clone()),
    ("BRANCH", |app| app.commit.as_ref()?.branch.clone()),
    ("DIRTY", |app| Some(app.commit.as_ref()?.dirty?.to_string())),
    ("SUBJECT", |app| Some(app.commit.as_ref()?.subject.clone())),
    ("DIRECTORY", |app| app.directory.clone()),
];

fn time(stamp: Option<Timestamp>) -> Option<String> {
    stamp.map(|stamp| stamp.to_string())
}

#[cfg(test)]
mod tests;
