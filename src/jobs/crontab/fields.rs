//! The five fields of a crontab line, read as the host's own cron reads them.

use crate::probe::CronKind;

/// Which minutes match; bit N stands for the value N.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::jobs) struct Fields {
    pub minute: u64,
    pub hour: u64,
    pub day: u64,
    pub month: u64,
    /// Sunday is both 0 and 7.
    pub weekday: u64,
    /// Fields that begin with `*`: cron's `MIN_STAR` and its like.
    pub minute_star: bool,
    pub hour_star: bool,
    pub day_star: bool,
    pub weekday_star: bool,
}

impl Fields {
    /// cron's own rule: where either field begins with `*` both must match, else one is enough.
    pub(in crate::jobs) fn both_days(&self) -> bool {
        self.day_star || self.weekday_star
    }

    /// Such jobs follow the wall clock through its jumps; others run once whatever it does.
    pub(in crate::jobs) fn follows_clock(&self) -> bool {
        self.minute_star || self.hour_star
    }
}

/// The values that a field may have.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bounds {
    pub(super) name: &'static str,
    pub(super) low: u32,
    pub(super) high: u32,
    names: &'static [&'static str],
}

const MONTHS: &[&str] =
    &["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const WEEKDAYS: &[&str] = &["sun", "mon", "tue", "wed", "thu", "fri", "sat", "sun"];

pub(super) const FIELDS: [Bounds; 5] = [
    Bounds { name: "minute", low: 0, high: 59, names: &[] },
    Bounds { name: "hour", low: 0, high: 23, names: &[] },
    Bounds { name: "day of the month", low: 1, high: 31, names: &[] },
    Bounds { name: "month", low: 1, high: 12, names: MONTHS },
    Bounds { name: "weekday", low: 0, high: 7, names: WEEKDAYS },
];

impl Bounds {
    pub(super) fn all(self) -> u64 {
        (self.low..=self.high).fold(0, |set, value| set | 1 << value)
    }
}

/// A field that cron accepts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Field {
    pub(super) set: u64,
    pub(super) star: bool,
    /// The value is drawn when the file is loaded: cronie's `~`.
    pub(super) random: bool,
    /// How much of the text cron reads; it passes over the rest.
    pub(super) read: usize,
}

/// `None`: cron refuses it.
pub(super) fn parse(text: &str, bounds: Bounds, kind: CronKind) -> Option<Field> {
    let mut reader = Reader { rest: text.as_bytes(), kind };
    let mut field = Field { set: 0, star: text.starts_with('*'), random: false, read: 0 };
    loop {
        reader.range(bounds, &mut field)?;
        if !reader.take(b',') {
            field.read = text.len() - reader.rest.len();
            return Some(field);
        }
    }
}

struct Reader<'a> {
    rest: &'a [u8],
    kind: CronKind,
}

impl Reader<'_> {
    fn take(&mut self, byte: u8) -> bool {
        let there = self.rest.first() == Some(&byte);
        if there {
            self.rest = &self.rest[1..];
        }
        there
    }

    fn range(&mut self, bounds: Bounds, field: &mut Field) -> Option<()> {
        let Bounds { low, high, .. } = bounds;
        let (first, last) = if self.take(b'*') {
            (low, high)
        } else if self.kind == CronKind::Cronie && self.take(b'~') {
            return self.random(low, bounds, field);
        } else {
            let first = self.number(bounds, b",-~")?;
            if self.kind == CronKind::Cronie && self.take(b'~') {
                return self.random(first, bounds, field);
            }
            if self.take(b'-') {
                (first, self.number(bounds, b"/,")?)
            } else if self.rest.first() == Some(&b'/') {
                // Only busybox reads `5/15`, and means 5.
                (self.kind == CronKind::Busybox).then_some((first, first))?
            } else {
                (first, first)
            }
        };
        let step = if self.take(b'/') { self.step()? } else { 1 };
        match self.kind {
            // Round the end and on from the beginning.
            CronKind::Busybox if first > last => {
                let whole = (first..=high).chain(low..=last).step_by(step);
                whole.for_each(|value| field.set |= 1 << value);
            }
            CronKind::Cronie if first > last => return None,
            // Debian's cron accepts it, and no value ever matches.
            _ => (first..=last).step_by(step).for_each(|value| field.set |= 1 << value),
        }
        Some(())
    }

    fn random(&mut self, first: u32, bounds: Bounds, field: &mut Field) -> Option<()> {
        let open = matches!(self.rest.first(), None | Some(b',' | b'/'));
        let last = if open { bounds.high } else { self.number(bounds, b"/,")? };
        if self.take(b'/') {
            self.step()?;
        }
        field.random = true;
        (first <= last).then_some(())
    }

    fn step(&mut self) -> Option<usize> {
        let no_names = Bounds { name: "step", low: 1, high: u32::from(u16::MAX), names: &[] };
        self.number(no_names, b",").and_then(|step| usize::try_from(step).ok())
    }

    /// A number or name within the bounds. What may follow decides: cronie wants one of `after`,
    /// Debian's cron anything that is neither letter nor digit.
    fn number(&mut self, bounds: Bounds, after: &[u8]) -> Option<u32> {
        let is_word = |byte: &u8| byte.is_ascii_alphanumeric();
        let end = self.rest.iter().position(|byte| !is_word(byte)).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        let ends_well = rest.first().is_none_or(|next| after.contains(next));
        if self.kind == CronKind::Cronie && !ends_well {
            return None;
        }
        let word = std::str::from_utf8(word).ok()?;
        let number = if word.bytes().all(|byte| byte.is_ascii_digit()) {
            word.parse().ok()?
        } else {
            let index = bounds.names.iter().position(|name| name.eq_ignore_ascii_case(word))?;
            bounds.low + u32::try_from(index).ok()?
        };
        (bounds.low..=bounds.high).contains(&number).then_some(number)
    }
}

#[cfg(test)]
mod tests;
