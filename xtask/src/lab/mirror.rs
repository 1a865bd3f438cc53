//! Where Debian packages come from: whatever this machine's own apt sources name.

use anyhow::{Context, Result};
use xshell::{Shell, cmd};

use crate::run;

/// Base addresses of the Debian archives that apt on this machine uses.
#[derive(Debug)]
pub(crate) struct Mirror {
    main: String,
    security: Option<String>,
}

impl Mirror {
    pub(crate) fn of_this_machine(sh: &Shell) -> Result<Self> {
        let format = "$(LABEL) $(REPO_URI)";
        let targets = cmd!(sh, "apt-get indextargets --format {format} 'Created-By: Packages'");
        let listed = run::read(targets)?;
        let find = |label: &str| {
            let fields = listed.lines().filter_map(|line| line.split_once(' '));
            fields.filter(|(found, _)| *found == label).map(|(_, uri)| uri.to_owned()).next()
        };
        let main = find("Debian").context(
            "this machine's apt sources name no Debian mirror: the lab's hosts are made of Debian packages; \
             `apt-get update` may help",
        )?;
        Ok(Self { main, security: find("Debian-Security") })
    }

    /// Lines for sources.list: the release with its updates.
    pub(crate) fn sources(&self, release: &str) -> String {
        let mut lines = vec![
            format!("deb {} {release} main", self.main),
            format!("deb {} {release}-updates main", self.main),
        ];
        if let Some(security) = &self.security {
            lines.push(format!("deb {security} {release}-security main"));
        }
        lines.join("\n") + "\n"
    }

    /// A line for sources.list: the release alone.
    pub(crate) fn source(&self, release: &str) -> String {
        format!("deb {} {release} main\n", self.main)
    }
}
