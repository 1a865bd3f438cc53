//! `cargo xtask bench`: sgos beside its alternatives in a lab of its own, as medians and ratios.
//!
//! [`build`] makes the programs, [`scene`] the ways to the hosts at one round-trip time (through
//! [`relay`] when it is not zero), [`probe`] finds out what sgos sends. [`hosts`], [`client`],
//! [`many`] and [`host_side`] measure with [`race`] and [`process`]; [`table`] shows. It reports and never
//! fails because something was slow.

mod action;
mod ansible;
mod build;
mod client;
mod fleet;
mod host_side;
mod hosts;
mod logs;
mod machine;
mod many;
mod merging;
mod options;
mod probe;
mod process;
mod race;
mod relay;
mod sample;
mod scene;
mod scratch;
mod stream;
mod table;
mod trace;

use std::process::ExitCode;

use anyhow::{Context as _, Result};
use xshell::Shell;

use crate::lab::{self, LabName, Profile};
use crate::packages::{self, Tool};
use build::Programs;
use fleet::Fleet;
use machine::Machine;
pub(crate) use options::{Options, Part};
use scratch::Scratch;
use table::Table;

/// The lab of the bench stands beside those that people and tests have running.
const LAB: &str = "bench";

const TOOLS: [Tool; 4] = [
    Tool::new("ansible", "ansible-core"),
    Tool::new("ssh", "openssh-client"),
    Tool::new("python3", "python3"),
    Tool::new("strace", "strace"),
];

pub(crate) fn bench(options: &Options) -> Result<ExitCode> {
    let sh = Shell::new()?;
    sh.change_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."));
    packages::require(&sh, &TOOLS)?;
    let programs = Programs::build(&sh)?;
    let lab: LabName = LAB.parse()?;
    let measured = lab::up(&lab, Profile::of(!options.healthy))
        .and_then(|()| measure(&sh, options, &programs));
    // Whatever came of it, nothing is left running.
    let down = lab::down(&lab, false);
    let (table, machine) = measured?;
    if options.markdown {
        println!("{}", table.markdown(&machine, options));
    } else {
        println!("\n{machine}\n\n{table}");
    }
    down?;
    Ok(ExitCode::SUCCESS)
}

fn measure(sh: &Shell, options: &Options, programs: &Programs) -> Result<(Table, Machine)> {
    let mut fleet = Fleet::read(&lab::root()?.join(LAB).join("lab.json"))?;
    let mut machine = Machine::look(sh, &fleet, programs)?;
    let scratch = Scratch::make()?;
    let mut table = Table::default();
    let wants = |part| options.wants(part);
    if wants(Part::Start) {
        client::start_up(options, programs, &scratch, &mut table)?;
    }
    let of_hosts = match wants(Part::Host) {
        true => Some(host_side::Findings::few_apps(&fleet, programs, &scratch, options)?),
        false => None,
    };
    fleet.more_apps().context("no further apps could be added to the lab")?;
    for rtt in options.rtts() {
        if wants(Part::Status) {
            hosts::compare(&fleet, programs, &scratch, options, rtt, &mut table)?;
        }
        if wants(Part::Action) {
            action::compare(&fleet, programs, &scratch, options, rtt, &mut table)?;
        }
    }
    if wants(Part::Logs) {
        logs::compare(&fleet, programs, &scratch, options, &mut table)?;
    }
    if wants(Part::Merge) {
        merging::rate(sh, &mut table)?;
    }
    if wants(Part::Many) {
        many::compare(&fleet, programs, &scratch, options, &mut table)?;
    }
    if let Some(of_hosts) = of_hosts {
        of_hosts.many_apps(&fleet, programs, &scratch, options, &mut table)?;
    }
    machine.look_again();
    Ok((table, machine))
}
