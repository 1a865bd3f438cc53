//! The places of one host that are followed, and what becomes of each: which container is in it, how
//! far its log is told, and what a person is to be told of it. Pure.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;

use crate::logs::cursor::Cursor;
use crate::logs::wanted::Wanted;
use crate::logs::{Event, Source};

/// Where one container is, or its successor.
#[derive(Debug)]
pub(super) struct InPlace {
    pub(super) source: Arc<Source>,
    pub(super) id: String,
    pub(super) cursor: Arc<Mutex<Cursor>>,
    /// It is told from its beginning.
    pub(super) appeared: bool,
    pub(super) running: bool,
    /// A follower reads its log.
    pub(super) is_read: bool,
    /// All that it said until it ended is told.
    pub(super) whole: bool,
    /// It was started since its follower began.
    pub(super) again: bool,
    /// It is removed, and nothing has taken its place.
    pub(super) gone: bool,
    /// So often Docker has failed to read its log.
    pub(super) failed: usize,
    /// It is told that there is no room for it.
    waits: bool,
}

impl InPlace {
    fn new(source: Arc<Source>, wanted: &Wanted, appeared: bool) -> Self {
        Self {
            source,
            id: wanted.id.clone(),
            cursor: Arc::default(),
            appeared,
            running: wanted.running,
            is_read: false,
            whole: false,
            again: false,
            gone: false,
            failed: 0,
            waits: false,
        }
    }

    /// There is no room to read it now. It holds nobody back; a person is told of it once.
    pub(super) fn waits(&mut self) -> Vec<Event> {
        if std::mem::replace(&mut self.waits, true) {
            return Vec::new();
        }
        let why = "its host forwards no sockets and has no room for more sessions";
        let text = format!("{} is not read yet: {why}", self.source.called());
        vec![Event::Stalled(self.source.id), Event::Note(text)]
    }

    /// What is lost with a container that is removed, unless all is told.
    fn lost(&self) -> Option<Event> {
        let last = self.cursor.lock().unwrap_or_else(PoisonError::into_inner).last();
        let since = match last {
            _ if self.whole => return None,
            Some(last) => format!("after {}", shown(last)),
            None => "so far".to_owned(),
        };
        let why = format!(
            "the container was removed, and its log with it: what it said {since} and was not read is lost"
        );
        Some(Event::Gap(self.source.id, why))
    }
}

/// To the second, in UTC: it stands in a sentence.
fn shown(at: Timestamp) -> String {
    at.strftime("%H:%M:%SZ").to_string()
}

#[derive(Debug, Default)]
pub(super) struct Places(pub(super) BTreeMap<String, InPlace>);

impl Places {
    pub(super) fn of_id(&mut self, id: &str) -> Option<(&String, &mut InPlace)> {
        self.0.iter_mut().find(|(_, place)| place.id == id)
    }

    /// Takes in a list of what is wanted; `source` names a new one. Tells what changed; new sources
    /// are told to `join` unless that was done, and have `appeared` if others were there before them.
    pub(super) fn update(
        &mut self,
        wanted: &[Wanted],
        join: bool,
        appeared: bool,
        mut source: impl FnMut(&Wanted) -> Arc<Source>,
    ) -> Vec<Event> {
        let mut told = Vec::new();
        for one in wanted {
            match self.0.get_mut(&one.place) {
                None => {
                    let source = source(one);
                    if join {
                        told.push(Event::Joined(source.clone()));
                    }
                    self.0.insert(one.place.clone(), InPlace::new(source, one, appeared));
                }
                Some(place) if place.id == one.id => {
                    place.again |= one.running && !place.running;
                    place.running = one.running;
                    place.gone = false;
                }
                Some(place) => {
                    told.extend(place.lost());
                    told.push(Event::Note(format!("{} was made anew", place.source.called())));
                    *place = InPlace::new(place.source.clone(), one, true);
                }
            }
        }
        for (name, place) in &mut self.0 {
            place.gone |= !wanted.iter().any(|one| one.place == *name);
        }
        told
    }

    pub(super) fn is_any_gone(&self) -> bool {
        self.0.values().any(|place| place.gone && !place.is_read)
    }

    /// Takes out what is gone and was not made anew.
    pub(super) fn leave(&mut self) -> Vec<Event> {
        let gone: Vec<_> = self.0.extract_if(.., |_, place| place.gone && !place.is_read).collect();
        let mut told = Vec::new();
        for (_, place) in gone {
            told.extend(place.lost());
            told.push(Event::Left(place.source.id, "its container was removed".to_owned()));
        }
        told
    }

    /// Those whose logs have to be read now.
    pub(super) fn unread(&mut self) -> impl Iterator<Item = (&String, &mut InPlace)> {
        self.0
            .iter_mut()
            .filter(|(_, place)| !place.is_read && !place.gone && (!place.whole || place.again))
    }

    /// How many are read now.
    pub(super) fn read(&self) -> usize {
        self.0.values().filter(|place| place.is_read).count()
    }

    pub(super) fn stalled(&self) -> Vec<Event> {
        self.0.values().map(|place| Event::Stalled(place.source.id)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::logs::sources::Sources;

    fn wanted(id: &str) -> Wanted {
        Wanted {
            id: id.into(),
            container: "web-app-1".into(),
            stack: Some("web".into()),
            service: Some("app".into()),
            place: "web/app/1".into(),
            short: "app".into(),
            running: true,
            created: Timestamp::UNIX_EPOCH,
        }
    }

    fn kinds(events: &[Event]) -> Vec<&'static str> {
        let kind = |event: &Event| match event {
            Event::Joined(_) => "joined",
            Event::Gap(..) => "gap",
            Event::Left(..) => "left",
            Event::Note(_) => "note",
            _ => "other",
        };
        events.iter().map(kind).collect()
    }

    #[test]
    fn a_container_made_anew_is_the_same_source_and_what_it_took_with_it_is_told() {
        let (sources, mut places) = (Sources::default(), Places::default());
        let update = |places: &mut Places, ids: &[&str], appeared| {
            let wanted: Vec<_> = ids.iter().map(|id| wanted(id)).collect();
            places.update(&wanted, appeared, appeared, |wanted| sources.of("toucan", wanted))
        };
        assert_eq!(update(&mut places, &["a"], false), []);
        assert_eq!(places.unread().count(), 1);
        // Not all of `a` was read.
        assert_eq!(kinds(&update(&mut places, &["b"], true)), ["gap", "note"]);
        let (_, place) = places.of_id("b").unwrap();
        (place.whole, place.is_read) = (true, false);
        assert!(place.appeared);
        assert_eq!(places.unread().count(), 0);
        assert_eq!(kinds(&update(&mut places, &["c"], true)), ["note"], "`b` was read to its end");
        places.of_id("c").unwrap().1.whole = true;
        assert_eq!(update(&mut places, &[], true), []);
        assert_eq!(kinds(&places.leave()), ["left"]);
        assert_eq!(places.leave(), []);
        assert_eq!(kinds(&update(&mut places, &["d"], true)), ["joined"]);
    }
}
