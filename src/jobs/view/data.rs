//! The report as data: JSON, JSON lines, tab-separated values.

use jiff::Timestamp;
use serde::Serialize;

use super::super::report::SCHEMA_VERSION;
use super::super::{Ignored, Job, JobsReport};
use crate::ui::sanitize;

/// The report itself.
pub fn json(report: &JobsReport) -> serde_json::Result<String> {
    Ok(serde_json::to_string_pretty(report)? + "\n")
}

/// One job per line, then one line per text that never runs; each tells what it is.
pub fn jsonl(report: &JobsReport) -> serde_json::Result<String> {
    #[derive(Serialize)]
    struct Line<'a, T> {
        schema_version: u32,
        r#type: &'static str,
        #[serde(flatten)]
        item: &'a T,
    }
    let mut out = String::new();
    let mut push = |line: String| {
        out.push_str(&line);
        out.push('\n');
    };
    for item in &report.jobs {
        let line = Line { schema_version: SCHEMA_VERSION, r#type: "job", item };
        push(serde_json::to_string(&line)?);
    }
    for item in &report.ignored {
        let line = Line { schema_version: SCHEMA_VERSION, r#type: "ignored", item };
        push(serde_json::to_string(&line)?);
    }
    Ok(out)
}

/// A header and one job per line, then what never runs; an unknown value is empty. No value contains a tab, a
/// line feed or anything else that a terminal would obey. JSON has the text as it is.
pub fn tsv(report: &JobsReport) -> String {
    let header = COLUMNS.iter().map(|(title, _, _)| (*title).to_owned()).collect();
    let jobs = report.jobs.iter().map(|job| {
        COLUMNS.iter().map(|(_, of_job, _)| of_job(job).unwrap_or_default()).collect::<Vec<_>>()
    });
    let ignored = report.ignored.iter().map(|ignored| {
        COLUMNS.iter().map(|(_, _, of)| of(ignored).unwrap_or_default()).collect::<Vec<_>>()
    });
    let rows = std::iter::once(header).chain(jobs).chain(ignored);
    rows.map(|row| {
        let row: Vec<_> = row.iter().map(|value| sanitize::line(value).into_owned()).collect();
        row.join("\t") + "\n"
    })
    .collect()
}

type TsvColumn = (&'static str, fn(&Job) -> Option<String>, fn(&Ignored) -> Option<String>);

const COLUMNS: &[TsvColumn] = &[
    ("HOST", |job| Some(job.host.clone()), |ignored| Some(ignored.host.clone())),
    ("USER", |job| job.user.clone(), |_| None),
    ("SCHEDULE", |job| Some(job.schedule.clone()), |_| None),
    ("WORDS", |job| Some(job.words.clone()), |_| Some("never".to_owned())),
    ("TIMEZONE", |job| job.timezone.clone(), |_| None),
    ("NEXT", |job| time(job.next_run), |_| None),
    ("LAST", |job| time(job.last_run), |_| None),
    ("OUTCOME", |job| word(job.last_outcome.as_ref()?), |_| None),
    ("KIND", |job| word(&job.kind), |_| Some("ignored".to_owned())),
    ("COMMAND", |job| Some(job.command.clone()), |ignored| Some(ignored.text.clone())),
    ("SOURCE", |job| Some(job.source.to_string()), |ignored| Some(ignored.source.to_string())),
    ("REASON", |job| reason(&job.warnings), |ignored| Some(ignored.reason.clone())),
];

fn reason(warnings: &[String]) -> Option<String> {
    (!warnings.is_empty()).then(|| warnings.join("; "))
}

fn time(stamp: Option<Timestamp>) -> Option<String> {
    stamp.map(|stamp| stamp.to_string())
}

/// A word as JSON has it.
fn word(value: &impl Serialize) -> Option<String> {
    let value = serde_json::to_value(value).ok()?;
    value.as_str().map(str::to_owned)
}
