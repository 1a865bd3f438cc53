//! How it looks: the only code that knows a terminal.
