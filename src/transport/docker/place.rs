//! Where a host's Docker listens, learned by one small script when it is not at its usual place.

use std::path::PathBuf;
use std::time::Duration;

use crate::transport::Invocation;

/// Where Docker's socket is on nearly every host.
pub(super) const USUAL: &str = "/var/run/docker.sock";

/// The same choice as the probe's script makes: `DOCKER_HOST`, else the system's socket, the user's
/// own, Podman's. One line each, and whether there is a client.
const SCRIPT: &str = r#"PATH=$PATH:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin:/snap/bin
command -v docker >/dev/null 2>&1 && echo client
own=${XDG_RUNTIME_DIR:-/run/user/$(id -u)}
case $DOCKER_HOST in
  unix://*) set -- "${DOCKER_HOST#unix://}" ;;
  ?*) set -- ;;
  *) set -- /var/run/docker.sock "$own/docker.sock" /run/podman/podman.sock "$own/podman/podman.sock" ;;
esac
for socket; do
  [ -S "$socket" ] || continue
  if [ -r "$socket" ] && [ -w "$socket" ]; then echo "usable $socket"; else echo "denied $socket"; fi
done"#;

/// What a host has.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Places {
    /// Sockets that this user may use, the best first. That nobody may listen there is found out.
    pub(super) usable: Vec<PathBuf>,
    pub(super) denied: Vec<PathBuf>,
    /// There is a `docker` command.
    pub(super) client: bool,
}

pub(super) fn invocation(time_limit: Duration) -> Invocation {
    Invocation::new("sh", time_limit).args(["-c", SCRIPT, "sgos-docker-socket"]).repeatable()
}

/// Lines that it does not know are a greeting of the host's.
pub(super) fn parse(stdout: &[u8]) -> Places {
    let mut places = Places::default();
    for line in String::from_utf8_lossy(stdout).lines() {
        match line.split_once(' ') {
            Some(("usable", path)) if path.starts_with('/') => places.usable.push(path.into()),
            Some(("denied", path)) if path.starts_with('/') => places.denied.push(path.into()),
            None if line == "client" => places.client = true,
            _ => {}
        }
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_script_says_is_understood_and_nothing_else() {
        let said = b"Welcome to toucan\nclient\nusable /run/user/1000/docker.sock\ndenied /var/run/docker.sock\nusable elsewhere\nusable \n";
        let places = parse(said);
        assert!(places.client);
        assert_eq!(places.usable, [PathBuf::from("/run/user/1000/docker.sock")]);
        assert_eq!(places.denied, [PathBuf::from(USUAL)]);
        assert_eq!(parse(b""), Places::default());
    }
}
