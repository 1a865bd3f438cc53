//! `[discover]`: which containers are apps.

use super::{HostNames, Reading, Table, text};
use crate::inventory::{ContainerPattern, Discover};

/// `apps_named`: whether the inventory has an `[apps]` table. Without it and
/// without `[discover]` there would be nothing to show, so every compose
/// project is an app, as it is without any inventory.
pub(crate) fn read_discover(
    reading: &mut Reading<'_>,
    root: &mut Table<'_>,
    hosts: &HostNames<'_>,
    apps_named: bool,
) -> Discover {
    let Some(mut table) = root.table(reading, "discover") else {
        return if apps_named { Discover::Nothing } else { Discover::Projects };
    };
    let pattern =
        table.required(reading, "containers", "\"sgos-{app}-app\"", text(ContainerPattern::parse));
    let hosts = table.list(reading, "hosts", |host| hosts.resolve(host));
    let hosts = hosts.map_or_else(Vec::new, |hosts| reading.show(table.key("hosts"), hosts));
    table.finish(reading);
    match pattern {
        Some(pattern) => Discover::Containers { pattern, hosts },
        None => Discover::Nothing,
    }
}
