//! What we own: `sgos.toml` becomes checked hosts, stacks, apps and endpoints, and names select from them.
//!
//! Does no I/O beyond reading that one file; knows nothing of SSH, Docker or terminals.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

/// The checked inventory: every name in it is valid and every reference resolves.
#[derive(Debug, Clone)]
pub struct Inventory {
    pub source: Source,
    pub hosts: BTreeMap<String, Host>,
    pub stacks: BTreeMap<String, Stack>,
    pub discover: Discover,
    pub apps: BTreeMap<String, App>,
    pub loki: Option<Loki>,
    pub grafana: Option<Endpoint>,
    pub glitchtip: Option<Endpoint>,
    pub status_page: Option<StatusPage>,
    pub access: Option<Access>,
    /// Every effective value with where it came from, in the order of the file format.
    pub settings: Vec<Setting>,
}

/// Where the inventory came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// `--config` or `SGOS_CONFIG`, or the user's own configuration folder: may name `cmd:` secrets.
    Trusted(PathBuf),
    /// Found upwards from the working directory: `cmd:` secrets are refused.
    FoundUpwards(PathBuf),
    /// No file: this machine.
    BuiltIn,
}

/// A machine, reached over SSH or local.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Host {
    pub name: String,
    /// What `ssh` is asked to connect to: a name of DNS or of `~/.ssh/config`, or an IP address.
    pub address: String,
    pub tags: Vec<String>,
    /// Reached without SSH because it is this machine.
    pub local: bool,
    pub ssh: Ssh,
}

/// How to reach a host; `None` leaves the choice to `ssh` and its configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ssh {
    pub user: Option<String>,
    pub port: Option<u16>,
    /// Used where the file exists.
    pub identity_file: Option<PathBuf>,
    /// `ssh -F`; replaces `~/.ssh/config`.
    pub config_file: Option<PathBuf>,
    pub known_hosts_file: Option<PathBuf>,
    pub connect_timeout: Duration,
    /// How long an idle connection waits for the next command; zero keeps none.
    pub persist: Duration,
}

/// A compose project: one directory on one host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stack {
    pub name: String,
    pub host: String,
    /// An absolute path on the host.
    pub directory: String,
}

/// Which containers are apps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Discover {
    /// Containers whose name matches the pattern, on the hosts named (all when empty).
    Containers { pattern: ContainerPattern, hosts: Vec<String> },
    /// Every compose project is an app: the built-in inventory.
    Projects,
    /// Only the apps named in the inventory.
    Nothing,
}

/// A container name with one `{app}` in it, such as `sgos-{app}-app`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContainerPattern {
    pub prefix: String,
    pub suffix: String,
}

impl ContainerPattern {
    /// The app that a container of this name belongs to.
    pub fn app<'a>(&self, container: &'a str) -> Option<&'a str> {
        let app = container.strip_prefix(&self.prefix)?.strip_suffix(&self.suffix)?;
        (!app.is_empty()).then_some(app)
    }
}

/// What the inventory says about one app, all of it optional.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct App {
    pub title: Option<String>,
    pub url: Option<String>,
    pub host: Option<String>,
    pub group: Option<String>,
    /// Its container is meant to end: code 0 is good news.
    pub one_shot: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loki {
    pub url: String,
    /// The host through which `url` is reached; `None`: directly.
    pub via: Option<String>,
    pub retention: Option<Duration>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    pub url: Option<String>,
    pub internal_url: Option<String>,
    pub token: Option<SecretRef>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusPage {
    pub url: Option<String>,
    pub host: Option<String>,
    pub directory: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Access {
    pub team: String,
    pub client_id: Option<SecretRef>,
    pub client_secret: Option<SecretRef>,
}

/// Where a secret is to be found; never the secret itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SecretRef {
    /// `env:NAME`
    Env(String),
    /// `file:PATH`
    File(PathBuf),
    /// `cmd:PROGRAM ARG…`, split as a POSIX shell splits words; no shell runs it.
    Cmd(Vec<String>),
}

/// One effective value of the inventory, for `config show`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// Dotted, such as `hosts.toucan.address`.
    pub key: String,
    /// As it would be written in TOML; secrets as references.
    pub value: String,
    pub origin: Origin,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// 1-based line of the inventory file.
    Line(usize),
    /// Not written anywhere.
    Default,
    /// Found out about this machine, such as a host being local.
    Machine,
}
