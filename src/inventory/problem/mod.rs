//! What is wrong or odd in an inventory file, and where; all of it is collected before anything fails.

mod conceal;
mod excerpt;
mod render;

use std::fmt;
use std::path::PathBuf;

pub(crate) use conceal::without_credentials;
pub(crate) use excerpt::Excerpt;

/// One thing that is wrong or odd.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    pub severity: Severity,
    pub file: PathBuf,
    /// `None`: it is about the file as a whole.
    pub position: Option<Position>,
    /// A lower-case fragment without a full stop, harmless on a terminal.
    pub message: String,
    /// What to write instead.
    pub help: Option<String>,
    /// The line that `position` is on.
    pub(crate) excerpt: Option<Excerpt>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The inventory cannot be used.
    Error,
    /// Worth saying, and no reason to stop.
    Warning,
}

/// A place in the file, as editors count: from one, the column in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    pub line: usize,
    pub column: usize,
}

/// Problems in the order of the file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Problems {
    list: Vec<Problem>,
}

impl Problems {
    pub(crate) fn new(mut list: Vec<Problem>) -> Self {
        list.sort_by_key(|problem| problem.position);
        Self { list }
    }

    pub fn iter(&self) -> std::slice::Iter<'_, Problem> {
        self.list.iter()
    }

    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    pub fn len(&self) -> usize {
        self.list.len()
    }

    pub fn errors(&self) -> usize {
        self.list.iter().filter(|problem| problem.severity == Severity::Error).count()
    }

    /// One line: how many problems, in which file.
    pub fn summary(&self) -> String {
        let file =
            self.list.first().map(|problem| problem.file.display().to_string()).unwrap_or_default();
        let count = |count: usize, what: &str| match count {
            1 => format!("1 {what}"),
            count => format!("{count} {what}s"),
        };
        let (errors, warnings) = (self.errors(), self.len() - self.errors());
        match (errors, warnings) {
            (errors, 0) => format!("the inventory {file} has {}", count(errors, "error")),
            (0, warnings) => format!("the inventory {file} has {}", count(warnings, "warning")),
            _ => format!(
                "the inventory {file} has {} and {}",
                count(errors, "error"),
                count(warnings, "warning")
            ),
        }
    }

    /// Every problem with the offending line marked; `styled` adds colours.
    pub fn render(&self, styled: bool) -> String {
        render::render(&self.list, styled)
    }
}

impl<'a> IntoIterator for &'a Problems {
    type Item = &'a Problem;
    type IntoIter = std::slice::Iter<'a, Problem>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// `FILE:LINE:COLUMN: SEVERITY: MESSAGE`, one line.
impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", self.file.display())?;
        if let Some(Position { line, column }) = self.position {
            write!(f, "{line}:{column}:")?;
        }
        write!(f, " {}: {}", self.severity, self.message)
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Error => "error",
            Self::Warning => "warning",
        })
    }
}

/// The plain rendering.
impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(false))
    }
}

impl std::error::Error for Problems {}
