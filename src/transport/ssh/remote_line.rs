//! Words as one line for the login shell that sshd gives it to, whichever that is.

/// The line that a POSIX shell, fish and zsh all take apart into exactly these words.
///
/// A backslash stands outside of quotes, because fish reads a doubled one inside as one; and there
/// is no double quote around anything, because what counts inside differs. It never begins with a
/// dash: `bash -c` would take it for an option.
pub(super) fn remote_line<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    let words: Vec<String> = words.into_iter().map(quoted).collect();
    let line = words.join(" ");
    if line.starts_with('-') { format!(" {line}") } else { line }
}

fn quoted(word: &str) -> String {
    if word.is_empty() {
        return "\'\'".to_owned();
    }
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./:,+@".contains(c);
    let mut line = String::with_capacity(word.len() + 2);
    let mut rest = word;
    while let Some(first) = rest.chars().next() {
        let part = match first {
            '\'' | '\\' => {
                line.push('\\');
                line.push(first);
                rest = &rest[1..];
                continue;
            }
            first => {
                let same = |c: char| !matches!(c, '\'' | '\\') && is_plain(c) == is_plain(first);
                let end = rest.find(|c| !same(c)).unwrap_or(rest.len());
                let (part, behind) = rest.split_at(end);
                rest = behind;
                part
            }
        };
        if is_plain(first) {
            line.push_str(part);
        } else {
            line.push('\'');
            line.push_str(part);
            line.push('\'');
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use proptest::prelude::*;

    use super::remote_line;

    /// What a shell makes of the line, each word in brackets.
    #[expect(clippy::disallowed_methods, reason = "a test asks a real shell")]
    fn taken_apart(shell: &str, line: &str) -> Vec<u8> {
        let script = format!("printf '[%s]' {line}");
        Command::new(shell).args(["-c", &script]).output().unwrap().stdout
    }

    const HOSTILE: [&str; 15] = [
        "plain", "", "a b", "$(id)", "`id`", "it's", "\\", "\\\\", "\\'", "a\nb", "-rf", "~", "!!",
        "\"é*\"", "%self",
    ];

    #[test]
    fn a_real_shell_sees_the_same_words() {
        let line = remote_line(HOSTILE);
        let wanted: String = HOSTILE.iter().map(|word| format!("[{word}]")).collect();
        assert_eq!(String::from_utf8(taken_apart("sh", &line)).unwrap(), wanted, "{line}");
    }

    /// fish: inside single quotes a backslash counts before a quote and before another backslash.
    #[test]
    fn nothing_in_quotes_means_anything_to_fish() {
        let line = remote_line(HOSTILE);
        let mut in_quotes = false;
        let mut letters = line.chars();
        while let Some(letter) = letters.next() {
            match letter {
                '\'' => in_quotes = !in_quotes,
                '\\' => {
                    assert!(!in_quotes, "{line}");
                    letters.next();
                }
                _ => {}
            }
        }
        assert!(!in_quotes);
    }

    #[test]
    fn a_program_is_no_option_of_the_shell_and_no_job_of_fish() {
        let line = remote_line(["-x", "%self"]);
        assert_eq!(line, " -x '%'self");
        #[expect(clippy::disallowed_methods, reason = "a test asks a real shell")]
        let ended = Command::new("sh").args(["-c", &remote_line(["-x"])]).output().unwrap();
        assert_eq!(ended.status.code(), Some(127), "it is looked for, and not there");
    }

    proptest! {
        #[test]
        fn whatever_the_words_they_come_back(words in proptest::collection::vec("[^\u{0}]*", 1..6)) {
            let line = remote_line(words.iter().map(String::as_str));
            prop_assert_eq!(shlex::split(&line).unwrap(), words);
        }
    }
}
