//! `/etc/anacrontab`: jobs every so many days, whenever the machine is up.

use super::tables::{Folders, folder};
use super::{Judging, scripts};

use crate::jobs::report::{Job, JobKind, JobSource, Runs};
use crate::probe::CronTable;
use crate::transport::redact;

/// Lines `PERIOD DELAY NAME COMMAND`, and variables.
pub(super) fn judge(judging: &mut Judging<'_>, table: &CronTable, folders: &mut Folders) {
    if !judging.facts.anacron {
        return;
    }
    let text = String::from_utf8_lossy(table.text.as_deref().unwrap_or_default()).into_owned();
    for (index, line) in text.lines().enumerate() {
        let text = line.trim();
        let mut words = text.splitn(4, [' ', '\t']).filter(|word| !word.is_empty());
        let first = words.next().unwrap_or_default();
        if first.is_empty() || first.starts_with('#') || first.contains('=') || is_variable(text) {
            continue;
        }
        let source = JobSource::new(&table.file.path, Some(index + 1));
        let mut rest = text[first.len()..].trim_start();
        let mut take = || {
            let end = rest.find([' ', '\t']).unwrap_or(rest.len());
            let (word, after) = rest.split_at(end);
            rest = after.trim_start();
            word
        };
        let (delay, name) = (take(), take());
        let command = rest;
        let Some(words) = period(first).filter(|_| delay.parse::<u32>().is_ok()) else {
            judging.ignore(
                source,
                format!("`{first} {delay}` is no period and delay"),
                text,
                false,
            );
            continue;
        };
        if command.is_empty() {
            judging.ignore(source, "it has no command".to_owned(), text, false);
            continue;
        }
        let of_folder = folder(command);
        let job = Job {
            host: judging.host.to_owned(),
            user: Some("root".to_owned()),
            kind: JobKind::Anacron,
            schedule: format!("{first} {delay} {name}"),
            words,
            timezone: judging.zone_name.clone(),
            command: redact(command).into_owned(),
            input: None,
            runs: Runs::Unforeseeable,
            next_run: None,
            last_run: scripts::stamp(judging, name),
            last_outcome: None,
            last_exit_code: None,
            source,
            system: of_folder.is_some(),
            warnings: Vec::new(),
        };
        if let Some(folder) = of_folder {
            folders.insert(folder, job.clone());
        }
        judging.jobs.push(job);
    }
}

fn is_variable(line: &str) -> bool {
    line.split_once('=').is_some_and(|(name, _)| !name.trim().contains([' ', '\t']))
}

fn period(text: &str) -> Option<String> {
    Some(match text {
        "1" | "@daily" => "once a day, when the machine is up".to_owned(),
        "7" | "@weekly" => "once a week, when the machine is up".to_owned(),
        "@monthly" => "once a month, when the machine is up".to_owned(),
        "@yearly" | "@annually" => "once a year, when the machine is up".to_owned(),
        days => {
            let days: u32 = days.parse().ok().filter(|days| *days > 0)?;
            format!("every {days} days, when the machine is up")
        }
    })
}
