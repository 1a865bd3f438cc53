//! How it looks: the only code that knows a terminal.

pub mod sanitize;
pub mod when;
