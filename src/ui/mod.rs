//! How it looks: the only code that knows a terminal.

pub mod fit;
pub mod link;
pub mod sanitize;
pub mod style;
pub mod table;
pub mod when;

pub use style::Look;
