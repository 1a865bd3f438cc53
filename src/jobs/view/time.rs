//! Times of the day in the reader's zone, and what is to be said of the zones of hosts.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::super::JobsReport;

/// Within a day "03:00", within a week "Wed 03:00", within a year "24 Dec 03:00", else the date.
pub(super) fn clock(at: Timestamp, now: Timestamp, zone: &TimeZone) -> String {
    let (at, now) = (at.to_zoned(zone.clone()), now.to_zoned(zone.clone()));
    let days = (at.timestamp().as_second() - now.timestamp().as_second()) / 86_400;
    let format = match days {
        _ if at.date() == now.date() => "%H:%M",
        0..6 => "%a %H:%M",
        6..350 => "%-d %b %H:%M",
        _ => "%Y-%m-%d",
    };
    at.strftime(format).to_string()
}

/// Said where a schedule is meant by another clock than the reader's.
pub(super) fn zones(report: &JobsReport, now: Timestamp, zone: &TimeZone) -> Option<String> {
    let mut others: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for job in &report.jobs {
        let Some(name) = job.timezone.as_deref().filter(|name| differs(name, now, zone)) else {
            continue;
        };
        let of_host = report
            .hosts
            .iter()
            .any(|host| host.name == job.host && host.timezone.as_deref() == Some(name));
        let whose = if of_host { &job.host } else { &job.source.name };
        others.entry(name).or_default().insert(whose);
    }
    if others.is_empty() {
        return None;
    }
    let here = match zone.iana_name() {
        Some(name) => name.to_owned(),
        None => zone.to_offset(now).to_string(),
    };
    let others = others.iter().map(|(name, whose)| {
        let whose: Vec<&str> = whose.iter().copied().collect();
        format!("on {} in {name}", whose.join(", "))
    });
    let others: Vec<String> = others.collect();
    Some(format!("times are in {here}, but schedules {}", others.join(" and ")))
}

/// The names may differ as long as the clocks do not.
fn differs(name: &str, now: Timestamp, zone: &TimeZone) -> bool {
    match TimeZone::get(name) {
        Ok(other) => other.to_offset(now) != zone.to_offset(now),
        // A zone without a name, told as `+0200`.
        Err(_) => now.to_zoned(zone.clone()).strftime("%z").to_string() != name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zones_without_a_name_differ_by_their_offset() {
        let now: Timestamp = "2026-11-24T15:20:30Z".parse().unwrap();
        let oslo = TimeZone::get("Europe/Oslo").unwrap();
        let kolkata = TimeZone::get("Asia/Kolkata").unwrap();
        for (name, zone, differ) in [
            ("+0000", &TimeZone::UTC, false),
            ("+0100", &TimeZone::UTC, true),
            ("+0100", &oslo, false),
            ("-0100", &oslo, true),
            ("+0530", &kolkata, false),
            ("Etc/UTC", &TimeZone::UTC, false),
        ] {
            assert_eq!(differs(name, now, zone), differ, "{name}");
        }
    }
}
