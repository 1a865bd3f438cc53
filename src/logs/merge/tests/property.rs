//! Any lines, by any way, at any time.

use super::*;

/// A line on its way: when it was written and how much later it is here, in milliseconds.
#[derive(Debug, Clone)]
struct Written {
    source: u32,
    number: usize,
    at: u64,
    here: u64,
}

const SOURCES: u32 = 4;

/// Lines of some sources. Within a source they are written and come one after the other, each up to
/// `most` late.
fn lines(most: u64) -> impl Strategy<Value = Vec<Written>> {
    let of_one = || proptest::collection::vec((0_u64..300, 0..=most), 0..40);
    proptest::collection::vec(of_one(), SOURCES as usize).prop_map(|sources| {
        let mut all = Vec::new();
        for (source, steps) in sources.into_iter().enumerate() {
            let (mut at, mut here) = (0, 0);
            for (number, (gap, delay)) in steps.into_iter().enumerate() {
                at += gap;
                here = (at + delay).max(here);
                all.push(Written { source: source as u32, number, at, here });
            }
        }
        all.sort_by_key(|written| written.here);
        all
    })
}

fn event(written: &Written) -> Event {
    Event::Line(Line {
        source: SourceId(written.source),
        at: Timestamp::from_millisecond(written.at as i64).unwrap(),
        stream: Stream::Stdout,
        text: format!("{} {}", written.source, written.number).into_bytes(),
    })
}

/// What came out, with when.
struct Seen {
    source: u32,
    number: usize,
    at: Timestamp,
    late: bool,
    when: u64,
}

struct Run {
    merge: Merge,
    seen: Vec<Seen>,
    /// The most that waited after a drain.
    most: usize,
}

impl Run {
    fn new(order: Order, limits: Limits) -> Self {
        let mut merge = Merge::new(order, limits);
        (0..SOURCES).for_each(|source| merge.push(joined(source), ms(0)));
        Self { merge, seen: Vec::new(), most: 0 }
    }

    fn tell(seen: &mut Vec<Seen>, told: Told, when: u64) {
        if let Told::Line { line, late } = told {
            let text = String::from_utf8(line.text).unwrap();
            let (source, number) = text.split_once(' ').unwrap();
            let (source, number) = (source.parse().unwrap(), number.parse().unwrap());
            seen.push(Seen { source, number, at: line.at, late, when });
        }
    }

    fn drain(&mut self, now: u64) {
        let seen = &mut self.seen;
        self.merge.drain(ms(now), |told| Self::tell(seen, told, now));
        self.most = self.most.max(self.merge.waiting().0);
    }

    /// As a caller does it: drains after each event and whenever something is due.
    fn all(mut self, lines: &[Written], mut beside: impl FnMut(&mut Merge, usize)) -> Self {
        for (index, written) in lines.iter().enumerate() {
            while let Some(due) = self.merge.due().filter(|due| *due < ms(written.here)) {
                self.drain(due.as_millis() as u64);
            }
            beside(&mut self.merge, index);
            self.merge.push(event(written), ms(written.here));
            self.drain(written.here);
        }
        while let Some(due) = self.merge.due() {
            self.drain(due.as_millis() as u64);
        }
        let seen = &mut self.seen;
        self.merge.finish(|told| Self::tell(seen, told, u64::MAX));
        assert_eq!(self.merge.waiting(), (0, 0));
        self
    }

    /// Every line once, those of a source in their order; out of order only where it is said.
    fn is_whole(&self, lines: &[Written]) {
        assert_eq!(self.seen.len(), lines.len());
        let mut next = [0; SOURCES as usize];
        let mut newest = Timestamp::MIN;
        for seen in &self.seen {
            let next = &mut next[seen.source as usize];
            assert_eq!(seen.number, *next, "of {}", seen.source);
            *next += 1;
            assert_eq!(seen.late, seen.at < newest);
            newest = newest.max(seen.at);
        }
    }
}

proptest! {
    #[test]
    fn with_an_end_the_order_is_exact(lines in lines(100_000)) {
        let run = Run::new(Order::Exact, Limits::default()).all(&lines, |_, _| {});
        run.is_whole(&lines);
        prop_assert!(run.seen.iter().all(|seen| !seen.late));
        prop_assert!(run.seen.is_sorted_by_key(|seen| (seen.at, seen.source)));
    }

    #[test]
    fn within_the_window_the_order_is_exact(lines in lines(1999)) {
        let run = Run::new(Order::Within(HOLD), Limits::default()).all(&lines, |_, _| {});
        run.is_whole(&lines);
        prop_assert!(run.seen.iter().all(|seen| !seen.late));
        prop_assert!(run.seen.is_sorted_by_key(|seen| (seen.at, seen.source)));
    }

    #[test]
    fn whatever_comes_late_is_marked_and_nobody_waits_longer(
        lines in lines(8000),
        stalls in proptest::collection::vec((0_usize..200, 0..SOURCES), 0..6),
    ) {
        let run = Run::new(Order::Within(HOLD), Limits::default()).all(&lines, |merge, index| {
            for (_, source) in stalls.iter().filter(|(at, _)| *at == index) {
                merge.push(Event::Stalled(SourceId(*source)), ms(0));
            }
        });
        run.is_whole(&lines);
        for written in &lines {
            let seen = run.seen.iter().find(|seen| (seen.source, seen.number) == (written.source, written.number));
            let waited = seen.unwrap().when - written.here;
            prop_assert!(waited <= (HOLD + wait::MOMENT).as_millis() as u64, "{waited} ms");
        }
    }

    #[test]
    fn never_more_waits_than_allowed(lines in lines(100_000), most in 1_usize..20) {
        let limits = Limits { lines: most, bytes: 1 << 20 };
        for order in [Order::Exact, Order::Within(HOLD)] {
            let run = Run::new(order, limits).all(&lines, |_, _| {});
            run.is_whole(&lines);
            prop_assert!(run.most <= most);
        }
    }

    #[test]
    fn without_order_it_is_the_order_of_arrival(lines in lines(8000)) {
        let run = Run::new(Order::AsItComes, Limits::default()).all(&lines, |_, _| {});
        let came: Vec<_> = run.seen.iter().map(|seen| (seen.source, seen.number)).collect();
        let sent: Vec<_> = lines.iter().map(|written| (written.source, written.number)).collect();
        prop_assert_eq!(came, sent);
    }

    #[test]
    fn a_heartbeat_lets_go_of_what_is_older(lines in lines(0), gap in 1_u64..500) {
        // Every source tells how far it is: nobody waits longer than from one of these to the next.
        let mut last = 0;
        let run = Run::new(Order::Within(HOLD), Limits::default()).all(&lines, |merge, index| {
            let here = lines[index].here;
            if here >= last + gap {
                last = here;
                let at = Timestamp::from_millisecond(here as i64).unwrap();
                (0..SOURCES).for_each(|source| merge.push(Event::Heartbeat(SourceId(source), at), ms(here)));
            }
        });
        run.is_whole(&lines);
        prop_assert!(run.seen.iter().all(|seen| !seen.late));
    }
}
