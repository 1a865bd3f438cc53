//! What one host said of itself, parsed but not judged.

use std::collections::BTreeMap;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use super::jobs::JobFacts;
use super::watchtower::WatchtowerSettings;

/// The answer of one host to one probe. Each part fails alone.
#[derive(Debug, Clone, PartialEq)]
pub struct HostReport {
    /// The host's clock when the probe ran there.
    pub clock: Fact<Timestamp>,
    pub containers: Fact<Vec<Container>>,
    /// `None`: Docker's client was asked, or nobody.
    pub route: Option<Route>,
    /// The compose projects' directories, keyed by absolute path.
    pub checkouts: Fact<BTreeMap<String, Checkout>>,
    /// Asked for only by commands that show it.
    pub facts: Option<Fact<HostFacts>>,
    /// Asked for only by `jobs`.
    pub jobs: Option<Fact<JobFacts>>,
    /// How long each section took on the host, in milliseconds (in steps of ten).
    pub durations_ms: BTreeMap<String, u64>,
    /// The answer came to its own end. If not, what is missing was cut off.
    pub complete: bool,
    /// Sections that failed and only add to the fields above: `inspect`, `commits`, `dirty`.
    pub failures: Vec<SectionFailure>,
}

/// The socket over which Docker, or Podman in its stead, told of the containers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    pub socket: String,
    /// Why it was not the system's Docker, where that has a socket.
    pub instead: Option<String>,
}

/// Something the host said, or why it could not say it.
pub type Fact<T> = Result<T, SectionFailure>;

/// A section of the probe that has no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{section}: {message}")]
pub struct SectionFailure {
    pub section: String,
    pub kind: FailureKind,
    /// One line for a person, from the host's own words where it had any.
    pub message: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FailureKind {
    /// The program or socket is not there: Docker is not installed.
    NotInstalled,
    /// It is there and does not answer: the Docker daemon is not running.
    NotRunning,
    /// This user may not use it.
    PermissionDenied,
    /// The host's own time limit ended it.
    TimedOut,
    /// The answer could not be read.
    Garbled,
    /// The answer ended before this section.
    Missing,
    /// Any other failure, in the host's words.
    Failed,
}

/// A container as Docker lists it.
#[derive(Debug, Clone, PartialEq)]
pub struct Container {
    pub id: String,
    /// Without the leading slash.
    pub name: String,
    pub image: String,
    pub state: ContainerState,
    pub health: Option<Health>,
    pub labels: BTreeMap<String, String>,
    /// TCP ports that are reached through the host; of a container that does not run, those it asks for.
    pub ports: Vec<PublishedPort>,
    /// The epoch where Docker does not say.
    pub created: Timestamp,
    /// Docker's own words, such as `Up 2 hours (healthy)`; empty where only an inspect was had.
    pub status_text: String,
    /// From the inspect, which is asked for only where the container is not plainly healthy.
    pub details: Option<Details>,
}

impl Container {
    pub fn project(&self) -> Option<&str> {
        self.label("com.docker.compose.project")
    }

    pub fn service(&self) -> Option<&str> {
        self.label("com.docker.compose.service")
    }

    /// The directory where `docker compose up` ran.
    pub fn working_dir(&self) -> Option<&str> {
        self.label("com.docker.compose.project.working_dir")
    }

    /// Made by `docker compose run`, hence no part of the running project.
    pub fn is_one_off(&self) -> bool {
        self.label("com.docker.compose.oneoff")
            .is_some_and(|value| value.eq_ignore_ascii_case("true"))
    }

    pub fn label(&self, key: &str) -> Option<&str> {
        self.labels.get(key).map(String::as_str)
    }
}

/// A port of a container, published on its host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublishedPort {
    /// The host's address that it is bound to; `0.0.0.0` and `::` are all of them.
    pub address: String,
    pub on_host: u16,
    pub inside: u16,
}

/// Docker's `State.Status`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ContainerState {
    Created,
    Running,
    Paused,
    Restarting,
    Removing,
    Exited,
    Dead,
    /// A word this sgos does not know.
    Other,
}

/// Docker's `State.Health.Status`; meaningful only while the container runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Health {
    Starting,
    Healthy,
    Unhealthy,
}

/// What only `docker inspect` knows.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Details {
    pub started_at: Option<Timestamp>,
    pub finished_at: Option<Timestamp>,
    pub exit_code: i64,
    pub oom_killed: bool,
    pub restart_count: u64,
    /// Docker's `State.Error`: why it could not start.
    pub error: Option<String>,
    /// `no`, `always`, `on-failure`, `unless-stopped`; empty when Docker says nothing.
    pub restart_policy: String,
    pub has_healthcheck: bool,
    pub failing_streak: u64,
    /// The output of the last healthcheck, trimmed, and its exit code.
    pub last_health: Option<HealthLog>,
    /// Only for a container of Watchtower.
    pub watchtower: Option<WatchtowerSettings>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HealthLog {
    pub exit_code: i64,
    pub output: String,
}

/// A compose project's directory: the git checkout and its `app.json`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Checkout {
    pub git: GitFact,
    pub app_json: AppJsonFact,
    /// Asked for only by commands that show it: the number of changed or untracked files.
    pub dirty: Option<Result<u64, String>>,
}

/// What git knows of a directory.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum GitFact {
    /// The directory is no git checkout.
    #[default]
    NotACheckout,
    /// A checkout in which nothing was committed yet.
    NoCommits {
        origin: Option<String>,
    },
    Commit(Commit),
    /// It is a checkout, and git could not read it: the reason.
    Unreadable(String),
}

#[derive(Debug, Clone, PartialEq)]
pub struct Commit {
    /// Full, lower-case hexadecimal (SHA-1 or SHA-256).
    pub sha: String,
    /// Empty where the commit has none, or where git is not installed.
    pub subject: String,
    pub author_date: Option<Timestamp>,
    /// `None`: detached HEAD.
    pub branch: Option<String>,
    /// The URL of the remote `origin` as configured, credentials removed.
    pub origin: Option<String>,
}

/// What `app.json` says.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum AppJsonFact {
    #[default]
    Missing,
    Valid(AppJson),
    /// There is such a file, and it is not usable: the reason.
    Invalid(String),
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct AppJson {
    pub name: Option<String>,
    pub title: Option<String>,
    pub version: Option<String>,
}

/// The machine itself; every value that could not be read is `None`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, JsonSchema)]
pub struct HostFacts {
    pub time_zone: Option<String>,
    pub uptime_seconds: Option<u64>,
    /// Load averages over 1, 5 and 15 minutes.
    pub load: Option<[f64; 3]>,
    pub cpus: Option<u32>,
    pub memory_total_bytes: Option<u64>,
    pub memory_available_bytes: Option<u64>,
    /// The file system that holds Docker's data, else the root.
    pub disk_total_bytes: Option<u64>,
    pub disk_available_bytes: Option<u64>,
    pub kernel: Option<String>,
    pub os: Option<String>,
    pub docker_version: Option<String>,
    /// As `docker compose version --short` prints it, without a leading `v`.
    pub compose_version: Option<String>,
}
