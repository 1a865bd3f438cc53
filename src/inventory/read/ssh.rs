//! The ssh keys that `[ssh]` and every `[hosts.NAME]` may have.

use std::path::PathBuf;
use std::time::Duration;

use super::{Reading, Table, integer, text, time};
use crate::inventory::Ssh;
use crate::inventory::setting::Sourced;
use crate::inventory::value::{address, duration};

/// What was written; a host falls back on `[ssh]`, and that on the defaults.
#[derive(Debug, Clone, Default)]
pub(crate) struct SshKeys {
    user: Option<Sourced<String>>,
    port: Option<Sourced<u16>>,
    identity_file: Option<Sourced<PathBuf>>,
    config_file: Option<Sourced<PathBuf>>,
    known_hosts_file: Option<Sourced<PathBuf>>,
    connect_timeout: Option<Sourced<Duration>>,
    persist: Option<Sourced<Duration>>,
}

impl SshKeys {
    pub(crate) fn read(reading: &mut Reading<'_>, table: &mut Table<'_>) -> Self {
        let paths = reading.paths;
        Self {
            user: table.given(reading, "user", text(address::user)),
            port: table.given(reading, "port", integer(address::port)),
            identity_file: table.given(reading, "identity_file", text(|path| paths.here(path))),
            config_file: table.given(reading, "config_file", text(|path| paths.ssh_config(path))),
            known_hosts_file: table.given(
                reading,
                "known_hosts_file",
                text(|path| paths.here(path)),
            ),
            connect_timeout: table.given(
                reading,
                "connect_timeout",
                time(duration::connect_timeout),
            ),
            persist: table.given(reading, "persist", time(duration::persist)),
        }
    }

    pub(crate) fn or(self, defaults: &Self) -> Self {
        Self {
            user: self.user.or_else(|| defaults.user.clone()),
            port: self.port.or_else(|| defaults.port.clone()),
            identity_file: self.identity_file.or_else(|| defaults.identity_file.clone()),
            config_file: self.config_file.or_else(|| defaults.config_file.clone()),
            known_hosts_file: self.known_hosts_file.or_else(|| defaults.known_hosts_file.clone()),
            connect_timeout: self.connect_timeout.or_else(|| defaults.connect_timeout.clone()),
            persist: self.persist.or_else(|| defaults.persist.clone()),
        }
    }

    pub(crate) fn or_default(self) -> Self {
        self.or(&Self {
            connect_timeout: Some(Sourced::default(Ssh::CONNECT_TIMEOUT)),
            persist: Some(Sourced::default(Ssh::PERSIST)),
            ..Self::default()
        })
    }

    pub(crate) fn show(&self, reading: &mut Reading<'_>, table: &Table<'_>) {
        let Self {
            user,
            port,
            identity_file,
            config_file,
            known_hosts_file,
            connect_timeout,
            persist,
        } = self.clone();
        user.map(|value| reading.show(table.key("user"), value));
        port.map(|value| reading.show(table.key("port"), value));
        identity_file.map(|value| reading.show(table.key("identity_file"), value));
        config_file.map(|value| reading.show(table.key("config_file"), value));
        known_hosts_file.map(|value| reading.show(table.key("known_hosts_file"), value));
        connect_timeout.map(|value| reading.show(table.key("connect_timeout"), value));
        persist.map(|value| reading.show(table.key("persist"), value));
    }

    pub(crate) fn into_ssh(self) -> Ssh {
        Ssh {
            user: self.user.map(|found| found.value),
            port: self.port.map(|found| found.value),
            identity_file: self.identity_file.map(|found| found.value),
            config_file: self.config_file.map(|found| found.value),
            known_hosts_file: self.known_hosts_file.map(|found| found.value),
            connect_timeout: self.connect_timeout.map_or(Ssh::CONNECT_TIMEOUT, |found| found.value),
            persist: self.persist.map_or(Ssh::PERSIST, |found| found.value),
        }
    }
}
