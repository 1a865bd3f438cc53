//! Which hosts' clocks are wrong, by so much that lines of the same moment would be torn apart.
//!
//! Two clocks that may be right to the second are left alone: their lines stand in the order of the
//! times that are shown. Only one that certainly differs from the others is corrected.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::SignedDuration;

use crate::transport::Ahead;

/// Clocks that differ by less are the same.
const TOLERANCE: SignedDuration = SignedDuration::from_secs(1);

/// Those of all hosts of one command.
#[derive(Debug, Clone, Default)]
pub(super) struct Clocks(Arc<Mutex<BTreeMap<String, Clock>>>);

#[derive(Debug)]
struct Clock {
    ahead: Ahead,
    /// Of the others.
    wrong_by: SignedDuration,
    /// What a person knows of it.
    told: SignedDuration,
}

impl Clocks {
    /// It becomes known, or known better.
    pub(super) fn set(&self, host: &str, ahead: Ahead) {
        let mut clocks = self.lock();
        let zero = SignedDuration::ZERO;
        let new = Clock { ahead, wrong_by: zero, told: zero };
        clocks.entry(host.to_owned()).or_insert(new).ahead = ahead;
        let all: Vec<_> = clocks.values().map(|clock| clock.ahead).collect();
        for (clock, wrong_by) in clocks.values_mut().zip(wrong_by(&all)) {
            let is_other = (wrong_by - clock.wrong_by).abs() > TOLERANCE;
            // What is known better and better shall not move its lines with each answer.
            if is_other || wrong_by.is_zero() {
                clock.wrong_by = wrong_by;
            }
        }
    }

    pub(super) fn wrong_by(&self, host: &str) -> SignedDuration {
        self.lock().get(host).map_or(SignedDuration::ZERO, |clock| clock.wrong_by)
    }

    /// What a person does not know yet.
    pub(super) fn news(&self, host: &str) -> Option<String> {
        let mut clocks = self.lock();
        let clock = clocks.get_mut(host)?;
        let (before, now) = (std::mem::replace(&mut clock.told, clock.wrong_by), clock.wrong_by);
        let seconds = (now.as_millis().unsigned_abs() + 500) / 1000;
        let is = if now.is_negative() { "behind" } else { "ahead" };
        match (before == now, now.is_zero()) {
            (true, _) => None,
            (false, true) => Some(format!("the clock of {host} is right again")),
            (false, false) => Some(format!(
                "the clock of {host} is about {seconds} s {is}: its lines stand where they belong, with its own times"
            )),
        }
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, Clock>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How far each is ahead of most of them; where there is no such majority, of those that are nearest
/// to ours. Nothing for those that may agree.
fn wrong_by(all: &[Ahead]) -> Vec<SignedDuration> {
    let half = TOLERANCE / 2;
    let wide = |ahead: &Ahead| (ahead.least.saturating_sub(half), ahead.most.saturating_add(half));
    let agree = |ahead: &Ahead, at: SignedDuration| {
        let (least, most) = wide(ahead);
        least <= at && at <= most
    };
    let edges = all.iter().map(wide).flat_map(|(least, most)| [least, most]);
    let best = edges.chain([SignedDuration::ZERO]).max_by_key(|at| {
        let those = all.iter().filter(|ahead| agree(ahead, *at)).count();
        (those, std::cmp::Reverse(at.abs()))
    });
    let best = best.unwrap_or_default();
    let right = all.iter().filter(|ahead| agree(ahead, best)).map(wide);
    let right = right.reduce(|one, other| (one.0.max(other.0), one.1.min(other.1)));
    let right = right.map_or(best, |(least, most)| least.saturating_add(most) / 2);
    let of = |ahead: &Ahead| {
        if agree(ahead, best) { SignedDuration::ZERO } else { ahead.middle().saturating_sub(right) }
    };
    all.iter().map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By so many milliseconds, to the second.
    fn ahead(middle: i64) -> Ahead {
        let at = SignedDuration::from_millis;
        Ahead { least: at(middle - 500), most: at(middle + 500) }
    }

    fn wrong(all: &[i64]) -> Vec<i128> {
        let all: Vec<_> = all.iter().map(|middle| ahead(*middle)).collect();
        wrong_by(&all).iter().map(SignedDuration::as_millis).collect()
    }

    #[test]
    fn only_what_differs_for_sure_is_corrected() {
        assert_eq!(wrong(&[]), [0; 0]);
        assert_eq!(wrong(&[90_000]), [0], "nobody is there to compare with");
        assert_eq!(wrong(&[-400, 900]), [0, 0]);
        assert_eq!(wrong(&[30_000, 30_700]), [0, 0], "it is our own clock that is wrong");
        assert_eq!(wrong(&[0, -5000]), [0, -5000]);
        assert_eq!(wrong(&[7000, 2500]), [4500, 0], "ours says which, where they are two");
        assert_eq!(wrong(&[0, 9000, 9200]), [-9100, 0, 0], "the others say which");
    }

    #[test]
    fn it_is_said_once_and_little_changes_are_no_news() {
        let clocks = Clocks::default();
        clocks.set("toucan", ahead(0));
        clocks.set("hornbill", ahead(-5200));
        let news = clocks.news("hornbill").unwrap();
        assert!(news.starts_with("the clock of hornbill is about 5 s behind: "), "{news}");
        assert_eq!(clocks.news("toucan"), None);
        let first = clocks.wrong_by("hornbill");
        clocks.set("hornbill", ahead(-4900));
        assert_eq!((clocks.news("hornbill"), clocks.wrong_by("hornbill")), (None, first));
        clocks.set("hornbill", ahead(-300));
        assert_eq!(clocks.news("hornbill").unwrap(), "the clock of hornbill is right again");
        assert_eq!(clocks.wrong_by("hornbill"), SignedDuration::ZERO);
        assert_eq!(clocks.wrong_by("nobody"), SignedDuration::ZERO);
    }
}
