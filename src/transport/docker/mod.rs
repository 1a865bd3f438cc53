//! Docker's Engine API of a host: questions with one answer, and streams that go on.
//!
//! Over the kept connection of an SSH host, by a forward to the host's Docker socket; where its sshd
//! forwards nothing, by `docker system dial-stdio` in sessions of the same connection. On this
//! machine by the socket itself. Nothing is left on the host: what streams ends with its connection.
//! Paths carry no version, so each engine speaks its own; whoever reads an answer is lenient.

mod ahead;
mod answer;
mod bridge;
mod client;
mod error;
mod glance;
mod place;
mod way;

pub use ahead::Ahead;
pub use answer::DockerStream;
pub use client::Docker;
pub use error::DockerError;
pub use glance::Glance;

pub(super) use way::Reach;
