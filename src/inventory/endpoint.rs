//! The platform's services that are spoken to over HTTP.

use std::time::Duration;

use super::SecretRef;

/// Where the logs are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loki {
    /// Without a slash at the end.
    pub url: String,
    /// The host through which `url` is reached; `None`: directly.
    pub via: Option<String>,
    pub retention: Option<Duration>,
}

/// Grafana or GlitchTip: at least one of the two addresses is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    /// For people; without a slash at the end.
    pub url: Option<String>,
    /// For programs inside the network; without a slash at the end.
    pub internal_url: Option<String>,
    pub token: Option<SecretRef>,
}

/// Where the collector runs and what it publishes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusPage {
    pub url: Option<String>,
    pub host: Option<String>,
    /// An absolute path on the host.
    pub directory: Option<String>,
}

/// Cloudflare Access.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Access {
    /// The first label of `TEAM.cloudflareaccess.com`.
    pub team: String,
    pub client_id: Option<SecretRef>,
    pub client_secret: Option<SecretRef>,
}
