//! Names of hosts, stacks, apps and tags: safe in a list, a glob, a target, a table and a command line.

use super::Fault;

/// The longest name that DNS allows; more would wreck every table.
const LONGEST: usize = 253;

/// A name of a host, stack, app or tag.
///
/// An allow list, so that no name can be taken for an option (`-rf`), a list
/// (`a,b`), a glob, a tag, an exclusion, `stack/service@host`, or a path.
pub(crate) fn name(text: &str) -> Result<String, Fault> {
    let fault = if text.is_empty() {
        "a name may not be empty".to_owned()
    } else if text.chars().count() > LONGEST {
        format!("a name may not be longer than {LONGEST} characters")
    } else if let Some(c) = text.chars().find(|&c| !inside(c)) {
        format!("a name may not contain {}", called(c))
    } else if let Some(c) = text.chars().next().filter(|&c| !first(c)) {
        format!("a name may not begin with {}", called(c))
    } else {
        return Ok(text.to_owned());
    };
    Err(Fault::new(fault)
        .help("letters, digits, `-`, `_` and `.` are fine; the first is a letter, a digit or `_`"))
}

fn first(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn inside(c: char) -> bool {
    first(c) || c == '-' || c == '.'
}

pub(crate) fn called(c: char) -> String {
    match c {
        ' ' => "a space".to_owned(),
        c if c.is_control() || c.is_whitespace() => format!("the character U+{:04X}", u32::from(c)),
        c => format!("`{c}`"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_names_are_fine() {
        for text in ["toucan", "web-1", "web.example.com", "1st", "_x", "küche", "a"] {
            assert_eq!(name(text).as_deref(), Ok(text));
        }
    }

    #[test]
    fn hostile_names_are_not() {
        for text in [
            "",
            "-rf",
            "-",
            ".",
            "..",
            ".hidden",
            "a b",
            "a\tb",
            "a\nb",
            "a\0",
            "a@b",
            "a/b",
            "a,b",
            "web-*",
            "a?",
            "[a]",
            "{a}",
            "!a",
            "$(id)",
            "`id`",
            "a;b",
            "a\u{1b}[31m",
            "a\u{202e}b",
            "a\u{200b}b",
            "ssh://a",
            "a:b",
            "'a'",
        ] {
            assert!(name(text).is_err(), "{text:?}");
        }
        assert!(name(&"x".repeat(254)).is_err());
    }

    #[test]
    fn the_fault_names_the_character() {
        assert_eq!(name("-rf").unwrap_err().message, "a name may not begin with `-`");
        assert_eq!(name("a b").unwrap_err().message, "a name may not contain a space");
        assert_eq!(
            name("a\u{1b}b").unwrap_err().message,
            "a name may not contain the character U+001B"
        );
    }
}
