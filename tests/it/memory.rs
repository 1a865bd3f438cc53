//! Watching for long costs no more memory than watching for a while.

use crate::env::TestEnv;
use crate::watch::Watching;

/// Looks between the two measurements.
const LOOKS: usize = 1000;

/// Looks before the first one: what is made once is there then.
const WARM: usize = 100;

/// Of the allocator, which keeps what it once had.
const SLACK_KIB: u64 = 1024;

/// A false Docker that pauses and resumes its one container at every look.
const ALTERNATING: &str = r#"
case $1 in
  ps) echo 0123456789ab0123456789ab0123456789ab0123456789ab0123456789ab0123 ;;
  inspect)
    if mkdir "$HOME/paused" 2>/dev/null; then state=paused; else rmdir "$HOME/paused"; state=running; fi
    printf '[{"Id": "0123456789ab0123456789ab0123456789ab0123456789ab0123456789ab0123",
      "Name": "/sgos-phone-app", "Created": "2026-01-01T00:00:00Z", "State": {"Status": "%s"},
      "Config": {"Image": "phone", "Labels": {}}}]' "$state" ;;
  *) exit 1 ;;
esac
"#;

/// `VmRSS` of proc(5), in KiB.
fn resident(pid: i32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

#[test]
fn a_thousand_looks_hold_memory_flat() {
    let env = TestEnv::new();
    env.program("docker", ALTERNATING);
    let mut watching = Watching::start(&env, &["status", "--watch=10ms"]);
    let mut lines = watching.lines();
    // Every look has news, hence a line.
    let mut look = || {
        let line = lines.next().unwrap().unwrap();
        assert!(line.starts_with("{\"schema_version\":1,"), "{line}");
    };
    (0..WARM).for_each(|_| look());
    let before = resident(watching.pid());
    (0..LOOKS).for_each(|_| look());
    let after = resident(watching.pid());
    assert!(
        after <= before + SLACK_KIB,
        "{before} KiB after {WARM} looks, {after} KiB after {LOOKS} more"
    );
}
