//! What each cron accepts, as it was tried with the programs themselves.

use super::*;
use proptest::prelude::*;

const MINUTE: Bounds = FIELDS[0];
const MONTH: Bounds = FIELDS[3];
const WEEKDAY: Bounds = FIELDS[4];

fn values(text: &str, bounds: Bounds, kind: CronKind) -> Option<Vec<u32>> {
    let field = parse(text, bounds, kind)?;
    Some((0..=bounds.high).filter(|value| field.set & (1 << value) != 0).collect())
}

fn debian(text: &str) -> Option<Vec<u32>> {
    values(text, MINUTE, CronKind::Debian)
}

#[test]
fn lists_ranges_and_steps() {
    assert_eq!(debian("5"), Some(vec![5]));
    assert_eq!(debian("1,3,5-7"), Some(vec![1, 3, 5, 6, 7]));
    assert_eq!(debian("*/15"), Some(vec![0, 15, 30, 45]));
    assert_eq!(debian("10-20/5"), Some(vec![10, 15, 20]));
    assert_eq!(debian("00001,01"), Some(vec![1]));
    assert_eq!(debian("0-59/1000"), Some(vec![0]));
    assert_eq!(debian("*").unwrap().len(), 60);
    assert_eq!(debian("*,5").unwrap().len(), 60);
}

#[test]
fn debian_refuses_what_it_cannot_read() {
    for bad in
        ["", "60", "0-60", "0-60/7", "60-50", "5/15", "1,,2", "*/0", "*/", "5-", "-5", "5z,7"]
    {
        assert_eq!(debian(bad), None, "{bad}");
    }
    for bad in ["99999999999", "1-5/2x", "L", "?", "mon", "\u{feff}*", "\r"] {
        assert_eq!(debian(bad), None, "{bad}");
    }
}

#[test]
fn debian_passes_over_what_follows_a_good_beginning() {
    for (text, read) in
        [("5#2", 1), ("0~30", 1), ("5#z,7", 1), ("1-5/2/3", 5), ("*x", 1), ("*-5", 1)]
    {
        assert_eq!(parse(text, MINUTE, CronKind::Debian).unwrap().read, read, "{text}");
    }
}

#[test]
fn debian_accepts_a_range_that_holds_nothing() {
    assert_eq!(debian("50-10"), Some(vec![]));
    assert_eq!(values("50-58,59,0-2", MINUTE, CronKind::Busybox).unwrap().len(), 13);
    assert_eq!(values("58-1", MINUTE, CronKind::Busybox), Some(vec![0, 1, 58, 59]));
}

#[test]
fn names_have_three_letters() {
    assert_eq!(values("JAN-mar", MONTH, CronKind::Debian), Some(vec![1, 2, 3]));
    assert_eq!(values("feb-apr/2", MONTH, CronKind::Debian), Some(vec![2, 4]));
    assert_eq!(values("mon,Sun", WEEKDAY, CronKind::Debian), Some(vec![0, 1]));
    assert_eq!(values("5-7", WEEKDAY, CronKind::Debian), Some(vec![5, 6, 7]));
    for kind in [CronKind::Debian, CronKind::Cronie] {
        assert_eq!(values("sunday", WEEKDAY, kind), None);
        assert_eq!(values("january", MONTH, kind), None);
        assert_eq!(values("8", WEEKDAY, kind), None);
    }
}

#[test]
fn cronie_is_stricter_and_knows_chance() {
    let cronie = |text| parse(text, MINUTE, CronKind::Cronie);
    for bad in ["5#2", "50-10", "5/15", "1-5x", "*/2x", "30~20"] {
        assert_eq!(cronie(bad), None, "{bad}");
    }
    for random in ["0~30", "~", "5~", "~30", "10~50/5"] {
        assert!(cronie(random).unwrap().random, "{random}");
    }
    assert_eq!(cronie("*x").unwrap().read, 1);
}

#[test]
fn busybox_reads_a_step_of_one_number() {
    assert_eq!(values("5/15", MINUTE, CronKind::Busybox), Some(vec![5]));
}

proptest! {
    #[test]
    fn no_text_panics(text in "[0-9*/,~#a-z \\-]{0,12}", any in any::<String>()) {
        for kind in [CronKind::Debian, CronKind::Cronie, CronKind::Busybox, CronKind::None] {
            for bounds in FIELDS {
                for text in [&text, &any] {
                    if let Some(field) = parse(text, bounds, kind) {
                        prop_assert_eq!(field.set & !bounds.all(), 0);
                        prop_assert!(field.read <= text.len());
                    }
                }
            }
        }
    }
}
