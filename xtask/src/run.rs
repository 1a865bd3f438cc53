//! Running other programs: silent when all is well, and on failure the command with the end of
//! what it printed.

use anyhow::{Context, Result, bail};
use xshell::Cmd;

const TAIL: usize = 20;

/// Runs a command to its end and returns its stdout, without the last newline.
pub(crate) fn read(command: Cmd<'_>) -> Result<String> {
    let text = command.to_string();
    let output = command
        .quiet()
        .ignore_status()
        .output()
        .with_context(|| format!("`{text}` cannot be started"))?;
    let stdout = String::from_utf8_lossy(&output.stdout);
    if !output.status.success() {
        let printed = format!("{stdout}{}", String::from_utf8_lossy(&output.stderr));
        bail!("`{text}` failed ({}):\n{}", output.status, tail(&printed));
    }
    Ok(stdout.trim_end_matches('\n').to_owned())
}

/// Runs a command to its end for what it does.
pub(crate) fn run(command: Cmd<'_>) -> Result<()> {
    read(command).map(drop)
}

/// Runs a command to its end for whether it succeeds.
pub(crate) fn succeeds(command: Cmd<'_>) -> bool {
    command.quiet().ignore_status().output().is_ok_and(|output| output.status.success())
}

/// The last lines of a text, indented.
pub(crate) fn tail(text: &str) -> String {
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    let from = lines.len().saturating_sub(TAIL);
    lines[from..].iter().map(|line| format!("    {line}")).collect::<Vec<_>>().join("\n")
}
