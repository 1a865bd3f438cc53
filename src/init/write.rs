//! Writes a draft as TOML that people like to read: grouped, with what each thing was told by.

use super::draft::{Draft, DraftEndpoint, DraftHost, DraftStack};
use crate::inventory::{Value, dotted};
use crate::ui::sanitize;

/// How to reach hosts, as the inventory writes it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DraftSsh {
    pub user: Option<String>,
    pub port: Option<u16>,
    pub identity_file: Option<String>,
    pub known_hosts_file: Option<String>,
    pub config_file: Option<String>,
}

/// Above a file that is new.
pub const HEAD: &str = "\
# The fleet, as `sgos init` found it. `sgos config check` finds mistakes, `sgos config show` says
# what holds and why. What stands here may be changed at will.
";

/// Where remarks begin, as far as there is room.
const REMARKS_AT: usize = 40;
/// A remark that makes a line longer stands above it.
const WIDTH: usize = 100;
/// So many services are named; the others are counted.
const SERVICES: usize = 6;

impl Draft {
    /// Its sections, a blank line between two; empty when there is nothing to write.
    pub fn text(&self) -> String {
        let mut out = Vec::new();
        if !self.ssh.is_empty() {
            out.push(section("ssh", Some("defaults for all hosts"), &self.ssh.values()));
        }
        out.extend(self.hosts.iter().map(host));
        out.extend(self.stacks.iter().map(stack));
        if let Some(discover) = &self.discover {
            let many = match discover.containers {
                0 => "no container is named like this yet".to_owned(),
                1 => "found: 1 container is named like this".to_owned(),
                many => format!("found: {many} containers are named like this"),
            };
            let mut values = vec![("containers", Value::from(&discover.pattern))];
            if !discover.hosts.is_empty() {
                values.push(("hosts", Value::List(discover.hosts.clone())));
            }
            out.push(section("discover", Some(&many), &values));
        }
        for app in &self.apps {
            let title = app.title.as_ref().map(|title| ("title", Value::from(title)));
            out.push(section(&dotted("apps", &app.name), None, title.as_slice()));
        }
        out.extend(self.endpoints().map(|(name, found)| endpoint(name, found)));
        out.join("\n")
    }
}

impl DraftSsh {
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    fn values(&self) -> Vec<(&'static str, Value)> {
        let text =
            |key: &'static str, value: &Option<String>| Some((key, Value::from(value.as_ref()?)));
        let values = [
            text("user", &self.user),
            self.port.map(|port| ("port", Value::from(&port))),
            text("identity_file", &self.identity_file),
            text("known_hosts_file", &self.known_hosts_file),
            text("config_file", &self.config_file),
        ];
        values.into_iter().flatten().collect()
    }
}

fn host(host: &DraftHost) -> String {
    let mut values: Vec<_> =
        host.address.iter().map(|address| ("address", Value::from(address))).collect();
    values.extend(host.ssh.values());
    let remark = host.silent.as_ref().map(|why| format!("not asked: {why}"));
    section(&dotted("hosts", &host.name), remark.as_deref(), &values)
}

fn stack(stack: &DraftStack) -> String {
    let mut services = stack.services.iter().take(SERVICES).cloned().collect::<Vec<_>>().join(", ");
    if stack.services.len() > SERVICES {
        services += &format!(" and {} more", stack.services.len() - SERVICES);
    }
    let values = [("host", Value::from(&stack.host)), ("directory", Value::from(&stack.directory))];
    let remark = (!services.is_empty()).then_some(services);
    section(&dotted("stacks", &stack.name), remark.as_deref(), &values)
}

fn endpoint(name: &str, found: &DraftEndpoint) -> String {
    let mut text = section(name, Some(&format!("found: {}", found.remark)), &found.values);
    if let Some(token) = &found.token {
        text += &with_remark(
            &format!("# token = \"{token}\""),
            Some("secrets by reference only: env:, file:, cmd:"),
        );
    }
    let Some(why) = &found.closed else { return text };
    let lines = text.lines().map(|line| format!("# {}\n", line.trim_start_matches("# ")));
    format!("# Not in use: {}\n", sanitize::line(why)) + &lines.collect::<String>()
}

fn section(name: &str, remark: Option<&str>, values: &[(&str, Value)]) -> String {
    let lines = values.iter().map(|(key, value)| format!("{key} = {value}\n"));
    with_remark(&format!("[{name}]"), remark) + &lines.collect::<String>()
}

/// The remark behind the line, or above it where there is no room.
fn with_remark(line: &str, remark: Option<&str>) -> String {
    let Some(remark) = remark.map(sanitize::line) else { return format!("{line}\n") };
    let beside = format!("{line:<REMARKS_AT$}# {remark}\n");
    if line.len() < REMARKS_AT && beside.chars().count() <= WIDTH {
        return beside;
    }
    format!("# {remark}\n{line}\n")
}
