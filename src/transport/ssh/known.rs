//! Host keys: what a host offers, what is known of it here, and how that is changed on request.

use std::fmt;
use std::fs::OpenOptions;
use std::io::Write as _;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
use sha2::{Digest as _, Sha256};

use super::classify::understand;
use super::master::connection_words;
use crate::inventory::Host;
use crate::transport::{Ended, Invocation, TransportError, local};

const TIME_LIMIT: Duration = Duration::from_secs(10);

/// What `ssh` would do for a host, as `ssh -G` says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Effective {
    pub hostname: String,
    pub port: u16,
    /// The login name there.
    pub user: Option<String>,
    /// The name under which its keys are known: `HostKeyAlias`, `name` or `[name]:port`.
    pub known_as: String,
    /// Where new keys are written.
    pub user_file: PathBuf,
    pub(super) files: Vec<PathBuf>,
    /// The jump host or command in between, which `ssh-keyscan` cannot pass.
    pub proxy: Option<String>,
}

/// One public key of a host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostKey {
    /// Such as `ssh-ed25519`.
    pub key_type: String,
    pub base64: String,
}

/// A line of a known-hosts file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    pub key: HostKey,
    pub file: PathBuf,
    /// The hosts it is for, as written there: one name, several, patterns, or a hash.
    pub names: String,
    /// `@revoked`: the key is never to be accepted.
    pub revoked: bool,
}

impl Known {
    /// From `[@MARKER] NAMES TYPE BASE64`; `None` for comments, authorities and what is no such line.
    fn parse(line: &str, file: &Path) -> Option<Self> {
        let (marker, rest) = match line.strip_prefix('@') {
            Some(marked) => marked.split_once([' ', '\t'])?,
            None => ("", line),
        };
        let (names, key) = rest.trim_start().split_once([' ', '\t'])?;
        if names.starts_with('#') || !["", "revoked"].contains(&marker) {
            return None;
        }
        Some(Self {
            key: HostKey::parse(key)?,
            file: file.to_owned(),
            names: names.to_owned(),
            revoked: marker == "revoked",
        })
    }
}

impl HostKey {
    /// As `ssh-keygen -l` prints it: SHA-256 of the key blob in unpadded base64.
    pub fn fingerprint(&self) -> String {
        let blob = STANDARD.decode(&self.base64).unwrap_or_default();
        format!("SHA256:{}", STANDARD_NO_PAD.encode(Sha256::digest(blob)))
    }

    /// From `TYPE BASE64 [COMMENT]`.
    fn parse(words: &str) -> Option<Self> {
        let mut words = words.split_whitespace();
        let (key_type, base64) = (words.next()?.to_owned(), words.next()?.to_owned());
        STANDARD.decode(&base64).ok()?;
        Some(Self { key_type, base64 })
    }
}

/// `ED25519 SHA256:…`, as OpenSSH writes it in its messages.
impl fmt::Display for HostKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let short = match self.key_type.as_str() {
            "ssh-ed25519" => "ED25519",
            "ssh-rsa" => "RSA",
            other if other.starts_with("ecdsa-") => "ECDSA",
            other => other,
        };
        write!(f, "{short} {}", self.fingerprint())
    }
}

/// Asks `ssh` for its effective configuration; connects to nothing.
pub(crate) async fn effective(host: &Host) -> Result<Effective, TransportError> {
    let invocation = Invocation::new("ssh", TIME_LIMIT).arg("-G").args(connection_words(host));
    let exchange = local::run(&invocation).await?;
    if !exchange.succeeded() {
        return Err(TransportError::Other { detail: local::failure(&exchange) });
    }
    let text = String::from_utf8_lossy(&exchange.stdout);
    let value = |key: &str| {
        let mut lines = text.lines();
        lines.find_map(|line| line.strip_prefix(key)?.strip_prefix(' ')).filter(|v| *v != "none")
    };
    let hostname = value("hostname").unwrap_or(&host.address).to_owned();
    let port = value("port").and_then(|port| port.parse().ok()).unwrap_or(22);
    let user = value("user").map(ToOwned::to_owned);
    let known_as = match (value("hostkeyalias"), port) {
        (Some(alias), _) => alias.to_owned(),
        (None, 22) => hostname.clone(),
        (None, port) => format!("[{hostname}]:{port}"),
    };
    let paths = |key| value(key).map(paths).unwrap_or_default();
    let user_files = paths("userknownhostsfile");
    let Some(user_file) = user_files.first().cloned() else {
        return Err(TransportError::Other { detail: "ssh has no file of known hosts".to_owned() });
    };
    let files = user_files.into_iter().chain(paths("globalknownhostsfile")).collect();
    let proxy = value("proxyjump").or_else(|| value("proxycommand")).map(ToOwned::to_owned);
    Ok(Effective { hostname, port, user, known_as, user_file, files, proxy })
}

/// `ssh -G` separates the files with blanks and keeps quotes round those that hold one.
fn paths(value: &str) -> Vec<PathBuf> {
    shlex::split(value).unwrap_or_default().into_iter().map(PathBuf::from).collect()
}

