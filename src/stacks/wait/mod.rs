//! Honest waiting: what came of services that were started, from looking at them again and again. Pure.

mod awaited;
mod look;
mod verdict;

pub use awaited::{Awaited, Settled};
pub use look::{Look, invocation as look_invocation, parse as parse_look};
use verdict::judge;
pub use verdict::{Before, Verdict, Waiting};
