//! Writes the file: all of it or nothing, and never over what changed meanwhile.

use std::fs::{self, File, Permissions};
use std::io::{self, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use crate::ui::Consent;

/// Everybody may read an inventory: it holds no secret.
const MODE: u32 = 0o644;

#[derive(Debug, thiserror::Error)]
pub enum SaveError {
    #[error("{} has changed since it was read", path.display())]
    Changed { path: PathBuf },
    #[error("cannot write {}", path.display())]
    Io { path: PathBuf, source: io::Error },
}

/// Puts `text` in the place of `before`; `None`: there was no file. A link stays one.
pub fn save(
    path: &Path,
    before: Option<&[u8]>,
    text: &str,
    _consent: &Consent,
) -> Result<(), SaveError> {
    let failed = |source| SaveError::Io { path: path.to_owned(), source };
    let now = match fs::read(path) {
        Ok(bytes) => Some(bytes),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(failed(error)),
    };
    if now.as_deref() != before {
        return Err(SaveError::Changed { path: path.to_owned() });
    }
    replace(path, text).map_err(failed)
}

fn replace(path: &Path, text: &str) -> io::Result<()> {
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let permissions =
        fs::metadata(&target).map_or(Permissions::from_mode(MODE), |found| found.permissions());
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(text.as_bytes())?;
    file.as_file().set_permissions(permissions)?;
    file.as_file().sync_all()?;
    file.persist(&target)?;
    // The name itself must survive a crash, too.
    File::open(folder)?.sync_all()
}
