//! `[apps.NAME]`: what the containers do not say about an app.

use std::collections::BTreeMap;

use super::{HostNames, Reading, Table, boolean, text};
use crate::inventory::App;
use crate::inventory::value::{text::line, url};

pub(crate) fn read_apps(
    reading: &mut Reading<'_>,
    root: &mut Table<'_>,
    hosts: &HostNames<'_>,
) -> BTreeMap<String, App> {
    let mut apps = BTreeMap::new();
    let Some(table) = root.table(reading, "apps") else {
        return apps;
    };
    for named in table.into_named(reading) {
        let name = named.checked_name(reading, "apps");
        let mut table = named.table;
        let app = App {
            title: table.read(reading, "title", text(line)),
            url: table.read(reading, "url", text(url::page)),
            host: table.read(reading, "host", text(|host| hosts.resolve(host))),
            group: table.read(reading, "group", text(line)),
            one_shot: table.read(reading, "one_shot", boolean).unwrap_or_default(),
        };
        table.finish(reading);
        if let Some(name) = name {
            apps.insert(name, app);
        }
    }
    apps
}
