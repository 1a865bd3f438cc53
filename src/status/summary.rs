//! The banner: one sentence that is true.

use super::snapshot::Severity;
use super::{AppStatus, HostStatus, State, Summary, SummaryState};

/// What the banner may speak of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    /// The whole fleet.
    Everything,
    /// Some hosts were not asked.
    Hosts,
    /// The apps were selected by name.
    Names,
}

/// More names than this are only counted.
const NAMED: usize = 3;

pub(super) fn summarize(apps: &[AppStatus], hosts: &[HostStatus], scope: Scope) -> Summary {
    let counts = State::ALL.into_iter().map(|state| (state, count(apps, state))).collect();
    let (state, text) = sentence(&Fleet { apps, hosts, scope });
    Summary { state, text, counts }
}

fn count(apps: &[AppStatus], state: State) -> usize {
    apps.iter().filter(|app| app.state == state).count()
}

struct Fleet<'a> {
    apps: &'a [AppStatus],
    hosts: &'a [HostStatus],
    scope: Scope,
}

fn sentence(fleet: &Fleet<'_>) -> (SummaryState, String) {
    let trouble = fleet.trouble();
    if fleet.apps.is_empty() {
        let why = trouble.unwrap_or_else(|| fleet.nothing_found());
        return (SummaryState::NoData, format!("No data: {why}"));
    }
    let [starting, paused, down, unknown] =
        [Severity::Starting, Severity::Paused, Severity::Down, Severity::Unknown]
            .map(|severity| fleet.of(severity));
    let state = if !down.is_empty() {
        SummaryState::Outage
    } else if !unknown.is_empty() || trouble.is_some() {
        SummaryState::Unknown
    } else if !paused.is_empty() || !starting.is_empty() {
        SummaryState::Degraded
    } else {
        SummaryState::Operational
    };
    let mut clauses = Vec::new();
    if !down.is_empty() {
        clauses.push(fleet.some_are("down", &down));
    }
    if !unknown.is_empty() {
        let subject = match down.len() {
            0 => format!("State of {} unknown", fleet.some(&unknown)),
            _ => format!("{} unknown", unknown.len()),
        };
        let why = fleet.why_unknown(&unknown, trouble.as_deref());
        clauses.push(why.map_or_else(|| subject.clone(), |why| format!("{subject}: {why}")));
    }
    // Told already where it is why apps are unknown.
    let is_told = unknown.iter().any(|app| app.stale);
    clauses.extend(trouble.clone().filter(|_| !is_told));
    match state {
        SummaryState::Operational => clauses.push(fleet.all_well()),
        SummaryState::Unknown if unknown.is_empty() && paused.is_empty() && starting.is_empty() => {
            clauses.push(fleet.elsewhere_well());
        }
        // What is merely not up is no news beside what is down.
        SummaryState::Outage => {}
        _ => {
            for (what, some) in [("paused", &paused), ("starting", &starting)] {
                // The first clause about apps tells of how many; the next ones need not.
                let is_first = unknown.is_empty() && (what == "paused" || paused.is_empty());
                match some.len() {
                    0 => {}
                    _ if is_first => clauses.push(fleet.some_are(what, some)),
                    n => clauses.push(format!("{n} {what}: {}", fleet.names(some))),
                }
            }
        }
    }
    (state, clauses.join("; "))
}

