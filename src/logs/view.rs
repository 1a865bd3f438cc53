//! How a line looks: as text for a person, as the container's own bytes, as JSON.

use std::sync::Arc;

use jiff::tz::TimeZone;

use super::{Event, Form, Level, Line, Show, Source, Stream};
use crate::ui::Look;
use crate::ui::style::{BAD, DIM, PLAIN, WARN};

mod json;
mod prefix;
mod stamp;
mod text;

use prefix::Prefixes;
use stamp::Stamp;

/// Said once, when the first line is marked.
pub const LATE: &str = "lines marked ~ came late: newer ones had been shown before them";

/// Below this many columns prefixes and times are short.
const NARROW: usize = 60;

/// Matches are marked within so many bytes of a line: to find all of them may take the square of it.
const HIGHLIGHTED: usize = 16 << 10;

/// Knows the sources, and remembers what it takes to be fast.
#[derive(Debug)]
pub struct View {
    show: Show,
    look: Look,
    stamp: Stamp,
    prefixes: Prefixes,
    sources: Vec<Option<Arc<Source>>>,
}

impl View {
    pub fn new(show: Show, look: Look, zone: TimeZone) -> Self {
        let is_narrow = look.width < NARROW;
        let zone = if show.utc { TimeZone::UTC } else { zone };
        Self {
            stamp: Stamp::new(zone, is_narrow),
            prefixes: Prefixes::new(look, is_narrow),
            sources: Vec::new(),
            show,
            look,
        }
    }

    /// Before the first line of a source.
    pub fn joined(&mut self, source: &Arc<Source>) {
        let index = source.id.0 as usize;
        if self.sources.len() <= index {
            self.sources.resize(index + 1, None);
        }
        if self.sources[index].is_none() {
            self.prefixes.add(source);
        }
        self.sources[index] = Some(source.clone());
    }

    /// Appends the line to `out`, its end included. A source that has not joined has no name.
    pub fn line(&mut self, line: &Line, late: bool, out: &mut Vec<u8>) {
        match self.show.form {
            Form::Raw => out.extend_from_slice(&line.text),
            Form::Jsonl => json::line(line, self.source(line), late, out),
            Form::Text => self.text(line, late, out),
        }
        out.push(b'\n');
    }

    /// For stderr: what happened beside the lines. `None` for what is nobody's business.
    pub fn notice(&self, event: &Event) -> Option<String> {
        let name = |id: &super::SourceId| {
            let source = self.sources.get(id.0 as usize).and_then(Option::as_ref);
            source.map_or_else(|| "a container".to_owned(), |source| source.called())
        };
        match event {
            Event::Joined(source) => Some(format!("{} joined", source.called())),
            // There is nothing more to say of it.
            Event::Left(_, why) if why.is_empty() => None,
            Event::Left(id, why) => Some(format!("{} left: {why}", name(id))),
            Event::Gap(id, why) => Some(format!("{} has a gap: {why}", name(id))),
            Event::Note(text) => Some(text.clone()),
            Event::Line(_) | Event::Heartbeat(..) | Event::Clock(..) | Event::Stalled(_) => None,
        }
    }

    fn source(&self, line: &Line) -> Option<&Source> {
        self.sources.get(line.source.0 as usize)?.as_deref()
    }

    fn text(&mut self, line: &Line, late: bool, out: &mut Vec<u8>) {
        if self.show.timestamps {
            let time = self.stamp.text(line.at, self.show.utc);
            out.extend_from_slice(self.look.paint(DIM, time).as_bytes());
            out.push(b' ');
        }
        if self.show.prefix {
            self.prefixes.write(line.source, late, line.stream == Stream::Stderr, out);
        }
        let said = text::without_colours(&line.text);
        let mut spans = Vec::new();
        if self.look.color {
            let begin = said.get(..HIGHLIGHTED).unwrap_or(&said);
            for found in self.show.highlight.iter().flat_map(|wanted| wanted.find_iter(begin)) {
                spans.push((found.range(), text::HIGHLIGHT));
            }
            if let Some(found) = Level::find(&said) {
                spans.push((found.word, style_of(found.level)));
            }
        }
        text::write(&said, spans, &self.look, out);
    }
}

fn style_of(level: Level) -> anstyle::Style {
    match level {
        Level::Trace | Level::Debug => DIM,
        Level::Info => PLAIN,
        Level::Warn => WARN,
        Level::Error | Level::Fatal => BAD,
    }
}

#[cfg(test)]
mod tests;
