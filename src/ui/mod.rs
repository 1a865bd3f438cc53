//! How it looks: the only code that knows a terminal. stdout is the answer, stderr is everything else.
//!
//! Knows no room: what it shows comes as text, rows or numbers.

mod failure;
pub mod fit;
mod held;
pub mod link;
mod progress;
mod prompt;
pub mod sanitize;
pub mod screen;
mod streams;
pub mod style;
pub mod table;
pub mod trouble;
pub mod when;

pub use failure::failure;
pub use progress::Progress;
pub use prompt::{Consent, Refused};
pub use streams::{ColorWhen, Environment, Reader, Ui, trace};
pub use style::Look;
