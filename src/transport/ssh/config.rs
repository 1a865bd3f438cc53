//! Which files `ssh` reads its configuration from, as far as a kept connection depends on them.

use std::path::{Path, PathBuf};

/// `ssh` itself follows no deeper (`readconf.c`, `READCONF_MAX_DEPTH`).
const DEEPEST: usize = 16;

/// The text of `file` and of all that it includes: when any of it changes, a connection made
/// before may lead elsewhere. Patterns with `%` tokens are not followed.
pub(super) fn texts(file: &Path, home: Option<&Path>) -> Vec<String> {
    let named = |(path, text): (PathBuf, String)| format!("{} {text}", path.display());
    files(file, home).into_iter().map(named).collect()
}

/// `file` and all that it includes, those it includes first; without any that cannot be read.
pub(super) fn files(file: &Path, home: Option<&Path>) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    // Relative patterns are below `~/.ssh`, in the system's file below its own folder.
    let system = file.starts_with("/etc/ssh");
    let base = match home {
        Some(home) if !system => home.join(".ssh"),
        _ => PathBuf::from("/etc/ssh"),
    };
    read(file, &base, home, DEEPEST, &mut found);
    found
}

fn read(
    file: &Path,
    base: &Path,
    home: Option<&Path>,
    depth: usize,
    found: &mut Vec<(PathBuf, String)>,
) {
    let Ok(text) = std::fs::read_to_string(file) else { return };
    if depth > 0 {
        for pattern in text.lines().flat_map(included) {
            let path = match (pattern.strip_prefix("~/"), home) {
                (Some(rest), Some(home)) => home.join(rest),
                _ => base.join(&pattern),
            };
            let files = glob::glob(&path.to_string_lossy()).into_iter().flatten().flatten();
            for file in files {
                read(&file, base, home, depth - 1, found);
            }
        }
    }
    found.push((file.to_owned(), text));
}

/// The patterns of an `Include` line.
fn included(line: &str) -> Vec<String> {
    words(line, "include")
}

/// What follows the keyword on a line: it is written in any case, `=` or blanks behind it.
pub(super) fn words(line: &str, wanted: &str) -> Vec<String> {
    let line = line.trim_start();
    let Some((keyword, rest)) = line.split_once(|c: char| c.is_whitespace() || c == '=') else {
        return Vec::new();
    };
    if !keyword.eq_ignore_ascii_case(wanted) {
        return Vec::new();
    }
    shlex::split(rest.trim_start_matches(['=', ' ', '\t'])).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_in_an_included_file_is_a_change() {
        let home = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| std::fs::write(home.path().join(name), text).unwrap();
        std::fs::create_dir_all(home.path().join(".ssh/conf.d")).unwrap();
        write(".ssh/config", "include conf.d/*.conf \"~/other file\"\nHost a\n");
        write(".ssh/conf.d/box.conf", "Host box\nHostname one\n");
        write("other file", "Include=deep\n");
        write(".ssh/deep", "Host deep\n");
        let now = || texts(&home.path().join(".ssh/config"), Some(home.path())).join("\n");
        let before = now();
        for part in ["Hostname one", "Host deep", "Host a"] {
            assert!(before.contains(part), "{before}");
        }
        write(".ssh/conf.d/box.conf", "Host box\nHostname two\n");
        assert_ne!(now(), before);
    }

    #[test]
    fn a_file_that_includes_itself_ends() {
        let home = tempfile::tempdir().unwrap();
        std::fs::create_dir(home.path().join(".ssh")).unwrap();
        let config = home.path().join(".ssh/config");
        std::fs::write(&config, "Include config\n").unwrap();
        assert_eq!(texts(&config, Some(home.path())).len(), DEEPEST + 1);
    }
}
