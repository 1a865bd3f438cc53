//! Tests of `parse` on recorded answers.
