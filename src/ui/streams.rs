//! The two streams: who may write what to which, and what the terminal behind them can do.

use std::cell::Cell;
use std::io::{self, IsTerminal as _, Write as _};
use std::os::fd::AsFd as _;

use tokio::io::Interest;
use tokio::net::unix::pipe;

use super::{held, sanitize};

/// What the user asked for with `--color`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum ColorWhen {
    /// On a terminal that has colours
    #[default]
    Auto,
    Always,
    Never,
}

/// The variables of the environment that say something about the terminal.
#[derive(Debug, Clone, Default)]
pub struct Environment {
    /// `COLUMNS`, where somebody set it on purpose.
    pub columns: Option<usize>,
    /// `NO_COLOR` is set and not empty (no-color.org).
    pub no_color: bool,
    /// `CLICOLOR_FORCE` is set and not `0` (bixense.com/clicolors).
    pub force_color: bool,
    /// `TERM=dumb` or no `TERM` at all.
    pub dumb: bool,
    /// The locale's character set is UTF-8.
    pub utf8: bool,
}

/// The terminal, as far as a command may know it.
#[derive(Debug)]
pub struct Ui {
    environment: Environment,
    when: ColorWhen,
    pub(super) quiet: bool,
    /// Questions may be asked.
    pub(super) interactive: bool,
    /// `--yes`
    pub(super) assume_yes: bool,
    /// What is waited for again and again is not told of.
    without_progress: Cell<bool>,
}

/// Whoever reads stdout.
#[derive(Debug)]
pub struct Reader(Option<pipe::Sender>);

impl Reader {
    /// Returns when nobody reads any more; never where that cannot be known, as with a file.
    pub async fn gone(&self) {
        let Some(stdout) = &self.0 else { return std::future::pending().await };
        // An error means that it cannot be known.
        if stdout.ready(Interest::ERROR).await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

impl Ui {
    pub fn new(
        environment: Environment,
        when: ColorWhen,
        quiet: bool,
        (no_input, assume_yes): (bool, bool),
    ) -> Self {
        let interactive = !no_input && io::stdin().is_terminal() && io::stderr().is_terminal();
        let without_progress = Cell::default();
        Self { environment, when, quiet, interactive, assume_yes, without_progress }
    }

    /// From now on what is waited for is not told of.
    pub fn end_progress(&self) {
        self.without_progress.set(true);
    }

    pub(super) fn has_progress(&self) -> bool {
        !self.quiet && !self.without_progress.get()
    }

    /// Never written to, hence blocking as ever. To notice that a reader goes away before there is something to tell it.
    pub fn reader(&self) -> Reader {
        let stdout = io::stdout().as_fd().try_clone_to_owned().ok();
        Reader(stdout.and_then(|fd| pipe::Sender::from_owned_fd_unchecked(fd).ok()))
    }

    /// Prints the answer to stdout. A reader that has gone away, as `head` does, has what it wanted.
    pub fn answer(&self, text: &str) -> io::Result<()> {
        self.answer_bytes(text.as_bytes())
    }

    /// As [`Ui::answer`], for what need not be text.
    pub fn answer_bytes(&self, bytes: &[u8]) -> io::Result<()> {
        let mut stdout = io::stdout().lock();
        match stdout.write_all(bytes).and_then(|()| stdout.flush()) {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            other => other,
        }
    }

    /// Something worth knowing that is not the answer.
    pub fn note(&self, text: &str) {
        if !self.quiet {
            say(&sanitize::block(text));
        }
    }

    /// As [`Ui::excerpt`], for what `--quiet` leaves out.
    pub fn excerpt_unless_quiet(&self, text: &str) {
        if !self.quiet && !text.is_empty() {
            say(text);
        }
    }

    /// Text for stderr that is laid out, painted and clean already.
    pub fn excerpt(&self, text: &str) {
        say(text);
    }

    /// Something is wrong, and the command goes on.
    pub fn warn(&self, text: &str) {
        let (on, off) = if self.stderr_color() { ("\x1b[33;1m", "\x1b[0m") } else { ("", "") };
        say(&format!("{on}warning:{off} {}", sanitize::block(text)));
    }

    /// Whether the terminal behind stdout knows more than to print line after line.
    pub fn has_screen(&self) -> bool {
        io::stdout().is_terminal() && !self.environment.dumb
    }

    /// Somebody types into this process and sees what it prints.
    pub fn has_both_ends(&self) -> bool {
        io::stdin().is_terminal() && io::stdout().is_terminal()
    }

    pub fn stdout_is_terminal(&self) -> bool {
        io::stdout().is_terminal()
    }

    pub fn stderr_is_terminal(&self) -> bool {
        io::stderr().is_terminal()
    }

    pub fn stdout_color(&self) -> bool {
        self.color(io::stdout().is_terminal())
    }

    pub fn stderr_color(&self) -> bool {
        self.color(io::stderr().is_terminal())
    }

    pub fn utf8(&self) -> bool {
        self.environment.utf8
    }

    /// Whether stdout understands OSC 8 links.
    pub fn links(&self) -> bool {
        !self.environment.dumb && self.when != ColorWhen::Never && super::link::supported()
    }

    /// The columns of the terminal; 100 where there is none.
    pub fn width(&self) -> usize {
        let asked = || {
            rustix::termios::tcgetwinsize(io::stdout())
                .or_else(|_| rustix::termios::tcgetwinsize(io::stderr()))
                .ok()
                .map(|size| usize::from(size.ws_col))
        };
        self.environment.columns.or_else(asked).filter(|columns| *columns > 0).unwrap_or(100)
    }

    /// An explicit wish, then NO_COLOR, then CLICOLOR_FORCE, then what the stream is.
    fn color(&self, terminal: bool) -> bool {
        match self.when {
            ColorWhen::Always => true,
            ColorWhen::Never => false,
            ColorWhen::Auto if self.environment.no_color => false,
            ColorWhen::Auto if self.environment.force_color => true,
            ColorWhen::Auto => terminal && !self.environment.dumb,
        }
    }
}

/// What happens inside, told as it happens; whoever calls this was asked for it.
pub fn trace(text: &str) {
    say(&sanitize::block(text));
}

/// Writes to stderr without ending the line.
pub(super) fn say_on_one_line(text: &str) {
    let mut stderr = io::stderr().lock();
    let _ = write!(stderr, "{text}").and_then(|()| stderr.flush());
}

/// Writes a line to stderr; when even that is gone there is nobody left to tell.
pub(super) fn say(text: &str) {
    if held::keep(text.trim_end_matches('\n')) {
        return;
    }
    let mut stderr = io::stderr().lock();
    let _ = writeln!(stderr, "{}", text.trim_end_matches('\n'));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn color(when: ColorWhen, environment: Environment, terminal: bool) -> bool {
        Ui::new(environment, when, false, (true, false)).color(terminal)
    }

    #[test]
    fn colour_follows_the_conventions() {
        let plain = Environment::default;
        assert!(color(ColorWhen::Auto, plain(), true));
        assert!(!color(ColorWhen::Auto, plain(), false));
        assert!(color(ColorWhen::Always, Environment { no_color: true, ..plain() }, false));
        assert!(!color(
            ColorWhen::Auto,
            Environment { no_color: true, force_color: true, ..plain() },
            true
        ));
        assert!(color(ColorWhen::Auto, Environment { force_color: true, ..plain() }, false));
        assert!(!color(ColorWhen::Auto, Environment { dumb: true, ..plain() }, true));
        assert!(!color(ColorWhen::Never, Environment { force_color: true, ..plain() }, true));
    }
}
