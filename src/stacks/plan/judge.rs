//! What a service needs: its container, its definition and its image, compared.

mod depend;

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::row::{Action, Obstacle, Row};
use super::{Planned, Wish, why};
use crate::change::Step;
use crate::inventory::nearest;
use crate::probe::{Container, ContainerState};
use crate::stacks::facts::{Compose, Facts, Instance, PlaceFacts};
use crate::stacks::{Loose, StackPlace, Verb, asked_place};

/// A stack with all that is known of it.
pub(super) struct Scene<'a> {
    pub(super) stack: &'a StackPlace,
    facts: Option<&'a Facts>,
    pub(super) place: Option<&'a PlaceFacts>,
    /// Its host did not answer.
    silent: Option<&'a str>,
    pub(super) wish: Wish,
}

/// What would be done to a service, and why.
type Verdict = (Action, String);

impl<'a> Scene<'a> {
    pub(super) fn new(
        stack: &'a StackPlace,
        facts: Option<&'a Facts>,
        silent: Option<&'a str>,
        wish: Wish,
    ) -> Self {
        let asked = asked_place(stack);
        let place =
            facts.and_then(|facts| facts.place(stack.project.as_deref(), Some(&asked.directory)));
        Self { stack, facts, place, silent, wish }
    }

    /// A row for each service that is meant; one for the whole stack where nothing can be done to it.
    pub(super) fn rows(&self, whole: bool, chosen: &BTreeSet<&str>) -> Vec<Row> {
        if let Some((why, obstacle)) = self.obstacle() {
            let names = if whole { vec!["*"] } else { chosen.iter().copied().collect() };
            let row = |name| Row {
                obstacle: Some(obstacle.clone()),
                ..self.row(name, (Action::Cannot, why.clone()))
            };
            return names.into_iter().map(row).collect();
        }
        let declared = self.place.and_then(|place| place.declared.as_ref().ok());
        let mut names: BTreeSet<&str> =
            declared.into_iter().flat_map(|it| it.keys()).map(String::as_str).collect();
        let all = self.stack.services.iter();
        names.extend(
            all.filter(|(_, containers)| !containers.is_empty()).map(|(name, _)| name.as_str()),
        );
        if !whole {
            names = chosen.clone();
        }
        let row =
            |name| if whole && self.is_left(name) { self.left(name) } else { self.service(name) };
        let mut rows: Vec<Row> = names.into_iter().map(row).collect();
        if matches!(self.wish.verb, Verb::Up | Verb::Start) && !whole {
            rows.extend(self.needed(chosen));
        }
        if matches!(self.wish.verb, Verb::Up | Verb::Restart) {
            self.restart_with(&mut rows);
        }
        rows
    }

    /// A container that is in the project, but in nothing that its file brings up: only a `down` of the
    /// whole stack that is told so takes it along.
    fn is_left(&self, name: &str) -> bool {
        !self.is_declared(name) && !self.instances(name).is_empty()
    }

    fn left(&self, name: &str) -> Row {
        let instances = self.instances(name);
        let state = worst(&instances).map(|first| self.state(first)).unwrap_or_default();
        let why = "its file does not name it, or only for a profile";
        let verdict = match self.wish.verb {
            Verb::Down => (Action::Remove, format!("{state}; {why}")),
            _ => (Action::Leave, format!("{state}; {why}, and compose leaves it alone")),
        };
        self.row(name, verdict)
    }

    /// Whether `down` of the whole stack has more to remove than its file names.
    pub(super) fn has_left(&self, rows: &[Row]) -> bool {
        rows.iter().any(|row| row.action == Action::Remove && self.is_left(&row.service))
    }

