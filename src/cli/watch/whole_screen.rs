//! Watching on a terminal: the whole screen, a line below that tells of the watching itself, and keys.

use std::time::Duration;

use jiff::SignedDuration;

use super::{Watched, interrupts, pace};
use crate::cli::Context;
use crate::clock::{self, Stopwatch};
use crate::error::CommandError;
use crate::exit::Exit;
use crate::ui::screen::{Event, Key, Page, Screen, Scroll};
use crate::ui::style::{DIM, Symbol};
use crate::ui::{Look, fit, when};

/// How often the line below tells how old the answer is.
const SECOND: Duration = Duration::from_secs(1);

/// Until `q`, Ctrl-C, or the end of the terminal. Whatever ends it, the screen is given back first.
pub(super) async fn run<W: Watched>(
    context: &Context,
    every: Duration,
    watched: &W,
) -> Result<Exit, CommandError> {
    let mut interrupts = interrupts()?;
    let mut screen = context.ui.screen().map_err(|error| broken(&error))?;
    let (mut pace, mut second) = (pace(every), pace(SECOND));
    let mut shown = Shown::new(context, every, watched);
    loop {
        let asking = async {
            pace.tick().await;
            context.begin_again();
            watched.ask().await
        };
        tokio::pin!(asking);
        let answer = loop {
            tokio::select! {
                biased;
                _ = interrupts.recv() => return Ok(Exit::Interrupted),
                event = screen.event() => match event {
                    Event::Key(Key::Quit) | Event::Gone => return Ok(Exit::Fine),
                    Event::Abort => return Ok(Exit::Interrupted),
                    Event::Key(key) => shown.scroll(key, &screen),
                    Event::Redraw => {}
                },
                answer = &mut asking => break answer?,
                _ = second.tick() => {}
            }
            shown.draw(&mut screen)?;
        };
        shown.take(answer);
        shown.draw(&mut screen)?;
    }
}

fn broken(error: &std::io::Error) -> CommandError {
    CommandError::new(Exit::Failed, format!("the terminal cannot be used: {error}"))
}

/// What is on the screen.
struct Shown<'a, W: Watched> {
    context: &'a Context,
    watched: &'a W,
    every: Duration,
    answer: Option<W::Answer>,
    /// What was there before the last news, which stays marked until there is other news.
    before: Option<W::Answer>,
    answered: Stopwatch,
    changed: Option<Stopwatch>,
    scroll: Scroll,
}

impl<'a, W: Watched> Shown<'a, W> {
    fn new(context: &'a Context, every: Duration, watched: &'a W) -> Self {
        Self {
            context,
            watched,
            every,
            answer: None,
            before: None,
            answered: Stopwatch::start(),
            changed: None,
            scroll: Scroll::default(),
        }
    }

    fn take(&mut self, answer: W::Answer) {
        self.answered = Stopwatch::start();
        if let Some(before) = self.answer.take()
            && self.watched.is_news(&before, &answer)
        {
            self.before = Some(before);
            self.changed = Some(self.answered);
        }
        self.answer = Some(answer);
    }

    fn look(&self, screen: &Screen) -> Look {
        let look = self.context.look(false);
        Look { width: look.width.min(screen.size().1), ..look }
    }

    fn body(&self, look: &Look) -> String {
        let Some(answer) = &self.answer else { return String::new() };
        self.watched.text(answer, self.before.as_ref().unwrap_or(answer), look, clock::now())
    }

    fn scroll(&mut self, key: Key, screen: &Screen) {
        let body = self.body(&self.look(screen));
        self.scroll = self.scroll.after(key, &Page { body: &body, rows: screen.size().0 });
    }

    fn draw(&self, screen: &mut Screen) -> Result<(), CommandError> {
        let look = self.look(screen);
        let body = self.body(&look);
        let page = Page { body: &body, rows: screen.size().0 };
        let last = self.last_line(page.more(self.scroll), screen.has_keys(), &look);
        screen.show(page.lines(self.scroll, last)).map_err(|error| broken(&error))
    }

    /// What matters most first: on a narrow screen the end is missing.
    fn last_line(&self, more: usize, keys: bool, look: &Look) -> String {
        let mut parts = vec![if keys { "q quits" } else { "Ctrl-C quits" }.to_owned()];
        if more > 0 {
            parts.push(format!(
                "{} {more} more lines, j and k scroll",
                look.symbol(Symbol::ELLIPSIS)
            ));
        }
        let age = |since: Stopwatch| {
            when::length_short(SignedDuration::try_from(since.elapsed()).unwrap_or_default())
        };
        parts.push(match &self.answer {
            None => format!("asking for {}", age(self.context.started.get())),
            Some(_) => format!("asked {} ago", age(self.answered)),
        });
        parts.push(format!("every {:#}", SignedDuration::try_from(self.every).unwrap_or_default()));
        parts.push(match self.changed {
            Some(changed) => format!("last change {} ago", age(changed)),
            None => "no change so far".to_owned(),
        });
        let text = parts.join(&format!(" {} ", look.symbol(Symbol::DOT)));
        look.paint(DIM, &fit::cut(&text, look.width, look))
    }
}
