//! `[hosts.NAME]`: who there is, and which of them is this machine.

use std::collections::BTreeMap;

use super::table::Named;
use super::{Reading, SshKeys, Table, boolean, text};
use crate::inventory::Host;
use crate::inventory::host::is_this_machine;
use crate::inventory::setting::{Origin, Sourced};
use crate::inventory::value::{self, Fault, address::address, text::visible};

/// The names that may be referred to: all that were written, even of hosts with mistakes in them.
#[derive(Debug, Default)]
pub(crate) struct HostNames<'t> {
    names: Vec<&'t str>,
    /// `hosts` is no table: then no name can be told right from wrong.
    unreadable: bool,
}

impl HostNames<'_> {
    pub(crate) fn resolve(&self, host: &str) -> Result<String, Fault> {
        if self.unreadable || self.names.contains(&host) {
            return Ok(host.to_owned());
        }
        Err(Fault::unresolved(format!("there is no host `{}`", visible(host))).one_of(
            host,
            &self.names,
            "hosts",
        ))
    }
}

pub(crate) fn read_hosts<'t>(
    reading: &mut Reading<'_>,
    root: &mut Table<'t>,
    defaults: &SshKeys,
) -> (BTreeMap<String, Host>, HostNames<'t>) {
    let Some(table) = root.table(reading, "hosts") else {
        return (
            BTreeMap::new(),
            HostNames { unreadable: root.has("hosts"), ..HostNames::default() },
        );
    };
    let names = HostNames { names: table.names().collect(), unreadable: false };
    let mut hosts = BTreeMap::new();
    for named in table.into_named(reading) {
        if let Some(host) = read_host(reading, named, defaults) {
            hosts.insert(host.name.clone(), host);
        }
    }
    (hosts, names)
}

fn read_host(reading: &mut Reading<'_>, named: Named<'_>, defaults: &SshKeys) -> Option<Host> {
    let name = named.checked_name(reading, "hosts");
    let Named { name: written, name_span, mut table } = named;
    let given = table.given(reading, "address", text(address));
    if given.is_none() && !table.has("address") && name.is_some() {
        // A name may be fine as a name and still be no address.
        if let Err(fault) = address(written) {
            reading.error(&name_span, fault.help("give it an `address`"));
        }
    }
    let address = given.unwrap_or_else(|| Sourced::default(written.to_owned()));
    let address = reading.show(table.key("address"), address);
    let tags = table.list(reading, "tags", value::name::name);
    let tags = tags.map_or_else(Vec::new, |tags| reading.show(table.key("tags"), tags));
    let local = locality(reading, &mut table, written, &address);
    let local = reading.show(table.key("local"), local);
    let own = SshKeys::read(reading, &mut table);
    let ssh = own.clone().or(defaults).or_default();
    // What a local host inherits for ssh has no effect; what it says itself is still shown.
    let shown = if local { &own } else { &ssh };
    shown.show(reading, &table);
    table.finish(reading);
    Some(Host { name: name?, address, tags, local, ssh: ssh.into_ssh() })
}

fn locality(
    reading: &mut Reading<'_>,
    table: &mut Table<'_>,
    name: &str,
    address: &str,
) -> Sourced<bool> {
    if let Some(written) = table.given(reading, "local", boolean) {
        if address == "local" && !written.value {
            let fault = Fault::new(format!(
                "{}: the address \"local\" is this machine",
                table.key("local")
            ));
            reading.error(
                &table.span_of("local"),
                fault.help("give the host another address or leave `local` out"),
            );
        }
        return written;
    }
    if address == "local" {
        return Sourced { value: true, origin: reading.line_of(&table.span_of("address")) };
    }
    if is_this_machine(name, reading.hostname) || is_this_machine(address, reading.hostname) {
        return Sourced { value: true, origin: Origin::Machine };
    }
    Sourced::default(false)
}
