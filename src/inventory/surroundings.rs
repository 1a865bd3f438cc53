//! What the inventory must know about this machine and this user; `run` finds it out.

use std::path::{Path, PathBuf};

/// Everything that the room would otherwise have to ask the environment for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Surroundings {
    /// The node name of this machine, short or fully qualified; empty when unknown.
    pub hostname: String,
    /// The effective user id: whose files are trusted besides root's.
    pub user_id: u32,
    /// `HOME`: what `~/` means.
    pub home: Option<PathBuf>,
    /// `XDG_CONFIG_HOME`; unset, empty or relative means `~/.config`.
    pub config_home: Option<PathBuf>,
    /// `SGOS_CONFIG`; empty counts as unset.
    pub config_file: Option<PathBuf>,
    /// Where the search upwards begins; `None` when it is gone or unreadable.
    pub working_directory: Option<PathBuf>,
}

impl Surroundings {
    /// A machine of this name and nothing else: no home, no folder to search, nobody's files trusted but root's.
    pub fn on(hostname: impl Into<String>) -> Self {
        Self { hostname: hostname.into(), ..Self::default() }
    }

    /// Where the user's own inventory lies, whether it exists or not.
    pub fn user_inventory(&self) -> Option<PathBuf> {
        let xdg = self.config_home.as_deref().filter(|path| path.is_absolute());
        let folder = match (xdg, &self.home) {
            (Some(xdg), _) => xdg.to_path_buf(),
            (None, Some(home)) => home.join(".config"),
            (None, None) => return None,
        };
        Some(folder.join("sgos").join(super::find::FILE_NAME))
    }

    /// `path` seen from the working directory; an empty path stays one, so that it names nothing.
    pub fn absolute(&self, path: &Path) -> PathBuf {
        match &self.working_directory {
            Some(directory) if !path.as_os_str().is_empty() => directory.join(path),
            _ => path.to_path_buf(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_users_inventory_follows_xdg_only_when_it_is_absolute() {
        let mut machine = Surroundings::on("box");
        assert_eq!(machine.user_inventory(), None);
        machine.home = Some("/home/ada".into());
        assert_eq!(machine.user_inventory(), Some("/home/ada/.config/sgos/sgos.toml".into()));
        machine.config_home = Some("relative".into());
        assert_eq!(machine.user_inventory(), Some("/home/ada/.config/sgos/sgos.toml".into()));
        machine.config_home = Some("/etc/xdg".into());
        assert_eq!(machine.user_inventory(), Some("/etc/xdg/sgos/sgos.toml".into()));
    }
}
