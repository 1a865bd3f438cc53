//! Stacks of a test's own on a host of the lab: made for it, and gone with it.

use std::time::Duration;

use crate::lab::{Lab, Undo};
use crate::person::{Person, Run};

/// Waiting for a healthcheck, on a machine that does much else.
pub(crate) const PATIENCE: Duration = Duration::from_secs(50);

/// A stack that the inventory of its person names.
pub(crate) struct Stack<'a> {
    lab: &'a Lab,
    pub(crate) host: &'static str,
    pub(crate) name: &'static str,
    pub(crate) directory: String,
    _gone: Undo<'a>,
}

/// A service that is healthy soon; `more` are further lines of it.
pub(crate) fn well(name: &str, more: &str) -> String {
    format!(
        "  {name}:\n    image: sgos-lab/app\n    command: [serve, --name, {name}, --port, \"8080\"]\n    \
         healthcheck: {{test: [CMD, /app, health, --port, \"8080\"], interval: 1s, timeout: 3s, retries: 20}}\n{more}"
    )
}

/// A service without a healthcheck that runs `command`.
pub(crate) fn plain(name: &str, command: &str, more: &str) -> String {
    format!("  {name}:\n    image: sgos-lab/app\n    command: [{command}]\n{more}")
}

impl<'a> Stack<'a> {
    /// Writes its files; nothing runs yet.
    pub(crate) fn new(
        lab: &'a Lab,
        person: &Person<'_>,
        host: &'static str,
        name: &'static str,
        services: &[String],
    ) -> Self {
        let directory = format!("/srv/test/{name}");
        let gone = format!(
            "docker ps -aq --filter label=com.docker.compose.project={name} | xargs -r docker rm -f -v; \
             docker volume ls -q --filter label=com.docker.compose.project={name} | xargs -r docker volume rm -f; \
             docker network rm {name}_default; chmod -R u+w {directory}*; rm -rf {directory} {directory}-moved"
        );
        let stack = Self { lab, host, name, directory, _gone: lab.undo(host, gone) };
        lab.sh(host, &format!("install -d -o stefan {}", stack.directory));
        stack.declare(services);
        person.edit_inventory(|text| {
            format!(
                "{text}\n[stacks.{name}]\nhost = \"{host}\"\ndirectory = \"{}\"\n",
                stack.directory
            )
        });
        stack
    }

    /// Its compose file anew.
    pub(crate) fn declare(&self, services: &[String]) {
        self.write("compose.yaml", &format!("services:\n{}", services.concat()));
    }

    /// A file in its directory, written as an editor does: a new one in the place of the old.
    pub(crate) fn write(&self, file: &str, text: &str) {
        let path = format!("{}/{file}", self.directory);
        let write =
            "printf %s \"$2\" >\"$1.new\" && chown stefan \"$1.new\" && mv \"$1.new\" \"$1\"";
        self.lab.on(self.host, &["sh", "-c", write, "sh", &path, text]);
    }

    pub(crate) fn up(&self) {
        let up = format!("docker compose --project-directory {} up -d 2>&1", self.directory);
        self.lab.sh(self.host, &up);
    }

    /// A value of one container's inspect; empty where there is no such container.
    pub(crate) fn inspect(&self, service: &str, field: &str) -> String {
        let container = format!("{}-{service}-1", self.name);
        inspect(self.lab, self.host, &container, field)
    }

    pub(crate) fn started_at(&self, service: &str) -> String {
        self.inspect(service, "{{.State.StartedAt}}")
    }

    pub(crate) fn id(&self, service: &str) -> String {
        self.inspect(service, "{{.Id}}")
    }
}

pub(crate) fn inspect(lab: &Lab, host: &str, container: &str, field: &str) -> String {
    let inspect = "docker inspect --type container --format \"$1\" \"$2\" 2>/dev/null || :";
    lab.on(host, &["sh", "-c", inspect, "sh", field, container])
}

impl Run {
    /// The state of one service in the results of an action.
    pub(crate) fn result(&self, service: &str) -> serde_json::Value {
        self.row("results", service)
    }

    pub(crate) fn planned(&self, service: &str) -> serde_json::Value {
        self.row("plan", service)
    }

    #[track_caller]
    fn row(&self, list: &str, service: &str) -> serde_json::Value {
        let json = self.json();
        let found = json[list].as_array().unwrap().iter().find(|row| row["service"] == service);
        found.unwrap_or_else(|| panic!("no {service} in {list}: {self:#?}")).clone()
    }

    /// The text of all that was printed.
    pub(crate) fn both(&self) -> String {
        format!("{}{}", self.stdout, self.stderr)
    }
}
