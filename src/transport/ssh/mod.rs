//! SSH: one kept master connection per host, and commands run over it.
//!
//! The system's `ssh` makes the master (so `~/.ssh/config`, agents, jump hosts
//! and hardware keys work); `openssh` speaks to its control socket without
//! starting a process per command. The master is started here and not by
//! `openssh`, which can neither name the socket nor pass options.

mod classify;
mod comparison;
mod config;
mod control;
mod forward;
mod known;
mod link;
mod master;
mod names;
mod remote_line;
mod session;

pub use comparison::{Compared, Comparison, Verdict, entangled};
pub use control::ControlDirectory;
pub use known::{Effective, HostKey, Known};

pub(super) use forward::{Forward, Remote};
pub(super) use known::{effective, known, offered, remember, replace};
pub(super) use link::{Link, SESSIONS, disconnect};
pub(super) use names::names;
