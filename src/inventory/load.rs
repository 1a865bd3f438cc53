//! From the surroundings to a checked inventory: find, distrust, read, parse.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use super::built_in::built_in;
use super::find::find;
use super::parse::parse_bytes;
use super::trust::distrust;
use super::{Inventory, InventoryError, Problems, Source, Surroundings};

/// A fleet of thousands fits; what is larger is not an inventory.
const LARGEST: u64 = 512 * 1024;

/// A usable inventory, and what is odd about it.
#[derive(Debug, Clone)]
pub struct Loaded {
    pub inventory: Inventory,
    /// Worth saying, and no reason to stop.
    pub warnings: Problems,
}

/// Finds and reads the inventory: `explicit` is `--config`, which beats all else.
pub fn load(
    surroundings: &Surroundings,
    explicit: Option<&Path>,
) -> Result<Loaded, InventoryError> {
    let source = find(surroundings, explicit)?;
    let bytes = match &source {
        Source::BuiltIn => {
            return Ok(Loaded { inventory: built_in(surroundings), warnings: Problems::default() });
        }
        Source::Trusted(path) => read(path, open(&surroundings.absolute(path))?)?,
        Source::FoundUpwards(path) => {
            // Opening a pipe would wait for its other end.
            if std::fs::metadata(path).is_ok_and(|found| !found.is_file()) {
                let reason = super::Distrust::NotAFile;
                return Err(InventoryError::Refused { path: path.clone(), reason });
            }
            let file = open(path)?;
            match distrust(path, &file, surroundings.user_id) {
                Ok(None) => read(path, file)?,
                Ok(Some(reason)) => {
                    return Err(InventoryError::Refused { path: path.clone(), reason });
                }
                Err(source) => return Err(unreadable(path, source)),
            }
        }
    };
    parse_bytes(&bytes, &source, surroundings).map_err(InventoryError::Invalid)
}

fn open(path: &Path) -> Result<File, InventoryError> {
    File::open(path).map_err(|source| unreadable(path, source))
}

fn read(path: &Path, file: File) -> Result<Vec<u8>, InventoryError> {
    let mut bytes = Vec::new();
    file.take(LARGEST + 1).read_to_end(&mut bytes).map_err(|source| unreadable(path, source))?;
    if bytes.len() as u64 > LARGEST {
        return Err(InventoryError::TooLarge { path: path.to_path_buf(), limit: LARGEST });
    }
    Ok(bytes)
}

fn unreadable(path: &Path, source: io::Error) -> InventoryError {
    InventoryError::Unreadable { path: path.to_path_buf(), source }
}