impl Fleet<'_> {
    fn of(&self, severity: Severity) -> Vec<&AppStatus> {
        self.apps.iter().filter(|app| app.state.severity() == severity).collect()
    }

    fn all_well(&self) -> String {
        match (self.scope, self.apps) {
            (Scope::Everything, _) => "All Systems Operational".to_owned(),
            (Scope::Names, [app]) => format!("{} is {}", app.name, app.state.word()),
            (Scope::Names, apps) => format!("All {} selected apps are operational", apps.len()),
            (Scope::Hosts, [_]) => format!("The one app on {} is operational", self.host_names()),
            (Scope::Hosts, apps) => {
                format!("All {} apps on {} are operational", apps.len(), self.host_names())
            }
        }
    }

    /// Beside a host that is in trouble.
    fn elsewhere_well(&self) -> String {
        match (self.scope, self.apps) {
            (Scope::Names, [app]) => format!("{} is {}", app.name, app.state.word()),
            (Scope::Names, apps) => format!("the {} selected apps are operational", apps.len()),
            (_, [app]) => format!("the only app known, {}, is {}", app.name, app.state.word()),
            (_, apps) => format!("the {} apps known, all elsewhere, are operational", apps.len()),
        }
    }

    /// The trouble of hosts explains their own apps only; the others are named.
    fn why_unknown(&self, unknown: &[&AppStatus], trouble: Option<&str>) -> Option<String> {
        let (stale, odd): (Vec<&AppStatus>, Vec<&AppStatus>) =
            unknown.iter().partition(|app| app.stale);
        let trouble = trouble.filter(|_| !stale.is_empty()).map(str::to_owned);
        let odd = (!odd.is_empty() && self.apps.len() > 1).then(|| self.names(&odd));
        let causes: Vec<_> = trouble.into_iter().chain(odd).collect();
        (!causes.is_empty()).then(|| causes.join(", "))
    }

    fn names(&self, some: &[&AppStatus]) -> String {
        let is_ambiguous =
            |app: &AppStatus| self.apps.iter().filter(|other| other.name == app.name).count() > 1;
        let name = |app: &&AppStatus| match is_ambiguous(app) {
            true => format!("{}@{}", app.name, app.host),
            false => app.name.clone(),
        };
        let mut text = some.iter().take(NAMED).map(name).collect::<Vec<_>>().join(", ");
        if some.len() > NAMED {
            text.push_str(&format!(" and {} more", some.len() - NAMED));
        }
        text
    }

    /// "2 of 9 apps are down: mail, notes"
    fn some_are(&self, what: &str, some: &[&AppStatus]) -> String {
        match (self.apps, some.len()) {
            ([only], _) => format!("{} is {what}", only.name),
            (all, 1) => format!("1 of {} is {what}: {}", self.noun(all.len()), self.names(some)),
            (all, n) => format!("{n} of {} are {what}: {}", self.noun(all.len()), self.names(some)),
        }
    }

    /// "3 of 9 apps", "9 apps"
    fn some(&self, some: &[&AppStatus]) -> String {
        match (self.apps, some.len()) {
            ([only], _) => only.name.clone(),
            (all, n) if n == all.len() => self.noun(n),
            (all, n) => format!("{n} of {}", self.noun(all.len())),
        }
    }

    fn noun(&self, count: usize) -> String {
        let selected = if self.scope == Scope::Names { "selected " } else { "" };
        format!("{count} {selected}apps")
    }

    /// The hosts that did not tell of their containers.
    fn trouble(&self) -> Option<String> {
        let unreachable: Vec<&str> = self
            .hosts
            .iter()
            .filter(|host| !host.reachable)
            .map(|host| host.name.as_str())
            .collect();
        let mut clauses = Vec::new();
        if !unreachable.is_empty() {
            let verb = if unreachable.len() == 1 { "is" } else { "are" };
            clauses.push(format!("{} {verb} unreachable", list(&unreachable)));
        }
        for host in self.hosts.iter().filter(|host| host.reachable) {
            if let Some(error) = &host.error {
                clauses.push(format!("{error} on {}", host.name));
            }
        }
        (!clauses.is_empty()).then(|| clauses.join(", "))
    }

    fn nothing_found(&self) -> String {
        match self.hosts {
            [] => "no host was asked".to_owned(),
            _ => format!("no apps found on {}", self.host_names()),
        }
    }

    fn host_names(&self) -> String {
        list(&self.hosts.iter().map(|host| host.name.as_str()).collect::<Vec<_>>())
    }
}

fn list(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] if names.len() <= NAMED => format!("{} and {last}", first.join(", ")),
        _ => format!("{} hosts", names.len()),
    }
}

#[cfg(test)]
mod tests;
