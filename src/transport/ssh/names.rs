//! Which hosts an ssh configuration names.

use std::path::Path;

use super::config;

/// The names on `Host` lines of `file` and of all that it includes, each once. Patterns and
/// negations name no host, and what a `Match` is about only `ssh` can tell.
pub(crate) fn names(file: &Path, home: Option<&Path>) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for (_, text) in config::files(file, home) {
        for name in text.lines().flat_map(|line| config::words(line, "host")) {
            if !name.is_empty() && !name.contains(['*', '?', '!']) && !names.contains(&name) {
                names.push(name);
            }
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names_in(text: &str) -> Vec<String> {
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join("config");
        std::fs::write(&file, text).unwrap();
        names(&file, Some(home.path()))
    }

    #[test]
    fn names_are_named_and_patterns_are_not() {
        let text = "Host toucan web-* !web-9\n  HostName 10.0.0.1\nhost=hornbill # \"toucan\"\n\
                    Host *\n  User ada\nMatch host heron\nHOST \"with blank\" toucan\n#Host gone\n\
                    HostName no\nHost\n";
        assert_eq!(names_in(text), ["toucan", "hornbill", "with blank"]);
    }

    #[test]
    fn included_files_name_hosts_too() {
        let home = tempfile::tempdir().unwrap();
        std::fs::create_dir(home.path().join(".ssh")).unwrap();
        let write = |name: &str, text: &str| {
            std::fs::write(home.path().join(".ssh").join(name), text).unwrap();
        };
        write("config", "Include fleet\nHost toucan\n");
        write("fleet", "Host hornbill\n");
        let config = home.path().join(".ssh/config");
        assert_eq!(names(&config, Some(home.path())), ["hornbill", "toucan"]);
        assert_eq!(names(&home.path().join("missing"), None), [""; 0]);
    }

    #[test]
    fn hostile_lines_are_only_words() {
        let text = "Host $(id) -oProxyCommand=x \u{1b}[2J\nHost \"unclosed\nHost \0\n";
        assert_eq!(names_in(text), ["$(id)", "-oProxyCommand=x", "\u{1b}[2J", "\0"]);
    }
}
