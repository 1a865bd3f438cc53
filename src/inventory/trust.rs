//! Whether an inventory that was merely found may be believed.
//!
//! `cd` into a folder must not hand the wheel to whoever put a file there. So:
//! the file, and the link to it if it is one, belong to the user or to root;
//! nobody else may write to the file; and its folder is not open to the world
//! unless its sticky bit keeps people from replacing each other's files. A
//! folder that a group may write to is accepted: shared checkouts are common,
//! and a member can at most put another file of the user's in its place.

use std::fmt;
use std::fs::{self, File};
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

/// Why a file that was found upwards is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Distrust {
    /// It is owned by this user id, which is neither the user's nor root's.
    Owner(u32),
    /// Others may write to it; its permission bits.
    Writable(u32),
    /// Everybody may replace files in this folder; its permission bits.
    Folder(PathBuf, u32),
    /// A directory, a pipe or a device.
    NotAFile,
}

impl fmt::Display for Distrust {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Owner(owner) => {
                write!(f, "it belongs to user id {owner}, neither to you nor to root")
            }
            Self::Writable(mode) => write!(f, "others may write to it (mode {mode:03o})"),
            Self::Folder(folder, mode) => {
                write!(f, "everybody may replace files in {} (mode {mode:04o})", folder.display())
            }
            Self::NotAFile => f.write_str("it is not a regular file"),
        }
    }
}

const GROUP_OR_OTHERS_WRITE: u32 = 0o022;
const OTHERS_WRITE: u32 = 0o002;
const STICKY: u32 = 0o1000;

/// Judges the opened file, so that it is the one that is read afterwards.
pub(crate) fn distrust(path: &Path, file: &File, user_id: u32) -> io::Result<Option<Distrust>> {
    let opened = file.metadata()?;
    if !opened.is_file() {
        return Ok(Some(Distrust::NotAFile));
    }
    for owner in [fs::symlink_metadata(path)?.uid(), opened.uid()] {
        if owner != user_id && owner != 0 {
            return Ok(Some(Distrust::Owner(owner)));
        }
    }
    if opened.mode() & GROUP_OR_OTHERS_WRITE != 0 {
        return Ok(Some(Distrust::Writable(opened.mode() & 0o777)));
    }
    // Where the name is, and where the file is when the name is a link.
    for file in [path.to_path_buf(), fs::canonicalize(path)?] {
        let Some(folder) = file.parent() else { continue };
        let mode = fs::metadata(folder)?.mode();
        if mode & OTHERS_WRITE != 0 && mode & STICKY == 0 {
            return Ok(Some(Distrust::Folder(folder.to_path_buf(), mode & 0o7777)));
        }
    }
    Ok(None)
}