/// The keys that the host offers at this moment. Nothing proves that it is the right host.
pub(crate) async fn offered(effective: &Effective) -> Result<Vec<HostKey>, TransportError> {
    let invocation = Invocation::new("ssh-keyscan", TIME_LIMIT).args([
        "-T",
        "5",
        "-p",
        &effective.port.to_string(),
        "--",
        &effective.hostname,
    ]);
    let exchange = local::run(&invocation).await?;
    let text = String::from_utf8_lossy(&exchange.stdout);
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    let mut keys: Vec<HostKey> =
        lines.filter_map(|line| HostKey::parse(line.split_once(' ')?.1)).collect();
    keys.sort_by(|a, b| a.key_type.cmp(&b.key_type));
    if keys.is_empty() {
        let said = String::from_utf8_lossy(&exchange.stderr);
        return Err(match understand(&said, Duration::from_secs(5)) {
            TransportError::Other { .. } => {
                TransportError::NoRoute { detail: "it offered no host key".to_owned() }
            }
            error => error,
        });
    }
    Ok(keys)
}

/// What is known of the host, in all files that `ssh` would look at.
pub(crate) async fn known(effective: &Effective) -> Result<Vec<Known>, TransportError> {
    let mut found = Vec::new();
    for file in effective.files.iter().filter(|file| file.exists()) {
        let invocation = Invocation::new("ssh-keygen", TIME_LIMIT).args([
            "-F",
            &effective.known_as,
            "-f",
            &file.display().to_string(),
        ]);
        let exchange = local::run(&invocation).await?;
        // 1 says that there is none, and says nothing; a key overlooked would be trusted as new.
        let none = exchange.ended == Ended::Code(1) && exchange.stderr.is_empty();
        if !exchange.succeeded() && !none {
            let detail = format!("{}: {}", file.display(), local::failure(&exchange));
            return Err(TransportError::Other { detail });
        }
        let text = String::from_utf8_lossy(&exchange.stdout);
        found.extend(text.lines().filter_map(|line| Known::parse(line, file)));
    }
    Ok(found)
}

/// Adds the keys to the user's file of known hosts, which is made if need be.
pub(crate) fn remember(effective: &Effective, keys: &[HostKey]) -> std::io::Result<()> {
    if let Some(folder) = effective.user_file.parent() {
        std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    }
    let mut file =
        OpenOptions::new().append(true).create(true).mode(0o600).open(&effective.user_file)?;
    let ends_open = std::fs::read(&effective.user_file)?.last().is_some_and(|byte| *byte != b'\n');
    let mut lines = String::from(if ends_open { "\n" } else { "" });
    for key in keys {
        lines += &format!("{} {} {}\n", effective.known_as, key.key_type, key.base64);
    }
    file.write_all(lines.as_bytes())
}

/// Puts the keys in the place of every key known for the host in the user's file; when that
/// fails, the file is as it was.
pub(crate) async fn replace(effective: &Effective, keys: &[HostKey]) -> Result<(), TransportError> {
    let file = &effective.user_file;
    let broken = |error: std::io::Error| TransportError::Other {
        detail: format!("{}: {error}", file.display()),
    };
    let before = std::fs::read(file).map_err(broken)?;
    let invocation = Invocation::new("ssh-keygen", TIME_LIMIT).args([
        "-R",
        &effective.known_as,
        "-f",
        &file.display().to_string(),
    ]);
    let exchange = local::run(&invocation).await?;
    if !exchange.succeeded() {
        return Err(TransportError::Other { detail: local::failure(&exchange) });
    }
    remember(effective, keys).map_err(|error| {
        // Nothing more can be done where even this fails; `ssh-keygen` left a copy, `.old`.
        let _ = std::fs::write(file, &before);
        broken(error)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fingerprints_are_those_of_ssh_keygen() {
        // `ssh-keygen -l` printed SHA256:+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU for GitHub's key,
        // which docs.github.com publishes with this fingerprint.
        let key = HostKey::parse(
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl github",
        )
        .unwrap();
        assert_eq!(key.to_string(), "ED25519 SHA256:+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU");
        assert_eq!(HostKey::parse("ssh-ed25519 not!base64"), None);
        assert_eq!(HostKey::parse("ssh-ed25519"), None);
    }

    #[test]
    fn lines_of_known_hosts_are_read_as_ssh_reads_them() {
        let key =
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl";
        let parse = |line: &str| Known::parse(line, Path::new("known_hosts"));
        let plain = parse(&format!("host,10.0.0.1 {key} comment")).unwrap();
        assert_eq!((plain.names.as_str(), plain.revoked), ("host,10.0.0.1", false));
        assert_eq!(parse(&format!("host\t{key}")).unwrap().key, plain.key, "a tab is a blank");
        assert!(parse(&format!("@revoked host {key}")).unwrap().revoked);
        assert_eq!(parse(&format!("@cert-authority *.example.org {key}")), None);
        assert_eq!(parse("# Host host found: line 1"), None);
    }

    #[test]
    fn paths_with_blanks_are_one_path() {
        assert_eq!(paths("\"/a b/known\" /c"), [PathBuf::from("/a b/known"), PathBuf::from("/c")]);
    }
}
