//! How we reach it: the only code that starts a process or opens a socket.

mod invocation;

pub use invocation::{Invocation, Stdin};
