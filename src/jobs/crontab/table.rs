//! A whole crontab: its jobs, and what of it cron ignores.

use std::collections::BTreeSet;

use super::Fields;
use super::line::{self, Line};
use crate::probe::CronKind;

/// A file's text and who reads it.
#[derive(Debug, Clone, Copy)]
pub(in crate::jobs) struct Table<'a> {
    pub text: &'a [u8],
    pub kind: CronKind,
    /// Lines name a user before the command.
    pub with_user: bool,
    /// Whose crontab it is.
    pub user: Option<&'a str>,
    /// The host's users, where all of them are known.
    pub users: Option<&'a BTreeSet<String>>,
    /// The end is missing because sgos read only the beginning.
    pub cut: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::jobs) struct Entry {
    /// The first line is 1.
    pub line: usize,
    pub when: When,
    /// As written, with single blanks.
    pub written: String,
    pub user: Option<String>,
    /// Everything behind, `%` included.
    pub command: String,
    /// cronie's `CRON_TZ`.
    pub zone: Option<String>,
    pub notes: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::jobs) enum When {
    Boot,
    Fields(Fields),
    /// cronie's `~`: drawn anew each time the file is loaded.
    Random,
}

impl When {
    pub(super) fn is_nickname(self, written: &str) -> bool {
        self == Self::Boot || written.starts_with('@')
    }
}

/// Something that looks like a job and never runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::jobs) struct Refusal {
    pub line: usize,
    pub reason: String,
    pub text: String,
    /// Jobs in other lines that do not run because of it.
    pub also_lost: usize,
}

/// The jobs of the table, and what cron ignores of it.
///
/// cronie and busybox pass over a bad line. Debian's cron then ignores the whole file: one refusal, no jobs.
pub(in crate::jobs) fn read(table: &Table<'_>) -> (Vec<Entry>, Vec<Refusal>) {
    let mut entries = Vec::new();
    let mut refusals: Vec<Refusal> = Vec::new();
    let mut zone = None;
    let pieces = lines(table.text);
    let refuse = |line: usize, reason: String, text: &str| {
        let text = text.chars().take(300).collect();
        Refusal { line, reason, text, also_lost: 0 }
    };
    for (index, bytes) in table.text.split(|byte| *byte == b'\n').enumerate() {
        let number = index + 1;
        let text = String::from_utf8_lossy(bytes);
        let is_last = number == pieces;
        let line = line::read(&text, table);
        if is_last && table.cut {
            break;
        }
        let unended = is_last && table.kind != CronKind::Busybox && !matches!(line, Line::Nothing);
        if unended {
            let reason = "the last line has no newline".to_owned();
            refusals.push(refuse(number, reason, &text));
            break;
        }
        if bytes.contains(&0) && table.kind == CronKind::Debian && !matches!(line, Line::Nothing) {
            refusals.push(refuse(number, "it holds a NUL byte".to_owned(), &text));
            continue;
        }
        match line {
            Line::Nothing => {}
            Line::Variable { name, value } => {
                if name == "CRON_TZ" && table.kind == CronKind::Cronie {
                    zone = Some(value).filter(|value| !value.is_empty());
                }
            }
            Line::Job(job) => entries.push(Entry {
                line: number,
                when: job.when,
                written: job.written,
                user: job.user,
                command: job.command,
                zone: zone.clone(),
                notes: job.notes,
            }),
            Line::Refused(reason) => refusals.push(refuse(number, reason, &text)),
        }
    }
    if table.kind == CronKind::Debian && !refusals.is_empty() {
        let also_lost = entries.len() + refusals.len() - 1;
        refusals.truncate(1);
        refusals.iter_mut().for_each(|refusal| refusal.also_lost = also_lost);
        entries.clear();
    }
    (entries, refusals)
}

/// A schedule of something else, spelled as five fields of a crontab; `None`: no cron reads it.
pub(in crate::jobs) fn spelled(schedule: &str) -> Option<Entry> {
    let text = format!("{schedule} x\n");
    let table = Table {
        text: text.as_bytes(),
        kind: CronKind::Debian,
        with_user: false,
        user: None,
        users: None,
        cut: false,
    };
    read(&table).0.pop()
}

/// How many pieces the text has between line feeds.
fn lines(text: &[u8]) -> usize {
    text.iter().filter(|byte| **byte == b'\n').count() + 1
}

#[cfg(test)]
mod tests;
