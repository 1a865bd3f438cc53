//! What was found and what would be written, for people.

use similar::TextDiff;

use super::{Draft, Sighting};
use crate::ui::Look;
use crate::ui::style::{BAD, BOLD, DIM, GOOD, PLAIN};

/// The change as a unified diff; empty when there is none.
pub fn diff(path: &str, before: &str, after: &str, look: &Look) -> String {
    let diff = TextDiff::from_lines(before, after);
    let old = if before.is_empty() { "/dev/null" } else { path };
    let mut unified = diff.unified_diff();
    let text = unified.context_radius(3).header(old, path).to_string();
    let mut out = String::new();
    for (number, line) in text.lines().enumerate() {
        let style = match line.as_bytes().first() {
            _ if number < 2 => BOLD,
            Some(b'+') => GOOD,
            Some(b'-') => BAD,
            Some(b'@') => DIM,
            _ => PLAIN,
        };
        out += &look.paint(style, &look.clean(line));
        out.push('\n');
    }
    out
}

/// One line for each host that told what it runs.
pub fn found(draft: &Draft, sightings: &[Sighting<'_>], look: &Look) -> String {
    let mut out = String::new();
    for sighting in sightings.iter().filter(|sighting| sighting.report.is_some()) {
        let on_host = |host: &str| host == sighting.name;
        let stacks = draft.stacks.iter().filter(|stack| on_host(&stack.host));
        let stacks: Vec<&str> = stacks.map(|stack| stack.name.as_str()).collect();
        let is_app = |name: &str| {
            draft.discover.as_ref().is_some_and(|found| found.pattern.app(name).is_some())
        };
        let containers = sighting.containers().count();
        let apps = sighting.containers().filter(|container| is_app(&container.name)).count();
        let mut parts = vec![count(containers, "container")];
        if apps > 0 {
            parts.push(count(apps, "app"));
        }
        if !stacks.is_empty() {
            let word = if stacks.len() == 1 { "stack" } else { "stacks" };
            parts.push(format!("{word} {}", stacks.join(", ")));
        }
        out += &format!("{}: {}\n", look.clean(sighting.name), look.clean(&parts.join("; ")));
    }
    for (section, endpoint) in draft.endpoints() {
        let closed = endpoint.closed.as_ref().map(|why| format!(" ({why})")).unwrap_or_default();
        let line = format!("{section}: {}{closed}", endpoint.remark);
        out += &format!("{}\n", look.clean(&line));
    }
    out
}

fn count(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}
