//! The folder of control sockets: short, private, one name per distinct connection.

use std::fs::{DirBuilder, File};
use std::io;
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use sha2::{Digest as _, Sha256};

use crate::transport::TransportError;

/// A socket's path ends up in `sun_path` (108 bytes with its NUL), and `ssh` binds
/// to the path plus a dot and 16 characters first (`mux.c`, `muxserver_listen`).
const LONGEST_PATH: usize = 108 - 1 - 17;

/// Characters after the folder: `/`, name (at most 20), `-`, 4, `-`, 12.
const LONGEST_NAME: usize = 1 + 20 + 1 + 4 + 1 + 12;

/// A folder of mode 0700 that belongs to this user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ControlDirectory(PathBuf);

impl ControlDirectory {
    /// Takes the first candidate that is short enough and can be made private.
    pub fn open(candidates: &[PathBuf], uid: u32) -> Result<Self, TransportError> {
        let mut refused = Vec::new();
        for path in candidates {
            if path.as_os_str().len() + LONGEST_NAME > LONGEST_PATH {
                refused.push(format!("{} is too long for a socket", path.display()));
                continue;
            }
            match make_private(path, uid) {
                Ok(()) => return Ok(Self(path.clone())),
                Err(error) => refused.push(format!("{}: {error}", path.display())),
            }
        }
        Err(TransportError::ControlDirectory { detail: refused.join("; ") })
    }

    /// The socket of the connection to `host` that `identity` describes.
    pub(super) fn socket(&self, host: &str, identity: &[String]) -> PathBuf {
        let identity = identity.iter().map(String::as_str);
        self.0.join(format!("{}-{}", prefix(host), digest(identity, 6)))
    }

    /// A further socket of this process; `number` tells it from the others.
    pub(in crate::transport) fn own_socket(&self, number: usize) -> PathBuf {
        // A name with a dot is none of a master's.
        self.0.join(format!("docker.{}-{number}", std::process::id()))
    }

    /// The file whose lock is the right to make or end connections to `host`.
    pub(super) fn lock_file(&self, host: &str) -> PathBuf {
        self.0.join(format!("{}.lock", prefix(host)))
    }

    /// The sockets of `host`, or of all hosts, whatever inventory they came from,
    /// each with the lock of its host.
    pub(super) fn sockets(&self, host: Option<&str>) -> Vec<(PathBuf, PathBuf)> {
        let wanted = host.map(prefix);
        let Ok(entries) = std::fs::read_dir(&self.0) else { return Vec::new() };
        let names = entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned());
        let mut sockets: Vec<_> = names
            .filter_map(|name| {
                let (prefix, hash) = name.rsplit_once('-')?;
                let of_host = wanted.as_deref().is_none_or(|wanted| wanted == prefix);
                // While `ssh` makes a socket, its name has a dot and more behind it.
                let is_socket = hash.len() == 12 && !hash.contains('.');
                (of_host && is_socket)
                    .then(|| (self.0.join(&name), self.0.join(format!("{prefix}.lock"))))
            })
            .collect();
        sockets.sort();
        sockets
    }
}

/// The part of a socket's name that is its host's: what a person can read, and what tells
/// hosts apart that read alike.
fn prefix(host: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '_' };
    let readable: String = host.chars().map(plain).take(20).collect();
    format!("{readable}-{}", digest([host], 2))
}

/// The first bytes of a hash over all words, in hexadecimal.
fn digest<'a>(words: impl IntoIterator<Item = &'a str>, bytes: usize) -> String {
    let mut hash = Sha256::new();
    for word in words {
        hash.update(word.as_bytes());
        hash.update([0]);
    }
    hash.finalize().iter().take(bytes).map(|byte| format!("{byte:02x}")).collect()
}

fn make_private(path: &Path, uid: u32) -> io::Result<()> {
    // In a folder of somebody else that one could take ours away again.
    let parent = std::fs::metadata(path.parent().unwrap_or(Path::new("/")))?;
    let sticky = parent.mode() & 0o1000 != 0 && parent.uid() == 0;
    if parent.uid() != uid && !sticky {
        return Err(io::Error::other("the folder above it belongs to somebody else"));
    }
    match DirBuilder::new().mode(0o700).create(path) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
        _ => {}
    }
    // Not through a symbolic link: in a shared folder somebody else may have put one there.
    let metadata = std::fs::symlink_metadata(path)?;
    if !metadata.is_dir() || metadata.uid() != uid || metadata.mode() & 0o077 != 0 {
        return Err(io::Error::other("it is not a folder of your own with mode 0700"));
    }
    Ok(())
}

/// Holds the right to make or end connections to one host; gone when dropped.
#[derive(Debug)]
pub(super) struct ConnectLock(#[expect(dead_code, reason = "held for its file lock")] File);

impl ConnectLock {
    /// Waits for another sgos that is busy with the same host, at most `patience`.
    pub(super) async fn acquire(path: &Path, patience: Duration) -> Result<Self, TransportError> {
        let unusable = |error: io::Error| TransportError::ControlDirectory {
            detail: format!("{}: {error}", path.display()),
        };
        let file = File::create(path).map_err(unusable)?;
        let locked = async {
            loop {
                match file.try_lock() {
                    Ok(()) => return Ok(()),
                    Err(std::fs::TryLockError::WouldBlock) => {
                        tokio::time::sleep(Duration::from_millis(10)).await;
                    }
                    Err(std::fs::TryLockError::Error(error)) => return Err(unusable(error)),
                }
            }
        };
        match tokio::time::timeout(patience, locked).await {
            Ok(result) => result.map(|()| Self(file)),
            Err(_) => Err(TransportError::ConnectTimedOut { after: patience }),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    use super::*;

    #[test]
    fn a_folder_that_is_not_private_is_refused() {
        let base = tempfile::tempdir().unwrap();
        let uid = rustix::process::getuid().as_raw();
        let open = base.path().join("open");
        std::fs::create_dir(&open).unwrap();
        std::fs::set_permissions(&open, std::fs::Permissions::from_mode(0o755)).unwrap();
        let link = base.path().join("link");
        let private = base.path().join("private");
        symlink(&private, &link).unwrap();
        for bad in [open, link, base.path().join("x".repeat(80))] {
            assert!(ControlDirectory::open(std::slice::from_ref(&bad), uid).is_err(), "{bad:?}");
        }
        let opened = ControlDirectory::open(std::slice::from_ref(&private), uid).unwrap();
        assert_eq!(opened.0, private);
        assert_eq!(std::fs::metadata(&private).unwrap().mode() & 0o777, 0o700);
        assert!(ControlDirectory::open(&[private], uid + 1).is_err(), "of somebody else");
    }

    #[test]
    fn names_tell_connections_apart_and_stay_short() {
        let directory = ControlDirectory(PathBuf::from("/run/user/1000/sgos"));
        let socket = |words: &[&str]| {
            directory.socket(
                "a-very/long.name-of-a-host.example.org",
                &words.iter().map(ToString::to_string).collect::<Vec<_>>(),
            )
        };
        assert_ne!(socket(&["ab", "c"]), socket(&["a", "bc"]));
        let name = socket(&["x"]);
        assert_ne!(prefix("web/1"), prefix("web.1"));
        assert!(name.as_os_str().len() <= directory.0.as_os_str().len() + LONGEST_NAME);
    }
}
