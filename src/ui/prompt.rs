//! Questions to a person. Whatever changes something asks here first and carries the [`Consent`] on.

use super::streams::{say, say_on_one_line};
use super::{Ui, sanitize};

/// Proof that somebody agreed. Only [`Ui::consent`] makes one, so forgetting to ask does not compile.
#[derive(Debug)]
pub struct Consent(());

/// Why there is no consent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// There is nobody to ask, and `--yes` was not given.
    NobodyToAsk,
    /// The answer was no, or the question was left with Ctrl-C.
    Declined,
}

impl Ui {
    /// Asks on the terminal, unless `--yes` answered beforehand. The default answer is no.
    pub async fn consent(&self, question: &str) -> Result<Consent, Refused> {
        if self.assume_yes {
            return Ok(Consent(()));
        }
        self.ask(question).await
    }

    /// Asks on the terminal even with `--yes`: for what nobody should agree to beforehand.
    pub async fn explicit_consent(&self, question: &str, agreed: bool) -> Result<Consent, Refused> {
        if agreed { Ok(Consent(())) } else { self.ask(question).await }
    }

    /// A line, not a key: the terminal stays as it is, so that Ctrl-C and a lost terminal
    /// are what they always are. On a thread of its own, so that they are noticed meanwhile.
    async fn ask(&self, question: &str) -> Result<Consent, Refused> {
        if !self.interactive {
            return Err(Refused::NobodyToAsk);
        }
        say_on_one_line(&format!("{} [y/N] ", sanitize::line(question)));
        let answer = tokio::task::spawn_blocking(|| {
            let mut line = String::new();
            std::io::stdin().read_line(&mut line).map(|_| line)
        });
        match answer.await {
            Ok(Ok(line)) if is_yes(&line) => Ok(Consent(())),
            Ok(Ok(line)) if line.ends_with('\n') => Err(Refused::Declined),
            // The input ended where the question stands.
            _ => {
                say("");
                Err(Refused::Declined)
            }
        }
    }
}

fn is_yes(word: &str) -> bool {
    ["y", "yes"].contains(&word.trim().to_lowercase().as_str())
}
