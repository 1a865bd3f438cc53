//! A machine of the fleet, and how it is recognised as this one.

use std::path::PathBuf;
use std::time::Duration;

/// A machine, reached over SSH or local.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Host {
    pub name: String,
    /// What `ssh` is asked to connect to: a name of DNS or of `~/.ssh/config`, or an IP address.
    pub address: String,
    pub tags: Vec<String>,
    /// Reached without SSH because it is this machine.
    pub local: bool,
    pub ssh: Ssh,
}

/// How to reach a host; `None` leaves the choice to `ssh` and its configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ssh {
    pub user: Option<String>,
    pub port: Option<u16>,
    /// Used where the file exists.
    pub identity_file: Option<PathBuf>,
    /// `ssh -F`; replaces `~/.ssh/config`.
    pub config_file: Option<PathBuf>,
    pub known_hosts_file: Option<PathBuf>,
    pub connect_timeout: Duration,
    /// How long an idle connection waits for the next command; zero keeps none.
    pub persist: Duration,
}

impl Ssh {
    pub const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
    pub const PERSIST: Duration = Duration::from_secs(10 * 60);
}

impl Default for Ssh {
    fn default() -> Self {
        Self {
            user: None,
            port: None,
            identity_file: None,
            config_file: None,
            known_hosts_file: None,
            connect_timeout: Self::CONNECT_TIMEOUT,
            persist: Self::PERSIST,
        }
    }
}

/// Whether a host's name or address is this machine's hostname, in full or up to its first dot.
///
/// `localhost` never is: it is what a machine without a name calls itself, and
/// what the near end of a tunnel to another machine is called.
pub(crate) fn is_this_machine(name_or_address: &str, hostname: &str) -> bool {
    let hostname = hostname.trim_end_matches('.');
    let short = hostname.split('.').next().unwrap_or_default();
    if short.is_empty() || short.eq_ignore_ascii_case("localhost") {
        return false;
    }
    let asked = name_or_address.trim_end_matches('.');
    asked.eq_ignore_ascii_case(hostname) || asked.eq_ignore_ascii_case(short)
}

#[cfg(test)]
mod tests {
    use super::is_this_machine;

    #[test]
    fn short_and_full_names_match_in_any_case() {
        assert!(is_this_machine("toucan", "toucan"));
        assert!(is_this_machine("Toucan", "toucan.sgl.as"));
        assert!(is_this_machine("toucan.SGL.as", "toucan.sgl.as"));
        assert!(is_this_machine("toucan.sgl.as.", "toucan.sgl.as"));
    }

    #[test]
    fn other_machines_do_not_match() {
        assert!(!is_this_machine("toucan2", "toucan"));
        assert!(!is_this_machine("toucan.example.com", "toucan.sgl.as"));
        assert!(
            !is_this_machine("toucan.example.com", "toucan"),
            "the same label in an unknown domain"
        );
        assert!(!is_this_machine("", ""));
        assert!(!is_this_machine("localhost", "localhost"));
    }
}
