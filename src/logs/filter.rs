//! Which lines are wanted: by expressions and by level.

use regex::bytes::Regex;

use super::{Level, Levels, Line, Stream};

/// What was asked for.
#[derive(Debug, Clone, Default)]
pub struct Wish {
    /// One of them must match, where there are any.
    pub include: Vec<Regex>,
    /// None of them may match.
    pub exclude: Vec<Regex>,
    pub levels: Option<Levels>,
}

/// Sorts the lines out. Knows of each container what level its last line had.
#[derive(Debug)]
pub struct Filter {
    wish: Wish,
    /// By source and stream.
    last: Vec<[Option<Level>; 2]>,
}

impl Filter {
    pub fn new(wish: Wish) -> Self {
        Self { wish, last: Vec::new() }
    }

    /// Whether a line is wanted. It must see all lines of a source, in their order.
    ///
    /// A line without a level is as grave as the line before it, of the same container and stream:
    /// the lines of a stack trace stay with their error. Where no line had one yet, it is wanted.
    pub fn wants(&mut self, line: &Line) -> bool {
        let has_level = self.wish.levels.is_none_or(|levels| {
            let level = self.level(line);
            level.is_none_or(|level| levels.contain(level))
        });
        let text = line.text.as_slice();
        has_level
            && (self.wish.include.is_empty()
                || self.wish.include.iter().any(|wanted| wanted.is_match(text)))
            && !self.wish.exclude.iter().any(|unwanted| unwanted.is_match(text))
    }

    fn level(&mut self, line: &Line) -> Option<Level> {
        let source = line.source.0 as usize;
        if self.last.len() <= source {
            self.last.resize(source + 1, [None; 2]);
        }
        let stream = match line.stream {
            Stream::Stdout => 0,
            Stream::Stderr => 1,
        };
        let last = &mut self.last[source][stream];
        if let Some(found) = Level::find(&line.text) {
            *last = Some(found.level);
        }
        *last
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::logs::SourceId;

    fn line(source: u32, stream: Stream, text: &str) -> Line {
        Line {
            source: SourceId(source),
            at: Timestamp::UNIX_EPOCH,
            stream,
            text: text.as_bytes().to_vec(),
        }
    }

    fn kept(wish: Wish, lines: &[Line]) -> Vec<String> {
        let mut filter = Filter::new(wish);
        lines
            .iter()
            .filter(|line| filter.wants(line))
            .map(|line| String::from_utf8_lossy(&line.text).into_owned())
            .collect()
    }

    fn re(text: &str) -> Vec<Regex> {
        text.split_whitespace().map(|one| Regex::new(one).unwrap()).collect()
    }

    #[test]
    fn one_of_those_and_none_of_these() {
        let lines = ["GET /", "GET /health", "POST /größe", "PUT /"];
        let lines = lines.map(|text| line(0, Stream::Stdout, text));
        let wish =
            |include, exclude| Wish { include: re(include), exclude: re(exclude), levels: None };
        assert_eq!(kept(wish("", ""), &lines).len(), 4);
        assert_eq!(kept(wish("GET", "health"), &lines), ["GET /"]);
        assert_eq!(kept(wish("(?i)GRÖSSE|(?i)GRÖẞE PUT", ""), &lines), ["POST /größe", "PUT /"]);
        assert_eq!(kept(wish("", "^GET ^P"), &lines), Vec::<String>::new());
    }

    #[test]
    fn bytes_that_are_no_text_can_be_matched_around() {
        let mut filter = Filter::new(Wish { include: re("^a.*b$ (?s-u)x.*y"), ..Wish::default() });
        let mut of = |bytes: &[u8]| {
            filter.wants(&Line { text: bytes.to_vec(), ..line(0, Stream::Stdout, "") })
        };
        assert!(of("a ö b".as_bytes()));
        assert!(!of(b"a \xff b"));
        assert!(of(b"x \xff y"));
    }

    #[test]
    fn a_trace_stays_with_its_error() {
        let lines = [
            line(0, Stream::Stdout, "a banner"),
            line(0, Stream::Stdout, "INFO: ready"),
            line(0, Stream::Stdout, "  and more of it"),
            line(0, Stream::Stderr, "who knows"),
            line(0, Stream::Stdout, "ERROR: no"),
            line(1, Stream::Stdout, "another container"),
            line(0, Stream::Stdout, "    at main.rs:7"),
            line(0, Stream::Stdout, "DEBUG: well"),
            line(0, Stream::Stdout, "    at lib.rs:7"),
        ];
        let wish = Wish { levels: Some("warn+".parse().unwrap()), ..Wish::default() };
        assert_eq!(
            kept(wish, &lines),
            ["a banner", "who knows", "ERROR: no", "another container", "    at main.rs:7"]
        );
    }
}
