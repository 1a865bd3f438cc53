//! Timers as systemd 252 describes them, and hosts without.

use super::*;
use proptest::prelude::*;

const LIST: &str = include_str!("../../../../tests/contracts/systemd/systemd-252-list-timers.json");
const SHOW: &str = include_str!("../../../../tests/contracts/systemd/systemd-252-show.txt");

fn text(bytes: &[u8]) -> Text<'_> {
    Text { exit: 0, bytes }
}

fn at(text: &str) -> Option<Timestamp> {
    Some(text.parse().unwrap())
}

#[test]
fn list_and_show_complete_each_other() {
    let timers = parse(text(LIST.as_bytes()), text(SHOW.as_bytes())).unwrap();
    let names: Vec<_> = timers.iter().map(|timer| timer.unit.as_str()).collect();
    assert_eq!(
        names,
        ["apt-daily-upgrade.timer", "certs.timer", "odd\\x2dname.timer", "restic.timer"]
    );
    let restic = &timers[3];
    assert_eq!(restic.schedules, ["OnCalendar=*-*-* 23:00:00"]);
    assert_eq!(restic.next, at("2026-11-24T23:00:00Z"));
    assert_eq!(restic.last, at("2026-11-23T23:00:00.004321Z"));
    assert_eq!(restic.command, "/usr/bin/restic backup --password-command=pass /srv");
    assert_eq!((restic.user.as_str(), restic.result.as_str()), ("restic", "exit-code"));
    assert_eq!((restic.exit_status, restic.ended), (Some(1), at("2026-11-23T23:04:11Z")));
    // It never ran in this life of the machine: no result is known.
    assert_eq!((timers[0].result.as_str(), timers[0].exit_status), ("", None));
    let certs = &timers[1];
    assert_eq!(certs.schedules, ["OnUnitActiveUSec=1d", "OnBootUSec=15min"]);
    assert_eq!((certs.last, certs.activates.as_str()), (None, "certs.service"));
    assert_eq!((timers[2].next, timers[2].last), (None, None));
}

#[test]
fn an_old_systemd_prints_a_table() {
    let timers = parse(text(b"NEXT LEFT LAST\n1 timers listed.\n"), text(SHOW.as_bytes())).unwrap();
    assert_eq!(timers.len(), 4);
    assert_eq!(timers[3].next, at("2026-11-24T23:00:00Z"));
}

#[test]
fn no_timers_and_no_systemd() {
    assert_eq!(parse(text(b"[]"), text(b"")), Ok(vec![]));
    let said = b"System has not been booted with systemd as init system (PID 1). Can't operate.\n";
    let failed = Text { exit: 1, bytes: said };
    assert!(parse(failed, text(b"")).unwrap_err().contains("not been booted"));
    let late = Text { exit: 124, bytes: b"" };
    assert_eq!(parse(late, text(b"")).unwrap_err(), "systemctl did not answer in time");
}

#[test]
fn a_command_may_hold_what_parts_the_fields() {
    let show = "Id=a.timer\nUnit=a.service\n\nId=a.service\nExecStart={ path=/bin/sh ; argv[]=/bin/sh -c cd /srv ; ./run ; ignore_errors=no ; start_time=[n/a] }\n";
    let timers = parse(text(b"[]"), text(show.as_bytes())).unwrap();
    assert_eq!(timers[0].command, "/bin/sh -c cd /srv ; ./run");
}

proptest! {
    #[test]
    fn any_answer_is_read(list in any::<Vec<u8>>(), show in any::<Vec<u8>>(), value in "[{}=;\\[\\]a-zA-Z0-9: -]{0,60}") {
        let _ = parse(text(&list), text(&show));
        let show = format!("Id=a.timer\nTimersCalendar={value}\nLastTriggerUSec={value}\nUnit=a.service\n\nId=a.service\nExecStart={value}\n");
        let timers = parse(text(LIST.as_bytes()), text(show.as_bytes())).unwrap();
        prop_assert_eq!(timers.len(), 5);
    }
}
