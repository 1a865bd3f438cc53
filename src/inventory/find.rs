//! Which inventory file is meant: given, found upwards, or the user's own.

use std::fs;
use std::path::{Path, PathBuf};

use serde::Serialize;

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

/// Where the inventory was looked for, in that order, and what came of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Search {
    /// The file that is used; `None`: there is none, hence this machine.
    pub file: Option<PathBuf>,
    pub looked: Vec<Looked>,
}

/// One place where the inventory was looked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Looked {
    pub path: PathBuf,
    pub place: Place,
    pub exists: bool,
    pub used: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Place {
    /// `--config` or `SGOS_CONFIG`
    Given,
    /// The working directory or a folder above it.
    FoundUpwards,
    /// The user's own folder.
    Own,
}

/// What [`find`] does, told step by step.
pub fn search(
    surroundings: &Surroundings,
    explicit: Option<&Path>,
) -> Result<Search, InventoryError> {
    let source = find(surroundings, explicit)?;
    let given = explicit.or(surroundings.config_file.as_deref());
    let given = given.filter(|path| !path.as_os_str().is_empty());
    let mut places = Vec::new();
    if let Some(path) = given {
        places.push((path.to_path_buf(), Place::Given));
    } else {
        let folders = surroundings.working_directory.iter().flat_map(|folder| folder.ancestors());
        places.extend(folders.map(|folder| (folder.join(FILE_NAME), Place::FoundUpwards)));
        places.extend(surroundings.user_inventory().map(|path| (path, Place::Own)));
    }
    let mut looked = Vec::new();
    let mut found = false;
    for (path, place) in places {
        let used = !found && source.path().is_some_and(|used| same(used, &path));
        let exists = exists(&surroundings.absolute(&path));
        // What lies above the file that is used was not looked at; the user's own was.
        if !found || place == Place::Own {
            looked.push(Looked { path, place, exists, used });
        }
        found |= used;
    }
    Ok(Search { file: source.path().map(Path::to_path_buf), looked })
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_tells_every_place_up_to_the_one_that_counts() {
        let root = tempfile::tempdir().unwrap();
        let inner = root.path().join("fleet/inner");
        fs::create_dir_all(&inner).unwrap();
        fs::write(root.path().join("fleet/sgos.toml"), "").unwrap();
        let machine = Surroundings {
            home: Some(root.path().join("home")),
            working_directory: Some(inner.clone()),
            ..Surroundings::on("laptop")
        };
        let search = search(&machine, None).unwrap();
        assert_eq!(search.file, Some(root.path().join("fleet/sgos.toml")));
        let looked: Vec<_> =
            search.looked.iter().map(|at| (at.place, at.exists, at.used)).collect();
        let expected = [
            (Place::FoundUpwards, false, false),
            (Place::FoundUpwards, true, true),
            (Place::Own, false, false),
        ];
        assert_eq!(looked, expected);
        assert_eq!(search.looked[0].path, inner.join("sgos.toml"));
    }

    #[test]
    fn a_file_that_was_named_is_the_only_place() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let machine = Surroundings {
            config_file: Some(file.path().into()),
            working_directory: Some("/".into()),
            ..Surroundings::on("laptop")
        };
        let found = search(&machine, None).unwrap();
        let only =
            Looked { path: file.path().into(), place: Place::Given, exists: true, used: true };
        assert_eq!(found.looked, [only]);
        assert!(search(&machine, Some(Path::new("/nowhere"))).is_err());
    }
}
