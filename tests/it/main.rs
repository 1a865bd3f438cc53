//! The hermetic tests: the real binary in an empty environment, and the rules of the source tree.

mod completions;
mod config;
mod env;
mod help;
mod status;
mod tidy;
mod trust;
