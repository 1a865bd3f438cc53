//! Parses the section of the files: facts line by line, then the files' own bytes.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::facts::{CronFile, CronKind, CronTable, JobFacts, Meta, TableOwner};
use super::{log, timers};
use crate::probe::frame::{Answer, Text, find};
use crate::probe::report::Fact;

/// As the script cuts files.
const LONGEST: usize = 262_144;

/// The three sections together; `salt` is what the script puts before names of files.
pub(in crate::probe) fn parse(answer: &Answer<'_>, salt: &str) -> Fact<JobFacts> {
    let mut facts = files(answer.section("jobs")?, salt);
    match answer.section("cronlog") {
        Ok(text) => {
            let (log, denied) = log::parse(text.bytes);
            facts.log = log;
            facts.unread.extend(denied.iter().map(|path| format!("{path} is not readable")));
        }
        Err(failure) => facts.unread.push(format!("cron's log: {}", failure.message)),
    }
    if answer.has("timers") || answer.has("units") {
        let sections =
            answer.section("timers").and_then(|list| Ok((list, answer.section("units")?)));
        facts.timers = Some(match sections {
            Ok((list, units)) => timers::parse(list, units),
            Err(failure) => Err(failure.message),
        });
    }
    Ok(facts)
}

pub(super) fn files(text: Text<'_>, salt: &str) -> JobFacts {
    // Behind this line are the files; nothing on the host can know it.
    let first = format!("==> {salt}/dev/null <==\n");
    let (head, contents) = match find(text.bytes, first.as_bytes()) {
        Some(at) => (&text.bytes[..at], &text.bytes[at + first.len()..]),
        None => (text.bytes, &[][..]),
    };
    let (head, own) = match find(head, b"\nown\n") {
        Some(at) => (&head[..at], head[at + 5..].strip_suffix(b"\n.\n").unwrap_or_default()),
        None => (head, &[][..]),
    };
    let mut reading = Reading::default();
    String::from_utf8_lossy(head).lines().for_each(|line| reading.take(line));
    reading.finish(own, &texts(contents, salt))
}

/// Each file's text. Between two files `head` writes an empty line.
fn texts<'a>(mut contents: &'a [u8], salt: &str) -> BTreeMap<String, &'a [u8]> {
    let mark = format!("\n==> {salt}/").into_bytes();
    let mut found = BTreeMap::new();
    let mut current: Option<String> = None;
    // The text of `/dev/null` before the first file is empty.
    loop {
        let start = match &current {
            None if contents.starts_with(&mark[1..]) => Some(0),
            _ => find(contents, &mark).map(|at| at + 1),
        };
        let end = start.unwrap_or(contents.len());
        if let Some(path) = current.take() {
            found.insert(path, &contents[..end.saturating_sub(usize::from(start.is_some()))]);
        }
        let Some(start) = start else { return found };
        let header = &contents[start + mark.len() - 2..];
        let line = find(header, b"\n").unwrap_or(header.len());
        let path = String::from_utf8_lossy(&header[..line]);
        current = Some(path.strip_suffix(" <==").unwrap_or(&path).to_owned());
        contents = &header[(line + 1).min(header.len())..];
    }
}

#[derive(Default)]
struct Reading {
    facts: JobFacts,
    files: Vec<(CronFile, Option<Timestamp>)>,
    skipped: BTreeSet<String>,
    spool: Option<String>,
}

impl Reading {
    fn take(&mut self, line: &str) {
        let (key, value) = line.split_once(' ').unwrap_or((line, ""));
        let facts = &mut self.facts;
        match key {
            "user" => {
                let id = value.strip_prefix("uid=").unwrap_or_default();
                facts.is_root = id.starts_with("0(");
                let name = id.split(['(', ')']).nth(1);
                facts.user = name.unwrap_or_default().to_owned();
            }
            "cron" => {
                facts.cron.kind = match value {
                    "busybox" => CronKind::Busybox,
                    "cronie" => CronKind::Cronie,
                    _ => CronKind::Debian,
                }
            }
            "running" => {
                facts.cron.running = match value {
                    "yes" => Some(true),
                    "no" => Some(false),
                    _ => None,
                }
            }
            "localtime" => {
                let zone = value.split_once("zoneinfo/").map(|(_, zone)| zone);
                facts.zone.name = zone.map(|zone| zone.trim_start_matches("posix/").to_owned());
            }
            "timezone" => {
                let name = value.trim();
                let name = (!name.is_empty()).then(|| name.to_owned());
                facts.zone.name = facts.zone.name.take().or(name);
            }
            "offset" => {
                facts.zone.offset = Some(value.to_owned()).filter(|value| !value.is_empty())
            }
            "anacron" => facts.anacron = true,
            "run-parts" => facts.redhat_run_parts = value == "redhat",
            "hidden" => facts.others_hidden = true,
            "spool" => self.spool = Some(value.to_owned()),
            "packaged" => drop(facts.packaged.insert(value.to_owned())),
            "denied" => facts.unread.push(format!("{value} is not readable")),
            "many" => facts
                .unread
                .push(format!("{value} has more than 300 files: only the first 300 were read")),
            "odd-name" => facts.unread.push("a file whose name holds a line feed".to_owned()),
            "skipped" => {
                self.skipped.insert(value.to_owned());
                facts.unread.push(format!("{value} is left out: there is too much to read"));
            }
            "dangling" => {
                let meta = Meta { mode: 0o120_777, user_id: 0, links: 1, size: 0 };
                self.files.push((CronFile { path: value.to_owned(), meta: Some(meta) }, None));
            }
            "file" => self.files.extend(file(value)),
            _ => {}
        }
    }

