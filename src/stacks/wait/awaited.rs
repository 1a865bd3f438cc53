//! A service that is waited for, and what came of all its containers together.

use std::collections::BTreeMap;

use super::{Before, Look, Verdict, Waiting, judge};
use crate::probe::Container;
use crate::stacks::{Action, Row};

/// A service of a plan, as it was before.
#[derive(Debug, Clone, PartialEq)]
pub struct Awaited {
    pub stack: Option<String>,
    pub service: String,
    project: Option<String>,
    directory: Option<String>,
    /// The id of a container that compose did not make: it stays the same.
    loose: Option<String>,
    /// By the container's id.
    before: BTreeMap<String, Before>,
    one_shot: bool,
}

/// A service that needs no more waiting.
#[derive(Debug, Clone, PartialEq)]
pub struct Settled {
    pub verdict: Verdict,
    /// The container that it is about; its log tells more.
    pub container: Option<String>,
    /// None of its containers was started anew.
    pub untouched: bool,
}

impl Awaited {
    /// `before` knows the containers of the row as they were.
    pub fn new(row: &Row, before: impl Fn(&str) -> Option<Before>) -> Self {
        // Of one that is left alone all its restarts count: nobody ended them.
        let counted = |before: Before| match row.action {
            Action::Nothing => Before { restarts: 0, ..before },
            _ => before,
        };
        let known = row.containers.iter().filter_map(|id| Some((id.clone(), counted(before(id)?))));
        Self {
            stack: row.stack.clone(),
            service: row.service.clone(),
            project: row.project.clone(),
            directory: row.directory.clone(),
            loose: row.containers.first().filter(|_| row.stack.is_none()).cloned(),
            before: known.collect(),
            one_shot: row.one_shot,
        }
    }

    /// How the script finds its containers.
    pub(super) fn word(&self) -> Option<String> {
        match (&self.loose, &self.project, &self.directory) {
            (Some(id), ..) => Some(format!("i={id}")),
            (None, Some(project), _) => Some(format!("p={project}")),
            (None, None, Some(directory)) => Some(format!("d={directory}")),
            (None, None, None) => None,
        }
    }

    fn is_of(&self, container: &Container) -> bool {
        if self.stack.is_none() {
            return self.loose.as_ref() == Some(&container.id);
        }
        let in_project = match &self.project {
            Some(project) => container.project() == Some(project),
            None => container.working_dir() == self.directory.as_deref(),
        };
        in_project && container.service() == Some(&self.service) && !container.is_one_off()
    }

    /// What came of it, as far as that is clear; `last`: nobody waits any longer.
    pub fn settle(&self, look: &Look, last: bool) -> Result<Settled, Waiting> {
        let own: Vec<&Container> = look.containers.iter().filter(|it| self.is_of(it)).collect();
        let mut worst = None;
        let mut untouched = !own.is_empty();
        for container in own {
            let before = self.before.get(&container.id);
            let verdict = match judge(container, before, look.now, self.one_shot) {
                Ok(verdict) => verdict,
                Err(waiting) if last => waiting.given_up(),
                Err(waiting) => return Err(waiting),
            };
            let started = container.details.as_ref().and_then(|details| details.started_at);
            untouched &= before.is_some_and(|before| before.started_at == started);
            let is_worse = worst
                .as_ref()
                .is_none_or(|(known, _): &(Verdict, _)| verdict.rank() > known.rank());
            if is_worse {
                worst = Some((verdict, container.id.clone()));
            }
        }
        let (verdict, container) = match worst {
            Some((verdict, container)) => (verdict, Some(container)),
            None => (Verdict::Gone, None),
        };
        Ok(Settled { verdict, container, untouched })
    }
}
