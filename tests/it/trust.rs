//! `sgos hosts trust` where there is nothing to trust.

use crate::env::TestEnv;

#[test]
fn an_unknown_host_is_answered_with_the_nearest() {
    let env = TestEnv::new();
    env.write("sgos.toml", "[hosts.hornbill]\naddress = \"127.0.0.1\"\nport = 1\n");
    let run = env.run(&["hosts", "trust", "hornbil"]);
    assert_eq!(run.code, 7, "{run}");
    assert!(run.stderr.contains("hornbill"), "{run}");
}

#[test]
fn this_machine_needs_no_trust() {
    let env = TestEnv::new();
    env.write("sgos.toml", "[hosts.here]\naddress = \"local\"\n");
    let run = env.run(&["hosts", "trust", "here"]);
    assert_eq!(run.code, 2, "{run}");
    assert!(run.stderr.contains("without SSH"), "{run}");
}

#[test]
fn a_host_that_offers_nothing_changes_nothing() {
    let env = TestEnv::new();
    env.write("sgos.toml", "[ssh]\nknown_hosts_file = \"known\"\n[hosts.hornbill]\naddress = \"127.0.0.1\"\nport = 1\n");
    let run = env.run(&["hosts", "trust", "hornbill", "--yes"]);
    assert_eq!(run.code, 4, "{run}");
    assert!(run.stderr.contains("hornbill"), "{run}");
    assert!(!env.home().join("known").exists());
}

#[test]
fn disconnecting_when_nothing_is_connected_is_fine() {
    let run = TestEnv::new().run(&["hosts", "disconnect"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, "no connection was open\n"), "{run}");
}
