//! The bytes of Docker's answer to `logs`, made into lines: pure, and bounded whatever comes.
//!
//! Without a terminal each message is a frame: one byte for its stream, three of nothing, four for its
//! length. With a terminal the messages stand behind each other. A message begins with its time and a
//! blank, because we ask for it; one without an end of line is continued by the next of its stream.

use jiff::Timestamp;

use super::Stream;

/// A longer line is cut, and says so.
pub(super) const LONGEST: usize = 2 << 20;

/// Docker's times have 30 characters; with the offset that others write instead of `Z`, 35.
const LONGEST_TIME: usize = 40;

/// Docker cuts what a container writes without an end of line into messages of that length.
const MESSAGE: usize = 16 << 10;

/// What was made of the bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Said {
    Line {
        at: Timestamp,
        stream: Stream,
        text: Vec<u8>,
    },
    /// Docker itself could not read further.
    Trouble(String),
}

#[derive(Debug, Default)]
pub(super) struct Reader {
    form: Form,
    stdout: Pending,
    stderr: Pending,
    /// Docker's own words.
    trouble: Pending,
    /// Of a line that has no time.
    last: Timestamp,
}

#[derive(Debug, Default)]
enum Form {
    /// Told by the first bytes.
    #[default]
    Unknown,
    /// With so many bytes of a header, or in a frame.
    Head(Vec<u8>),
    Frame {
        kind: u8,
        left: usize,
    },
    Terminal,
}

/// A line whose end is still to come.
#[derive(Debug, Default)]
struct Pending {
    /// Of the message that is being read, as far as it is there.
    time: Vec<u8>,
    /// Its time is behind us.
    inside: bool,
    /// The time of the line: that of its first message.
    at: Option<Timestamp>,
    text: Vec<u8>,
    cut: usize,
    /// Of the message that is being read, without its time.
    message: usize,
}

impl Reader {
    /// All that the bytes complete, in their order.
    pub(super) fn feed(&mut self, mut bytes: &[u8], said: &mut Vec<Said>) {
        while !bytes.is_empty() {
            match &mut self.form {
                Form::Unknown => {
                    let framed = bytes.first().is_some_and(|kind| *kind <= 3);
                    self.form = if framed { Form::Head(Vec::new()) } else { Form::Terminal };
                }
                Form::Head(head) => {
                    let (more, rest) = bytes.split_at(bytes.len().min(8 - head.len()));
                    head.extend_from_slice(more);
                    bytes = rest;
                    if let [kind, _, _, _, a, b, c, d] = head[..] {
                        let left = u32::from_be_bytes([a, b, c, d]) as usize;
                        self.form = Form::Frame { kind, left };
                        self.end_of_empty_frame(left);
                    }
                }
                Form::Frame { kind, left } => {
                    let (more, rest) = bytes.split_at(bytes.len().min(*left));
                    *left -= more.len();
                    bytes = rest;
                    let (kind, whole) = (*kind, *left == 0);
                    self.piece(kind, more, whole, said);
                    if whole {
                        self.form = Form::Head(Vec::new());
                    }
                }
                Form::Terminal => {
                    let end = bytes.iter().position(|byte| *byte == b'\n');
                    let (more, rest) = bytes.split_at(end.map_or(bytes.len(), |end| end + 1));
                    bytes = rest;
                    self.stdout.take(more);
                    if end.is_some() {
                        let line = self.stdout.finish(true, true, &mut self.last);
                        said.push(Said::Line { at: line.0, stream: Stream::Stdout, text: line.1 });
                    }
                }
            }
        }
    }

    /// What is there without its end when nothing comes any more.
    pub(super) fn end(&mut self, said: &mut Vec<Said>) {
        let terminal = matches!(self.form, Form::Terminal);
        for (stream, pending) in
            [(Stream::Stdout, &mut self.stdout), (Stream::Stderr, &mut self.stderr)]
        {
            if pending.at.is_some() || pending.inside || !pending.time.is_empty() {
                let (at, text) = pending.finish(terminal, false, &mut self.last);
                said.push(Said::Line { at, stream, text });
            }
        }
    }

