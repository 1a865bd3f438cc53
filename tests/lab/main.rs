//! Tests against the lab.
fn main() {}
