//! The zone of a host: by its name where this machine knows it, else by its present offset.

use jiff::tz::{Offset, TimeZone};

use crate::probe::ZoneFact;

/// The zone, its name, and what is doubtful about it.
pub(super) fn of_host(fact: &ZoneFact) -> (TimeZone, Option<String>, Option<String>) {
    let named = fact.name.as_deref().and_then(named);
    if let Some(zone) = named {
        return (zone, fact.name.clone(), None);
    }
    let offset = fact.offset.as_deref().and_then(offset);
    match (offset, &fact.name) {
        (Some(zone), Some(name)) => {
            let warning = format!(
                "its time zone {name} is not known here: what follows a clock change is not right"
            );
            (zone, Some(name.clone()), Some(warning))
        }
        (Some(zone), None) => (zone, fact.offset.clone(), None),
        (None, _) => {
            let warning = "its time zone is not known: UTC is assumed".to_owned();
            (TimeZone::UTC, None, Some(warning))
        }
    }
}

/// A zone of that name in this machine's database.
pub(super) fn named(name: &str) -> Option<TimeZone> {
    TimeZone::get(name).ok()
}

/// `+0530`
fn offset(text: &str) -> Option<TimeZone> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, text.strip_prefix('+')?),
    };
    let digits: i32 = digits.parse().ok().filter(|_| digits.len() == 4)?;
    let seconds = sign * (digits / 100 * 3600 + digits % 100 * 60);
    Offset::from_seconds(seconds).ok().map(TimeZone::fixed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fact(name: &str, offset: &str) -> ZoneFact {
        let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        ZoneFact { name: text(name), offset: text(offset) }
    }

    #[test]
    fn by_name_by_offset_by_faith() {
        let (zone, name, doubt) = of_host(&fact("Europe/Oslo", "+0100"));
        assert_eq!(
            (zone.iana_name(), name.as_deref(), doubt),
            (Some("Europe/Oslo"), Some("Europe/Oslo"), None)
        );
        let (zone, name, doubt) = of_host(&fact("", "-0330"));
        assert_eq!(zone.to_fixed_offset().unwrap().seconds(), -12_600);
        assert_eq!((name.as_deref(), doubt), (Some("-0330"), None));
        let (zone, _, doubt) = of_host(&fact("Mars/Olympus", "+0100"));
        assert_eq!(zone.to_fixed_offset().unwrap().seconds(), 3600);
        assert!(doubt.unwrap().contains("Mars/Olympus"));
        for odd in ["", "0100", "+1", "+ 100", "+9999", "+01:00"] {
            assert!(of_host(&fact("../../etc/passwd", odd)).2.is_some(), "{odd}");
        }
    }
}
