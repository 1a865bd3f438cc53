//! What comes out of the merge, on its way to stdout and stderr, in the order in which it came.

use regex::bytes::Regex;

use crate::cli::Context;
use crate::error::CommandError;
use crate::logs::view::{self, View};
use crate::logs::{Event, Form, Options, Told};

/// Lines wait for each other up to this, so that one write takes many.
const AT_ONCE: usize = 64 << 10;

pub(super) struct Printer<'a> {
    context: &'a Context,
    view: View,
    until_match: Option<Regex>,
    /// The lines cannot carry the mark of one that came late.
    is_unmarked: bool,
    said_late: bool,
    out: Vec<u8>,
    /// The line that ends it was printed; nothing is printed behind it.
    pub(super) matched: bool,
}

impl<'a> Printer<'a> {
    pub(super) fn new(context: &'a Context, options: &Options) -> Self {
        let show = options.show.clone();
        let is_unmarked = show.form != Form::Text || !show.prefix;
        Self {
            view: View::new(show, context.look(false), context.zone()),
            context,
            until_match: options.until_match.clone(),
            is_unmarked,
            said_late: false,
            out: Vec::new(),
            matched: false,
        }
    }

    /// Before anything of it is printed.
    pub(super) fn joined(&mut self, event: &Event) {
        if let Event::Joined(source) = event {
            self.view.joined(source);
        }
    }

    pub(super) fn take(&mut self, told: Told) -> Result<(), CommandError> {
        if self.matched {
            return Ok(());
        }
        match told {
            Told::Line { line, late } => {
                if late && !self.said_late && !self.is_unmarked {
                    self.said_late = true;
                    self.flush()?;
                    self.context.ui.note(view::LATE);
                }
                self.view.line(&line, late, &mut self.out);
                self.matched = self.until_match.as_ref().is_some_and(|re| re.is_match(&line.text));
                if self.out.len() > AT_ONCE {
                    self.flush()?;
                }
            }
            Told::Event(event) => {
                if let Some(notice) = self.view.notice(&event) {
                    // On a terminal it stands where it belongs.
                    self.flush()?;
                    match event {
                        Event::Gap(..) => self.context.ui.warn(&notice),
                        _ => self.context.ui.note(&notice),
                    }
                }
            }
        }
        Ok(())
    }

    pub(super) fn flush(&mut self) -> Result<(), CommandError> {
        if !self.out.is_empty() {
            self.context.answer_bytes(&self.out)?;
            self.out.clear();
            self.out.shrink_to(2 * AT_ONCE);
        }
        Ok(())
    }
}
