//! Whatever a host may print instead of an answer, frames with the right nonce included.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sgos::probe::{self, Sections};

const NONCE: &str = "5f3a9c0d11e2";

fuzz_target!(|input: &[u8]| {
    let _ = probe::parse(input, input, NONCE, Sections::WIDE);
});
