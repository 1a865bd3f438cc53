//! Which inventory file is meant: given, found upwards, or the user's own.

use std::fs;
use std::path::{Path, PathBuf};

use super::{InventoryError, Source, Surroundings};

pub(crate) const FILE_NAME: &str = "sgos.toml";

/// The file to read; `BuiltIn` when there is none.
///
/// A given file must exist; a file found upwards only has to be there to be
/// chosen, so that a bad one is an error and never silently passed over.
pub fn find(
    surroundings: &Surroundings,
    explicit: Option<&Path>,
) -> Result<Source, InventoryError> {
    if let Some(path) = explicit {
        return given(surroundings, path, "--config");
    }
    if let Some(path) =
        surroundings.config_file.as_deref().filter(|path| !path.as_os_str().is_empty())
    {
        return given(surroundings, path, "SGOS_CONFIG");
    }
    let own = surroundings.user_inventory().filter(|path| exists(path));
    let found = surroundings.working_directory.as_deref().and_then(upwards);
    Ok(match (found, own) {
        // Standing in the user's own folder makes its file no less trusted.
        (Some(found), Some(own)) if same(&found, &own) => Source::Trusted(own),
        (Some(found), _) => Source::FoundUpwards(found),
        (None, Some(own)) => Source::Trusted(own),
        (None, None) => Source::BuiltIn,
    })
}

fn given(
    surroundings: &Surroundings,
    path: &Path,
    by: &'static str,
) -> Result<Source, InventoryError> {
    match fs::metadata(surroundings.absolute(path)) {
        Ok(_) => Ok(Source::Trusted(path.to_path_buf())),
        Err(source) => Err(InventoryError::NotFound { path: path.to_path_buf(), by, source }),
    }
}

fn upwards(from: &Path) -> Option<PathBuf> {
    from.ancestors().map(|folder| folder.join(FILE_NAME)).find(|path| exists(path))
}

/// A dangling link exists: it is better reported than passed over.
fn exists(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok()
}

fn same(a: &Path, b: &Path) -> bool {
    a == b || matches!((fs::canonicalize(a), fs::canonicalize(b)), (Ok(a), Ok(b)) if a == b)
}
