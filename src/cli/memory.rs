//! What the last look saw: a small file of apps and services, so that apps do not vanish with their
//! host, and that Tab knows the names of what runs.

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::inventory::Source;
use crate::probe::KnownPlaces;
use crate::status::{KnownApp, KnownService};

/// No fleet needs more; what is larger was not written here.
const LARGEST: u64 = 16 << 20;

/// What is remembered of the hosts of one inventory.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Known {
    pub(super) apps: Vec<KnownApp>,
    pub(super) services: Vec<KnownService>,
    /// By host.
    pub(super) places: BTreeMap<String, KnownPlaces>,
}

/// The file of one inventory; nothing is remembered where there is no cache folder.
pub(super) struct Memory(Option<PathBuf>);

impl Memory {
    pub(super) fn of(cache: Option<&Path>, source: &Source) -> Self {
        let path = match source {
            Source::Trusted(path) | Source::FoundUpwards(path) => std::path::absolute(path).ok(),
            Source::BuiltIn => None,
        };
        let key = path.unwrap_or_default();
        let hash = Sha256::digest(key.as_os_str().as_encoded_bytes());
        let hash: String = hash.iter().take(6).map(|byte| format!("{byte:02x}")).collect();
        Self(cache.map(|cache| cache.join(format!("names-{hash}.json"))))
    }

    pub(super) fn path(&self) -> Option<&Path> {
        self.0.as_deref()
    }

    /// A file that is missing or broken is as good as none: it is only a cache.
    pub(super) fn load(&self) -> Known {
        let bytes = self.0.as_ref().and_then(|path| read(path).ok());
        bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default()
    }

    /// A cache that cannot be written costs the next command some knowledge, not this one its answer.
    pub(super) fn store(&self, known: &Known, previous: &Known) {
        let Some(path) = self.0.as_ref().filter(|_| known != previous) else { return };
        let _ = write(path, known);
    }
}

fn read(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    // Opening a pipe would wait for its other end.
    if std::fs::metadata(path)?.is_file() {
        std::fs::File::open(path)?.take(LARGEST).read_to_end(&mut bytes)?;
    }
    Ok(bytes)
}

/// Two sgos at once: each writes its own file, the last rename wins.
fn write(path: &Path, known: &Known) -> std::io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)?;
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(&serde_json::to_vec(known)?)?;
    file.persist(path)?;
    Ok(())
}
