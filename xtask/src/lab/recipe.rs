//! Reading the plain files in `tests/lab`, and naming images after what they are made of.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// A file or folder of the recipe.
pub(crate) fn path(relative: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).with_file_name("tests").join("lab").join(relative)
}

/// The text of a file of the recipe.
pub(crate) fn read(relative: &str) -> Result<String> {
    let file = path(relative);
    fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))
}

/// The lines of a file of the recipe that are neither empty nor comments.
pub(crate) fn lines(relative: &str) -> Result<Vec<String>> {
    let text = read(relative)?;
    let lines = text.lines().map(str::trim);
    Ok(lines.filter(|line| !line.is_empty() && !line.starts_with('#')).map(str::to_owned).collect())
}

/// A short name for everything it was fed with. Another Rust version may hash differently: then
/// an image is made once more than needed.
#[derive(Default)]
pub(crate) struct Fingerprint(DefaultHasher);

impl Fingerprint {
    pub(crate) fn text(mut self, text: &str) -> Self {
        text.hash(&mut self.0);
        self
    }

    /// All files below a folder of the recipe, or one file: names and contents.
    pub(crate) fn files(mut self, relative: &str) -> Result<Self> {
        let mut files = Vec::new();
        collect(&path(relative), &mut files)?;
        files.sort();
        for file in files {
            file.strip_prefix(path("")).unwrap_or(&file).hash(&mut self.0);
            fs::read(&file)
                .with_context(|| format!("cannot read {}", file.display()))?
                .hash(&mut self.0);
        }
        Ok(self)
    }

    pub(crate) fn finish(self) -> String {
        format!("{:016x}", self.0.finish())
    }
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    if !path.is_dir() {
        files.push(path.to_owned());
        return Ok(());
    }
    let entries = fs::read_dir(path).with_context(|| format!("cannot read {}", path.display()))?;
    for entry in entries {
        collect(&entry?.path(), files)?;
    }
    Ok(())
}
