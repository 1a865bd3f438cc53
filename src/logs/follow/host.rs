//! The supervisor of one host: which containers are followed there, and what happens to them.

use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::container::{Ended, Follower, Out};
use super::places::Places;
use super::{Ask, Fleet, PATIENCE, list, pulse};
use crate::clock::Stopwatch;
use crate::logs::Event;
use crate::logs::clocks::Clocks;
use crate::logs::happening::{Events, FILTER, Happening, What};
use crate::logs::sources::Sources;
use crate::logs::wanted::{Wanted, wanted};
use crate::transport::{Docker, DockerError, DockerStream, TransportError};

/// A container that is removed is made anew within that, or not at all.
const MADE_ANEW: Duration = Duration::from_secs(3);

/// From one attempt to reach a lost host to the next: longer each time, up to the last of these.
const AGAIN_AFTER: [Duration; 6] = [
    Duration::from_millis(250),
    Duration::from_millis(500),
    Duration::from_secs(1),
    Duration::from_secs(2),
    Duration::from_secs(4),
    Duration::from_secs(8),
];

/// Docker's answer where the log's driver keeps nothing that could be read.
const NOT_KEPT: u16 = 501;

/// Where there is an end, a host that is lost, and a log, is tried again so often.
const ATTEMPTS: usize = 4;

#[derive(Debug)]
pub(super) struct Supervisor {
    host: String,
    docker: Docker,
    fleet: Fleet,
    sources: Arc<Sources>,
    clocks: Clocks,
    ask: Ask,
    out: Out,
    places: Places,
    /// Its containers were told of.
    is_known: bool,
    /// Why a log is not whole, where there is an end.
    failure: Option<DockerError>,
    heard: Arc<AtomicU64>,
    host_clock: watch::Sender<Timestamp>,
}

/// The followers of one session, each by its place and container.
type Followers = JoinSet<(String, String, Ended)>;

/// Why a session ended.
enum End {
    /// Everything is told, or nobody listens any more.
    Done,
    Lost(DockerError),
}

impl From<Ended> for End {
    fn from(ended: Ended) -> Self {
        match ended {
            Ended::Failed(error) => Self::Lost(error),
            Ended::Whole | Ended::NobodyListens => Self::Done,
        }
    }
}

impl Supervisor {
    pub(super) fn new(
        host: String,
        docker: Docker,
        fleet: &Fleet,
        (sources, clocks): (Arc<Sources>, Clocks),
        ask: Ask,
        out: Out,
    ) -> Self {
        Self {
            host,
            docker,
            fleet: fleet.clone(),
            sources,
            clocks,
            ask,
            out,
            places: Places::default(),
            is_known: false,
            failure: None,
            heard: Arc::default(),
            host_clock: watch::Sender::new(Timestamp::MIN),
        }
    }

    /// Until everything is told; where there is no end, until nobody listens.
    pub(super) async fn run(
        mut self,
        first: Result<Vec<Wanted>, DockerError>,
    ) -> Result<(), (String, DockerError)> {
        let mut first = match first {
            Ok(wanted) => {
                self.is_known = true;
                self.update(&wanted, false, false).await;
                Ok(())
            }
            Err(error) => Err(error),
        };
        let mut attempt = 0;
        loop {
            let watch = Stopwatch::start();
            let ended = match std::mem::replace(&mut first, Ok(())) {
                Ok(()) => self.session(&mut attempt).await,
                Err(error) => Err(End::Lost(error)),
            };
            let error = match ended {
                Ok(()) | Err(End::Done) => {
                    let host = self.host;
                    return self.failure.map_or(Ok(()), |error| Err((host, error)));
                }
                Err(End::Lost(error)) => error,
            };
            tracing::debug!(host = self.host, %error, after = ?watch.elapsed(), "lost");
            for event in self.places.stalled() {
                if self.out.tell(event).await.is_err() {
                    return Ok(());
                }
            }
            for place in self.places.0.values_mut() {
                place.is_read = false;
                // It may have been started and have ended meanwhile.
                place.again = true;
            }
            if !error.may_pass() || !self.ask.follow && attempt + 1 >= ATTEMPTS {
                self.give_up(&error).await;
                return Err((self.host, error));
            }
            if attempt == 0
                && self.note(format!("{} is lost: {error}; trying again", self.host)).await.is_err()
            {
                return Ok(());
            }
            let pause = AGAIN_AFTER[attempt.min(AGAIN_AFTER.len() - 1)];
            attempt += 1;
            tokio::select! {
                () = tokio::time::sleep(pause) => {}
                () = self.out.events.closed() => return Ok(()),
            }
            self.docker.renew().await;
        }
    }

