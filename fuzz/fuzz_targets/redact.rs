//! Any text to be shown or recorded: its length stays, and a second look finds nothing more.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sgos::transport::redact;

fuzz_target!(|text: &str| {
    let once = redact(text);
    assert_eq!(once.len(), text.len(), "{once:?}");
    assert_eq!(redact(&once), once);
});
