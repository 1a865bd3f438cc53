//! Any text as `sgos.toml`: every mistake has a place, and what is accepted can be shown.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sgos::inventory::{self, Shown, Source, Surroundings};

fuzz_target!(|text: &str| {
    let here = Surroundings {
        hostname: "toucan".into(),
        user_id: 1000,
        home: Some("/home/stefan".into()),
        config_home: None,
        config_file: None,
        working_directory: Some("/srv".into()),
    };
    let source = Source::FoundUpwards("/srv/sgos.toml".into());
    match inventory::parse(text, &source, &here) {
        Ok(loaded) => _ = Shown::of(&loaded.inventory),
        Err(problems) => assert!(!problems.render(false).is_empty()),
    }
});
