//! A web page, shown by whatever shows web pages on this machine.

use std::process::Stdio;
use std::time::Duration;

use tokio::process::Command;

use super::{Transport, TransportError};

/// An opener that still runs by then has found something to show the page with.
const PATIENCE: Duration = Duration::from_secs(5);

impl Transport {
    /// Shows the page; it stays when this process ends.
    pub async fn show_page(&self, url: &str) -> Result<(), TransportError> {
        let program = if cfg!(target_os = "macos") { "open" } else { "xdg-open" };
        let failed =
            |detail: String| TransportError::CannotStart { program: program.into(), detail };
        let mut child =
            command(program).arg(url).spawn().map_err(|error| failed(error.to_string()))?;
        match tokio::time::timeout(PATIENCE, child.wait()).await {
            Ok(Ok(status)) if !status.success() => Err(failed(status.to_string())),
            Ok(Err(error)) => Err(failed(error.to_string())),
            Ok(Ok(_)) | Err(_) => Ok(()),
        }
    }
}

/// In a process group of its own: a Ctrl-C here shall not end the browser.
#[expect(clippy::disallowed_methods, reason = "this is where processes are started")]
fn command(program: &str) -> Command {
    let mut command = Command::new(program);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).process_group(0);
    command
}
