//! The sections of a host's answer, each whole in its frame, with any bytes in it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sgos::probe::{self, Sections};

const NONCE: &str = "5f3a9c0d11e2";

/// Between two sections of the input.
const BETWEEN: &[u8] = b"\n%%%\n";

const SECTIONS: [&str; 11] = [
    "clock",
    "containers",
    "inspect",
    "checkouts",
    "commits",
    "dirty",
    "host",
    "jobs",
    "cronlog",
    "timers",
    "units",
];

fuzz_target!(|input: &[u8]| {
    let mut answer = Vec::new();
    let mut rest = input;
    for name in SECTIONS {
        let end = rest.windows(BETWEEN.len()).position(|window| window == BETWEEN);
        let (text, after) = match end {
            Some(end) => (&rest[..end], &rest[end + BETWEEN.len()..]),
            None => (rest, &rest[rest.len()..]),
        };
        rest = after;
        // An exit code out of the text, so that all of them are tried.
        let exit = text.first().map_or(0, |byte| if *byte < 16 { *byte } else { 0 });
        let head = format!("\n@@sgos {NONCE} {name} {exit} 10 {}\n", text.len());
        answer.extend_from_slice(head.as_bytes());
        answer.extend_from_slice(text);
        answer.extend_from_slice(format!("\n@@sgos {NONCE} /{name}\n").as_bytes());
    }
    answer.extend_from_slice(format!("\n@@sgos {NONCE} end\n").as_bytes());
    let sections = Sections { jobs: true, ..Sections::WIDE };
    let report =
        probe::parse(&answer, b"", NONCE, sections).expect("its own frames are recognised");
    assert!(report.complete, "its own end is recognised");
    // Crontabs are read by the judgement.
    let now = jiff::Timestamp::UNIX_EPOCH;
    let outcome = probe::HostOutcome {
        host: "toucan".into(),
        asked_at: now,
        finished_at: now,
        latency: None,
        result: Ok(report),
    };
    sgos::jobs::judge(&[outcome], now, std::time::Duration::ZERO);
});
