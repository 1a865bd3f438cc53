//! `[loki]`, `[grafana]`, `[glitchtip]` and `[status_page]`.

use super::{HostNames, Reading, Table, text, time};
use crate::inventory::value::{Fault, duration, remote_directory, url};
use crate::inventory::{Endpoint, Loki, SecretRef, StatusPage};

pub(crate) fn read_loki(
    reading: &mut Reading<'_>,
    root: &mut Table<'_>,
    hosts: &HostNames<'_>,
) -> Option<Loki> {
    let mut table = root.table(reading, "loki")?;
    let url = table.required(reading, "url", "\"http://toucan:3100\"", text(url::base));
    let via = table.read(reading, "via", text(|host| hosts.resolve(host)));
    let retention = table.read(reading, "retention", time(duration::retention));
    table.finish(reading);
    Some(Loki { url: url?, via, retention })
}

/// Grafana or GlitchTip: `section` is the table's name.
pub(crate) fn read_endpoint(
    reading: &mut Reading<'_>,
    root: &mut Table<'_>,
    section: &'static str,
) -> Option<Endpoint> {
    let mut table = root.table(reading, section)?;
    if !table.has("url") && !table.has("internal_url") {
        let fault = Fault::missing(format!("[{section}] lacks `url`"))
            .help("such as url = \"https://…\"; `internal_url` will do");
        reading.error(&table.span, fault);
    }
    let paths = reading.paths;
    let endpoint = Endpoint {
        url: table.read(reading, "url", text(url::base)),
        internal_url: table.read(reading, "internal_url", text(url::base)),
        token: table.read(reading, "token", text(|reference| SecretRef::parse(reference, &paths))),
    };
    table.finish(reading);
    Some(endpoint)
}

pub(crate) fn read_status_page(
    reading: &mut Reading<'_>,
    root: &mut Table<'_>,
    hosts: &HostNames<'_>,
) -> Option<StatusPage> {
    let mut table = root.table(reading, "status_page")?;
    let page = StatusPage {
        url: table.read(reading, "url", text(url::page)),
        host: table.read(reading, "host", text(|host| hosts.resolve(host))),
        directory: table.read(reading, "directory", text(remote_directory)),
    };
    table.finish(reading);
    Some(page)
}
