//! `[ssh]` and `[hosts.NAME]`.

use schemars::JsonSchema;

use super::texts::{Duration, Name};

/// How hosts are reached
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct Ssh {
    #[schemars(flatten)]
    keys: SshKeys,
}

/// A machine that carries Docker
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct Host {
    /// What ssh connects to; the name when it is left out. "local" is this machine
    address: Option<String>,
    /// For -H @tag
    tags: Option<Vec<Name>>,
    /// Reached without SSH because it is this machine; found out by the hostname when it is left out
    local: Option<bool>,
    #[schemars(flatten)]
    keys: SshKeys,
}

#[derive(JsonSchema)]
struct SshKeys {
    /// As User in ssh_config(5)
    user: Option<String>,
    /// As Port in ssh_config(5)
    #[schemars(range(min = 1, max = 65535))]
    port: Option<u16>,
    /// A private key, used where the file exists; else ssh decides
    identity_file: Option<String>,
    /// ssh -F: instead of ~/.ssh/config. Refused in a file that is found upwards
    config_file: Option<String>,
    /// Instead of your known_hosts and the system's
    known_hosts_file: Option<String>,
    /// For TCP and the key exchange; 5s when it is left out
    connect_timeout: Option<Duration>,
    /// How long an idle connection waits for the next command; 10m when it is left out, "0" keeps none
    persist: Option<Duration>,
}
