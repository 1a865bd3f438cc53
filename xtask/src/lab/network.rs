//! The network between the hosts and this machine, and the addresses on it.

use std::net::Ipv4Addr;

use anyhow::{Context, Result};
use xshell::Shell;

use crate::lab::engine::Engine;
use crate::lab::{HOSTS, LABEL, LabName};
use crate::progress::Outcome;
use crate::run;

const FIRST_HOST: u32 = 11;

/// A lab's network.
#[derive(Debug)]
pub(crate) struct Network {
    pub(crate) name: String,
    subnet: Ipv4Addr,
}

impl Network {
    /// Finds the lab's network or makes it.
    pub(crate) fn ready(sh: &Shell, engine: Engine, lab: &LabName) -> Result<(Self, Outcome)> {
        let name = lab.network();
        if let Ok(subnet) = subnet_of(sh, engine, &name) {
            let found = Outcome::as_it_was(format!("{name}, {subnet}"));
            return Ok((Self { name, subnet: parse(&subnet)? }, found));
        }
        // Docker allows fixed addresses only in a subnet that was asked for. So let it choose one
        // that is free, and ask for that.
        create(sh, engine, lab, &[&name])?;
        let subnet = subnet_of(sh, engine, &name)?;
        run::run(engine.docker(sh).args(["network", "rm", &name]))?;
        create(sh, engine, lab, &["--subnet", &subnet, &name])?;
        let made = Outcome::done(format!("{name}, {subnet}"));
        Ok((Self { name, subnet: parse(&subnet)? }, made))
    }

    /// The fixed address of a host: it stays the same when a host is stopped and started.
    pub(crate) fn address(&self, host: &str) -> Ipv4Addr {
        let position = (FIRST_HOST..).zip(HOSTS).find(|(_, name)| *name == host);
        let number = position.map_or(FIRST_HOST, |(number, _)| number);
        Ipv4Addr::from(u32::from(self.subnet) + number)
    }
}

fn create(sh: &Shell, engine: Engine, lab: &LabName, args: &[&str]) -> Result<()> {
    let label = format!("{LABEL}={lab}");
    run::run(engine.docker(sh).args(["network", "create", "--label", &label]).args(args))
}

fn subnet_of(sh: &Shell, engine: Engine, name: &str) -> Result<String> {
    let format = "{{(index .IPAM.Config 0).Subnet}}";
    run::read(engine.docker(sh).args(["network", "inspect", "--format", format, name]))
}

fn parse(subnet: &str) -> Result<Ipv4Addr> {
    let (address, _bits) = subnet.split_once('/').unwrap_or((subnet, ""));
    address.parse().with_context(|| format!("docker named a subnet that is none: {subnet}"))
}
