//! Why a web service could not be asked, or did not answer what was asked.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::exit::Exit;
use crate::transport::TransportError;
use crate::transport::error::seconds;

/// A failed request. Whoever shows it names the address; the text does not.
#[derive(Debug, Clone, PartialEq, Eq, Error, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum HttpError {
    #[error("it is not an address of a web service: {detail}")]
    BadUrl { detail: String },
    #[error("the name does not resolve")]
    NameNotResolved,
    #[error("connection refused")]
    ConnectionRefused,
    #[error("no connection: {detail}")]
    NoConnection { detail: String },
    #[error("its certificate is not to be trusted, or it does not speak TLS: {detail}")]
    Tls { detail: String },
    #[error("no answer within {}", seconds(*.after))]
    TimedOut { after: Duration },
    #[error("it answered with {status}{}", told(.said))]
    Status { status: u16, said: String },
    #[error("Cloudflare Access asks for a login instead of letting the request through")]
    AccessLogin,
    #[error("it answered with a page for people instead of JSON")]
    PageInstead,
    #[error("it answered with more than {} MiB", crate::transport::exchange::MOST_OUTPUT >> 20)]
    TooMuchOutput,
    #[error("its answer was cut off: {detail}")]
    CutOff { detail: String },
    #[error("{host} could not be gone through: {error}")]
    Via { host: String, error: TransportError },
}

impl HttpError {
    /// The exit code of a command that this failure ended.
    pub fn exit(&self) -> Exit {
        match self {
            Self::BadUrl { .. } => Exit::Inventory,
            Self::TimedOut { .. } => Exit::TimedOut,
            Self::AccessLogin => Exit::Authentication,
            Self::Status { status: 401 | 403, .. } => Exit::Authentication,
            Self::Status { .. } | Self::PageInstead | Self::TooMuchOutput => Exit::Failed,
            Self::Via { error, .. } => error.exit(),
            _ => Exit::Unreachable,
        }
    }

    /// What to do next.
    pub fn hint(&self) -> Option<String> {
        Some(match self {
            Self::NameNotResolved => {
                "check the address in sgos.toml, and your DNS or VPN".to_owned()
            }
            Self::ConnectionRefused => {
                "the machine answers but nothing listens there: check the port".to_owned()
            }
            Self::Tls { .. } => "check the scheme (http or https), and the certificate".to_owned(),
            Self::AccessLogin => {
                "use an address inside the network, or a service token under [access]".to_owned()
            }
            Self::Via { host, error } => return error.hint(host),
            _ => return None,
        })
    }
}

fn told(said: &str) -> String {
    if said.is_empty() { String::new() } else { format!(" (it said: {said})") }
}
