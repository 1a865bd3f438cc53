//! Locks and audit as a person reads them, and as programs do.

mod audit;
mod locks;

pub use audit::{audit, audit_json, audit_jsonl, audit_tsv};
pub use locks::{locks, locks_jsonl, locks_tsv};

use jiff::Timestamp;
use jiff::tz::TimeZone;

/// Clean cells of a line that `cut` and `awk` may rely on.
fn tsv<const N: usize>(header: [&str; N], rows: impl Iterator<Item = [String; N]>) -> String {
    let header = header.map(str::to_owned);
    let line = |row: [String; N]| row.map(|cell| crate::ui::sanitize::line(&cell).into_owned());
    std::iter::once(header).chain(rows).map(|row| line(row).join("\t") + "\n").collect()
}

/// The time on a person's clock, with the day where that is another one.
fn clock(time: Timestamp, now: Timestamp, zone: &TimeZone) -> String {
    let (time, now) = (time.to_zoned(zone.clone()), now.to_zoned(zone.clone()));
    let form = match (time.date() == now.date(), time.year() == now.year()) {
        (true, _) => "%H:%M:%S",
        (false, true) => "%m-%d %H:%M",
        (false, false) => "%Y-%m-%d",
    };
    time.strftime(form).to_string()
}
