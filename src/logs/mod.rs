//! What it says: log lines of many containers on many hosts, merged into the order of time.
//!
//! A [`Source`] is one container that is followed; what comes of it are [`Event`]s.

mod clocks;
mod cursor;
mod event;
mod filter;
mod follow;
mod happening;
mod level;
mod merge;
mod options;
mod reader;
mod sources;
pub mod time;
pub mod view;
mod wanted;
mod window;

pub use event::{Event, Line, Source, SourceId, Stream};
pub use filter::{Filter, Wish};
pub use follow::{Ask, Fleet, Followed, Following, follow, list};
pub use level::{Found, Level, Levels};
pub use merge::{Limits, Merge, Order, Told};
pub use options::{Form, Options, Show, Tail};
pub use window::Window;
