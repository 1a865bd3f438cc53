//! A crontab's command as cron runs it: the first bare `%` ends it, what follows is its input.

/// The command, and the text that it reads: each further `%` of it is a line feed.
pub(super) fn split(written: &str) -> (String, Option<String>) {
    let mut command = String::new();
    let mut input: Option<String> = None;
    let mut characters = written.trim_end_matches('\r').chars().peekable();
    while let Some(c) = characters.next() {
        let is_escaped = c == '\\' && characters.peek() == Some(&'%');
        let out = input.as_mut().unwrap_or(&mut command);
        match c {
            _ if is_escaped => {
                characters.next();
                out.push('%');
            }
            '%' => match &mut input {
                Some(input) => input.push('\n'),
                none => *none = Some(String::new()),
            },
            _ => out.push(c),
        }
    }
    (command, input)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percent_sign_begins_the_input() {
        assert_eq!(split("date +\\%F"), ("date +%F".into(), None));
        assert_eq!(
            split("mail root%Hello%World"),
            ("mail root".into(), Some("Hello\nWorld".into()))
        );
        assert_eq!(split("cat%a\\%b%"), ("cat".into(), Some("a%b\n".into())));
        assert_eq!(split("true\r"), ("true".into(), None));
        assert_eq!(split("%"), (String::new(), Some(String::new())));
        assert_eq!(split("a\\b"), ("a\\b".into(), None));
    }
}
