//! What `ssh` said when it could not connect, as a typed error.
//!
//! The words are those of OpenSSH (`sshconnect.c`, `sshconnect2.c`, `packet.c`, `misc.c`);
//! what is unknown stays as it was said.

use super::known::{effective, known};
use crate::inventory::Host;
use crate::transport::TransportError;
use crate::transport::exchange::tail;

/// Understands `said`, and looks up what else a person needs to know of it.
pub(super) async fn classify(host: &Host, said: &str) -> TransportError {
    let error = understand(said, host.ssh.connect_timeout);
    let Ok(effective) = effective(host).await else { return error };
    match error {
        TransportError::HostKeyChanged { offered, known: fallback, known_at } => {
            let keys = known(&effective).await.unwrap_or_default();
            let keys: Vec<String> = keys.iter().map(|known| known.key.to_string()).collect();
            let known = if keys.is_empty() { fallback } else { keys.join(", ") };
            TransportError::HostKeyChanged { offered, known, known_at }
        }
        // What a jump host or proxy command says is lost when `ssh` goes to the background.
        TransportError::ClosedEarly { detail } | TransportError::Other { detail } => {
            match effective.proxy {
                Some(proxy) => TransportError::ThroughProxy { proxy, detail },
                None if detail.is_empty() => {
                    TransportError::Other { detail: "it said nothing".to_owned() }
                }
                None => understand(said, host.ssh.connect_timeout),
            }
        }
        error => error,
    }
}

pub(super) fn understand(said: &str, connect_timeout: std::time::Duration) -> TransportError {
    let detail = || tail(said.as_bytes());
    let has = |words: &str| said.contains(words);
    if has("REVOKED HOST KEY") || has("was revoked") || has("is revoked") {
        return TransportError::HostKeyRevoked;
    }
    if has("REMOTE HOST IDENTIFICATION HAS CHANGED") {
        let fingerprint = said.split_whitespace().find(|word| word.starts_with("SHA256:"));
        let offered = fingerprint.map_or("another key", |word| word.trim_end_matches('.'));
        let key_type = between(said, "The fingerprint for the ", " key sent").unwrap_or_default();
        return TransportError::HostKeyChanged {
            offered: format!("{key_type} {offered}").trim().to_owned(),
            known: "another key".to_owned(),
            known_at: between(said, "\nOffending ", "\n")
                .and_then(|line| line.split_once(" key in "))
                .map(|(_, place)| place.trim().to_owned()),
        };
    }
    if let Some(key_type) = between(said, "No ", " host key is known for") {
        return TransportError::HostKeyUnknown { key_type: key_type.to_owned() };
    }
    if has("Host key verification failed") {
        return TransportError::HostKeyUnknown { key_type: detail() };
    }
    if has("Permission denied (") || has("Too many authentication failures") {
        return TransportError::KeyRefused { detail: detail() };
    }
    if has("Could not resolve hostname") || has("getaddrinfo ") {
        return TransportError::NameNotResolved { detail: detail() };
    }
    if has("Connection refused") {
        return TransportError::ConnectionRefused { detail: detail() };
    }
    if has("timed out") {
        return TransportError::ConnectTimedOut { after: connect_timeout };
    }
    if has("No route to host") || has("Network is unreachable") || has("Host is down") {
        return TransportError::NoRoute { detail: detail() };
    }
    if has("kex_exchange_identification")
        || has("Connection closed by")
        || has("Connection reset by")
    {
        return TransportError::ClosedEarly { detail: detail() };
    }
    TransportError::Other { detail: detail() }
}

fn between<'a>(text: &'a str, before: &str, after: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(before)?;
    rest.split_once(after).map(|(found, _)| found)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    /// As OpenSSH 9.2 printed it.
    const CHANGED: &str = "\
@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@
@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @
@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@
IT IS POSSIBLE THAT SOMEONE IS DOING SOMETHING NASTY!
Someone could be eavesdropping on you right now (man-in-the-middle attack)!
It is also possible that a host key has just been changed.
The fingerprint for the ED25519 key sent by the remote host is
SHA256:kgyTh6OFYcRAySAg0XpCtzXf2ltV6wGzU3ZOrfVxpqI.
Please contact your system administrator.
Add correct host key in known_hosts to get rid of this message.
Offending ED25519 key in known_hosts:1
Host key for [127.0.0.1]:2299 has changed and you have requested strict checking.
Host key verification failed.
";

    #[test]
    fn each_way_to_fail_is_told_apart() {
        use TransportError as E;
        type Expected = fn(&E) -> bool;
        let cases: [(&str, Expected); 13] = [
            (CHANGED, |e| {
                matches!(e, E::HostKeyChanged { offered, known_at, .. }
                    if offered == "ED25519 SHA256:kgyTh6OFYcRAySAg0XpCtzXf2ltV6wGzU3ZOrfVxpqI"
                    && known_at.as_deref() == Some("known_hosts:1"))
            }),
            (
                "No ED25519 host key is known for [127.0.0.1]:2299 and you have requested strict checking.\r\nHost key verification failed.\r\n",
                |e| matches!(e, E::HostKeyUnknown { key_type } if key_type == "ED25519"),
            ),
            ("root@127.0.0.1: Permission denied (publickey,password).\r\n", |e| {
                matches!(e, E::KeyRefused { .. })
            }),
            (
                "Received disconnect from 10.0.0.1 port 22:2: Too many authentication failures\r\n",
                |e| matches!(e, E::KeyRefused { .. }),
            ),
            ("ssh: Could not resolve hostname nix.invalid: Name or service not known\r\n", |e| {
                matches!(e, E::NameNotResolved { .. })
            }),
            ("ssh: connect to host 127.0.0.1 port 1: Connection refused\r\n", |e| {
                matches!(e, E::ConnectionRefused { .. })
            }),
            ("ssh: connect to host 10.9.9.9 port 22: Connection timed out\r\n", |e| {
                matches!(e, E::ConnectTimedOut { .. })
            }),
            ("Connection timed out during banner exchange\r\n", |e| {
                matches!(e, E::ConnectTimedOut { .. })
            }),
            ("ssh: connect to host 10.9.9.9 port 22: No route to host\r\n", |e| {
                matches!(e, E::NoRoute { .. })
            }),
            (
                "@       WARNING: REVOKED HOST KEY DETECTED!               @\r\nHost key verification failed.\r\n",
                |e| matches!(e, E::HostKeyRevoked),
            ),
            ("kex_exchange_identification: Connection closed by remote host\r\n", |e| {
                matches!(e, E::ClosedEarly { .. })
            }),
            (
                "something nobody has seen before\r\n",
                |e| matches!(e, E::Other { detail } if detail.contains("nobody has seen")),
            ),
            ("", |e| matches!(e, E::Other { .. })),
        ];
        for (said, expected) in cases {
            let error = understand(said, Duration::from_secs(5));
            assert!(expected(&error), "{said:?} became {error:?}");
        }
    }
}
