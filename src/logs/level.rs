//! How grave a line says that it is, and where in the line that word stands.

use std::fmt;
use std::ops::Range;
use std::str::FromStr;

mod json;
mod logfmt;
mod plain;

/// From the least to the gravest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    Trace,
    Debug,
    Info,
    Warn,
    Error,
    Fatal,
}

/// A level and the bytes of the line that name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    pub level: Level,
    pub word: Range<usize>,
}

/// A level that stands farther behind is not looked for: a line of any length costs the same.
const LOOKED_AT: usize = 4096;

impl Level {
    pub const ALL: [Self; 6] =
        [Self::Trace, Self::Debug, Self::Info, Self::Warn, Self::Error, Self::Fatal];

    pub fn name(self) -> &'static str {
        match self {
            Self::Trace => "trace",
            Self::Debug => "debug",
            Self::Info => "info",
            Self::Warn => "warn",
            Self::Error => "error",
            Self::Fatal => "fatal",
        }
    }

    /// The level that a line names, in JSON, in logfmt, or before its text.
    pub fn find(line: &[u8]) -> Option<Found> {
        let line = line.get(..LOOKED_AT).unwrap_or(line);
        match line.iter().position(|byte| !byte.is_ascii_whitespace()) {
            Some(at) if line[at] == b'{' => json::find(line, at),
            Some(_) => logfmt::find(line).or_else(|| plain::find(line)),
            None => None,
        }
    }

    /// One of the words that loggers use, in any case.
    fn of_word(word: &[u8]) -> Option<Self> {
        let mut lower = [0; 13];
        let lower = lower.get_mut(..word.len())?;
        lower.copy_from_slice(word);
        lower.make_ascii_lowercase();
        Some(match &*lower {
            b"trace" | b"trc" | b"verbose" | b"finest" | b"silly" => Self::Trace,
            b"debug" | b"dbg" | b"dbug" | b"fine" | b"finer" => Self::Debug,
            b"info" | b"inf" | b"information" | b"informational" | b"notice" | b"log" => Self::Info,
            b"warn" | b"warning" | b"wrn" => Self::Warn,
            b"error" | b"err" | b"eror" | b"severe" | b"fail" => Self::Error,
            b"fatal" | b"ftl" | b"critical" | b"crit" | b"alert" | b"emerg" | b"emergency"
            | b"panic" | b"dpanic" => Self::Fatal,
            _ => return None,
        })
    }

    /// Pino's and bunyan's numbers, or syslog's severities, which are smaller.
    fn of_number(number: u32) -> Option<Self> {
        Some(match number {
            0..=2 => Self::Fatal,
            3 => Self::Error,
            4 => Self::Warn,
            5 | 6 => Self::Info,
            7 => Self::Debug,
            10..20 => Self::Trace,
            20..30 => Self::Debug,
            30..40 => Self::Info,
            40..50 => Self::Warn,
            50..60 => Self::Error,
            60..70 => Self::Fatal,
            _ => return None,
        })
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The levels that somebody wants to see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Levels(u8);

impl Levels {
    pub fn contain(self, level: Level) -> bool {
        self.0 & (1 << level as u8) != 0
    }
}

/// `warn+` is warn and what is graver, `warn` that alone, `debug,error+` both.
impl FromStr for Levels {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut levels = 0;
        for part in text.split(',') {
            let part = part.trim();
            let (name, and_graver) = match part.strip_suffix('+') {
                Some(name) => (name, true),
                None => (part, false),
            };
            let level = Level::of_word(name.as_bytes()).ok_or_else(|| {
                let names = Level::ALL.map(Level::name).join(", ");
                format!("there is no level `{}`; there are {names}", name.escape_debug())
            })?;
            for one in
                Level::ALL.into_iter().filter(|one| *one == level || and_graver && *one > level)
            {
                levels |= 1 << one as u8;
            }
        }
        Ok(Self(levels))
    }
}

#[cfg(test)]
mod tests;
