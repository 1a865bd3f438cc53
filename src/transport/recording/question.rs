//! What tells one question from another: the words of a command without what is new each time.

use serde::{Deserialize, Serialize};

use crate::transport::Invocation;
use crate::transport::redact::redact_words;

/// The words that were asked with. A script stands there by its title: a later sgos that asks the
/// same with other lines finds the answer.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub(in crate::transport) struct Question(Vec<String>);

impl Question {
    pub(in crate::transport) fn of(invocation: &Invocation, secrets: &[String]) -> Self {
        let words: Vec<String> = invocation.words().map(|word| plain(word, invocation)).collect();
        Self::new(words.iter().map(String::as_str), secrets)
    }

    pub(in crate::transport) fn new<'a>(
        words: impl Iterator<Item = &'a str>,
        secrets: &[String],
    ) -> Self {
        Self(redact_words(words, secrets))
    }
}

fn plain(word: &str, invocation: &Invocation) -> String {
    if word.contains('\n') {
        return format!("<script: {}>", invocation.title);
    }
    if invocation.limits.iter().any(|limit| limit == word) {
        return "<limit>".to_owned();
    }
    let mut plain = word.to_owned();
    for (index, fresh) in invocation.fresh.iter().enumerate().filter(|(_, fresh)| !fresh.is_empty())
    {
        plain = plain.replace(fresh, &format!("<fresh {}>", index + 1));
    }
    plain
}

/// For an error message.
impl std::fmt::Display for Question {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        const LONGEST: usize = 80;
        let text = self.0.join(" ");
        match text.char_indices().nth(LONGEST) {
            Some((end, _)) => write!(f, "{}…", &text[..end]),
            None => f.write_str(&text),
        }
    }
}
