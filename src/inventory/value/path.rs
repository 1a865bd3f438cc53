//! Paths here (with `~/`, relative to the inventory's folder) and directories on a host.

use std::path::{Path, PathBuf};

use super::Fault;
use super::text::no_controls;

/// What a path in the inventory is seen from, and whether the file may name commands.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Paths<'a> {
    pub(crate) home: Option<&'a Path>,
    /// The folder of the inventory file.
    pub(crate) folder: &'a Path,
    /// False in a file that was found upwards.
    pub(crate) may_name_commands: bool,
}

impl Paths<'_> {
    /// A path on this machine.
    pub(crate) fn here(&self, text: &str) -> Result<PathBuf, Fault> {
        if text.is_empty() {
            return Err(Fault::new("a path may not be empty"));
        }
        no_controls(text, "a path")?;
        if let Some(rest) = text.strip_prefix("~/") {
            let home = self.home.ok_or_else(|| {
                Fault::new("`~/` means HOME, and HOME is not set").help("write the whole path")
            })?;
            return Ok(home.join(rest));
        }
        if text.starts_with('~') {
            return Err(Fault::new("only `~/` is understood, not the home of another user")
                .help("write the whole path"));
        }
        Ok(self.folder.join(text))
    }

    /// An ssh configuration file: it can name commands (`ProxyCommand`, `Match exec`), as `cmd:` does.
    pub(crate) fn ssh_config(&self, text: &str) -> Result<PathBuf, Fault> {
        if self.may_name_commands {
            return self.here(text);
        }
        Err(Fault::new("an ssh configuration can name commands: refused in an inventory that was found upwards from the working directory")
            .help("only ~/.config/sgos/sgos.toml or a file given with --config may name commands"))
    }
}

/// A directory on a host: absolute, because there is no folder there that it could be relative to.
pub(crate) fn remote_directory(text: &str) -> Result<String, Fault> {
    no_controls(text, "a directory")?;
    if !text.starts_with('/') {
        return Err(Fault::new("a directory on a host is an absolute path")
            .help("such as \"/srv/services/status\""));
    }
    if text.split('/').any(|part| part == "..") {
        return Err(
            Fault::new("a directory may not go up with `..`").help("write where it really is")
        );
    }
    Ok(match text.trim_end_matches('/') {
        "" => "/".to_owned(),
        trimmed => trimmed.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn here(text: &str) -> Result<PathBuf, Fault> {
        let home = Some(Path::new("/home/ada"));
        Paths { home, folder: Path::new("/fleet"), may_name_commands: false }.here(text)
    }

    #[test]
    fn paths_here() {
        assert_eq!(here("~/.ssh/id"), Ok("/home/ada/.ssh/id".into()));
        assert_eq!(here("keys/id"), Ok("/fleet/keys/id".into()));
        assert_eq!(here("/etc/id"), Ok("/etc/id".into()));
        assert_eq!(here("-F"), Ok("/fleet/-F".into()));
        for text in ["", "~", "~bob/id", "a\nb", "a\0b"] {
            assert!(here(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn without_a_home_there_is_no_tilde() {
        let paths = Paths { home: None, folder: Path::new("/fleet"), may_name_commands: true };
        assert!(paths.here("~/x").is_err());
        assert_eq!(paths.ssh_config("x"), Ok("/fleet/x".into()));
    }

    #[test]
    fn directories_on_a_host() {
        assert_eq!(remote_directory("/srv/a b/").as_deref(), Ok("/srv/a b"));
        assert_eq!(remote_directory("/").as_deref(), Ok("/"));
        for text in ["", "srv", "./srv", "~/srv", "-rf", "/srv/../etc", "/srv\n", "/srv\u{1b}"] {
            assert!(remote_directory(text).is_err(), "{text:?}");
        }
    }
}
