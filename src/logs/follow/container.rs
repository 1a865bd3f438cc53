//! One container's log, from where it was left to its end.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::sync::{mpsc, watch};

use super::{Ask, PATIENCE};
use crate::logs::clocks::Clocks;
use crate::logs::cursor::{Cursor, Place};
use crate::logs::reader::{Reader, Said};
use crate::logs::{Event, Line, SourceId, Tail, Window};
use crate::transport::{Docker, DockerError};

/// A log from which nothing came for so long has told all that there is: Docker tells what it has
/// without a pause.
const QUIET: Duration = Duration::from_millis(250);

/// Where events go.
#[derive(Debug, Clone)]
pub(super) struct Out {
    pub(super) events: mpsc::Sender<Event>,
    pub(super) window: Window,
}

impl Out {
    /// Fails when nobody listens any more.
    pub(super) async fn tell(&self, event: Event) -> Result<(), Ended> {
        if let Event::Line(line) = &event {
            self.window.take(line).await;
        }
        self.events.send(event).await.map_err(|_| Ended::NobodyListens)
    }
}

/// Why a log was read no further.
#[derive(Debug)]
pub(super) enum Ended {
    /// All of it is told: the container has ended, or only what was there was asked for.
    Whole,
    Failed(DockerError),
    NobodyListens,
}

#[derive(Debug, Clone)]
pub(super) struct Follower {
    pub(super) docker: Docker,
    pub(super) id: String,
    pub(super) source: SourceId,
    pub(super) ask: Ask,
    /// Before the log is asked for.
    pub(super) pause: Duration,
    /// It appeared while others were followed: it is told from its beginning.
    pub(super) appeared: bool,
    /// Its host, and what is known of that one's clock.
    pub(super) clock: (String, Clocks),
    pub(super) cursor: Arc<Mutex<Cursor>>,
    pub(super) out: Out,
    /// Up to when, by the host's clock, what happened there has reached us.
    pub(super) host_clock: watch::Receiver<Timestamp>,
    /// Counts whatever is heard of the host.
    pub(super) heard: Arc<AtomicU64>,
}

impl Follower {
    pub(super) async fn run(mut self) -> Ended {
        tokio::time::sleep(self.pause).await;
        let again = self.cursor().since();
        self.cursor().again();
        let keep = match (again, self.ask.until, self.ask.tail) {
            // Docker counts from the end of the log, not from that time.
            (None, Some(_), Tail::Last(count)) if !self.appeared => {
                Some(usize::try_from(count).unwrap_or(usize::MAX))
            }
            _ => None,
        };
        let ended = match keep {
            Some(keep) => self.last(keep).await,
            None => self.all(again).await,
        };
        match ended {
            Ok(()) => Ended::Whole,
            Err(ended) => ended,
        }
    }

    async fn all(&mut self, again: Option<Timestamp>) -> Result<(), Ended> {
        let mut stream = self.open(again, self.ask.follow).await?;
        let (mut reader, mut said) = (Reader::default(), Vec::new());
        let mut wrong_by = None;
        loop {
            let chunk = tokio::select! {
                biased;
                chunk = stream.chunk() => chunk.map_err(Ended::Failed)?,
                at = self.quiet() => {
                    self.cursor().quiet(at);
                    self.tell_clock(&mut wrong_by).await?;
                    self.out.tell(Event::Heartbeat(self.source, at)).await?;
                    continue;
                }
            };
            self.heard.fetch_add(1, Ordering::Relaxed);
            self.tell_clock(&mut wrong_by).await?;
            match &chunk {
                Some(bytes) => reader.feed(bytes, &mut said),
                None => reader.end(&mut said),
            }
            for said in said.drain(..) {
                self.take(said).await?;
            }
            if chunk.is_none() {
                return Ok(());
            }
        }
    }

