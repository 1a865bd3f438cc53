//! Whose line it is: host and name in columns, each source in its own colour.

use std::collections::BTreeSet;

use anstyle::{AnsiColor, Style};
use unicode_width::UnicodeWidthStr as _;

use crate::logs::{Source, SourceId};
use crate::ui::style::{DIM, PLAIN, WARN};
use crate::ui::{Look, fit};

/// Not red, which is for errors; not black or white, which may be the background.
const COLOURS: [AnsiColor; 10] = [
    AnsiColor::Cyan,
    AnsiColor::Green,
    AnsiColor::Magenta,
    AnsiColor::Blue,
    AnsiColor::Yellow,
    AnsiColor::BrightCyan,
    AnsiColor::BrightGreen,
    AnsiColor::BrightMagenta,
    AnsiColor::BrightBlue,
    AnsiColor::BrightYellow,
];

/// Columns for a name where there are few; a longer one is cut.
const NARROW_NAME: usize = 12;
/// Columns that names are aligned to; a longer one juts out.
const ALIGNED: usize = 32;

/// Painted pieces that stand between prefix and line.
#[derive(Debug)]
struct Marks {
    late: String,
    stdout: String,
    stderr: String,
}

#[derive(Debug)]
struct Entry {
    host: String,
    name: String,
    colour: usize,
    /// Host and name as they are written; made anew when a column grows.
    head: Vec<u8>,
}

#[derive(Debug)]
pub(super) struct Prefixes {
    look: Look,
    is_narrow: bool,
    marks: Marks,
    entries: Vec<Entry>,
    /// The place in `entries`, by the number of the source.
    places: Vec<Option<usize>>,
    /// All of them stand in columns.
    is_aligned: bool,
}

impl Prefixes {
    pub(super) fn new(look: Look, is_narrow: bool) -> Self {
        let (stdout, stderr) = if look.unicode { ("│", "┃") } else { ("|", "!") };
        let marks = Marks {
            late: look.paint(WARN, "~"),
            stdout: look.paint(DIM, stdout),
            stderr: look.paint(AnsiColor::Red.on_default(), stderr),
        };
        Self { look, is_narrow, marks, entries: Vec::new(), places: Vec::new(), is_aligned: false }
    }

    pub(super) fn add(&mut self, source: &Source) {
        let name = self.look.clean(source.name()).into_owned();
        let name = if self.is_narrow { fit::cut(&name, NARROW_NAME, &self.look) } else { name };
        let entry = Entry {
            host: self.look.clean(&source.host).into_owned(),
            name,
            colour: self.colour(source),
            head: Vec::new(),
        };
        let index = source.id.0 as usize;
        if self.places.len() <= index {
            self.places.resize(index + 1, None);
        }
        self.places[index] = Some(self.entries.len());
        self.entries.push(entry);
        // Many join before the first line.
        self.is_aligned = false;
    }

    /// With what stands between it and the line.
    pub(super) fn write(&mut self, id: SourceId, late: bool, stderr: bool, out: &mut Vec<u8>) {
        if !self.is_aligned {
            self.align();
            self.is_aligned = true;
        }
        let place = self.places.get(id.0 as usize).copied().flatten();
        if let Some(entry) = place.and_then(|place| self.entries.get(place)) {
            out.extend_from_slice(&entry.head);
        }
        let mark = if late { self.marks.late.as_str() } else { " " };
        out.extend_from_slice(mark.as_bytes());
        let rule = if stderr { &self.marks.stderr } else { &self.marks.stdout };
        out.extend_from_slice(rule.as_bytes());
        out.push(b' ');
    }

    /// Follows from the name, so that it is the same next time; the next one that is free, if it is
    /// taken by another source.
    fn colour(&self, source: &Source) -> usize {
        let name = source.host.bytes().chain([0]).chain(source.label.bytes());
        // FNV-1a: the same on every machine and with every release.
        let hash = name.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        let first = (hash % COLOURS.len() as u64) as usize;
        let is_free = |colour: &usize| self.entries.iter().all(|entry| entry.colour != *colour);
        (0..COLOURS.len()).map(|step| (first + step) % COLOURS.len()).find(is_free).unwrap_or(first)
    }

    /// A host stands there only where there are several.
    fn align(&mut self) {
        let hosts: BTreeSet<String> = self.entries.iter().map(|entry| entry.host.clone()).collect();
        let shown = |host: &str| match hosts.len() {
            1 => String::new(),
            _ if self.is_narrow => shortest(host, &hosts).to_owned(),
            _ => host.to_owned(),
        };
        let widest = |widths: &mut dyn Iterator<Item = usize>| {
            widths.filter(|width| *width <= ALIGNED).max().unwrap_or_default()
        };
        let host_width = widest(&mut hosts.iter().map(|host| shown(host).width()));
        let name_width = widest(&mut self.entries.iter().map(|entry| entry.name.width()));
        for entry in &mut self.entries {
            let style: Style = COLOURS[entry.colour].on_default();
            let mut head = String::new();
            let host = shown(&entry.host);
            if !host.is_empty() {
                head.push_str(&self.look.paint(PLAIN, &host));
                pad(&mut head, host_width + 1, host.width());
            }
            head.push_str(&self.look.paint(style, &entry.name));
            pad(&mut head, name_width, entry.name.width());
            entry.head = head.into_bytes();
        }
    }
}

fn pad(text: &mut String, columns: usize, width: usize) {
    text.extend(std::iter::repeat_n(' ', columns.saturating_sub(width)));
}

/// The first letters that no other host begins with.
fn shortest<'a>(host: &'a str, hosts: &BTreeSet<String>) -> &'a str {
    let ends = host.char_indices().map(|(at, c)| at + c.len_utf8());
    let is_its_own =
        |end: &usize| hosts.iter().all(|other| other == host || !other.starts_with(&host[..*end]));
    ends.into_iter().find(is_its_own).map_or(host, |end| &host[..end])
}
