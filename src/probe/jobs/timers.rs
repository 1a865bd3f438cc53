//! Reads systemd's timers: `list-timers --output=json` for the times, `show` for the rest.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde_json::Value;

use super::facts::Timer;
use crate::probe::failure::one_line;
use crate::probe::frame::Text;

type Properties<'a> = BTreeMap<&'a str, Vec<&'a str>>;

/// The timers in the order of their names; an error is what systemctl said.
pub(super) fn parse(list: Text<'_>, units: Text<'_>) -> Result<Vec<Timer>, String> {
    let said = String::from_utf8_lossy(list.bytes);
    let shown = String::from_utf8_lossy(units.bytes);
    let units = units_of(&shown);
    // Before systemd 246 the list is no JSON; then `show` has to do.
    let listed: Vec<Value> = serde_json::from_str(&said).unwrap_or_default();
    if listed.is_empty() && units.is_empty() && list.exit != 0 {
        return Err(match said.trim() {
            // As `timeout` and shells call it.
            "" if matches!(list.exit, 124 | 143) => "systemctl did not answer in time".to_owned(),
            "" => format!("systemctl said nothing and ended with {}", list.exit),
            said => one_line(said),
        });
    }
    let mut timers: BTreeMap<String, Timer> = BTreeMap::new();
    for (name, properties) in units.iter().filter(|(name, _)| name.ends_with(".timer")) {
        timers.insert((*name).to_owned(), timer(name, properties));
    }
    for item in &listed {
        let Some(name) = item["unit"].as_str() else { continue };
        let timer = timers.entry(name.to_owned()).or_default();
        timer.unit = name.to_owned();
        timer.next = microseconds(&item["next"]).or(timer.next);
        timer.last = microseconds(&item["last"]).or(timer.last);
        if let Some(activates) = first_text(&item["activates"]) {
            timer.activates = activates.to_owned();
        }
    }
    for timer in timers.values_mut() {
        if let Some(service) = units.get(timer.activates.as_str()) {
            add_service(timer, service);
        }
    }
    Ok(timers.into_values().collect())
}

/// Blocks of `Key=value`, parted by empty lines, by their `Id`.
fn units_of(text: &str) -> BTreeMap<&str, Properties<'_>> {
    let blocks = text.split("\n\n").map(|block| {
        let mut properties = Properties::new();
        for (key, value) in block.lines().filter_map(|line| line.split_once('=')) {
            properties.entry(key).or_default().push(value);
        }
        properties
    });
    blocks.filter_map(|properties| Some((*properties.get("Id")?.first()?, properties))).collect()
}

fn timer(name: &str, properties: &Properties<'_>) -> Timer {
    let text = |key: &str| text(properties, key);
    let schedules = ["TimersCalendar", "TimersMonotonic"].iter();
    let schedules = schedules.flat_map(|key| properties.get(key).into_iter().flatten());
    Timer {
        unit: name.to_owned(),
        activates: text("Unit"),
        schedules: schedules.filter_map(|value| schedule(value)).collect(),
        next: stamp(&text("NextElapseUSecRealtime")),
        last: stamp(&text("LastTriggerUSec")),
        description: text("Description"),
        fragment: text("FragmentPath"),
        ..Timer::default()
    }
}

fn add_service(timer: &mut Timer, service: &Properties<'_>) {
    let text = |key: &str| text(service, key);
    let command = text("ExecStart");
    let command = command.split_once("argv[]=").map(|(_, rest)| rest);
    let command = command.and_then(|rest| rest.split(" ; ignore_errors=").next());
    timer.command = command.unwrap_or_default().trim().to_owned();
    timer.user = text("User");
    timer.ended = stamp(&text("ExecMainExitTimestamp"));
    // Of a service that never ran systemd says success, too.
    if timer.ended.is_some() {
        timer.result = text("Result");
        timer.exit_status = text("ExecMainStatus").parse().ok();
    }
}

fn text(properties: &Properties<'_>, key: &str) -> String {
    let value = properties.get(key).and_then(|values| values.first());
    value.map(|value| value.trim().to_owned()).unwrap_or_default()
}

/// `{ OnCalendar=*-*-* 06:00:00 ; next_elapse=… }`
fn schedule(value: &str) -> Option<String> {
    let inside = value.trim().strip_prefix('{')?;
    let schedule = inside.split(" ; ").next()?.trim();
    (!schedule.is_empty()).then(|| schedule.to_owned())
}

/// 0 is "never"; the greatest number is "not foreseen".
fn microseconds(value: &Value) -> Option<Timestamp> {
    let microseconds = value.as_i64().filter(|value| *value > 0)?;
    Timestamp::from_microsecond(microseconds).ok()
}

fn first_text(value: &Value) -> Option<&str> {
    value.as_str().or_else(|| value.as_array()?.first()?.as_str())
}

/// `Tue 2026-11-24 06:25:00 UTC`, as systemctl writes it when its zone is UTC.
fn stamp(text: &str) -> Option<Timestamp> {
    let (_, rest) = text.split_once(' ')?;
    let time: DateTime = rest.strip_suffix(" UTC")?.parse().ok()?;
    Some(time.to_zoned(TimeZone::UTC).ok()?.timestamp())
}

#[cfg(test)]
mod tests;
