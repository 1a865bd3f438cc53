//! What a topic consists of, as text for a terminal and as Markdown.

use super::Topic;
use crate::ui::fit;
use crate::ui::style::{BOLD, Look};

/// A part of a topic. Words in backticks are what one types or reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::cli) enum Block {
    Heading(String),
    Text(String),
    /// Lines that are kept as they are.
    Code(String),
    /// Terms and what they mean.
    Pairs(Vec<(String, String)>),
}

impl Block {
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    pub(super) fn pairs<A: Into<String>, B: Into<String>>(
        pairs: impl IntoIterator<Item = (A, B)>,
    ) -> Self {
        Self::Pairs(
            pairs.into_iter().map(|(term, meaning)| (term.into(), meaning.into())).collect(),
        )
    }
}

/// A longer term has a line of its own.
const LONGEST_TERM: usize = 20;

pub(super) fn text(topic: &Topic, look: &Look) -> String {
    let width = look.width.min(100);
    let mut paragraphs = vec![look.paint(BOLD, topic.title) + "\n"];
    for block in (topic.blocks)() {
        paragraphs.push(match block {
            Block::Heading(heading) => look.paint(BOLD, &heading) + "\n",
            Block::Text(text) => indented(&text, 0, width, look),
            Block::Code(code) => code.lines().map(|line| format!("    {line}\n")).collect(),
            Block::Pairs(pairs) => list(&pairs, width, look),
        });
    }
    paragraphs.join("\n")
}

fn list(pairs: &[(String, String)], width: usize, look: &Look) -> String {
    let lengths = pairs.iter().map(|(term, _)| term.chars().count());
    let column = lengths.filter(|length| *length <= LONGEST_TERM).max().unwrap_or_default();
    let mut text = String::new();
    for (term, meaning) in pairs {
        let meaning = indented(meaning, column + 4, width, look);
        if term.chars().count() > column {
            text += &format!("  {term}\n{meaning}");
        } else {
            text += &format!("  {term:<column$}  {}", meaning.trim_start());
        }
    }
    text
}

fn indented(text: &str, by: usize, width: usize, look: &Look) -> String {
    let lines = fit::wrap(text, width.saturating_sub(by).max(20), usize::MAX, look);
    lines.iter().map(|line| format!("{:by$}{line}\n", "")).collect()
}

/// As a page of its own.
pub(in crate::cli) fn markdown(topic: &Topic) -> String {
    let mut page = format!("# {}\n", topic.title);
    for block in (topic.blocks)() {
        page.push('\n');
        page += &match block {
            Block::Heading(heading) => format!("## {heading}\n"),
            Block::Text(text) => text + "\n",
            Block::Code(code) => format!("```sh\n{}\n```\n", code.trim_end()),
            Block::Pairs(pairs) => table(&pairs),
        };
    }
    page
}

fn table(pairs: &[(String, String)]) -> String {
    let cell = |text: &str| text.replace('|', "\\|");
    let rows = pairs.iter().map(|(term, meaning)| format!("| `{term}` | {} |\n", cell(meaning)));
    "| | |\n|---|---|\n".to_owned() + &rows.collect::<String>()
}
