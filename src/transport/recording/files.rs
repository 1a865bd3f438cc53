//! The files of a recording, read and written with an eye on what could be wrong with them.

use std::fs::File;
use std::io::{Read as _, Write as _};
use std::path::{Component, Path, PathBuf};

use serde::de::DeserializeOwned;

use super::RecordingError;

/// Nothing that sgos writes into a recording is larger.
const LARGEST: u64 = 16 << 20;

pub(super) fn write(folder: &Path, name: &str, bytes: &[u8]) -> Result<(), RecordingError> {
    let path = folder.join(name);
    let written = || {
        std::fs::create_dir_all(path.parent().unwrap_or(folder))?;
        let mut file = File::create(&path)?;
        file.write_all(bytes)?;
        // A full disk is told here at the latest.
        file.sync_all()
    };
    written().map_err(|source| RecordingError::Unwritable { path: path.clone(), source })
}

/// Reads a file whose name stands in the recording, and so could be any.
pub(super) fn read(folder: &Path, name: &str) -> Result<Vec<u8>, RecordingError> {
    let path = folder.join(name);
    let inside = Path::new(name).components().all(|part| matches!(part, Component::Normal(_)));
    if !inside {
        return Err(malformed(&path, "it names a file outside of it"));
    }
    let unreadable = |source| RecordingError::Unreadable { path: path.clone(), source };
    // Opening a pipe would wait for its other end.
    if !std::fs::metadata(&path).map_err(unreadable)?.is_file() {
        return Err(malformed(&path, "it is not a file"));
    }
    let mut bytes = Vec::new();
    let file = File::open(&path).map_err(unreadable)?;
    file.take(LARGEST + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() as u64 > LARGEST {
        return Err(malformed(&path, "it is too large"));
    }
    Ok(bytes)
}

/// Reads bytes of which the recording says how many they are.
pub(super) fn read_all(
    folder: &Path,
    name: &str,
    expected: u64,
) -> Result<Vec<u8>, RecordingError> {
    if expected == 0 {
        return Ok(Vec::new());
    }
    let bytes = read(folder, name)?;
    let found = bytes.len() as u64;
    if found != expected {
        let path = folder.join(name);
        return Err(if found < expected {
            RecordingError::CutOff { path, expected, found }
        } else {
            malformed(&path, &format!("it has {found} bytes instead of {expected}"))
        });
    }
    Ok(bytes)
}

pub(super) fn read_json<T: DeserializeOwned>(
    folder: &Path,
    name: &str,
) -> Result<T, RecordingError> {
    let bytes = read(folder, name)?;
    serde_json::from_slice(&bytes)
        .map_err(|error| malformed(&folder.join(name), &error.to_string()))
}

pub(super) fn malformed(path: &Path, detail: &str) -> RecordingError {
    RecordingError::Malformed { path: PathBuf::from(path), detail: detail.to_owned() }
}