    fn service(&self, name: &str) -> Row {
        let instances = self.instances(name);
        if !self.is_declared(name) && instances.is_empty() {
            let near = self.place.and_then(|place| place.declared.as_ref().ok());
            let near = near.map(|it| nearest(name, it.keys().map(String::as_str), 3).join(", "));
            let why = format!("its compose file has no service `{name}`");
            let fix = near.filter(|near| !near.is_empty()).map(|near| format!("it has {near}"));
            let fix = Obstacle::Fix(fix.unwrap_or_else(|| "look at the compose file".to_owned()));
            return Row { obstacle: Some(fix), ..self.row(name, (Action::Cannot, why)) };
        }
        let news = self.news(name, &instances);
        let verdict = match self.wish.verb {
            Verb::Up => self.up(name, &instances),
            Verb::Restart if self.wish.apply && news.is_some() => self.up(name, &instances),
            Verb::Restart => self.restart(&instances, news.as_deref()),
            Verb::Start => self.start(&instances),
            Verb::Stop => self.stop(&instances),
            Verb::Down => self.down(&instances),
            Verb::Pull => self.pull(&instances),
        };
        let stale =
            self.wish.verb == Verb::Restart && verdict.0 == Action::Restart && news.is_some();
        let mut row = Row { stale, ..self.row(name, verdict) };
        if row.action == Action::Cannot {
            let fix = match worst(&instances) {
                None => format!("`sgos up {}` makes its container", row.target()),
                // Docker refuses to start a container that is frozen.
                Some(paused) => format!(
                    "`docker unpause {}` on {} thaws it; `sgos restart {}` restarts it",
                    paused.container.name,
                    row.host,
                    row.target()
                ),
            };
            row.obstacle = Some(Obstacle::Fix(fix));
        }
        row
    }

    /// Why nothing at all can be done to the stack.
    fn obstacle(&self) -> Option<(String, Obstacle)> {
        let StackPlace { host, name, .. } = self.stack;
        let fix = |why: String, fix: String| Some((why, Obstacle::Fix(fix)));
        if let Some(why) = self.silent {
            return Some((format!("{host} did not answer: {why}"), Obstacle::Unreachable));
        }
        if self.facts.is_some_and(|facts| facts.compose == Compose::OnlyV1) {
            return fix(
                format!("{host} has only docker-compose version 1, which ended in 2023"),
                format!(
                    "install Docker's compose plugin on {host} (package docker-compose-plugin or docker-compose-v2)"
                ),
            );
        }
        if self.facts.is_some_and(|facts| facts.compose == Compose::Missing) {
            return fix(
                format!("{host} has no `docker compose`"),
                format!(
                    "install Docker's compose plugin on {host} (package docker-compose-plugin or docker-compose-v2)"
                ),
            );
        }
        let Some(directory) = &self.stack.directory else {
            return fix(
                "nothing says where its compose file is".to_owned(),
                format!("write its directory into sgos.toml: [stacks.{name}]"),
            );
        };
        let Some(place) = self.place else {
            return fix(
                format!("{host} did not tell of {directory}"),
                "try again; -v shows what was asked".to_owned(),
            );
        };
        if !place.there {
            return match &self.stack.made_in {
                Some(made_in) => fix(
                    format!("{directory} is not on {host}; its containers were made in {made_in}"),
                    format!("correct `directory` of [stacks.{name}] in sgos.toml"),
                ),
                None if self.stack.declared => fix(
                    format!("{directory} is not on {host}"),
                    format!(
                        "correct `directory` of [stacks.{name}] in sgos.toml; `sgos config check --online` looks for it"
                    ),
                ),
                None => fix(
                    format!(
                        "{directory}, where its containers were made, is not on {host} any more"
                    ),
                    format!("name where it is now in sgos.toml: [stacks.{name}]"),
                ),
            };
        }
        let said = place.declared.as_ref().err()?;
        fix(
            format!("compose cannot use the file in {directory}: {}", one_line(said)),
            format!("correct it on {host}"),
        )
    }

