//! Tests of `containers` on recorded answers.
