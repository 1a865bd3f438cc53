//! How many lines a second one core puts in the order of their times. `cargo bench --bench merge`
//! prints one line for each number of sources: `SOURCES LINES-PER-SECOND`, the median of some runs.

#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a benchmark prints, and looks at the clock"
)]

use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use sgos::logs::{Event, Limits, Line, Merge, Order, Source, SourceId, Stream, Told};

const LINES: u32 = 400_000;
const RUNS: usize = 5;

/// As many as are taken in between two looks for what may go out.
const AT_ONCE: usize = 512;

/// An ordinary line of a web server.
const TEXT: &[u8] =
    b"172.18.0.1 - - \"GET /api/v1/items?page=3 HTTP/1.1\" 200 5316 \"-\" \"Mozilla/5.0\" 0.012";

fn main() {
    for sources in [1, 5, 50] {
        let mut rates: Vec<f64> = (0..RUNS).map(|_| rate(sources)).collect();
        rates.sort_by(f64::total_cmp);
        println!("{sources} {:.0}", rates[RUNS / 2]);
    }
}

/// Lines a second of so many containers that speak in turns, a microsecond apart; every seventh
/// line is older than the one before it, as between hosts.
fn rate(sources: u32) -> f64 {
    let mut merge = Merge::new(Order::Within(Duration::from_secs(2)), Limits::default());
    for number in 0..sources {
        let name = format!("app-{number}");
        let source = Source {
            id: SourceId(number),
            host: "hornbill".to_owned(),
            stack: None,
            service: None,
            container: name.clone(),
            label: name,
        };
        merge.push(Event::Joined(Arc::new(source)), Duration::ZERO);
    }
    let events: Vec<Event> = (0..LINES).map(|number| line(number, sources)).collect();
    let mut told = 0_u32;
    let mut count = |one: Told| told += u32::from(matches!(one, Told::Line { .. }));
    let started = Instant::now();
    for (index, event) in events.into_iter().enumerate() {
        let now = started.elapsed();
        merge.push(event, now);
        if index % AT_ONCE == 0 {
            merge.drain(now, &mut count);
        }
    }
    for number in 0..sources {
        merge.push(Event::Left(SourceId(number), String::new()), started.elapsed());
    }
    merge.drain(started.elapsed(), &mut count);
    let took = started.elapsed();
    assert_eq!(told, LINES, "every line comes out");
    f64::from(LINES) / took.as_secs_f64()
}

fn line(number: u32, sources: u32) -> Event {
    let back = if number.is_multiple_of(7) { 20 } else { 0 };
    let microsecond = 1_780_000_000_000_000 + i64::from(number) - back;
    Event::Line(Line {
        source: SourceId(number % sources),
        at: Timestamp::from_microsecond(microsecond).unwrap_or_default(),
        stream: Stream::Stdout,
        text: TEXT.to_vec(),
    })
}
