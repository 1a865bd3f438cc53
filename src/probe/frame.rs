//! The frames of an answer: where each section begins and ends, and whether it is whole.
//!
//! ```text
//! @@sgos NONCE NAME EXIT MILLISECONDS LENGTH
//! LENGTH bytes
//! @@sgos NONCE /NAME
//! @@sgos NONCE end
//! ```
//!
//! The nonce is new each time, so that nothing on the host can feign a frame. Whatever stands
//! outside the frames is ignored; a section whose length or end does not fit costs only itself.

use std::collections::BTreeMap;
use std::hash::{BuildHasher as _, Hasher as _, RandomState};

use super::report::{Fact, FailureKind, SectionFailure};

const MARK: &str = "@@sgos";

/// Unpredictable, so that no file on the host can contain a frame of the answer.
pub fn nonce() -> String {
    format!("{:016x}", RandomState::new().build_hasher().finish())
}

/// An answer taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Answer<'a> {
    sections: BTreeMap<&'a str, Section<'a>>,
    /// The end marker was seen: nothing was cut off.
    pub(crate) complete: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Section<'a> {
    exit: i32,
    milliseconds: Option<u64>,
    text: Result<&'a [u8], FailureKind>,
}

/// A whole section.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Text<'a> {
    pub(crate) exit: i32,
    pub(crate) bytes: &'a [u8],
}

enum Marker<'a> {
    Start { name: &'a str, exit: i32, milliseconds: Option<u64>, length: usize },
    Stop,
    End,
}

impl<'a> Answer<'a> {
    /// `None`: there is no frame of ours in it.
    pub(crate) fn parse(stdout: &'a [u8], nonce: &str) -> Option<Self> {
        let prefix = format!("{MARK} {nonce} ");
        let mut answer = Self { sections: BTreeMap::new(), complete: false };
        let mut found = false;
        let mut position = 0;
        while let Some((marker, after)) = next_marker(stdout, position, &prefix) {
            found = true;
            position = after;
            match marker {
                Marker::Stop => {}
                Marker::End => answer.complete = true,
                Marker::Start { name, exit, milliseconds, length } => {
                    let text = match whole(&stdout[after..], length, name, &prefix) {
                        Some((text, used)) => {
                            position = after + used;
                            Ok(text)
                        }
                        None if next_marker(stdout, after, &prefix).is_some() => {
                            Err(FailureKind::Garbled)
                        }
                        None => Err(FailureKind::Missing),
                    };
                    answer.sections.entry(name).or_insert(Section { exit, milliseconds, text });
                }
            }
        }
        found.then_some(answer)
    }

    /// The section, or why it cannot be had.
    pub(crate) fn section(&self, name: &str) -> Fact<Text<'a>> {
        let kind = match self.sections.get(name) {
            Some(Section { exit, text: Ok(bytes), .. }) => return Ok(Text { exit: *exit, bytes }),
            Some(Section { text: Err(kind), .. }) => *kind,
            // The end is there, hence its own start was damaged.
            None if self.complete => FailureKind::Garbled,
            None => FailureKind::Missing,
        };
        let message = match kind {
            FailureKind::Garbled => "the host's answer was damaged on the way",
            _ => "the host's answer was cut off",
        };
        Err(SectionFailure { section: name.into(), kind, message: message.into() })
    }

    /// A section that not every host has.
    pub(super) fn has(&self, name: &str) -> bool {
        self.sections.contains_key(name)
    }

    pub(super) fn durations_ms(&self) -> BTreeMap<String, u64> {
        let known = self
            .sections
            .iter()
            .filter_map(|(name, section)| Some(((*name).to_owned(), section.milliseconds?)));
        known.collect()
    }
}

/// The text of `length` bytes when the section's own end follows it at once.
fn whole<'a>(rest: &'a [u8], length: usize, name: &str, prefix: &str) -> Option<(&'a [u8], usize)> {
    let text = rest.get(..length)?;
    let stop = format!("\n{prefix}/{name}");
    let tail = rest.get(length..)?.strip_prefix(stop.as_bytes())?;
    let ended = matches!(tail.first(), None | Some(b'\n' | b'\r'));
    ended.then_some((text, length + stop.len()))
}

/// The next line at or after `from` that is a marker, and where the line after it begins.
fn next_marker<'a>(data: &'a [u8], from: usize, prefix: &str) -> Option<(Marker<'a>, usize)> {
    let mut position = from;
    loop {
        let start = position + find(data.get(position..)?, prefix.as_bytes())?;
        position = start + prefix.len();
        // Before the search for the line's end: a host may repeat the prefix on one endless line.
        if start != 0 && data[start - 1] != b'\n' {
            continue;
        }
        let rest = &data[position..];
        // A line without its end may have been cut off.
        let line = &rest[..find(rest, b"\n")?];
        if let Some(marker) = marker(line) {
            return Some((marker, position + line.len() + 1));
        }
    }
}

fn marker(line: &[u8]) -> Option<Marker<'_>> {
    let line = std::str::from_utf8(line).ok()?.trim_end_matches('\r');
    if line == "end" {
        return Some(Marker::End);
    }
    if line.starts_with('/') {
        return Some(Marker::Stop);
    }
    let mut words = line.split(' ');
    let (name, exit, milliseconds, length) =
        (words.next()?, words.next()?, words.next()?, words.next()?);
    let exit = exit.parse().ok()?;
    let length = length.parse().ok()?;
    words.next().is_none().then(|| Marker::Start {
        name,
        exit,
        milliseconds: milliseconds.parse().ok(),
        length,
    })
}

pub(super) fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|window| window == needle)
}

#[cfg(test)]
mod tests;
