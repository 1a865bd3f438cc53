//! Problems as people read them: the message, the place, the marked line, the advice.

use annotate_snippets::{AnnotationKind, Level, Origin, Renderer, Snippet};

use super::{Problem, Severity};

/// Lines longer than this are trimmed around their mark.
const WIDTH: usize = 100;

/// So many are shown; a file with more has one mistake that repeats.
const SHOWN: usize = 50;

pub(super) fn render(problems: &[Problem], styled: bool) -> String {
    let renderer = if styled { Renderer::styled().hyperlink(false) } else { Renderer::plain() }
        .term_width(WIDTH);
    let mut blocks: Vec<_> =
        problems.iter().take(SHOWN).map(|problem| one(&renderer, problem)).collect();
    if problems.len() > SHOWN {
        blocks.push(format!("… and {} more", problems.len() - SHOWN));
    }
    blocks.join("\n\n")
}

fn one(renderer: &Renderer, problem: &Problem) -> String {
    let level = match problem.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    // Characters that move the cursor have no place in a path either.
    let path: String = problem.file.to_string_lossy().chars().map(harmless).collect();
    let title = level.primary_title(problem.message.as_str());
    let mut group = match (&problem.position, &problem.excerpt) {
        (Some(position), Some(excerpt)) => {
            let mark = AnnotationKind::Primary.span(excerpt.mark.clone());
            let snippet =
                Snippet::source(excerpt.text.as_str()).line_start(position.line).annotation(mark);
            if excerpt.cut {
                // The snippet cannot know which column it begins at.
                let origin =
                    Origin::path(path.as_str()).line(position.line).char_column(position.column);
                title.element(origin).element(snippet)
            } else {
                title.element(snippet.path(path.as_str()))
            }
        }
        (Some(position), None) => title
            .element(Origin::path(path.as_str()).line(position.line).char_column(position.column)),
        (None, _) => title.element(Origin::path(path.as_str())),
    };
    if let Some(help) = &problem.help {
        group = group.element(Level::HELP.message(help.as_str()));
    }
    let rendered = renderer.render(&[group]);
    let lines: Vec<_> = rendered.lines().map(str::trim_end).collect();
    lines.join("\n")
}

fn harmless(c: char) -> char {
    if crate::inventory::value::text::is_unsafe(c) { '\u{fffd}' } else { c }
}
