//! The screens in the guide: what `sgos --replay` shows of the recordings in the repository.
//!
//! A screen is a fenced block behind a comment that names its recording and its command:
//! `<!-- screen: states sgos status -->`.

use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};
use xshell::{Shell, cmd};

const GUIDE: &str = "docs/guide.md";
const RECORDINGS: &str = "tests/recordings";
const COMMENT: &str = "<!-- screen: ";

/// The guide with every screen as it should be; none while there are no recordings.
pub(super) fn files(sh: &Shell) -> Result<Vec<(PathBuf, String)>> {
    if !sh.path_exists(GUIDE) || !sh.path_exists(RECORDINGS) {
        return Ok(Vec::new());
    }
    let guide = sh.read_file(GUIDE)?;
    let filled = fill(&guide, |recording, command| screen(sh, recording, command))?;
    Ok(vec![(PathBuf::from(GUIDE), filled)])
}

/// What the command prints; its exit code may be that of bad news.
fn screen(sh: &Shell, recording: &str, command: &[&str]) -> Result<String> {
    let folder = PathBuf::from(RECORDINGS).join(recording);
    if !sh.path_exists(&folder) {
        bail!("{GUIDE}: there is no recording {}", folder.display());
    }
    let run = cmd!(sh, "cargo run --quiet --package sgos -- --replay {folder} {command...}");
    let output = run
        .args(["-o", "text", "--color", "never"])
        .env("COLUMNS", "100")
        .env("LC_ALL", "C.UTF-8")
        .env("TZ", "UTC")
        .quiet()
        .ignore_status()
        .output()?;
    let text = String::from_utf8(output.stdout)?;
    if text.trim().is_empty() {
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        bail!("{GUIDE}: sgos {} shows nothing: {said}", command.join(" "));
    }
    Ok(text)
}

/// Puts `screen(RECORDING, ARGUMENTS)` into the fenced block behind each comment.
fn fill(guide: &str, mut screen: impl FnMut(&str, &[&str]) -> Result<String>) -> Result<String> {
    let mut filled = String::new();
    let mut lines = guide.lines();
    while let Some(line) = lines.next() {
        filled.push_str(line);
        filled.push('\n');
        let Some(named) = line.strip_prefix(COMMENT).and_then(|rest| rest.strip_suffix(" -->"))
        else {
            continue;
        };
        let words: Vec<&str> = named.split_whitespace().collect();
        let [recording, "sgos", command @ ..] = &words[..] else {
            bail!("{GUIDE}: `{line}` does not name a recording and a command of sgos");
        };
        let fence = lines.next().filter(|line| line.starts_with("```"));
        let fence = fence.with_context(|| format!("{GUIDE}: no block behind `{line}`"))?;
        if !lines.by_ref().any(|line| line == "```") {
            bail!("{GUIDE}: the block behind `{line}` has no end");
        }
        let shown = screen(recording, command)?;
        filled.push_str(&format!(
            "{fence}\n$ sgos {}\n{}\n```\n",
            command.join(" "),
            shown.trim_end()
        ));
    }
    Ok(filled)
}

#[cfg(test)]
mod tests {
    use super::*;

    const GUIDE: &str = "before\n<!-- screen: states sgos status -->\n```text\nold\n```\nafter\n";

    #[test]
    fn a_screen_replaces_the_old_one_and_nothing_else() {
        let filled = fill(GUIDE, |recording, command| {
            assert_eq!((recording, command), ("states", &["status"][..]));
            Ok("new\n".to_owned())
        });
        let expected = "before\n<!-- screen: states sgos status -->\n```text\n$ sgos status\nnew\n```\nafter\n";
        assert_eq!(filled.unwrap(), expected);
        let again = fill(expected, |_, _| Ok("new\n".to_owned()));
        assert_eq!(again.unwrap(), expected, "filling twice changes nothing");
    }

    #[test]
    fn a_comment_without_a_block_is_a_mistake() {
        for wrong in [
            "<!-- screen: states sgos status -->\ntext\n",
            "<!-- screen: states sgos status -->\n```text\nold\n",
            "<!-- screen: status -->\n```text\n```\n",
        ] {
            assert!(fill(wrong, |_, _| Ok(String::new())).is_err(), "{wrong}");
        }
    }
}
