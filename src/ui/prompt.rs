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

    /// Asks for a name to be typed as it is, even with `--yes`: for what removes something. `agreed`: it
    /// was typed beforehand, as an option of the command.
    pub async fn typed_consent(
        &self,
        question: &str,
        name: &str,
        agreed: bool,
    ) -> Result<Consent, Refused> {
        if agreed {
            return Ok(Consent(()));
        }
        let answer = self.read(question).await?;
        if answer.trim() == name { Ok(Consent(())) } else { Err(Refused::Declined) }
    }

    /// Asks which of two ways to go, by their first letters or whole words; anything else is neither.
    /// `--yes` is the first.
    pub async fn either(
        &self,
        question: &str,
        ways: [&str; 2],
    ) -> Result<(Consent, usize), Refused> {
        if self.assume_yes {
            return Ok((Consent(()), 0));
        }
        let answer = self.read(&format!("{question} [{}/{}/N]", ways[0], ways[1])).await?;
        let answer = answer.trim().to_lowercase();
        let chosen = ways.iter().position(|way| !answer.is_empty() && way.starts_with(&answer));
        chosen.map(|way| (Consent(()), way)).ok_or(Refused::Declined)
    }

    /// Whether there is a person who may be asked.
    pub fn may_ask(&self) -> bool {
        self.interactive
    }

    /// Asks for a line; nothing but Enter is `default`.
    pub async fn line(&self, question: &str, default: &str) -> Result<String, Refused> {
        let shown = if default.is_empty() { String::new() } else { format!(" [{default}]") };
        let answer = self.read(&format!("{question}{shown}:")).await?;
        let answer = answer.trim();
        Ok(if answer.is_empty() { default.to_owned() } else { answer.to_owned() })
    }

    /// Asks which of `items`, by their numbers; nothing but Enter is all of them. Asks again until
    /// the answer makes sense.
    pub async fn choice(&self, question: &str, items: &[String]) -> Result<Vec<usize>, Refused> {
        for (index, item) in items.iter().enumerate() {
            say(&format!("{:>4}  {}", index + 1, sanitize::line(item)));
        }
        loop {
            let answer = self.line(&format!("{question} (1 3-5, all, none)"), "all").await?;
            match chosen(&answer, items.len()) {
                Ok(chosen) => return Ok(chosen),
                Err(word) => say(&format!("{} is none of them", sanitize::line(&word))),
            }
        }
    }

    /// Asks which one of `items`, by its number; asks again until the answer makes sense. No answer
    /// is none of them.
    pub async fn one_of(&self, question: &str, items: &[String]) -> Result<usize, Refused> {
        for (index, item) in items.iter().enumerate() {
            say(&format!("{:>4}  {}", index + 1, sanitize::line(item)));
        }
        loop {
            let answer = self.line(&format!("{question} (1 to {})", items.len()), "").await?;
            match chosen(&answer, items.len()).as_deref() {
                Ok([]) => return Err(Refused::Declined),
                Ok([one]) => return Ok(*one),
                Ok(_) => say("one of them only"),
                Err(word) => say(&format!("{} is none of them", sanitize::line(word))),
            }
        }
    }

    async fn ask(&self, question: &str) -> Result<Consent, Refused> {
        let answer = self.read(&format!("{question} [y/N]")).await?;
        if is_yes(&answer) { Ok(Consent(())) } else { Err(Refused::Declined) }
    }

    /// A line, not a key: the terminal stays as it is, so that Ctrl-C and a lost terminal
    /// are what they always are. On a thread of its own, so that they are noticed meanwhile.
    async fn read(&self, question: &str) -> Result<String, Refused> {
        if !self.interactive {
            return Err(Refused::NobodyToAsk);
        }
        say_on_one_line(&format!("{} ", sanitize::line(question)));
        let answer = tokio::task::spawn_blocking(|| {
            let mut line = String::new();
            std::io::stdin().read_line(&mut line).map(|_| line)
        });
        match answer.await {
            Ok(Ok(line)) if line.ends_with('\n') => Ok(line),
            // The input ended where the question stands.
            other => {
                say("");
                let line = other.ok().and_then(Result::ok).filter(|line| !line.is_empty());
                line.ok_or(Refused::Declined)
            }
        }
    }
}

fn is_yes(word: &str) -> bool {
    ["y", "yes"].contains(&word.trim().to_lowercase().as_str())
}

/// The indices of what was chosen, each once and in order; else the word that makes no sense.
fn chosen(answer: &str, count: usize) -> Result<Vec<usize>, String> {
    let mut chosen = std::collections::BTreeSet::new();
    for word in answer.split([' ', ',', '\t']).filter(|word| !word.is_empty()) {
        let number = |text: &str| text.parse().ok().filter(|n| (1..=count).contains(n));
        let range = match (word, word.split_once('-')) {
            ("all", _) => Some((1, count)),
            ("none", _) => continue,
            (_, Some((first, last))) => number(first).zip(number(last)),
            (_, None) => number(word).zip(number(word)),
        };
        let Some((first, last)) = range.filter(|(first, last)| first <= last || count == 0) else {
            return Err(word.to_owned());
        };
        chosen.extend(first - 1..last);
    }
    Ok(chosen.into_iter().collect())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn several_are_chosen_by_number() {
        assert_eq!(chosen("all", 3), Ok(vec![0, 1, 2]));
        assert_eq!(chosen("none", 3), Ok(vec![]));
        assert_eq!(chosen("3, 1-2 2", 3), Ok(vec![0, 1, 2]));
        for (answer, word) in [("4", "4"), ("0", "0"), ("1 x", "x"), ("3-1", "3-1"), ("1-9", "1-9")]
        {
            assert_eq!(chosen(answer, 3), Err(word.to_owned()));
        }
    }

    proptest! {
        #[test]
        fn whatever_is_typed_chooses_what_there_is(answer in ".{0,12}", count in 0_usize..5) {
            if let Ok(chosen) = chosen(&answer, count) {
                prop_assert!(chosen.iter().all(|index| *index < count));
            }
        }
    }
}
