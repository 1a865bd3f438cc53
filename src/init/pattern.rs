//! Which name the containers of apps share, such as `sgos-{app}-app`.

use std::collections::{BTreeMap, BTreeSet};

use super::Sighting;
use crate::inventory::ContainerPattern;
use crate::probe::Container;

/// Words before and behind the app's name; more is no pattern any more.
const MOST_WORDS: usize = 3;
/// Longer names are nobody's choice.
const LONGEST: usize = 128;
/// What compose calls the main service of an app, where it chose the container's name.
const MAIN_SERVICES: [&str; 2] = ["app", "web"];

/// The pattern that the most compose projects share, among names that somebody chose; else among
/// those that compose made (`PROJECT-app-1`). Fewer than two make no pattern.
pub(super) fn find(sightings: &[Sighting<'_>]) -> Option<ContainerPattern> {
    let mut votes = Votes::default();
    let mut made = Votes::default();
    for sighting in sightings {
        for container in sighting.containers().filter(|one| one.name.len() <= LONGEST) {
            let group = (sighting.name, container.project().unwrap_or(&container.name));
            match name_by_compose(container) {
                None => votes.all_patterns(group, &container.name),
                Some((project, rest)) => {
                    if container.service().is_some_and(|one| MAIN_SERVICES.contains(&one)) {
                        made.add(group, "", project, rest);
                    }
                }
            }
        }
    }
    let (prefix, suffix) = votes.most().or_else(|| made.most())?;
    ContainerPattern::parse(&format!("{prefix}{{app}}{suffix}")).ok()
}

/// The project and what follows it, when the name is the one that compose gives: `PROJECT-SERVICE-N`.
fn name_by_compose(container: &Container) -> Option<(&str, &str)> {
    let (project, service) = (container.project()?, container.service()?);
    let rest = container.name.strip_prefix(project)?;
    let number = ['-', '_']
        .iter()
        .find_map(|dash| rest.strip_prefix(*dash)?.strip_prefix(service)?.strip_prefix(*dash))?;
    (!number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
        .then_some((project, rest))
}

type Group<'a> = (&'a str, &'a str);

/// By prefix and suffix.
#[derive(Debug, Default)]
struct Votes<'a>(BTreeMap<(&'a str, &'a str), Vote<'a>>);

/// Who is named so, and what is left of the names.
#[derive(Debug, Default)]
struct Vote<'a> {
    groups: BTreeSet<Group<'a>>,
    apps: BTreeSet<&'a str>,
}

impl<'a> Votes<'a> {
    fn add(&mut self, group: Group<'a>, prefix: &'a str, app: &'a str, suffix: &'a str) {
        let vote = self.0.entry((prefix, suffix)).or_default();
        vote.groups.insert(group);
        vote.apps.insert(app);
    }

    /// Every way to take words off the name's two ends; at least one is taken off.
    fn all_patterns(&mut self, group: Group<'a>, name: &'a str) {
        let is_dash = |c: char| matches!(c, '-' | '_' | '.');
        let dashes: Vec<usize> = name.match_indices(is_dash).map(|(at, _)| at).collect();
        let starts = std::iter::once(0).chain(dashes.iter().map(|at| at + 1).take(MOST_WORDS));
        let ends = dashes.iter().rev().take(MOST_WORDS).copied();
        let ends: Vec<usize> = std::iter::once(name.len()).chain(ends).collect();
        for start in starts {
            for &end in ends.iter().filter(|end| start < **end) {
                if (start, end) != (0, name.len()) {
                    self.add(group, &name[..start], &name[start..end], &name[end..]);
                }
            }
        }
    }

    /// The most shared; of several the one that says the most.
    fn most(&self) -> Option<(&'a str, &'a str)> {
        let ranked = self.0.iter().map(|((prefix, suffix), vote)| {
            (
                vote.groups.len().min(vote.apps.len()),
                prefix.len() + suffix.len(),
                (*prefix, *suffix),
            )
        });
        ranked.filter(|(shared, ..)| *shared >= 2).max().map(|(.., pattern)| pattern)
    }
}
