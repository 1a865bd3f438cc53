//! What sgos asks a host to run, taken from sgos itself: told that the host is this machine, it
//! runs `sh` here, and the first `sh` on its PATH writes down what it was given.

use std::env;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result, bail};

use super::fleet::Fleet;
use super::scratch::Scratch;

const SCRIBE: &str = "#!/bin/sh\nprintf '%s\\0' \"$@\" >\"$SGOS_BENCH_GIVEN\"\n";

/// The probe for one host.
#[derive(Debug, Clone)]
pub(crate) struct Probe {
    pub(crate) script: String,
    /// Of the script, as sgos gives them.
    pub(crate) arguments: Vec<String>,
}

impl Probe {
    /// What `sgos COMMAND…` has the host run.
    pub(crate) fn of(
        host: &str,
        command: &[&str],
        fleet: &Fleet,
        sgos: &Path,
        scratch: &Scratch,
    ) -> Result<Self> {
        let folder = scratch.folder("scribe")?;
        let inventory = folder.join("sgos.toml");
        let text = fs::read_to_string(&fleet.inventory)?;
        let local = |line: &str| match line.starts_with("address = ") {
            true => "local = true\n".to_owned(),
            false => format!("{line}\n"),
        };
        fs::write(&inventory, text.lines().map(local).collect::<String>())?;
        let sh = folder.join("sh");
        fs::write(&sh, SCRIBE)?;
        fs::set_permissions(&sh, fs::Permissions::from_mode(0o755))?;
        let given = folder.join(host);
        let path = env::var_os("PATH").unwrap_or_default();
        let path = env::join_paths([folder.clone()].into_iter().chain(env::split_paths(&path)))?;
        let output = Command::new(sgos)
            .arg("--config")
            .arg(&inventory)
            .args(["-H", host, "-o", "json"])
            .args(command)
            .env("PATH", path)
            .env("HOME", &folder)
            .env("XDG_CACHE_HOME", &folder)
            .env("SGOS_BENCH_GIVEN", &given)
            .output()
            .with_context(|| sgos.display().to_string())?;
        let Ok(given) = fs::read_to_string(&given) else {
            bail!("sgos did not run `sh`: {}", String::from_utf8_lossy(&output.stderr));
        };
        let mut words = given.split_terminator('\0').map(str::to_owned);
        match (words.next().as_deref(), words.next(), words.next()) {
            (Some("-c"), Some(script), Some(_)) => Ok(Self { script, arguments: words.collect() }),
            _ => bail!("sgos ran `sh` otherwise than as `sh -c SCRIPT NAME ARGUMENT…`"),
        }
    }

    /// The arguments for a script that is not to watch its input.
    pub(crate) fn unwatched(&self) -> Vec<String> {
        let unwatch = |word: &String| if word == "watch" { "-".to_owned() } else { word.clone() };
        self.arguments.iter().map(unwatch).collect()
    }
}

/// A command for the shell that sshd starts.
pub(crate) fn remote_line<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    let quoted = |word: &str| format!("'{}'", word.replace('\'', r"'\''"));
    words.into_iter().map(quoted).collect::<Vec<_>>().join(" ")
}