    fn finish(mut self, own: &[u8], texts: &BTreeMap<String, &[u8]>) -> JobFacts {
        let text_of = |path: &str| texts.get(path).copied();
        let spool = self.spool.take();
        let mut facts = self.facts;
        facts.user_ids = user_ids(text_of("/etc/passwd"));
        facts.users = users(text_of("/etc/passwd"), text_of("/etc/nsswitch.conf"));
        for (file, modified) in self.files {
            let (folder, name) = file.path.rsplit_once('/').unwrap_or(("", &file.path));
            let owner = match folder {
                _ if Some(folder) == spool.as_deref() => TableOwner::User(name.to_owned()),
                "/etc" if name == "crontab" => TableOwner::System,
                "/etc/cron.d" => TableOwner::System,
                "/etc" if name == "anacrontab" => TableOwner::Anacron,
                "/var/spool/anacron" => {
                    facts.stamps.extend(modified.map(|at| (name.to_owned(), at)));
                    continue;
                }
                "/etc" => continue,
                _ => {
                    facts.scripts.push(file);
                    continue;
                }
            };
            let text = text_of(&file.path);
            let cut = file.meta.is_some_and(|meta| meta.size > LONGEST as u64);
            facts.tables.push(CronTable { file, owner, text: text.map(plain), cut });
        }
        own_table(&mut facts, own);
        facts
    }
}

/// What `crontab -l` said: the table, or why there is none.
fn own_table(facts: &mut JobFacts, own: &[u8]) {
    let said = String::from_utf8_lossy(&own[..own.len().min(400)]);
    let line = said.lines().next().unwrap_or_default();
    if own.is_empty() || line.starts_with("no crontab for") || line.contains("can't open") {
        return;
    }
    if line.starts_with("You (") || line.starts_with("crontab: ") || line.contains("not allowed to")
    {
        facts.unread.push(format!("the crontab of {}: {line}", facts.user));
        return;
    }
    // The script's answer has lost the last line feed, which cron's own check made sure of.
    let mut text = plain(own);
    let cut = own.len() >= LONGEST;
    if !cut {
        text.push(b'\n');
    }
    facts.tables.push(CronTable {
        file: CronFile { path: format!("crontab of {}", facts.user), meta: None },
        owner: TableOwner::User(facts.user.clone()),
        text: Some(text),
        cut,
    });
}

/// The script writes a NUL as 1, for a shell's variable cannot hold it.
fn plain(bytes: &[u8]) -> Vec<u8> {
    bytes.iter().map(|byte| if *byte == 1 { 0 } else { *byte }).collect()
}

/// `MODE USER LINKS SIZE MODIFIED PATH`, the mode hexadecimal.
fn file(line: &str) -> Option<(CronFile, Option<Timestamp>)> {
    let mut words = line.splitn(6, ' ');
    let meta = Meta {
        mode: u32::from_str_radix(words.next()?, 16).ok()?,
        user_id: words.next()?.parse().ok()?,
        links: words.next()?.parse().ok()?,
        size: words.next()?.parse().ok()?,
    };
    let modified = words.next()?.parse().ok().and_then(|at| Timestamp::from_second(at).ok());
    Some((CronFile { path: words.next()?.to_owned(), meta: Some(meta) }, modified))
}

/// All users, if the host looks for them nowhere but in `/etc/passwd`.
fn users(passwd: Option<&[u8]>, nsswitch: Option<&[u8]>) -> Option<BTreeSet<String>> {
    let sources = String::from_utf8_lossy(nsswitch.unwrap_or(b"passwd: files"));
    let sources = sources.lines().find_map(|line| line.trim().strip_prefix("passwd:"))?.to_owned();
    let local = |source: &str| matches!(source, "files" | "compat" | "systemd" | "altfiles");
    if !sources.split_whitespace().all(local) {
        return None;
    }
    let passwd = passwd.filter(|text| text.len() < LONGEST)?;
    let names = String::from_utf8_lossy(passwd);
    let names = names.lines().filter_map(|line| line.split_once(':'));
    Some(names.map(|(name, _)| name.to_owned()).collect())
}

fn user_ids(passwd: Option<&[u8]>) -> BTreeMap<String, u32> {
    let passwd = String::from_utf8_lossy(passwd.unwrap_or_default());
    let lines = passwd.lines().map(|line| line.split(':').collect::<Vec<_>>());
    let known =
        lines.filter_map(|words| Some((words.first()?.to_string(), words.get(2)?.parse().ok()?)));
    known.collect()
}

#[cfg(test)]
mod tests;
