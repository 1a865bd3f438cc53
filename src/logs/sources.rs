//! The sources of one command: each has its number and its name for good.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::wanted::Wanted;
use super::{Source, SourceId};

/// By host and place.
#[derive(Debug, Default)]
pub(super) struct Sources(Mutex<BTreeMap<(String, String), Arc<Source>>>);

impl Sources {
    /// The source in whose place the container is; a new one has the shortest name that no other has.
    pub(super) fn of(&self, host: &str, wanted: &Wanted) -> Arc<Source> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (host.to_owned(), wanted.place.clone());
        if let Some(source) = all.get(&key) {
            return source.clone();
        }
        let names = names(host, wanted);
        let taken = |name: &String| all.values().any(|source| source.label == *name);
        let label = names.iter().find(|name| !taken(name)).or(names.last());
        let source = Arc::new(Source {
            id: SourceId(u32::try_from(all.len()).unwrap_or(u32::MAX)),
            host: host.to_owned(),
            stack: wanted.stack.clone(),
            service: wanted.service.clone(),
            container: wanted.container.clone(),
            label: label.cloned().unwrap_or_default(),
        });
        all.insert(key, source.clone());
        source
    }

    /// All that are there at first, in one order whichever host answered first, and with names that
    /// tell them all apart: one that two of them have is none of either.
    pub(super) fn begin(&self, first: &[(String, Vec<Wanted>)]) -> Vec<Arc<Source>> {
        let all: Vec<_> = first
            .iter()
            .flat_map(|(host, wanted)| wanted.iter().map(move |wanted| (host, wanted)))
            .collect();
        let count = |level: usize, name: &str| {
            let same = |(host, wanted): &&(&String, &Wanted)| {
                names(host, wanted).get(level).is_some_and(|other| other == name)
            };
            all.iter().filter(same).count()
        };
        let mut sources = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut begun = Vec::new();
        for (host, wanted) in &all {
            let names = names(host, wanted);
            let alone = names.iter().enumerate().find(|(level, name)| count(*level, name) == 1);
            let label = alone.map(|(_, name)| name).or(names.last()).cloned().unwrap_or_default();
            let source = Arc::new(Source {
                id: SourceId(u32::try_from(begun.len()).unwrap_or(u32::MAX)),
                host: (*host).clone(),
                stack: wanted.stack.clone(),
                service: wanted.service.clone(),
                container: wanted.container.clone(),
                label,
            });
            sources.insert(((*host).clone(), wanted.place.clone()), source.clone());
            begun.push(source);
        }
        begun
    }
}

/// From the shortest to one that no other can have.
fn names(host: &str, wanted: &Wanted) -> Vec<String> {
    let mut names = vec![wanted.short.clone()];
    if let (Some(stack), Some(service)) = (&wanted.stack, &wanted.service) {
        names.push(format!("{stack}/{service}"));
    }
    names.push(wanted.container.clone());
    names.into_iter().flat_map(|name| [format!("{name}@{host}"), name].into_iter().rev()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(stack: &str, service: &str, number: u32) -> Wanted {
        Wanted {
            id: format!("id-{stack}-{service}-{number}"),
            container: format!("{stack}-{service}-{number}"),
            stack: Some(stack.to_owned()),
            service: Some(service.to_owned()),
            place: format!("{stack}/{service}/{number}"),
            short: service.to_owned(),
            running: true,
            created: jiff::Timestamp::UNIX_EPOCH,
        }
    }

    #[test]
    fn a_name_is_as_short_as_it_tells_apart() {
        let sources = Sources::default();
        let first = [
            (
                "toucan".to_owned(),
                vec![wanted("monitoring", "alloy", 1), wanted("monitoring", "loki", 1)],
            ),
            (
                "hornbill".to_owned(),
                vec![wanted("alloy", "alloy", 1), wanted("web", "x", 1), wanted("web", "x", 2)],
            ),
        ];
        let labels: Vec<_> =
            sources.begin(&first).iter().map(|source| source.label.clone()).collect();
        assert_eq!(labels, ["alloy@toucan", "loki", "alloy@hornbill", "web-x-1", "web-x-2"]);
        let later = sources.of("hornbill", &wanted("other", "loki", 1));
        assert_eq!((later.label.as_str(), later.id), ("loki@hornbill", SourceId(5)));
        assert_eq!(sources.of("toucan", &wanted("monitoring", "loki", 1)).id, SourceId(1));
    }
}
