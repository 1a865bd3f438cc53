//! What `sgos logs` is asked for, checked: nothing here is a word that somebody typed any more.

use std::time::Duration;

use regex::bytes::Regex;

use super::Wish;
use super::time::Range;

#[derive(Debug, Clone)]
pub struct Options {
    /// New lines too, as they come.
    pub follow: bool,
    /// Of each container.
    pub tail: Tail,
    pub range: Range,
    pub wish: Wish,
    /// Lines in the order of their times; else as they come.
    pub ordered: bool,
    /// The end comes after this time, however much there is to say.
    pub length: Option<Duration>,
    /// The end comes with the first line that this matches.
    pub until_match: Option<Regex>,
    pub show: Show,
}

/// How lines look.
#[derive(Debug, Clone)]
pub struct Show {
    pub form: Form,
    /// Whose line it is.
    pub prefix: bool,
    pub timestamps: bool,
    /// Times in UTC instead of the zone of whoever looks.
    pub utc: bool,
    pub highlight: Vec<Regex>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    Text,
    /// The container's own bytes.
    Raw,
    /// One JSON object per line.
    Jsonl,
}

/// How many of the lines that are there already are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tail {
    All,
    Last(u64),
}

impl std::str::FromStr for Tail {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "all" => Ok(Self::All),
            number => number
                .parse()
                .map(Self::Last)
                .map_err(|_| "it is neither a number of lines nor `all`".to_owned()),
        }
    }
}
