//! `[stacks.NAME]`: which compose project lies where.

use std::collections::BTreeMap;

use super::{HostNames, Reading, Table, text};
use crate::inventory::Stack;
use crate::inventory::value::remote_directory;

pub(crate) fn read_stacks(
    reading: &mut Reading<'_>,
    root: &mut Table<'_>,
    hosts: &HostNames<'_>,
) -> BTreeMap<String, Stack> {
    let mut stacks = BTreeMap::new();
    let Some(table) = root.table(reading, "stacks") else {
        return stacks;
    };
    for named in table.into_named(reading) {
        let name = named.checked_name(reading, "stacks");
        let mut table = named.table;
        let host = table.required(reading, "host", "\"toucan\"", text(|host| hosts.resolve(host)));
        let directory = table.required(
            reading,
            "directory",
            "\"/srv/services/status\"",
            text(remote_directory),
        );
        table.finish(reading);
        if let (Some(name), Some(host), Some(directory)) = (name, host, directory) {
            stacks.insert(name.clone(), Stack { name, host, directory });
        }
    }
    stacks
}