    /// Only the last lines before the end of the range.
    async fn last(&mut self, keep: usize) -> Result<(), Ended> {
        let mut stream = self.open(None, false).await?;
        let (mut reader, mut said) = (Reader::default(), Vec::new());
        let mut last: VecDeque<Said> = VecDeque::new();
        loop {
            let chunk = stream.chunk().await.map_err(Ended::Failed)?;
            self.heard.fetch_add(1, Ordering::Relaxed);
            match &chunk {
                Some(bytes) => reader.feed(bytes, &mut said),
                None => reader.end(&mut said),
            }
            // Docker's own end of a range includes it; what is not shown does not count.
            let until = self.ask.until;
            let is_shown = |said: &Said| !matches!((said, until), (Said::Line { at, .. }, Some(until)) if *at >= until);
            last.extend(said.drain(..).filter(is_shown));
            last.drain(..last.len().saturating_sub(keep));
            if chunk.is_none() {
                break;
            }
        }
        self.tell_clock(&mut None).await?;
        for said in last {
            self.take(said).await?;
        }
        Ok(())
    }

    async fn open(
        &self,
        again: Option<Timestamp>,
        follow: bool,
    ) -> Result<crate::transport::DockerStream, Ended> {
        let since = again.max(self.ask.since).map(seconds);
        let until = self.ask.until.map(seconds);
        let whole = again.is_some() || self.appeared || self.ask.until.is_some();
        let tail = match self.ask.tail {
            Tail::Last(count) if !whole => Some(count.to_string()),
            _ => None,
        };
        let mut parameters = vec![("stdout", "1"), ("stderr", "1"), ("timestamps", "1")];
        if follow {
            parameters.push(("follow", "1"));
        }
        let since = since.filter(|_| !self.appeared || again.is_some());
        parameters.extend(since.as_deref().map(|since| ("since", since)));
        parameters.extend(until.as_deref().map(|until| ("until", until)));
        parameters.extend(tail.as_deref().map(|tail| ("tail", tail)));
        let path = format!("/containers/{}/logs", self.id);
        self.docker.stream(&path, &parameters, PATIENCE).await.map_err(Ended::Failed)
    }

    async fn take(&self, said: Said) -> Result<(), Ended> {
        let (at, stream, text) = match said {
            Said::Line { at, stream, text } => (at, stream, text),
            Said::Trouble(words) => {
                let why = format!("Docker says: {words}");
                return self.out.tell(Event::Gap(self.source, why)).await;
            }
        };
        if self.ask.until.is_some_and(|until| at >= until) {
            return Ok(());
        }
        let place = self.cursor().place(at, stream, &text);
        match place {
            Place::Known => return Ok(()),
            Place::BehindAGap => {
                let why = "its log was cut while it could not be read".to_owned();
                self.out.tell(Event::Gap(self.source, why)).await?;
            }
            Place::New => {}
        }
        let line = Line { source: self.source, at, stream, text };
        self.out.window.take(&line).await;
        let Ok(slot) = self.out.events.reserve().await else { return Err(Ended::NobodyListens) };
        // From here on nothing waits: what is remembered as told is told.
        self.cursor().told(at, stream, &line.text);
        slot.send(Event::Line(line));
        Ok(())
    }

    /// Before what it is for, and again when it has changed.
    async fn tell_clock(&self, told: &mut Option<SignedDuration>) -> Result<(), Ended> {
        let (host, clocks) = &self.clock;
        let wrong_by = clocks.wrong_by(host);
        if told.replace(wrong_by) != Some(wrong_by) {
            self.out.tell(Event::Clock(self.source, wrong_by)).await?;
        }
        Ok(())
    }

    /// Up to when nothing more comes, once nothing came for a while.
    async fn quiet(&mut self) -> Timestamp {
        tokio::time::sleep(QUIET).await;
        if self.host_clock.changed().await.is_err() {
            // Nobody asks for the time where there is an end.
            std::future::pending::<()>().await;
        }
        *self.host_clock.borrow_and_update()
    }

    fn cursor(&self) -> MutexGuard<'_, Cursor> {
        self.cursor.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// As Docker takes times.
fn seconds(at: Timestamp) -> String {
    let nanoseconds = at.as_nanosecond();
    format!(
        "{}.{:09}",
        nanoseconds.div_euclid(1_000_000_000),
        nanoseconds.rem_euclid(1_000_000_000)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_told_to_the_nanosecond() {
        let of = |text: &str| seconds(text.parse().unwrap());
        assert_eq!(of("2026-11-24T17:54:29.000000001Z"), "1795542869.000000001");
    }
}
