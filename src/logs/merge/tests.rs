//! Nothing lost, nothing doubled, in order as far as that is possible: by example and by property.

use std::sync::Arc;

use jiff::SignedDuration;
use proptest::prelude::*;

use super::*;
use crate::logs::{Source, Stream};

mod property;

const HOLD: Duration = Duration::from_secs(2);

fn ms(milliseconds: u64) -> Duration {
    Duration::from_millis(milliseconds)
}

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

fn line(source: u32, second: i64) -> Event {
    Event::Line(Line {
        source: SourceId(source),
        at: at(second),
        stream: Stream::Stdout,
        text: format!("{source}/{second}").into_bytes(),
    })
}

fn joined(source: u32) -> Event {
    Event::Joined(Arc::new(Source {
        id: SourceId(source),
        host: "toucan".into(),
        stack: None,
        service: None,
        container: format!("c{source}"),
        label: format!("c{source}"),
    }))
}

/// What came out, shortly: a late line begins with `~`.
#[derive(Default)]
struct Out(Vec<String>);

impl Out {
    fn tell(&mut self, told: Told) {
        self.0.push(match told {
            Told::Line { line, late } => {
                let text = String::from_utf8(line.text).unwrap();
                if late { format!("~{text}") } else { text }
            }
            Told::Event(Event::Joined(source)) => format!("+{}", source.id.0),
            Told::Event(Event::Left(source, _)) => format!("-{}", source.0),
            Told::Event(Event::Gap(source, _)) => format!("gap {}", source.0),
            Told::Event(Event::Note(text)) => text,
            Told::Event(other) => panic!("{other:?} is nobody's business"),
        });
    }

    fn take(&mut self) -> Vec<String> {
        std::mem::take(&mut self.0)
    }
}

fn drain(merge: &mut Merge, now: Duration) -> Vec<String> {
    let mut out = Out::default();
    merge.drain(now, |told| out.tell(told));
    out.take()
}

fn merge_of(order: Order, sources: u32) -> Merge {
    let mut merge = Merge::new(order, Limits::default());
    (0..sources).for_each(|source| merge.push(joined(source), ms(0)));
    assert_eq!(drain(&mut merge, ms(0)).len(), sources as usize);
    merge
}

#[test]
fn one_source_waits_for_nobody() {
    let mut merge = merge_of(Order::Within(HOLD), 1);
    merge.push(line(0, 1), ms(0));
    merge.push(line(0, 2), ms(0));
    assert_eq!(drain(&mut merge, ms(0)), ["0/1", "0/2"]);
    assert_eq!(merge.due(), None);
}

#[test]
fn a_line_waits_until_no_older_one_can_come() {
    let mut merge = merge_of(Order::Within(HOLD), 2);
    merge.push(line(0, 5), ms(0));
    assert!(drain(&mut merge, ms(0)).is_empty());
    merge.push(line(1, 3), ms(10));
    assert_eq!(drain(&mut merge, ms(10)), ["1/3"]);
    merge.push(Event::Heartbeat(SourceId(1), at(6)), ms(20));
    assert_eq!(drain(&mut merge, ms(20)), ["0/5"]);
}

#[test]
fn of_the_same_time_the_first_source_comes_first() {
    let mut merge = merge_of(Order::Within(HOLD), 2);
    merge.push(line(1, 5), ms(0));
    assert!(drain(&mut merge, ms(0)).is_empty());
    merge.push(line(0, 5), ms(0));
    // Source 1 may have another one of this time, but it would come behind.
    assert_eq!(drain(&mut merge, ms(0)), ["0/5"]);
    merge.push(line(0, 6), ms(0));
    assert_eq!(drain(&mut merge, ms(0)), ["1/5"]);
}

#[test]
fn nobody_is_held_back_longer_than_that() {
    let mut merge = merge_of(Order::Within(HOLD), 2);
    merge.push(line(0, 5), ms(100));
    assert_eq!(merge.due(), Some(ms(2100)));
    assert!(drain(&mut merge, ms(2099)).is_empty());
    assert_eq!(drain(&mut merge, ms(2100)), ["0/5"]);
    assert_eq!(merge.due(), None);
    merge.push(line(1, 4), ms(2200));
    assert_eq!(drain(&mut merge, ms(2200)), ["~1/4"]);
}

#[test]
fn what_waited_takes_what_is_older_along() {
    let mut merge = merge_of(Order::Within(HOLD), 3);
    merge.push(line(0, 5), ms(0));
    merge.push(line(1, 4), ms(1900));
    assert_eq!(drain(&mut merge, ms(2000)), ["1/4", "0/5"]);
}

#[test]
fn who_is_stalled_or_gone_is_not_waited_for() {
    let mut merge = merge_of(Order::Within(HOLD), 2);
    merge.push(line(0, 5), ms(0));
    merge.push(Event::Stalled(SourceId(1)), ms(0));
    assert_eq!(drain(&mut merge, ms(0)), ["0/5"]);
    merge.push(line(1, 3), ms(10));
    merge.push(line(0, 6), ms(10));
    assert_eq!(drain(&mut merge, ms(10)), ["~1/3"], "it is back, and waited for again");
    merge.push(Event::Left(SourceId(1), "removed".into()), ms(10));
    assert_eq!(drain(&mut merge, ms(10)), ["-1", "0/6"]);
}

