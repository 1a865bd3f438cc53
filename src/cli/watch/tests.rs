//! Which intervals may be asked for.

use super::*;

#[test]
fn an_interval_is_a_duration_of_some_length() {
    assert_eq!(every("2s"), Ok(Duration::from_secs(2)));
    assert_eq!(every("500ms"), Ok(Duration::from_millis(500)));
    assert_eq!(every("1m 30s"), Ok(Duration::from_secs(90)));
    for wrong in ["0s", "0", "5", "-5s", "9ms", "soon", ""] {
        assert!(every(wrong).is_err(), "{wrong}");
    }
}
