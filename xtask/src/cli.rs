//! What may be typed after `cargo xtask`.

use clap::{Parser, Subcommand};

use crate::bench;
use crate::fuzz;
use crate::lab::LabName;

/// Tasks of the sgos repository
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
pub(crate) enum Xtask {
    /// Start the lab and show `sgos status` of it, from nothing
    Demo {
        /// Show a recording instead, which needs neither Docker nor root
        #[arg(long)]
        recorded: bool,
    },
    /// Record the situations of `tests/recordings` anew, in a lab of their own
    Record,
    /// Run every test, the lab's included; installs what it needs and leaves nothing running
    Test,
    /// Measure sgos beside its alternatives in a lab of its own, and print the ratios
    Bench(bench::Options),
    /// Fuzz what reads bytes that somebody else wrote, each target for a while
    Fuzz(fuzz::Options),
    /// Write the generated files anew: the shells' completion scripts
    Generate,
    /// Manage the lab: two Docker hosts reached over SSH, made of containers
    Lab {
        #[command(subcommand)]
        command: LabCommand,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum LabCommand {
    /// Start the lab, or bring a running one back into its documented state
    Up {
        /// Put one app into each state instead of all being healthy
        #[arg(long)]
        states: bool,
        /// Which lab; several may run side by side
        #[arg(long, default_value = "lab")]
        name: LabName,
    },
    /// Stop the lab and leave nothing running; images stay cached
    Down {
        /// Which lab
        #[arg(long, default_value = "lab")]
        name: LabName,
        /// Delete its keys too and, after the last lab, all cached images
        #[arg(long)]
        purge: bool,
    },
    /// Show the hosts of all labs
    Status,
    /// Print the folder in which the labs keep their state
    Path,
}
