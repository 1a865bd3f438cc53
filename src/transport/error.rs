//! Why a host could not be asked: every way in which an exchange fails, as a type of its own.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::exit::Exit;

/// A failed exchange. Whoever shows it names the host; the text does not.
#[derive(Debug, Clone, PartialEq, Eq, Error, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum TransportError {
    #[error("its host key is not known here: {key_type}")]
    HostKeyUnknown { key_type: String },
    #[error("its host key has CHANGED: it offers {offered}, known here is {known}")]
    HostKeyChanged {
        /// The fingerprint of the key it offers now.
        offered: String,
        /// The fingerprints of the keys known for it.
        known: String,
        /// `file:line` of the known key.
        known_at: Option<String>,
    },
    #[error("its host key is marked as revoked here")]
    HostKeyRevoked,
    #[error("the way through {proxy} failed{}", told(.detail))]
    ThroughProxy { proxy: String, detail: String },
    #[error("it refused the key: {detail}")]
    KeyRefused { detail: String },
    #[error("its name does not resolve: {detail}")]
    NameNotResolved { detail: String },
    #[error("connection refused")]
    ConnectionRefused { detail: String },
    #[error("no connection: {detail}")]
    NoRoute { detail: String },
    #[error("it closed the connection before the login: {detail}")]
    ClosedEarly { detail: String },
    #[error("no connection within {}", seconds(*.after))]
    ConnectTimedOut { after: Duration },
    #[error("no answer within {}{}", seconds(*.after), told(.stderr))]
    TimedOut {
        after: Duration,
        /// What the command had said by then.
        stderr: String,
    },
    #[error("the connection was lost after {}", seconds(*.after))]
    Lost { after: Duration },
    #[error("it allows no more sessions on one connection")]
    TooManySessions,
    #[error("it answered with more than {} MiB", super::exchange::MOST_OUTPUT >> 20)]
    TooMuchOutput,
    #[error("{program} cannot be started here: {detail}")]
    CannotStart { program: String, detail: String },
    #[error("the folder for connections cannot be used: {detail}")]
    ControlDirectory { detail: String },
    #[error("ssh failed: {detail}")]
    Other { detail: String },
}

impl TransportError {
    /// The exit code of a command that this failure ended.
    pub fn exit(&self) -> Exit {
        match self {
            Self::HostKeyUnknown { .. } | Self::HostKeyChanged { .. } | Self::HostKeyRevoked => {
                Exit::Refused
            }
            Self::KeyRefused { .. } => Exit::Authentication,
            Self::TimedOut { .. } => Exit::TimedOut,
            Self::CannotStart { .. } | Self::ControlDirectory { .. } | Self::Other { .. } => {
                Exit::Failed
            }
            _ => Exit::Unreachable,
        }
    }

    /// What to do next, as a sentence that names the host.
    pub fn hint(&self, host: &str) -> Option<String> {
        Some(match self {
            Self::HostKeyUnknown { .. } => {
                format!("run `sgos hosts trust {host}` to see its fingerprints and accept them")
            }
            Self::HostKeyChanged { .. } => format!(
                "do not go on unless you know why; then `sgos hosts trust {host}` shows both keys"
            ),
            Self::HostKeyRevoked => {
                format!(
                    "somebody decided that this key of {host} is not to be trusted: ask before you change known_hosts"
                )
            }
            Self::ThroughProxy { .. } => {
                format!("`ssh {host} true` shows what is wrong on the way")
            }
            Self::KeyRefused { .. } => format!(
                "try `ssh {host} true`; check the user, and that the host's authorized_keys has your key"
            ),
            Self::NameNotResolved { .. } => {
                format!("check `address` of {host} in sgos.toml, and your DNS or VPN")
            }
            Self::ConnectionRefused { .. } => {
                format!("the machine answers but no sshd listens there: check the port of {host}")
            }
            Self::ClosedEarly { .. } => format!(
                "wait a minute: the sshd of {host} may be limiting logins (MaxStartups, PerSourcePenalties)"
            ),
            Self::NoRoute { .. } | Self::ConnectTimedOut { .. } => {
                format!("check that {host} is up and that your network or VPN reaches it")
            }
            Self::TimedOut { .. } | Self::Lost { .. } => {
                format!("try again; `ssh {host} uptime` shows whether the machine is overloaded")
            }
            Self::TooManySessions => {
                format!(
                    "run `sgos hosts disconnect {host}`, or raise MaxSessions in its sshd_config"
                )
            }
            Self::CannotStart { program, .. } => {
                format!("install the program that has `{program}`")
            }
            Self::TooMuchOutput | Self::ControlDirectory { .. } | Self::Other { .. } => {
                return None;
            }
        })
    }
}

/// `5 s`, `0.3 s`.
pub(super) fn seconds(duration: Duration) -> String {
    let seconds = duration.as_secs_f64();
    let text = if seconds >= 10.0 { format!("{seconds:.0}") } else { format!("{seconds:.1}") };
    format!("{} s", text.strip_suffix(".0").unwrap_or(&text))
}

fn told(stderr: &str) -> String {
    if stderr.is_empty() { String::new() } else { format!(" (it said: {stderr})") }
}
