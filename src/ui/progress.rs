//! Progress while hosts are waited for: a line per host on a terminal, a plain line for slow ones elsewhere.

use std::convert::Infallible;
use std::sync::Mutex;
use std::time::Duration;

use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::Ui;
use super::sanitize;
use super::streams::say;

/// Nothing is shown for what takes less.
const QUIET_FOR: Duration = Duration::from_millis(100);

/// Where no terminal watches, only a host that took this long is worth a line.
const SLOW: Duration = Duration::from_secs(2);

/// What is being waited for.
#[derive(Debug)]
pub struct Progress {
    lines: MultiProgress,
    bars: Mutex<Vec<(String, ProgressBar)>>,
    mode: Mode,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    /// Lines appear once [`Progress::show`] is called.
    Terminal,
    Plain,
    Silent,
}

impl Ui {
    /// Progress over `hosts`; invisible until [`Progress::show_when_slow`] has waited.
    pub fn progress<'a>(&self, hosts: impl IntoIterator<Item = &'a str>, doing: &str) -> Progress {
        let mode = match (self.has_progress(), self.stderr_is_terminal()) {
            (false, _) => Mode::Silent,
            (true, true) => Mode::Terminal,
            (true, false) => Mode::Plain,
        };
        let lines = MultiProgress::with_draw_target(ProgressDrawTarget::hidden());
        // A template of literals and known keys cannot fail; if it did, the default would do.
        let style = ProgressStyle::with_template("{spinner} {prefix}: {msg} {elapsed}")
            .unwrap_or_else(|_| ProgressStyle::default_spinner());
        let style = if self.utf8() { style } else { style.tick_chars("|/-\\ ") };
        let bar = |host: &str| {
            let bar = lines.add(ProgressBar::new_spinner());
            bar.set_style(style.clone());
            bar.set_prefix(host.to_owned());
            bar.set_message(doing.to_owned());
            (host.to_owned(), bar)
        };
        let bars =
            if mode == Mode::Terminal { hosts.into_iter().map(bar).collect() } else { Vec::new() };
        Progress { lines, bars: Mutex::new(bars), mode }
    }
}

impl Progress {
    /// Waits the time in which nothing is shown, then shows the lines; never returns,
    /// so that it can be raced against the work.
    pub async fn show_when_slow(&self) -> Infallible {
        tokio::time::sleep(QUIET_FOR).await;
        if self.mode == Mode::Terminal {
            self.lines.set_draw_target(ProgressDrawTarget::stderr());
            for (_, bar) in self.bars().iter() {
                bar.enable_steady_tick(Duration::from_millis(80));
            }
        }
        std::future::pending().await
    }

    /// What `host` is at now.
    pub fn tell(&self, host: &str, doing: &str) {
        if let Some((_, bar)) = self.bars().iter().find(|(name, _)| name == host) {
            bar.set_message(sanitize::line(doing).into_owned());
        }
    }

    /// `host` is done: `outcome` is one line about it.
    pub fn finish(&self, host: &str, took: Duration, outcome: &str) {
        if let Some((_, bar)) = self.bars().iter().find(|(name, _)| name == host) {
            bar.finish_and_clear();
        }
        if self.mode == Mode::Plain && took >= SLOW {
            say(&format!("{host}: {} ({:.1} s)", sanitize::block(outcome), took.as_secs_f64()));
        }
    }

    fn bars(&self) -> std::sync::MutexGuard<'_, Vec<(String, ProgressBar)>> {
        self.bars.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

/// Removes whatever is still shown, also when the work was given up.
impl Drop for Progress {
    fn drop(&mut self) {
        for (_, bar) in self.bars().iter() {
            bar.finish_and_clear();
        }
        // The terminal may be gone; there is nothing to clean then.
        let _ = self.lines.clear();
    }
}
