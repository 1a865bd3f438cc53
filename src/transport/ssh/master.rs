//! The master connection: the `ssh` command that makes it, its end, and the check that it lives.

use std::path::{Path, PathBuf};
use std::time::Duration;

use openssh::Session;
use rustix::process::{Pid, Signal, kill_process};

use super::classify::classify;
use super::config;
use crate::inventory::Host;
use crate::transport::{Invocation, TransportError, local};

/// `ConnectTimeout` covers TCP and the key exchange; authentication, perhaps by a
/// hardware key that waits to be touched, gets this much more.
const AUTHENTICATION: Duration = Duration::from_secs(10);

/// A master that has not answered by now is hung: it answers within a millisecond.
const ANSWER: Duration = Duration::from_secs(1);

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

/// The command that runs `line` over the master behind `socket`, or a login shell where there is
/// none. Where the master takes no more sessions, `ssh` makes a connection for it alone.
pub(super) fn attaching_words(
    host: &Host,
    socket: &Path,
    terminal: bool,
    line: Option<String>,
) -> Vec<String> {
    // Of an option that is there twice the first counts.
    let tty = format!("-oRequestTTY={}", if terminal { "yes" } else { "no" });
    let mut words = vec!["ssh".to_owned(), tty, control_path(socket)];
    words.push("-oControlMaster=no".to_owned());
    words.extend(connection_words(host));
    words.extend(line);
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
    let config_file = host.ssh.config_file.clone().or_else(personal);
    for path in config_file.into_iter().chain([PathBuf::from("/etc/ssh/ssh_config")]) {
        words.extend(config::texts(&path, home));
    }
    words
}

/// Makes the connection; returns when it is authenticated and its socket listens.
pub(super) async fn start(
    host: &Host,
    socket: &Path,
    persist: Duration,
) -> Result<(), TransportError> {
    let invocation = Invocation::new("ssh", longest_start(host))
        .args(["-M", "-N", "-f"])
        .arg(control_path(socket))
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

/// The longest that [`start`] takes.
pub(super) fn longest_start(host: &Host) -> Duration {
    host.ssh.connect_timeout + AUTHENTICATION
}

/// What is behind a socket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Life {
    Alive,
    /// Nobody listens, or there is no socket.
    Dead,
    /// Somebody listens and says nothing, or nothing that makes sense.
    Mute,
}

/// Whether a master listens there and answers.
pub(super) async fn life(socket: &Path) -> Life {
    if !socket.exists() {
        return Life::Dead;
    }
    let session = Session::resume_mux(socket.into(), None);
    match tokio::time::timeout(ANSWER, session.check()).await {
        Ok(Ok(())) => Life::Alive,
        Ok(Err(openssh::Error::Disconnected)) => Life::Dead,
        Ok(Err(_)) | Err(_) => Life::Mute,
    }
}

/// The master takes no more commands and ends when those that it has are done; its socket is gone.
pub(super) async fn retire(socket: &Path) {
    if !tell(socket, "stop").await {
        terminate(socket).await;
    }
}

/// Ends the master at once, whatever still runs over it.
pub(super) async fn terminate(socket: &Path) {
    if socket.exists() && !tell(socket, "exit").await {
        remove(socket, Life::Mute);
    }
}

/// Removes what is left of a master that does not answer, and its socket.
pub(super) fn remove(socket: &Path, life: Life) {
    if life == Life::Mute {
        kill(socket);
    }
    // It removes its socket when it ends in peace; where it is gone already, so much the better.
    let _ = std::fs::remove_file(socket);
}

/// Gives the master a command of `ssh -O`.
async fn tell(socket: &Path, command: &str) -> bool {
    let invocation = Invocation::new("ssh", ANSWER).args([
        "-F".to_owned(),
        "/dev/null".to_owned(),
        control_path(socket),
        format!("-O{command}"),
        "--".to_owned(),
        "master".to_owned(),
    ]);
    local::run(&invocation).await.is_ok_and(|exchange| exchange.succeeded())
}

/// A master that does not answer does not end by asking either. The socket does not tell who it
/// is (`ssh` goes to the background after it has begun to listen), but its command line does.
fn kill(socket: &Path) {
    let path = socket.as_os_str().as_encoded_bytes();
    let Ok(processes) = std::fs::read_dir("/proc") else { return };
    for process in processes.flatten() {
        let Ok(pid) = process.file_name().to_string_lossy().parse() else { continue };
        let command = std::fs::read(process.path().join("cmdline")).unwrap_or_default();
        let is_ssh = std::fs::read(process.path().join("comm")).is_ok_and(|name| name == b"ssh\n");
        if is_ssh
            && command.windows(path.len()).any(|part| part == path)
            && let Some(pid) = Pid::from_raw(pid)
        {
            // It may have ended in this very moment, or be of somebody else.
            let _ = kill_process(pid, Signal::KILL);
        }
    }
}

fn control_path(socket: &Path) -> String {
    format!("-oControlPath={}", quoted(socket))
}
