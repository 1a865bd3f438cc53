//! A draft beside a file that exists: only what the file lacks, put behind it.

use super::draft::Draft;
use super::write::HEAD;
use crate::inventory::{Discover, Inventory};

impl Draft {
    /// Leaves out what `inventory` has. What a person wrote wins, even where it says something else.
    pub fn beside(&mut self, inventory: &Inventory) {
        self.remark_on_differences(inventory);
        self.hosts.retain(|host| !inventory.hosts.contains_key(&host.name));
        self.stacks.retain(|stack| {
            let same_place = inventory
                .stacks
                .values()
                .any(|known| known.host == stack.host && known.directory == stack.directory);
            !same_place && !inventory.stacks.contains_key(&stack.name)
        });
        self.apps.retain(|app| !inventory.apps.contains_key(&app.name));
        match (&inventory.discover, &self.discover) {
            (Discover::Containers { hosts, .. }, Some(found)) => {
                let missing = found.hosts.iter().filter(|host| !hosts.contains(*host));
                let missing: Vec<&str> = missing.map(String::as_str).collect();
                if !hosts.is_empty() && !missing.is_empty() {
                    let missing = missing.join(", ");
                    self.remarks
                        .push(format!("{missing} runs apps, and discover.hosts leaves it out"));
                }
                self.discover = None;
            }
            (Discover::Projects, Some(found)) if !inventory.hosts.is_empty() => {
                let pattern = &found.pattern;
                self.remarks.push(format!(
                    "so far every compose project was an app; from now on containers named {pattern} are"
                ));
            }
            _ => {}
        }
        let (loki, status_page) = (inventory.loki.is_some(), inventory.status_page.is_some());
        let (grafana, glitchtip) = (inventory.grafana.is_some(), inventory.glitchtip.is_some());
        self.loki = self.loki.take().filter(|_| !loki);
        self.grafana = self.grafana.take().filter(|_| !grafana);
        self.glitchtip = self.glitchtip.take().filter(|_| !glitchtip);
        self.status_page = self.status_page.take().filter(|_| !status_page);
        if !inventory.hosts.is_empty() {
            self.leave_out_comments();
        }
        let has_defaults = inventory.settings.iter().any(|known| known.key.starts_with("ssh."));
        if inventory.hosts.is_empty() && !has_defaults {
            return;
        }
        // Defaults would change how the file's own hosts are reached.
        let ssh = std::mem::take(&mut self.ssh);
        for host in &mut self.hosts {
            host.ssh = ssh.clone();
        }
    }

    /// Where the file and the hosts, or the flags, say different things.
    fn remark_on_differences(&mut self, inventory: &Inventory) {
        for host in &self.hosts {
            let known = inventory.hosts.get(&host.name).map(|known| &known.address);
            if let (Some(known), Some(given)) = (known, &host.address)
                && known != given
            {
                let name = &host.name;
                self.remarks
                    .push(format!("{name}: the file has the address {known}, which was used"));
            }
        }
        for stack in &self.stacks {
            let Some(known) = inventory.stacks.get(&stack.name) else { continue };
            if (&known.host, &known.directory) != (&stack.host, &stack.directory) {
                self.remarks.push(format!(
                    "the stack {} lies in {} on {}, and the file says in {} on {}",
                    stack.name, stack.directory, stack.host, known.directory, known.host
                ));
            }
        }
    }

    /// What is only a comment would be added once more each time.
    fn leave_out_comments(&mut self) {
        let sections = [
            ("loki", &mut self.loki),
            ("grafana", &mut self.grafana),
            ("glitchtip", &mut self.glitchtip),
            ("status_page", &mut self.status_page),
        ];
        for (section, found) in sections {
            if let Some(closed) = found.take_if(|found| found.closed.is_some()) {
                let why = closed.closed.unwrap_or_default();
                self.remarks.push(format!("{section}: {}: {why}", closed.remark));
            }
        }
    }
}

/// The whole file: `before` as it is, byte for byte, and the additions behind it.
pub fn appended(before: &str, additions: &str) -> String {
    if additions.is_empty() {
        return before.to_owned();
    }
    if before.trim().is_empty() {
        return format!("{before}{HEAD}\n{additions}");
    }
    let additions = match before.contains("\r\n") {
        true => additions.replace('\n', "\r\n"),
        false => additions.to_owned(),
    };
    let end = if before.contains("\r\n") { "\r\n" } else { "\n" };
    let unended = if before.ends_with('\n') { "" } else { end };
    format!("{before}{unended}{end}{additions}")
}
