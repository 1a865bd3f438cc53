//! How we reach it: the only code that starts a process or opens a socket.
//!
//! A command is an [`Invocation`] until [`Transport::exchange`] runs it, on this machine or
//! over SSH. Every exchange with a host passes that one function. This room does not know
//! what the commands mean.

mod attached;
mod docker;
mod error;
mod exchange;
mod fan_out;
mod gateway;
mod http;
mod invocation;
mod local;
mod opener;
mod passage;
mod recording;
mod redact;
mod secret;
mod ssh;
mod step;

pub use attached::Attached;
pub use docker::{Ahead, Docker, DockerError, DockerStream, Glance};
pub use error::TransportError;
pub use exchange::{Ended, Exchange};
pub use fan_out::{HostResult, fan_out};
pub use gateway::{Surroundings, Transport};
pub use http::{HttpError, Reply, Request};
pub use invocation::{Invocation, Stdin};
pub use recording::{Recorder, RecordingError, Replay, Tape};
pub use redact::redact;
pub use secret::{Secret, SecretError};
pub use ssh::{
    Compared, Comparison, ControlDirectory, Effective, HostKey, Known, Verdict, entangled,
};
pub use step::STEP;
