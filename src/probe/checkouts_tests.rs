//! Tests of `checkouts` on recorded answers.
