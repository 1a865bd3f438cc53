//! The report as data: JSON, JSON lines, tab-separated values.

use jiff::Timestamp;
use serde::Serialize;

use super::super::report::SCHEMA_VERSION;
use super::super::{PsReport, PsService};
use crate::ui::sanitize;

/// The report itself.
pub fn json(report: &PsReport) -> serde_json::Result<String> {
    Ok(serde_json::to_string_pretty(report)? + "\n")
}

/// One service per line, each telling what it is.
pub fn jsonl(report: &PsReport) -> serde_json::Result<String> {
    #[derive(Serialize)]
    struct Line<'a> {
        schema_version: u32,
        r#type: &'static str,
        #[serde(flatten)]
        service: &'a PsService,
    }
    let mut out = String::new();
    for service in &report.services {
        let line = Line { schema_version: SCHEMA_VERSION, r#type: "service", service };
        out.push_str(&serde_json::to_string(&line)?);
        out.push('\n');
    }
    Ok(out)
}

/// A header and one service per line; an unknown value is empty. No value contains a tab, a line
/// feed or anything else that a terminal would obey. JSON has the text as it is.
pub fn tsv(report: &PsReport, wide: bool) -> String {
    let columns = COLUMNS.iter().chain(if wide { WIDE } else { &[] });
    let header: Vec<_> = columns.clone().map(|(title, _)| (*title).to_owned()).collect();
    let rows = report.services.iter().map(|service| {
        let values = columns.clone().map(|(_, value)| value(service).unwrap_or_default());
        values.map(|value| sanitize::line(&value).into_owned()).collect::<Vec<_>>()
    });
    std::iter::once(header).chain(rows).map(|row| row.join("\t") + "\n").collect()
}

type TsvColumn = (&'static str, fn(&PsService) -> Option<String>);

const COLUMNS: &[TsvColumn] = &[
    ("STACK", |service| service.stack.clone()),
    ("SERVICE", |service| service.service.clone()),
    ("HOST", |service| Some(service.host.clone())),
    ("STATE", |service| Some(service.state.word().to_owned())),
    ("DIRECTORY", |service| service.directory.clone()),
    ("URL", |service| service.url.clone()),
    ("REASON", |service| service.reason.clone()),
];

const WIDE: &[TsvColumn] = &[
    ("IMAGE", |service| Some(service.containers.first()?.image.clone())),
    ("CONTAINERS", |service| {
        let names = service.containers.iter().map(|container| container.name.as_str());
        Some(names.collect::<Vec<_>>().join(","))
    }),
    ("SINCE", |service| time(service.since)),
    ("APPS", |service| Some(service.apps.join(","))),
    ("PROJECT", |service| service.project.clone()),
    ("DECLARED", |service| Some(service.declared.to_string())),
    ("ONE-OFF", |service| Some(service.one_off.to_string())),
    ("SEEN", |service| time(service.seen_at)),
];

fn time(stamp: Option<Timestamp>) -> Option<String> {
    stamp.map(|stamp| stamp.to_string())
}
