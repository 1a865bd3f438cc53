//! What it says: log lines of many containers on many hosts, merged into the order of time.
//!
//! A [`Source`] is one container that is followed; what comes of it are [`Event`]s.

mod event;
mod filter;
mod level;
mod merge;
mod options;
pub mod time;

pub use event::{Event, Line, Source, SourceId, Stream};
pub use filter::{Filter, Wish};
pub use level::{Found, Level, Levels};
pub use merge::{Limits, Merge, Order, Told};
pub use options::{Form, Options, Show, Tail};
