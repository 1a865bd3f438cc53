//! What it says: log lines of many containers on many hosts, merged into the order of time.
//!
//! A [`Source`] is one container that is followed; what comes of it are [`Event`]s.

mod cursor;
mod event;
mod happening;
mod reader;
mod wanted;

pub use event::{Event, Line, Source, SourceId, Stream};
