//! How much to measure, and how to show it.

use std::time::Duration;

use clap::{Args, ValueEnum};

/// The round-trip times for which there are budgets.
const RTTS: [u64; 2] = [0, 20];

/// What can be measured by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Part {
    /// The start of the program, and a completion
    Start,
    /// `sgos status` and its sisters beside `ssh`, a naive script and ansible
    Status,
    /// A compose action
    Action,
    Logs,
    /// Lines put in the order of their times
    Merge,
    /// 200 hosts
    Many,
    /// What a probe costs a host
    Host,
}

#[derive(Debug, Args)]
pub(crate) struct Options {
    /// How often each fast alternative runs; medians of fewer than 7 say little
    #[arg(long, default_value_t = 15, value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) runs: u16,
    /// A round-trip time to the hosts in milliseconds; may be given again [default: 0 and 20]
    #[arg(long, value_name = "MS", value_parser = clap::value_parser!(u64).range(0..=2000))]
    rtt: Vec<u64>,
    /// Measure with all apps healthy instead of one in each state
    #[arg(long)]
    pub(crate) healthy: bool,
    /// Measure only this; may be given again
    #[arg(long, value_name = "PART")]
    only: Vec<Part>,
    /// Print the table for docs/performance.md
    #[arg(long)]
    pub(crate) markdown: bool,
}

impl Options {
    pub(crate) fn rtts(&self) -> Vec<Rtt> {
        let chosen = if self.rtt.is_empty() { RTTS.as_slice() } else { &self.rtt };
        chosen.iter().copied().map(Rtt).collect()
    }

    pub(crate) fn wants(&self, part: Part) -> bool {
        self.only.is_empty() || self.only.contains(&part)
    }

    pub(crate) fn runs(&self) -> usize {
        usize::from(self.runs)
    }

    /// Of what takes seconds.
    pub(crate) fn slow_runs(&self) -> usize {
        self.runs().min(3)
    }

    /// The command that does the same again.
    pub(crate) fn command(&self) -> String {
        let rtts = self.rtt.iter().map(|rtt| format!(" --rtt {rtt}")).collect::<String>();
        let healthy = if self.healthy { " --healthy" } else { "" };
        let name = |part: &Part| part.to_possible_value().map(|value| value.get_name().to_owned());
        let only = self.only.iter().filter_map(name).map(|name| format!(" --only {name}"));
        let only = only.collect::<String>();
        format!("cargo xtask bench --runs {}{rtts}{healthy}{only} --markdown", self.runs)
    }
}

/// The time that a byte to a host and the answer to it take, beyond the machine's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Rtt(pub(crate) u64);

impl Rtt {
    pub(crate) fn duration(self) -> Duration {
        Duration::from_millis(self.0)
    }

    /// A budget that differs by round-trip time; there is none for any but the two.
    pub(crate) fn budget<T>(self, at_0: T, at_20: T) -> Option<T> {
        match self.0 {
            0 => Some(at_0),
            20 => Some(at_20),
            _ => None,
        }
    }
}

impl std::fmt::Display for Rtt {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "RTT {} ms", self.0)
    }
}
