//! The screens in README and guide: what `sgos --replay` shows of the recordings in the repository.
//!
//! A screen is a fenced block behind a comment that names its situation and its command:
//! `<!-- screen: states sgos status -->` is `tests/recordings/states/status`, or
//! `tests/recordings/states` where one recording holds several commands. A screen without a
//! recording stays as it is.

use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};
use xshell::{Shell, cmd};

const PAGES: [&str; 2] = ["README.md", "docs/guide.md"];
const RECORDINGS: &str = "tests/recordings";
const COMMENT: &str = "<!-- screen: ";

/// The pages with every screen as it should be.
pub(super) fn files(sh: &Shell) -> Result<Vec<(PathBuf, String)>> {
    let page = |page| {
        let filled =
            fill(&sh.read_file(page)?, |situation, command| screen(sh, situation, command))
                .with_context(|| format!("the screens of {page}"))?;
        Ok((PathBuf::from(page), filled))
    };
    PAGES.into_iter().map(page).collect()
}

/// What the command prints, whatever its exit code; `None` where it was not recorded.
fn screen(sh: &Shell, situation: &str, command: &[&str]) -> Result<Option<String>> {
    let all = PathBuf::from(RECORDINGS).join(situation);
    let own = command.first().map(|name| all.join(name));
    let recorded = |folder: &PathBuf| sh.path_exists(folder.join("recording.json"));
    let Some(folder) = own.into_iter().chain([all]).find(recorded) else { return Ok(None) };
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
        bail!("sgos {} shows nothing: {said}", command.join(" "));
    }
    Ok(Some(text))
}

/// Puts `screen(SITUATION, ARGUMENTS)` into the fenced block behind each comment.
fn fill(
    guide: &str,
    mut screen: impl FnMut(&str, &[&str]) -> Result<Option<String>>,
) -> Result<String> {
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
        let [situation, "sgos", command @ ..] = &words[..] else {
            bail!("`{line}` does not name a situation and a command of sgos");
        };
        let fence = lines.next().filter(|line| line.starts_with("```"));
        let fence = fence.with_context(|| format!("no block behind `{line}`"))?;
        let mut old = Vec::new();
        while let line = lines.next().with_context(|| format!("`{line}`: no end"))?
            && line != "```"
        {
            old.push(line);
        }
        let shown = match screen(situation, command)? {
            Some(shown) => format!("$ sgos {}\n{}", command.join(" "), shown.trim_end()),
            None => old.join("\n"),
        };
        filled.push_str(&format!("{fence}\n{shown}\n```\n"));
    }
    Ok(filled)
}

#[cfg(test)]
mod tests {
    use super::*;

    const GUIDE: &str = "before\n<!-- screen: states sgos status -->\n```text\nold\n```\nafter\n";

    #[test]
    fn a_screen_replaces_the_old_one_and_nothing_else() {
        let filled = fill(GUIDE, |situation, command| {
            assert_eq!((situation, command), ("states", &["status"][..]));
            Ok(Some("new\n".to_owned()))
        });
        let expected = "before\n<!-- screen: states sgos status -->\n```text\n$ sgos status\nnew\n```\nafter\n";
        assert_eq!(filled.unwrap(), expected);
        let again = fill(expected, |_, _| Ok(Some("new\n".to_owned())));
        assert_eq!(again.unwrap(), expected, "filling twice changes nothing");
        assert_eq!(fill(GUIDE, |_, _| Ok(None)).unwrap(), GUIDE, "nothing was recorded");
    }

    #[test]
    fn a_comment_without_a_block_is_a_mistake() {
        for wrong in [
            "<!-- screen: states sgos status -->\ntext\n",
            "<!-- screen: states sgos status -->\n```text\nold\n",
            "<!-- screen: status -->\n```text\n```\n",
        ] {
            assert!(fill(wrong, |_, _| Ok(None)).is_err(), "{wrong}");
        }
    }
}
