//! A question to a web service, as data.

use std::time::Duration;

use crate::inventory::Host;
use crate::transport::Secret;

/// One GET.
#[expect(missing_debug_implementations, reason = "it may hold a secret")]
pub struct Request<'a> {
    pub url: String,
    /// The host through whose SSH connection the service is reached; nothing but sshd is needed there.
    pub via: Option<&'a Host>,
    /// Sent as `Authorization: Bearer`.
    pub bearer: Option<&'a Secret>,
    /// JSON is expected, and a page for people is a failure.
    pub json: bool,
    pub time_limit: Duration,
}

impl<'a> Request<'a> {
    pub fn get(url: impl Into<String>, time_limit: Duration) -> Self {
        Self { url: url.into(), via: None, bearer: None, json: false, time_limit }
    }

    #[must_use]
    pub fn via(mut self, host: Option<&'a Host>) -> Self {
        // What this machine reaches needs no way through itself.
        self.via = host.filter(|host| !host.local);
        self
    }

    #[must_use]
    pub fn bearer(mut self, secret: Option<&'a Secret>) -> Self {
        self.bearer = secret;
        self
    }

    #[must_use]
    pub fn json(mut self) -> Self {
        self.json = true;
        self
    }

    /// What tells it from other requests.
    pub(in crate::transport) fn words(&self) -> Vec<&str> {
        let via = self.via.map(|host| ["via", host.name.as_str()]);
        ["GET", self.url.as_str()].into_iter().chain(via.into_iter().flatten()).collect()
    }
}
