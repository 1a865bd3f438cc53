//! `[loki]`, `[grafana]`, `[glitchtip]`, `[status_page]` and `[access]`.

use schemars::JsonSchema;

use super::texts::{Directory, Duration, Name, SecretRef, Url};

/// Where the logs are
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct Loki {
    url: Url,
    /// The host through which the address is reached; directly when it is left out
    via: Option<Name>,
    /// How long it keeps logs
    retention: Option<Duration>,
}

/// A service that is spoken to over HTTP; one of the two addresses is needed
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, extend("anyOf" = [{"required": ["url"]}, {"required": ["internal_url"]}]))]
pub(super) struct Endpoint {
    /// For people
    url: Option<Url>,
    /// For programs inside the network
    internal_url: Option<Url>,
    token: Option<SecretRef>,
}

/// Where the collector runs and what it publishes
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct StatusPage {
    url: Option<Url>,
    host: Option<Name>,
    directory: Option<Directory>,
}

/// Cloudflare Access
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct Access {
    /// The first part of TEAM.cloudflareaccess.com
    #[schemars(regex(pattern = "^[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$"))]
    team: String,
    client_id: Option<SecretRef>,
    client_secret: Option<SecretRef>,
}