    fn up(&self, name: &str, instances: &[&Instance]) -> Verdict {
        let Some(first) = worst(instances) else {
            return (Action::Create, "no container".to_owned());
        };
        if let Some(news) = self.news(name, instances) {
            return (Action::Recreate, news);
        }
        let state = self.state(first);
        match first.container.state {
            ContainerState::Running | ContainerState::Restarting => {}
            ContainerState::Paused => return (Action::Cannot, state),
            _ => return (Action::Start, state),
        }
        match instances.iter().find_map(|instance| self.changed_file(instance)) {
            Some(file) => (Action::Restart, format!("{file}; `up` alone would not notice")),
            None => (Action::Nothing, state),
        }
    }

    fn restart(&self, instances: &[&Instance], news: Option<&str>) -> Verdict {
        let Some(first) = worst(instances) else {
            return (Action::Cannot, "it has no container".to_owned());
        };
        let file = instances.iter().find_map(|instance| self.changed_file(instance));
        let why = match (news, file) {
            (Some(news), _) => format!("{news}, which a restart does not apply"),
            (None, Some(file)) => file,
            (None, None) => self.state(first),
        };
        (Action::Restart, why)
    }

    fn start(&self, instances: &[&Instance]) -> Verdict {
        let Some(first) = worst(instances) else {
            return (Action::Cannot, "it has no container".to_owned());
        };
        match first.container.state {
            ContainerState::Running | ContainerState::Restarting => {
                (Action::Nothing, self.state(first))
            }
            ContainerState::Paused => (Action::Cannot, self.state(first)),
            _ => (Action::Start, self.state(first)),
        }
    }

    fn stop(&self, instances: &[&Instance]) -> Verdict {
        let active = instances.iter().find(|instance| {
            use ContainerState::{Paused, Restarting, Running};
            matches!(instance.container.state, Running | Restarting | Paused)
        });
        match (active, instances.first()) {
            (Some(active), _) => (Action::Stop, self.state(active)),
            (None, Some(first)) => (Action::Nothing, self.state(first)),
            (None, None) => (Action::Nothing, "no container".to_owned()),
        }
    }

    fn down(&self, instances: &[&Instance]) -> Verdict {
        let volumes =
            self.wish.volumes && self.place.is_some_and(|place| !place.volumes.is_empty());
        match instances.first() {
            Some(first) => (Action::Remove, self.state(first)),
            None if volumes => (Action::Remove, "no container; the stack has volumes".to_owned()),
            None => (Action::Nothing, "no container".to_owned()),
        }
    }

    fn pull(&self, instances: &[&Instance]) -> Verdict {
        let image = instances.first().map(|instance| instance.container.image.as_str());
        (
            Action::Pull,
            image.map_or_else(|| "no container".to_owned(), |image| format!("image {image}")),
        )
    }

    /// What `up` would apply and a restart would not.
    fn news(&self, name: &str, instances: &[&Instance]) -> Option<String> {
        let declared = self.place.and_then(|place| place.declared.as_ref().ok());
        let hash = declared.and_then(|declared| declared.get(name));
        let label = |instance: &Instance, key: &str| {
            instance.container.label(&format!("com.docker.compose.{key}")).map(str::to_owned)
        };
        let other = |instance: &&Instance| {
            hash.zip(label(instance, "config-hash")).is_some_and(|(hash, made_of)| *hash != made_of)
        };
        if instances.iter().copied().any(|instance| other(&instance)) {
            return Some("its definition changed".to_owned());
        }
        let images = &self.facts?.images;
        instances.iter().find_map(|instance| {
            let made_of = label(instance, "image")?;
            let image = &instance.container.image;
            let now = images.get(&with_tag(image)?)?;
            (*now != made_of).then(|| {
                format!("the image behind {} is newer", with_tag(image).unwrap_or_default())
            })
        })
    }

    fn changed_file(&self, instance: &Instance) -> Option<String> {
        let started = instance.container.details.as_ref()?.started_at?;
        let (path, at) = instance.newest_file.as_ref().filter(|(_, at)| *at > started)?;
        Some(why::file(path, *at, self.now()))
    }