    async fn session(&mut self, attempt: &mut usize) -> Result<(), End> {
        if let Some(news) = self.clocks.news(&self.host) {
            self.note(news).await?;
        }
        if !self.ask.follow {
            return self.once().await;
        }
        let mut followers = JoinSet::new();
        // What is known needs no list to be read.
        self.read(&mut followers).await?;
        // Events first: what happens between the list and them is told twice, not never.
        let events = self.docker.stream("/events", &[("filters", FILTER)], PATIENCE).await;
        let events = events.map_err(End::Lost)?;
        self.look().await?;
        if *attempt > 0 {
            self.note(format!("{} is back", self.host)).await?;
            *attempt = 0;
        }
        let docker = self.docker.clone();
        let (clock, heard) = (self.host_clock.clone(), self.heard.clone());
        let (host, clocks, out) = (self.host.clone(), self.clocks.clone(), self.out.clone());
        self.read(&mut followers).await?;
        tokio::select! {
            ended = self.watch(events, &mut followers) => ended,
            ended = pulse::beat(&docker, (&host, &clocks), &clock, &heard, &out) => Err(ended.into()),
        }
    }

    async fn watch(
        &mut self,
        mut stream: DockerStream,
        followers: &mut Followers,
    ) -> Result<(), End> {
        let mut events = Events::default();
        let mut leave_at: Option<tokio::time::Instant> = None;
        loop {
            let leaving = async {
                match leave_at {
                    Some(at) => tokio::time::sleep_until(at).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                chunk = stream.chunk() => {
                    let chunk = chunk.map_err(End::Lost)?.ok_or(End::Lost(DockerError::Lost))?;
                    self.heard.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                    let happened = events.feed(&chunk);
                    self.take(happened).await?;
                }
                Some(ended) = followers.join_next() => {
                    // One that was ended by us is none that tells.
                    let Ok((place, id, ended)) = ended else { continue };
                    self.ended(&place, &id, ended).await?;
                }
                () = leaving => {
                    leave_at = None;
                    for event in self.places.leave() {
                        self.out.tell(event).await?;
                    }
                }
                () = self.out.events.closed() => return Err(End::Done),
            }
            if leave_at.is_none() && self.places.is_any_gone() {
                leave_at = Some(tokio::time::Instant::now() + MADE_ANEW);
            }
            self.read(followers).await?;
        }
    }

    /// Only what is there.
    async fn once(&mut self) -> Result<(), End> {
        if !self.is_known {
            self.look().await?;
        }
        let mut followers = JoinSet::new();
        self.read(&mut followers).await?;
        while let Some(ended) = followers.join_next().await {
            let Ok((place, id, ended)) = ended else { continue };
            self.ended(&place, &id, ended).await?;
            if let Some((_, place)) = self.places.of_id(&id)
                && place.whole
            {
                let event = Event::Left(place.source.id, String::new());
                self.out.tell(event).await?;
            }
            self.read(&mut followers).await?;
        }
        for event in self.places.leave() {
            self.out.tell(event).await?;
        }
        Ok(())
    }

    async fn take(&mut self, happened: Vec<Happening>) -> Result<(), End> {
        let mut look = false;
        for Happening { id, what } in happened {
            let Some((_, place)) = self.places.of_id(&id) else {
                look |= matches!(what, What::Started | What::Renamed);
                continue;
            };
            let name = place.source.called();
            match what {
                What::Started => {
                    place.again = true;
                    if !place.running {
                        place.running = true;
                        self.note(format!("{name} runs again")).await?;
                    }
                }
                What::Ended(code) => {
                    place.running = false;
                    let code = code.map(|code| format!(" with exit code {code}"));
                    self.note(format!("{name} has ended{}", code.unwrap_or_default())).await?;
                }
                What::Removed => place.gone = true,
                What::Renamed => look = true,
            }
        }
        if look { self.look().await } else { Ok(()) }
    }

    /// A follower has ended.
    async fn ended(&mut self, name: &str, id: &str, ended: Ended) -> Result<(), End> {
        let Some(place) = self.places.0.get_mut(name).filter(|place| place.id == id) else {
            // Its container was made anew meanwhile.
            return Ok(());
        };
        place.is_read = false;
        let source = place.source.clone();
        match ended {
            Ended::NobodyListens => return Err(End::Done),
            Ended::Whole => {
                (place.whole, place.failed) = (true, 0);
                self.out.tell(Event::Stalled(source.id)).await?;
            }
            // It is removed, or about to be; what it said until then may be told or not.
            Ended::Failed(DockerError::Refused { status: 404 | 409, .. }) => {
                place.gone = true;
                self.out.tell(Event::Stalled(source.id)).await?;
            }
            Ended::Failed(error @ DockerError::Refused { status, .. })
                if status >= 500 && status != NOT_KEPT =>
            {
                self.cannot_be_read(name, error).await?;
            }
            Ended::Failed(DockerError::Refused { message, .. }) => {
                place.whole = true;
                let why = format!("{} has no logs to read: {message}", source.called());
                self.note(why).await?;
                self.out.tell(Event::Stalled(source.id)).await?;
            }
            // Trying again would take the session from one that has it.
            Ended::Failed(error @ DockerError::Host(TransportError::TooManySessions)) => {
                place.whole = true;
                self.out.tell(Event::Gap(source.id, error.to_string())).await?;
                self.out.tell(Event::Stalled(source.id)).await?;
            }
            Ended::Failed(error) => return Err(End::Lost(error)),
        }
        Ok(())
    }

    /// Docker itself has failed, which may be over in a while. It is one log, and costs no other.
    async fn cannot_be_read(&mut self, name: &str, error: DockerError) -> Result<(), End> {
        let Some(place) = self.places.0.get_mut(name) else { return Ok(()) };
        let source = place.source.clone();
        place.failed += 1;
        if self.ask.follow {
            self.out.tell(Event::Stalled(source.id)).await?;
        }
        if !self.ask.follow && place.failed >= ATTEMPTS {
            place.whole = true;
            self.out.tell(Event::Gap(source.id, error.to_string())).await?;
            self.failure = Some(error);
        } else if place.failed == 1 {
            let called = source.called();
            self.note(format!("{called} cannot be read: {error}; trying again")).await?;
        }
        Ok(())
    }

    /// Begins to read whatever has to be read and is not, as far as there is room for it.
    async fn read(&mut self, followers: &mut Followers) -> Result<(), End> {
        let mut room = match self.docker.most_streams().await {
            Some(most) => most.saturating_sub(self.places.read()),
            None => usize::MAX,
        };
        let mut told = Vec::new();
        for (name, place) in self.places.unread() {
            if room == 0 {
                told.extend(place.waits());
                continue;
            }
            room -= 1;
            place.is_read = true;
            (place.whole, place.again) = (false, false);
            let pause = match place.failed {
                0 => Duration::ZERO,
                failed => AGAIN_AFTER[(failed - 1).min(AGAIN_AFTER.len() - 1)],
            };
            let follower = Follower {
                pause,
                docker: self.docker.clone(),
                id: place.id.clone(),
                source: place.source.id,
                ask: self.ask,
                appeared: place.appeared,
                clock: (self.host.clone(), self.clocks.clone()),
                cursor: place.cursor.clone(),
                out: self.out.clone(),
                host_clock: self.host_clock.subscribe(),
                heard: self.heard.clone(),
            };
            let (name, id) = (name.clone(), place.id.clone());
            followers.spawn(async move { (name, id, follower.run().await) });
        }
        for event in told {
            self.out.tell(event).await?;
        }
        Ok(())
    }

    /// Asks what there is now.
    async fn look(&mut self) -> Result<(), End> {
        let containers = list(&self.docker, PATIENCE).await.map_err(End::Lost)?;
        if let Some(ahead) = self.docker.ahead() {
            self.clocks.set(&self.host, ahead);
        }
        let (host, targets) = (&self.host, &self.fleet.targets);
        let wanted = wanted(&self.fleet.inventory, host, &containers, targets);
        let appeared = std::mem::replace(&mut self.is_known, true);
        self.update(&wanted, true, appeared).await;
        Ok(())
    }

    async fn update(&mut self, wanted: &[Wanted], join: bool, appeared: bool) {
        let (sources, host) = (self.sources.clone(), self.host.clone());
        let source = |wanted: &Wanted| sources.of(&host, wanted);
        for event in self.places.update(wanted, join, appeared, source) {
            // The next one who tells something notices.
            let _ = self.out.tell(event).await;
        }
    }

    /// It will not come back by itself.
    async fn give_up(&mut self, error: &DockerError) {
        for (_, place) in std::mem::take(&mut self.places.0) {
            let id = place.source.id;
            if !place.whole {
                let _ = self.out.tell(Event::Gap(id, error.to_string())).await;
            }
            let _ = self.out.tell(Event::Left(id, String::new())).await;
        }
    }

    async fn note(&self, text: String) -> Result<(), Ended> {
        self.out.tell(Event::Note(text)).await
    }
}
