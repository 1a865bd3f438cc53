//! One line of a crontab: nothing, a variable, a job, or something cron refuses.

use super::fields::{self, FIELDS};
use super::table::When;
use super::{Fields, Table};
use crate::probe::CronKind;

/// Debian's cron refuses a command as long as this.
const LONGEST_COMMAND: usize = 999;

pub(super) enum Line {
    Nothing,
    Variable { name: String, value: String },
    Job(Job),
    Refused(String),
}

pub(super) struct Job {
    pub(super) when: When,
    pub(super) written: String,
    pub(super) user: Option<String>,
    pub(super) command: String,
    pub(super) notes: Vec<String>,
}

pub(super) fn read(line: &str, table: &Table<'_>) -> Line {
    let text = line.trim_start_matches([' ', '\t']);
    if text.is_empty() || text.starts_with('#') {
        return Line::Nothing;
    }
    if let Some((name, value)) = variable(text) {
        return Line::Variable { name, value };
    }
    job(text, table).map_or_else(Line::Refused, Line::Job)
}

/// `NAME = value`. Quotes of the value must be closed and have nothing behind them, and without
/// quotes it may not be empty; otherwise cron takes the line for a job.
fn variable(text: &str) -> Option<(String, String)> {
    let (name, rest) = match text.chars().next().filter(|c| matches!(c, '"' | '\'')) {
        Some(quote) => text[1..].split_once(quote)?,
        None => text.split_at(text.find([' ', '\t', '=']).unwrap_or(text.len())),
    };
    let value = rest.trim_start_matches([' ', '\t']).strip_prefix('=')?.trim_matches([' ', '\t']);
    let value = match value.chars().next()? {
        quote @ ('"' | '\'') => {
            value[1..].strip_suffix(quote).filter(|inside| !inside.contains(quote))?
        }
        _ => value,
    };
    Some((name.to_owned(), value.to_owned()))
}

fn job(text: &str, table: &Table<'_>) -> Result<Job, String> {
    let mut rest = text;
    if table.kind == CronKind::Cronie
        && let Some(after) = rest.strip_prefix('-')
    {
        if !(table.with_user || table.user == Some("root")) {
            return Err("only root may begin a line with `-`".to_owned());
        }
        rest = after;
    }
    let mut notes = Vec::new();
    let (when, written) = match rest.starts_with('@') {
        true => {
            let word = word(&mut rest);
            (nickname(word)?, word.to_owned())
        }
        false => schedule(&mut rest, table.kind, &mut notes)?,
    };
    if rest.is_empty()
        && (table.with_user || when.is_nickname(&written) || table.kind == CronKind::Cronie)
    {
        return Err("it has no command".to_owned());
    }
    let typo = rest.starts_with('*') && table.kind != CronKind::Busybox;
    if typo {
        return Err("it has six fields: a command cannot begin with `*`".to_owned());
    }
    let user = table.with_user.then(|| word_of_user(&mut rest, table)).transpose()?;
    if table.kind == CronKind::Debian && rest.len() >= LONGEST_COMMAND {
        return Err(format!("its command is longer than {} bytes", LONGEST_COMMAND - 1));
    }
    if rest.ends_with('\r') {
        notes.push("the command ends in a carriage return".to_owned());
    }
    Ok(Job { when, written, user, command: rest.to_owned(), notes })
}

/// Takes a word and the blanks behind it.
fn word<'a>(rest: &mut &'a str) -> &'a str {
    let end = rest.find([' ', '\t']).unwrap_or(rest.len());
    let (word, after) = rest.split_at(end);
    *rest = after.trim_start_matches([' ', '\t']);
    word
}

fn word_of_user(rest: &mut &str, table: &Table<'_>) -> Result<String, String> {
    let ends = !rest.contains([' ', '\t']);
    let user = word(rest);
    if ends {
        return Err("it has no command, or no user before it".to_owned());
    }
    if table.users.is_some_and(|users| !users.contains(user)) {
        return Err(format!("there is no user `{user}` on the host"));
    }
    Ok(user.to_owned())
}

fn nickname(word: &str) -> Result<When, String> {
    let (minutes, days) = (FIELDS[0], FIELDS[2]);
    let midnight = Fields {
        minute: 1,
        hour: 1,
        day: days.all(),
        month: FIELDS[3].all(),
        weekday: FIELDS[4].all(),
        minute_star: false,
        hour_star: false,
        day_star: true,
        weekday_star: true,
    };
    debug_assert_eq!(minutes.low, 0);
    let fields = match word {
        "@reboot" => return Ok(When::Boot),
        "@daily" | "@midnight" => midnight,
        "@hourly" => Fields { hour: FIELDS[1].all(), hour_star: true, ..midnight },
        "@weekly" => Fields { weekday: 1 | 1 << 7, weekday_star: false, ..midnight },
        "@monthly" => Fields { day: 1 << 1, day_star: false, ..midnight },
        "@yearly" | "@annually" => {
            Fields { day: 1 << 1, month: 1 << 1, day_star: false, ..midnight }
        }
        _ => return Err(format!("`{word}` is no time that cron knows")),
    };
    Ok(When::Fields(fields))
}

fn schedule(
    rest: &mut &str,
    kind: CronKind,
    notes: &mut Vec<String>,
) -> Result<(When, String), String> {
    let mut written = Vec::new();
    let mut read = Vec::new();
    for bounds in FIELDS {
        let text = word(rest);
        let field = fields::parse(text, bounds, kind).ok_or_else(|| refusal(text, bounds.name))?;
        let (used, over) = text.split_at_checked(field.read).unwrap_or((text, ""));
        if !over.is_empty() {
            notes.push(format!("cron reads only `{used}` of `{text}`"));
        }
        if field.set == 0 && !field.random {
            notes.push(format!("the {} `{text}` has no values: it never runs", bounds.name));
        }
        written.push(text);
        read.push(field);
    }
    let written = written.join(" ");
    let [minute, hour, day, month, weekday] = read[..] else {
        return Err("it does not have five fields".to_owned());
    };
    if read.iter().any(|field| field.random) {
        return Ok((When::Random, written));
    }
    let sunday = if weekday.set & (1 | 1 << 7) == 0 { 0 } else { 1 | 1 << 7 };
    let fields = Fields {
        minute: minute.set,
        hour: hour.set,
        day: day.set,
        month: month.set,
        weekday: weekday.set | sunday,
        minute_star: minute.star,
        hour_star: hour.star,
        day_star: day.star,
        weekday_star: weekday.star,
    };
    Ok((When::Fields(fields), written))
}

fn refusal(text: &str, name: &str) -> String {
    match text {
        "" => format!("the {name} is missing"),
        "\r" => "the line holds only a carriage return".to_owned(),
        _ if text.starts_with('\u{feff}') => "the file begins with a byte order mark".to_owned(),
        _ => format!("`{}` is no {name}", text.chars().take(40).collect::<String>()),
    }
}