    fn instances(&self, service: &str) -> Vec<&'a Instance> {
        let facts = self.facts.into_iter().flat_map(|facts| facts.instances.values());
        let project = self.stack.project.as_deref();
        let of_it = |instance: &&Instance| {
            let container = &instance.container;
            let same = container.project().is_some() && container.project() == project;
            same && container.service() == Some(service) && !container.is_one_off()
        };
        facts.filter(of_it).collect()
    }

    fn is_declared(&self, service: &str) -> bool {
        let declared = self.place.and_then(|place| place.declared.as_ref().ok());
        declared.is_some_and(|declared| declared.contains_key(service))
    }

    fn state(&self, instance: &Instance) -> String {
        why::state(&instance.container, self.now())
    }

    fn now(&self) -> Timestamp {
        self.facts.map(|facts| facts.now).unwrap_or_default()
    }

    fn row(&self, service: &str, (action, why): Verdict) -> Row {
        Row {
            host: self.stack.host.clone(),
            stack: Some(self.stack.name.clone()),
            service: service.to_owned(),
            action,
            why,
            stale: false,
            obstacle: None,
            project: self.stack.project.clone(),
            directory: self.stack.directory.clone(),
            containers: self.instances(service).iter().map(|it| it.container.id.clone()).collect(),
            one_shot: false,
        }
    }
}

/// A container that compose did not make: only what Docker itself can do.
pub(super) fn loose(loose: &Loose, facts: Option<&Facts>, verb: Verb) -> (Row, Option<Planned>) {
    let Loose { host, container, .. } = loose;
    let now = facts.map(|facts| facts.now).unwrap_or_default();
    let runs = matches!(container.state, ContainerState::Running | ContainerState::Restarting);
    let (action, obstacle) = match verb {
        Verb::Start if runs => (Action::Nothing, None),
        Verb::Start => (Action::Start, None),
        Verb::Stop if !runs && container.state != ContainerState::Paused => (Action::Nothing, None),
        Verb::Stop => (Action::Stop, None),
        Verb::Restart => (Action::Restart, None),
        Verb::Up | Verb::Down | Verb::Pull => {
            let fix = format!(
                "start, stop and restart work on it: `sgos restart {}@{host}`",
                container.name
            );
            (Action::Cannot, Some(Obstacle::Fix(fix)))
        }
    };
    let why = match (&obstacle, container.status_text.is_empty()) {
        (Some(_), _) => "compose did not make it".to_owned(),
        (None, true) => why::state(container, now),
        (None, false) => container.status_text.clone(),
    };
    let step = || Step {
        target: container.name.clone(),
        words: ["docker", verb.word(), container.name.as_str()].map(str::to_owned).to_vec(),
    };
    let step = action.changes().then(|| Planned {
        step: step(),
        verb,
        stack: None,
        services: vec![container.name.clone()],
    });
    let row = Row {
        host: host.clone(),
        stack: None,
        service: container.name.clone(),
        action,
        why,
        stale: false,
        obstacle,
        project: None,
        directory: None,
        containers: vec![container.id.clone()],
        one_shot: false,
    };
    (row, step)
}

/// Of several containers of one service the one that most needs something.
fn worst<'a>(instances: &[&'a Instance]) -> Option<&'a Instance> {
    let rank = |container: &Container| match container.state {
        ContainerState::Running => 2,
        ContainerState::Restarting => 1,
        _ => 0,
    };
    instances.iter().copied().min_by_key(|instance| rank(&instance.container))
}

/// As Docker's list of images names it; `None` where it names no tag but contents.
fn with_tag(image: &str) -> Option<String> {
    if image.contains('@') || image.starts_with("sha256:") {
        return None;
    }
    let image = image.strip_prefix("docker.io/").unwrap_or(image);
    let image = image.strip_prefix("library/").unwrap_or(image);
    let has_tag = image.rsplit('/').next().is_some_and(|last| last.contains(':'));
    Some(if has_tag { image.to_owned() } else { format!("{image}:latest") })
}

fn one_line(said: &str) -> String {
    let lines: Vec<&str> = said.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    if lines.is_empty() { "it says nothing".to_owned() } else { lines.join("; ") }
}