#[test]
fn gaps_and_ends_stay_in_their_place() {
    let mut merge = merge_of(Order::Exact, 2);
    merge.push(line(0, 1), ms(0));
    merge.push(Event::Gap(SourceId(0), "cut".into()), ms(0));
    merge.push(line(0, 4), ms(0));
    merge.push(Event::Left(SourceId(0), "ended".into()), ms(0));
    merge.push(line(1, 2), ms(0));
    merge.push(line(1, 9), ms(0));
    assert_eq!(drain(&mut merge, ms(0)), ["0/1", "gap 0", "1/2", "0/4", "-0", "1/9"]);
}

#[test]
fn an_end_goes_out_with_the_last_line_before_it() {
    let mut merge = merge_of(Order::Within(HOLD), 2);
    merge.push(line(0, 5), ms(0));
    merge.push(Event::Heartbeat(SourceId(0), at(100)), ms(0));
    merge.push(Event::Left(SourceId(0), "ended".into()), ms(0));
    assert_eq!(drain(&mut merge, ms(2000)), ["0/5", "-0"]);
}

#[test]
fn with_an_end_everyone_is_waited_for() {
    let mut merge = merge_of(Order::Exact, 2);
    merge.push(line(0, 5), ms(0));
    assert_eq!(merge.due(), None);
    assert!(drain(&mut merge, Duration::from_secs(9999)).is_empty());
    merge.push(line(1, 1), ms(0));
    merge.push(Event::Left(SourceId(1), "all told".into()), ms(0));
    assert_eq!(drain(&mut merge, ms(0)), ["1/1", "-1", "0/5"]);
}

#[test]
fn without_order_nothing_waits() {
    let mut merge = merge_of(Order::AsItComes, 2);
    merge.push(line(0, 5), ms(0));
    merge.push(line(1, 3), ms(0));
    merge.push(Event::Gap(SourceId(0), String::new()), ms(0));
    assert_eq!(drain(&mut merge, ms(0)), ["0/5", "1/3", "gap 0"]);
}

#[test]
fn what_is_left_goes_out_at_the_end() {
    let mut merge = merge_of(Order::Exact, 3);
    merge.push(line(0, 5), ms(0));
    merge.push(line(1, 3), ms(0));
    let mut out = Out::default();
    merge.finish(|told| out.tell(told));
    assert_eq!(out.take(), ["1/3", "0/5"]);
    assert_eq!(merge.waiting(), (0, 0));
}

#[test]
fn when_there_is_no_room_the_oldest_go_out_early_and_that_is_said_once() {
    let limits = Limits { lines: 4, bytes: 1000 };
    let mut merge = Merge::new(Order::Within(HOLD), limits);
    merge.push(joined(0), ms(0));
    merge.push(joined(1), ms(0));
    let mut told = Vec::new();
    for second in 1..=8 {
        merge.push(line(0, second), ms(0));
        told.extend(drain(&mut merge, ms(0)));
        assert!(merge.waiting().0 <= 4);
    }
    assert_eq!(told, ["+0", "+1", CROWDED, "0/1", "0/2", "0/3", "0/4"]);
    merge.push(line(1, 2), ms(0));
    assert_eq!(drain(&mut merge, ms(0)), ["~1/2"]);
    // One line that is larger than all that may wait.
    let Event::Line(mut large) = line(0, 9) else { unreachable!() };
    large.text = vec![b'x'; 5000];
    merge.push(Event::Line(large), ms(0));
    assert_eq!(drain(&mut merge, ms(0)).len(), 5);
    assert_eq!(merge.waiting(), (0, 0));
}

#[test]
fn within_a_source_nothing_changes_places() {
    // Docker stamps the two streams apart.
    let mut merge = merge_of(Order::Exact, 2);
    for event in [line(0, 5), line(0, 4), line(0, 6), line(1, 4), line(1, 7)] {
        merge.push(event, ms(0));
    }
    let mut out = Out::default();
    merge.finish(|told| out.tell(told));
    assert_eq!(out.take(), ["1/4", "0/5", "0/4", "0/6", "1/7"]);
}

#[test]
fn a_clock_that_is_behind_is_taken_for_what_it_is() {
    let mut merge = merge_of(Order::Within(HOLD), 2);
    merge.push(Event::Clock(SourceId(1), SignedDuration::from_secs(-60)), ms(0));
    merge.push(line(0, 100), ms(0));
    merge.push(line(1, 39), ms(0));
    assert_eq!(drain(&mut merge, ms(0)), ["1/39"]);
    merge.push(Event::Heartbeat(SourceId(1), at(41)), ms(0));
    assert_eq!(drain(&mut merge, ms(0)), ["0/100"]);
    // It is set: what was shown already stays where it is.
    merge.push(Event::Clock(SourceId(1), SignedDuration::ZERO), ms(0));
    merge.push(line(0, 102), ms(0));
    merge.push(line(1, 101), ms(0));
    assert_eq!(drain(&mut merge, ms(0)), ["1/101"]);
}
