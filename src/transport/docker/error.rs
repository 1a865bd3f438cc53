//! Why Docker did not answer, each way as a type of its own.

use std::time::Duration;

use thiserror::Error;

use crate::exit::Exit;
use crate::transport::TransportError;
use crate::transport::error::seconds;

/// A question to Docker that has no answer. Whoever shows it names the host; the text does not.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum DockerError {
    /// The host itself was not reached.
    #[error(transparent)]
    Host(#[from] TransportError),
    #[error("this user may not use Docker: {detail}")]
    PermissionDenied { detail: String },
    #[error("the Docker daemon does not answer: {detail}")]
    NotRunning { detail: String },
    #[error("Docker is not installed: {detail}")]
    NotInstalled { detail: String },
    #[error("its sshd forwards no sockets, and there is no `docker` command to do it instead")]
    ForwardingRefused,
    #[error("Docker answered {status}: {message}")]
    Refused { status: u16, message: String },
    #[error("Docker did not answer within {}", seconds(*.after))]
    TimedOut { after: Duration },
    /// In the middle of an answer, or while somebody waited for one.
    #[error("the connection to Docker was lost")]
    Lost,
    #[error("Docker answered with more than {} MiB", crate::transport::exchange::MOST_OUTPUT >> 20)]
    TooMuchOutput,
    #[error("Docker's answer makes no sense: {detail}")]
    Garbled { detail: String },
}

impl DockerError {
    /// The exit code of a command that this failure ended.
    pub fn exit(&self) -> Exit {
        match self {
            Self::Host(error) => error.exit(),
            Self::TimedOut { .. } => Exit::TimedOut,
            Self::Lost => Exit::Unreachable,
            _ => Exit::Failed,
        }
    }

    /// What to do next, as a sentence that names the host.
    pub fn hint(&self, host: &str) -> Option<String> {
        Some(match self {
            Self::Host(error) => return error.hint(host),
            Self::PermissionDenied { .. } => {
                format!(
                    "add the user to the group `docker` on {host}: `sudo usermod -aG docker USER`"
                )
            }
            Self::NotRunning { .. } => {
                format!("`ssh {host} systemctl status docker` shows why it does not run")
            }
            Self::NotInstalled { .. } => format!("install Docker on {host}, or take the host out"),
            Self::ForwardingRefused => format!(
                "allow it in the sshd_config of {host} (AllowStreamLocalForwarding), or install `docker` there"
            ),
            Self::TimedOut { .. } | Self::Lost => {
                format!("try again; `ssh {host} docker ps` shows whether Docker is overloaded")
            }
            Self::Refused { .. } | Self::TooMuchOutput | Self::Garbled { .. } => return None,
        })
    }

    /// Whether the same question may have an answer in a while: nothing has to be changed for it.
    pub fn may_pass(&self) -> bool {
        match self {
            Self::Host(
                TransportError::CannotStart { .. } | TransportError::ControlDirectory { .. },
            ) => false,
            // A refusal that is repeated is counted by the host.
            Self::Host(error) => !matches!(error.exit(), Exit::Refused | Exit::Authentication),
            Self::NotRunning { .. } | Self::TimedOut { .. } | Self::Lost => true,
            // 409 is a container between two states; the daemon itself fails with 5xx.
            Self::Refused { status, .. } => *status == 409 || *status >= 500,
            _ => false,
        }
    }

    /// By the words of Docker's client.
    pub(super) fn of_client(said: &str) -> Self {
        let detail = match crate::transport::exchange::tail(said.as_bytes()) {
            words if words.is_empty() => "its client ended without a word".to_owned(),
            words => words,
        };
        let words = said.to_lowercase();
        if words.contains("permission denied") {
            Self::PermissionDenied { detail }
        } else if ["not found", "no such file or directory: docker"]
            .iter()
            .any(|text| words.contains(text))
        {
            Self::NotInstalled { detail }
        } else {
            Self::NotRunning { detail }
        }
    }
}