    fn end_of_empty_frame(&mut self, left: usize) {
        if left == 0 {
            self.form = Form::Head(Vec::new());
        }
    }

    /// A part of a frame; with `whole` its last one.
    fn piece(&mut self, kind: u8, bytes: &[u8], whole: bool, said: &mut Vec<Said>) {
        let (stream, pending) = match kind {
            0 | 1 => (Stream::Stdout, &mut self.stdout),
            2 => (Stream::Stderr, &mut self.stderr),
            _ => {
                self.trouble.inside = true;
                self.trouble.take(bytes);
                if whole {
                    let text = std::mem::take(&mut self.trouble).text;
                    said.push(Said::Trouble(String::from_utf8_lossy(&text).trim().to_owned()));
                }
                return;
            }
        };
        pending.take(bytes);
        if !whole {
            return;
        }
        // One that is shorter is the end of a line even where its driver keeps no end of line.
        let newline = bytes.last() == Some(&b'\n');
        if newline || pending.message < MESSAGE {
            let (at, text) = pending.finish(false, newline, &mut self.last);
            said.push(Said::Line { at, stream, text });
        } else {
            pending.pause();
        }
    }
}

impl Pending {
    fn take(&mut self, mut bytes: &[u8]) {
        if !self.inside {
            let room = LONGEST_TIME.saturating_sub(self.time.len());
            let blank = bytes.iter().take(room + 1).position(|byte| *byte == b' ');
            if blank.is_none() && bytes.len() <= room {
                self.time.extend_from_slice(bytes);
                return;
            }
            let (time, rest) = bytes.split_at(blank.unwrap_or(0));
            self.time.extend_from_slice(time);
            self.inside = true;
            let at = std::str::from_utf8(&self.time).ok().and_then(|time| time.parse().ok());
            bytes = if blank.is_some() && at.is_some() {
                rest.get(1..).unwrap_or_default()
            } else {
                // No time: it is the text.
                let head = std::mem::take(&mut self.time);
                self.add(&head);
                rest
            };
            self.at = self.at.or(at);
        }
        self.add(bytes);
    }

    fn add(&mut self, bytes: &[u8]) {
        self.message += bytes.len();
        let room = LONGEST.saturating_sub(self.text.len());
        let kept = &bytes[..bytes.len().min(room)];
        self.text.extend_from_slice(kept);
        self.cut += bytes.len() - kept.len();
    }

    /// The message is over and the line is not: the next one has its time again.
    fn pause(&mut self) {
        if self.inside {
            self.time.clear();
            self.inside = false;
            self.message = 0;
        }
    }

    fn finish(
        &mut self,
        terminal: bool,
        newline: bool,
        last: &mut Timestamp,
    ) -> (Timestamp, Vec<u8>) {
        let Self { time, inside, at, mut text, mut cut, .. } = std::mem::take(self);
        if !inside {
            text.extend_from_slice(&time);
        }
        if cut > 0 {
            // The end of the line itself.
            cut -= usize::from(newline);
        } else if text.last() == Some(&b'\n') {
            text.pop();
        }
        if terminal {
            if text.last() == Some(&b'\r') {
                text.pop();
            }
            join(&mut text, &time);
        }
        if cut > 0 {
            text.extend_from_slice(format!(" … ({cut} more bytes were cut off)").as_bytes());
        }
        *last = at.unwrap_or(*last);
        (*last, text)
    }
}

/// With a terminal nothing tells where a message ends, but its length and the time that is
/// repeated there do.
fn join(text: &mut Vec<u8>, time: &[u8]) {
    let mut at = MESSAGE;
    while !time.is_empty() && at < text.len() {
        let after = at + time.len();
        if text[at..].starts_with(time) && text.get(after) == Some(&b' ') {
            text.drain(at..=after);
        }
        at += MESSAGE;
    }
}

#[cfg(test)]
mod tests;
