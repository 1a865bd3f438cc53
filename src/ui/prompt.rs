//! Questions to a person. Whatever changes something asks here first and carries the [`Consent`] on.

use dialoguer::Confirm;

use super::Ui;

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
    pub fn consent(&self, question: &str) -> Result<Consent, Refused> {
        if self.assume_yes {
            return Ok(Consent(()));
        }
        self.ask(question)
    }

    /// Asks on the terminal even with `--yes`: for what nobody should agree to beforehand.
    pub fn explicit_consent(&self, question: &str, agreed: bool) -> Result<Consent, Refused> {
        if agreed { Ok(Consent(())) } else { self.ask(question) }
    }

    fn ask(&self, question: &str) -> Result<Consent, Refused> {
        if !self.interactive {
            return Err(Refused::NobodyToAsk);
        }
        let answer = Confirm::new().with_prompt(question).default(false).interact_opt();
        match answer {
            Ok(Some(true)) => Ok(Consent(())),
            _ => Err(Refused::Declined),
        }
    }
}
