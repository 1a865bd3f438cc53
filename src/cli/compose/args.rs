//! The arguments that the actions share.

use std::time::Duration;

use clap::Args;

use crate::cli::options::duration;
use crate::error::CommandError;
use crate::inventory::Target;

/// What an action is about.
#[derive(Debug, Args)]
pub(super) struct Targets {
    /// What to act on: stack, service, app or stack/service, each optionally with @host; globs
    #[arg(value_name = "TARGET", required_unless_present = "all")]
    targets: Vec<String>,
    /// Every stack of the selected hosts
    #[arg(long, conflicts_with = "targets")]
    pub(super) all: bool,
}

/// How hosts are changed.
#[derive(Debug, Args)]
pub(super) struct How {
    /// One host after the other, and none after one that failed
    #[arg(long)]
    pub(super) serial: bool,
    /// Wait for a host that somebody else is changing, at most this long
    #[arg(long, value_name = "DURATION", value_parser = duration, num_args = 0..=1, require_equals = true, default_missing_value = "1m")]
    lock_wait: Option<Duration>,
}

/// Whether to wait for what was started.
#[derive(Debug, Args)]
pub(super) struct Wait {
    /// How long services have to become healthy
    #[arg(long, value_name = "DURATION", value_parser = duration, default_value = "60s")]
    wait_timeout: Duration,
    /// Do not wait for services to become healthy
    #[arg(long, conflicts_with = "wait_timeout")]
    no_wait: bool,
}

impl Targets {
    pub(super) fn parse(&self) -> Result<Vec<Target>, CommandError> {
        let parsed: Result<_, _> = self.targets.iter().map(|word| Target::parse(word)).collect();
        Ok(parsed?)
    }
}

impl How {
    pub(super) fn lock_wait(&self) -> Duration {
        self.lock_wait.unwrap_or_default()
    }
}

impl Wait {
    /// `None`: not at all.
    pub(super) fn limit(&self) -> Option<Duration> {
        (!self.no_wait).then_some(self.wait_timeout)
    }
}
