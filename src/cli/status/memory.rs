//! What the last look saw: a small file of apps, so that they do not vanish with their host.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use crate::inventory::Source;
use crate::status::KnownApp;

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
        Self(cache.map(|cache| cache.join(format!("apps-{hash}.json"))))
    }

    /// A file that is missing or broken is as good as none: it is only a cache.
    pub(super) fn load(&self) -> Vec<KnownApp> {
        let text = self.0.as_ref().and_then(|path| std::fs::read(path).ok());
        text.and_then(|text| serde_json::from_slice(&text).ok()).unwrap_or_default()
    }

    /// A cache that cannot be written costs the next command some knowledge, not this one its answer.
    pub(super) fn store(&self, apps: &[KnownApp]) {
        let Some(path) = &self.0 else { return };
        let _ = write(path, apps);
    }
}

/// Two sgos at once: each writes its own file, the last rename wins.
fn write(path: &Path, apps: &[KnownApp]) -> std::io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)?;
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(&serde_json::to_vec(apps)?)?;
    file.persist(path)?;
    Ok(())
}
