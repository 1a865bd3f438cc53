//! The master connection: the `ssh` command that makes it, its end, and the check that it lives.

use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use openssh::Session;

use super::classify::classify;
use crate::inventory::Host;
use crate::transport::{Invocation, TransportError, local};

/// `ConnectTimeout` covers TCP and the key exchange; authentication, perhaps by a
/// hardware key that waits to be touched, gets this much more.
const AUTHENTICATION: Duration = Duration::from_secs(10);

/// The options that decide the connection, and its destination.
pub(super) fn connection_words(host: &Host) -> Vec<String> {
    let ssh = &host.ssh;
    let mut words: Vec<String> = Vec::new();
    if let Some(path) = &ssh.config_file {
        words.extend(["-F".to_owned(), path.display().to_string()]);
    }
    let mut option = |key: &str, value: &str| words.push(format!("-o{key}={value}"));
    // Never a question at a hidden prompt, never an unchecked host key.
    option("BatchMode", "yes");
    option("StrictHostKeyChecking", "yes");
    option("ConnectTimeout", &ssh.connect_timeout.as_secs().max(1).to_string());
    // A half-open link is noticed after 15 s even when nobody waits for it.
    option("ServerAliveInterval", "5");
    option("ServerAliveCountMax", "3");
    // `classify` needs the words; what a personal configuration adds for people does harm here.
    option("LogLevel", "ERROR");
    option("ClearAllForwardings", "yes");
    option("ForwardAgent", "no");
    option("ForwardX11", "no");
    option("PermitLocalCommand", "no");
    option("RemoteCommand", "none");
    option("RequestTTY", "no");
    if let Some(user) = &ssh.user {
        option("User", user);
    }
    if let Some(port) = ssh.port {
        option("Port", &port.to_string());
    }
    if let Some(path) = &ssh.known_hosts_file {
        option("UserKnownHostsFile", &quoted(path));
        option("GlobalKnownHostsFile", "/dev/null");
    }
    if let Some(path) = ssh.identity_file.as_ref().filter(|path| path.exists()) {
        // Otherwise an agent with many keys exhausts the server's patience first.
        option("IdentitiesOnly", "yes");
        option("IdentityFile", &quoted(path));
    }
    words.extend(["--".to_owned(), host.address.clone()]);
    words
}

/// As `ssh_config(5)` wants a path with blanks; `%` is a token there.
fn quoted(path: &Path) -> String {
    format!("\"{}\"", path.display().to_string().replace('%', "%%"))
}

/// All that decides the connection, for its name: the words, what `ssh` reads
/// besides, and the time an idle one is kept.
pub(super) fn identity(host: &Host, home: Option<&Path>, agent: Option<&str>) -> Vec<String> {
    let mut words = connection_words(host);
    words.push(format!("persist {:?}", host.ssh.persist));
    words.push(format!("agent {}", agent.unwrap_or_default()));
    let personal = || home.map(|home| home.join(".ssh/config"));
    let config = host.ssh.config_file.clone().or_else(personal);
    for path in config.into_iter().chain([PathBuf::from("/etc/ssh/ssh_config")]) {
        let stamp = std::fs::metadata(&path)
            .map(|file| format!("{}.{} {}", file.mtime(), file.mtime_nsec(), file.len()))
            .unwrap_or_default();
        words.push(format!("config {} {stamp}", path.display()));
    }
    words
}

/// Makes the connection; returns when it is authenticated and its socket listens.
pub(super) async fn start(
    host: &Host,
    socket: &Path,
    persist: Duration,
) -> Result<(), TransportError> {
    let time_limit = host.ssh.connect_timeout + AUTHENTICATION;
    let invocation = Invocation::new("ssh", time_limit)
        .args(["-M", "-N", "-f"])
        .arg(format!("-oControlPath={}", quoted(socket)))
        .arg(format!("-oControlPersist={}", persist.as_secs().max(1)))
        .args(connection_words(host));
    let exchange = match local::run(&invocation).await {
        Err(TransportError::TimedOut { after, .. }) => {
            return Err(TransportError::ConnectTimedOut { after });
        }
        other => other?,
    };
    if exchange.succeeded() {
        return Ok(());
    }
    Err(classify(host, &String::from_utf8_lossy(&exchange.stderr)).await)
}

/// Whether a master listens there and answers.
pub(super) async fn lives(socket: &Path) -> bool {
    let session = Session::resume_mux(socket.into(), None);
    let checked = tokio::time::timeout(Duration::from_secs(1), session.check()).await;
    matches!(checked, Ok(Ok(())))
}

/// Ends the master at once, whatever still runs over it, and removes its socket.
/// `true`: there was one.
pub(super) async fn terminate(socket: &Path) -> bool {
    let invocation = Invocation::new("ssh", Duration::from_secs(2)).args([
        "-F".to_owned(),
        "/dev/null".to_owned(),
        format!("-oControlPath={}", quoted(socket)),
        "-Oexit".to_owned(),
        "--".to_owned(),
        "master".to_owned(),
    ]);
    let ended = local::run(&invocation).await.is_ok_and(|exchange| exchange.succeeded());
    // What is left is the socket of a master that died without a word.
    let _ = std::fs::remove_file(socket);
    ended
}
