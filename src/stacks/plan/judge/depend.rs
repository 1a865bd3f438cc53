//! Services that compose touches with others, because its file says that they depend on each other.

use std::collections::BTreeSet;

use super::super::{Action, Row};
use super::{Scene, worst};
use crate::probe::ContainerState;
use crate::stacks::Verb;

/// What one service says of another.
struct Need {
    service: String,
    /// It is to be restarted with it: `restart: true`.
    restart: bool,
}

impl Scene<'_> {
    /// What compose brings up with the chosen services because they depend on it, as far as it has
    /// anything to do.
    pub(super) fn needed(&self, chosen: &BTreeSet<&str>) -> Vec<Row> {
        let mut seen: BTreeSet<String> = chosen.iter().map(ToString::to_string).collect();
        let mut open: Vec<String> = seen.iter().cloned().collect();
        let mut rows = Vec::new();
        while let Some(of) = open.pop() {
            for Need { service: name, .. } in self.needs(&of) {
                if !seen.insert(name.clone()) {
                    continue;
                }
                let row = self.service(&name);
                if matches!(row.action, Action::Create | Action::Recreate | Action::Start) {
                    rows.push(Row { why: format!("{}; {of} depends on it", row.why), ..row });
                }
                open.push(name);
            }
        }
        rows
    }

    /// What is restarted with a service that is restarted or made anew, as its file wants it.
    pub(super) fn restart_with(&self, rows: &mut Vec<Row>) {
        let moved = |row: &&Row| matches!(row.action, Action::Recreate | Action::Restart);
        let mut open: Vec<String> =
            rows.iter().filter(moved).map(|row| row.service.clone()).collect();
        while let Some(of) = open.pop() {
            for name in self.stack.services.keys() {
                let needs = self.needs(name);
                if !needs.iter().any(|need| need.restart && need.service == of) {
                    continue;
                }
                let known = rows.iter().position(|row| row.service == *name);
                let untouched = match known {
                    Some(index) => rows[index].action == Action::Nothing,
                    None => self.runs(name),
                };
                if !untouched {
                    continue;
                }
                let why = format!("its file wants it restarted with {of}");
                let row = self.row(name, (Action::Restart, why));
                match known {
                    Some(index) => rows[index] = row,
                    None => rows.push(row),
                }
                open.push(name.clone());
            }
        }
    }

    /// Whether compose, told to bring up the whole stack, would make services anew that have not
    /// changed: some versions do so with all that depend on one that has.
    pub(in super::super) fn spares(&self, rows: &[Row]) -> bool {
        let is = |service: &str, wanted: &[Action]| {
            rows.iter().any(|row| row.service == service && wanted.contains(&row.action))
        };
        let spared =
            rows.iter().filter(|row| is(&row.service, &[Action::Nothing, Action::Restart]));
        let mut open: Vec<String> = spared.map(|row| row.service.clone()).collect();
        let mut seen = BTreeSet::new();
        while let Some(of) = open.pop() {
            for Need { service, .. } in self.needs(&of) {
                if is(&service, &[Action::Recreate]) {
                    return true;
                }
                if seen.insert(service.clone()) {
                    open.push(service);
                }
            }
        }
        false
    }

    /// A restart starts what does not run, too.
    fn runs(&self, service: &str) -> bool {
        use ContainerState::{Restarting, Running};
        let state = worst(&self.instances(service)).map(|first| first.container.state);
        match self.wish.verb {
            Verb::Restart => state.is_some(),
            _ => matches!(state, Some(Running | Restarting)),
        }
    }

    /// From the label of its container: `loki:service_started:false,db:service_healthy:true`.
    fn needs(&self, service: &str) -> Vec<Need> {
        let instances = self.instances(service);
        let key = "com.docker.compose.depends_on";
        let list = instances.iter().find_map(|it| it.container.label(key)).unwrap_or_default();
        let need = |one: &str| {
            let mut parts = one.split(':');
            let service = parts.next().filter(|name| self.is_declared(name))?.to_owned();
            Some(Need { service, restart: parts.nth(1) == Some("true") })
        };
        list.split(',').filter_map(need).collect()
    }
}
