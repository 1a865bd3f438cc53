//! What all sections share while the file is read: the text, the problems so far, the settings so far.

use std::collections::BTreeSet;
use std::ops::Range;

use super::{Settings, SourceText};
use crate::inventory::problem::{Problem, Severity, without_credentials};
use crate::inventory::setting::{Origin, Sourced, Value};
use crate::inventory::value::{Fault, FaultKind, Paths, text};

#[derive(Debug)]
pub(crate) struct Reading<'a> {
    pub(crate) source: &'a SourceText<'a>,
    pub(crate) paths: Paths<'a>,
    pub(crate) hostname: &'a str,
    pub(crate) settings: Settings,
    problems: Vec<Problem>,
    /// Lines that are no TOML: what was made of their values means nothing.
    broken_lines: BTreeSet<usize>,
    /// A `[header]` is among them, so that whole tables may be lost.
    tables_lost: bool,
}

/// A hostile file does not get to fill the memory.
const MOST: usize = 1000;

impl<'a> Reading<'a> {
    pub(crate) fn new(source: &'a SourceText<'a>, paths: Paths<'a>, hostname: &'a str) -> Self {
        Self {
            source,
            paths,
            hostname,
            settings: Settings::default(),
            problems: Vec::new(),
            broken_lines: BTreeSet::new(),
            tables_lost: false,
        }
    }

    /// The TOML itself is broken here.
    pub(crate) fn broken(&mut self, span: &Range<usize>, fault: Fault) {
        let line = self.source.line_of(span.start);
        self.tables_lost |= self.source.line(line).trim_start().starts_with('[');
        self.push(Severity::Error, Some(span), fault);
        self.broken_lines.insert(line);
    }

    /// A value, a key or a name is wrong.
    pub(crate) fn error(&mut self, span: &Range<usize>, fault: Fault) {
        self.at(Severity::Error, span, fault);
    }

    pub(crate) fn warning(&mut self, span: &Range<usize>, fault: Fault) {
        self.at(Severity::Warning, span, fault);
    }

    /// About the file as a whole.
    pub(crate) fn remark(&mut self, fault: Fault) {
        self.push(Severity::Warning, None, fault);
    }

    /// Leaves out what may only follow from a part that could not be read.
    fn at(&mut self, severity: Severity, span: &Range<usize>, fault: Fault) {
        let follows = match fault.kind {
            FaultKind::Wrong => false,
            FaultKind::Missing => !self.broken_lines.is_empty(),
            FaultKind::Unresolved => self.tables_lost,
        };
        if !follows && !self.broken_lines.contains(&self.source.line_of(span.start)) {
            self.push(severity, Some(span), fault);
        }
    }

    fn push(&mut self, severity: Severity, span: Option<&Range<usize>>, fault: Fault) {
        if self.problems.len() >= MOST {
            return;
        }
        let (position, excerpt) = span.map(|span| self.source.locate(span)).unzip();
        let problem = Problem {
            severity,
            file: self.source.file.to_path_buf(),
            position,
            message: without_credentials(&text::harmless(&fault.message)),
            help: fault.help.map(|help| without_credentials(&text::harmless(&help))),
            excerpt,
        };
        self.problems.push(problem);
    }

    /// Lists the value among the settings and hands it on.
    pub(crate) fn show<T>(&mut self, key: String, sourced: Sourced<T>) -> T
    where
        for<'v> Value: From<&'v T>,
    {
        self.settings.add(key, &sourced.value, sourced.origin);
        sourced.value
    }

    pub(crate) fn line_of(&self, span: &Range<usize>) -> Origin {
        Origin::Line(self.source.line_of(span.start))
    }

    pub(crate) fn has_errors(&self) -> bool {
        self.problems.iter().any(|problem| problem.severity == Severity::Error)
    }

    pub(crate) fn finish(self) -> (Vec<Problem>, Settings) {
        (self.problems, self.settings)
    }
}
