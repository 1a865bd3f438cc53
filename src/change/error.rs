//! Why it is not known that a change was done, or known that it was not begun.

use std::time::Duration;

use thiserror::Error;

use crate::transport::TransportError;

/// Whoever shows it names the host; the text does not.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ChangeError {
    /// The host was not reached, or refused.
    #[error("{0}; nothing was changed")]
    NotReached(TransportError),
    /// There is no lock to be had, such as on a full or read-only disk.
    #[error("{reason}; nothing was changed")]
    NotBegun { reason: String },
    /// The link was lost, and the host says that the change goes on.
    #[error("{error}; the change goes on there, for {} s so far", .age.as_secs())]
    StillRunning { error: TransportError, age: Duration },
    /// The link was lost, and the host could not be asked again.
    #[error("{error}; what became of the change is not known")]
    Unknown { error: TransportError },
    /// What ran the steps on the host was killed.
    #[error("what ran the change there was killed; what was done is not known")]
    Died,
    /// Ctrl-C, and the host did not confirm the end in time.
    #[error("interrupted, but the host has not said that the change ended")]
    NotCancelled,
}
