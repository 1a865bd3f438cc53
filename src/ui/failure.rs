//! The one error of a command, as text for stderr.

use super::sanitize::block;
use crate::error::CommandError;

/// What failed, its causes, and what to do next; ends with a newline.
pub fn failure(error: &CommandError, color: bool) -> String {
    let paint = |code: &str, text: &str| {
        if color { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
    };
    let mut text = String::new();
    text += &format!("{} {}\n", paint("31;1", "error:"), block(&error.message));
    for cause in &error.causes {
        text += &format!("  {} {}\n", paint("2", "because"), block(cause));
    }
    for hint in &error.hints {
        text += &format!("  {} {}\n", paint("36", "hint:"), block(hint));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exit::Exit;

    #[test]
    fn an_error_says_what_why_and_what_next() {
        let mut error =
            CommandError::new(Exit::Inventory, "unknown app `phne`").hint("did you mean phone?");
        error.causes.push("no container matches".to_owned());
        insta::assert_snapshot!(failure(&error, false), @r"
        error: unknown app `phne`
          because no container matches
          hint: did you mean phone?
        ");
        assert!(failure(&error, true).starts_with("\x1b[31;1merror:\x1b[0m "));
    }
}
