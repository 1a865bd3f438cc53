//! What to ask a host, and the one command that asks it.

use std::time::Duration;

use crate::transport::{Invocation, Stdin};

/// The parts of the script, in the order in which they are sent.
const BEGIN: &str = include_str!("script/begin.sh");
const CONTAINERS: &str = include_str!("script/containers.sh");
const TOLD: &str = include_str!("script/told.sh");
const DETAILS: &str = include_str!("script/details.sh");
/// What DETAILS is wanted for; without any of it a container is not worth an inspect.
const OF_APPS: &str = "apps=1\n";
const OF_JOBS: &str = "jobs=1\n";
const CHECKOUTS: &str = include_str!("script/checkouts.sh");
const CHANGES: &str = include_str!("script/changes.sh");
const MACHINE: &str = include_str!("script/machine.sh");
const JOBS: &str = include_str!("script/jobs.sh");
const END: &str = include_str!("script/end.sh");

/// What to ask beyond the clock and the list of containers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Sections {
    /// Inspects of containers that are not plainly healthy, checkouts, commits.
    pub apps: bool,
    /// Changed files in the checkouts; only with `apps`.
    pub changes: bool,
    /// The machine itself, versions of Docker.
    pub machine: bool,
    /// Crontabs, timers, cron's log, and how Watchtower is set.
    pub jobs: bool,
}

impl Sections {
    /// What `status` shows.
    pub const APPS: Self = Self { apps: true, changes: false, machine: false, jobs: false };
    /// What `status --wide` shows.
    pub const WIDE: Self = Self { apps: true, changes: true, machine: true, jobs: false };
    /// What `hosts` shows.
    pub const MACHINE: Self = Self { apps: false, changes: false, machine: true, jobs: false };

    /// What `jobs` shows.
    pub const JOBS: Self = Self { apps: false, changes: false, machine: false, jobs: true };

    /// In words, for where the script would be too long.
    fn title(self) -> String {
        let wanted = [
            (self.apps, "apps"),
            (self.apps && self.changes, "changes"),
            (self.machine, "machine"),
            (self.jobs, "jobs"),
        ];
        let names = wanted.into_iter().filter_map(|(wanted, name)| wanted.then_some(name));
        ["probe"].into_iter().chain(names).collect::<Vec<_>>().join(" ")
    }

    fn parts(self) -> impl Iterator<Item = &'static str> {
        let parts = [
            (true, BEGIN),
            (true, CONTAINERS),
            (self.apps, OF_APPS),
            (self.jobs, OF_JOBS),
            (self.apps || self.jobs, DETAILS),
            (self.apps, CHECKOUTS),
            (self.apps && self.changes, CHANGES),
            (self.machine, MACHINE),
            (self.jobs, JOBS),
            (true, END),
        ];
        parts.into_iter().filter_map(|(wanted, part)| wanted.then_some(part))
    }
}

/// One question to one host.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Request {
    pub sections: Sections,
    /// Directories to look at besides those the containers' labels name; absolute.
    pub checkouts: Vec<String>,
}

/// The command for `request`. The `nonce` marks the answer's frames: ASCII letters
/// and digits, at least twelve, never used before.
pub fn invocation(request: &Request, nonce: &str, time_limit: Duration) -> Invocation {
    Invocation::new("sh", time_limit)
        .args(["-c", &script(request), "sgos-probe"])
        .args(arguments(request, nonce, time_limit, "watch"))
        .title(request.sections.title())
        .limits([for_docker(time_limit)])
        .fresh([nonce.to_owned(), salt(nonce)])
        .stdin(Stdin::HeldOpen)
        .repeatable()
}

/// The command that looks at `directories`, and asks git only for commits that are not `known`.
pub(super) fn told<'a>(
    directories: impl Iterator<Item = &'a str>,
    known: &str,
    nonce: &str,
    time_limit: Duration,
) -> Invocation {
    let script = stripped([BEGIN, TOLD, CHECKOUTS, END].into_iter());
    let none = Request::default();
    Invocation::new("sh", time_limit)
        .args(["-c", &script, "sgos-probe"])
        .args(arguments(&none, nonce, time_limit, "watch"))
        .arg(known)
        .args(directories.flat_map(|directory| [json_inside(directory), directory.to_owned()]))
        .title("probe of known places")
        .limits([for_docker(time_limit)])
        .fresh([nonce.to_owned(), salt(nonce)])
        .stdin(Stdin::HeldOpen)
        .repeatable()
}

/// The script as it is sent: without indentation and lines that are only comments.
pub fn script(request: &Request) -> String {
    stripped(request.sections.parts())
}

fn stripped<'a>(parts: impl Iterator<Item = &'a str>) -> String {
    let lines = parts.flat_map(str::lines).map(str::trim_start);
    let mut script = String::with_capacity(16 << 10);
    for line in lines.filter(|line| !line.is_empty() && !line.starts_with('#')) {
        script.push_str(line);
        script.push('\n');
    }
    script
}

/// The script's arguments. With `watch` as `-` it leaves its standard input alone.
pub fn arguments(request: &Request, nonce: &str, time_limit: Duration, watch: &str) -> Vec<String> {
    let mut arguments = vec![nonce.into(), watch.into(), for_docker(time_limit), salt(nonce)];
    arguments.extend(request.checkouts.iter().map(|directory| json_inside(directory)));
    arguments
}

/// Seconds, so that a Docker that hangs leaves time for the other sections.
fn for_docker(time_limit: Duration) -> String {
    format!("{:.0}", (time_limit.as_secs_f64() * 0.6).max(1.0))
}

/// A way to write the root directory (`/.///././/`) that follows from the nonce.
pub(super) fn salt(nonce: &str) -> String {
    let bits = nonce.bytes().take(16).flat_map(|byte| [1, 2, 4, 8, 64].map(|bit| byte & bit != 0));
    // Always as long, because sections that have it in them tell their length.
    ["/."].into_iter().chain(bits.map(|set| if set { "/." } else { "//" })).collect()
}

/// A text as JSON writes it between the quotes.
fn json_inside(text: &str) -> String {
    let quoted = serde_json::Value::from(text).to_string();
    quoted.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_survives_every_login_shell() {
        let script = script(&Request { sections: Sections::WIDE, checkouts: Vec::new() });
        assert!(!script.contains(r"\\"), "fish reads a doubled backslash as one");
        assert!(!script.contains(r"\'"), "fish reads an escaped quote");
        assert!(!script.lines().any(|line| line.ends_with('\\') || line.starts_with('#')));
        assert!(script.is_ascii());
    }

    #[test]
    fn the_command_stays_short() {
        let script = script(&Request { sections: Sections::APPS, checkouts: Vec::new() });
        assert!(script.len() < 10240, "{} bytes", script.len());
    }

    #[test]
    fn directories_travel_as_json_text() {
        assert_eq!(json_inside("/srv/a \"b\"\n\\"), r#"/srv/a \"b\"\n\\"#);
        assert_eq!(json_inside("\"/x\""), r#"\"/x\""#);
    }

    #[test]
    fn the_salt_spells_the_root_and_differs_by_nonce() {
        assert!(salt("0a1b2c3d4e5f").split('/').all(|part| part.is_empty() || part == "."));
        assert_ne!(salt("0a1b2c3d4e5f"), salt("0a1b2c3d4e51"));
        assert_eq!(salt("000000000000").len(), salt("ffffffffffff").len());
    }
}
