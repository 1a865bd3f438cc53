//! Tests of `inspect` on recorded answers.
