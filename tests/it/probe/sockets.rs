//! Which Docker is asked where there are several, or one that this user may not use.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::CommandExt as _;

use sgos::probe::Route;

use super::*;

/// The places of the script, in the order in which they are looked at.
const SYSTEM: &str = "/var/run/docker.sock";
const PODMAN: &str = "/run/podman/podman.sock";

struct Sockets(Place);

impl Sockets {
    fn new() -> Self {
        let place = Place::new();
        for folder in ["", "own", "own/podman"] {
            let folder = place.directory(folder);
            // The script may run as somebody else.
            fs::set_permissions(folder, Permissions::from_mode(0o755)).unwrap();
        }
        Self(place)
    }

    /// A Docker with one container of that name.
    fn with(self, socket: &str, container: &str) -> Self {
        let list = serde_json::json!([{
            "Id": "00ff", "Names": [format!("/{container}")], "Image": "x", "Created": 1,
            "State": "running", "Status": "Up 2 hours (healthy)", "Labels": null,
        }]);
        false_docker(&self.0.path(socket), list.to_string());
        self.may_use(socket, 0o777)
    }

    fn may_use(self, socket: &str, mode: u32) -> Self {
        fs::set_permissions(self.0.path(socket), Permissions::from_mode(mode)).unwrap();
        self
    }

    /// The report of a user who is not root, with the system's places moved into this folder.
    fn ask(&self, shell: &[String], search: &str) -> HostReport {
        let invocation = probe::invocation(&APPS, NONCE, Duration::from_secs(10));
        let mut args = invocation.args;
        args[1] = args[1]
            .replace(SYSTEM, &self.0.text("system.sock"))
            .replace(PODMAN, &self.0.text("podman.sock"));
        let mut words = Vec::new();
        if rustix::process::geteuid().is_root() {
            let nobody = ["--reuid=65534", "--regid=65534", "--clear-groups", "--"];
            words.push("setpriv".to_owned());
            words.extend(nobody.map(str::to_owned));
        }
        words.extend(shell.iter().cloned());
        let mut command = Command::new(&words[0]);
        command.args(&words[1..]).args(&args).env_clear().env("PATH", search);
        command.env("XDG_RUNTIME_DIR", self.0.path("own"));
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.process_group(0).spawn().unwrap();
        let _held = child.stdin.take();
        let output = child.wait_with_output().unwrap();
        probe::parse(&output.stdout, &output.stderr, NONCE, APPS.sections).unwrap()
    }

    /// The container and the socket that every shell comes to, and what is said of another.
    fn found(&self) -> (String, String, Option<String>) {
        let mut all = Vec::new();
        for (name, shell, search) in shells(self.0.folder.path()) {
            let report = self.ask(&shell, &search);
            let containers = report.containers.unwrap_or_else(|error| panic!("{name}: {error}"));
            let Route { socket, instead } = report.route.unwrap();
            let socket = socket.rsplit_once("/own/").map_or_else(
                || socket.rsplit('/').next().unwrap().to_owned(),
                |(_, own)| format!("own/{own}"),
            );
            let told = report.failures.iter().map(|failure| failure.message.clone()).next();
            assert_eq!(told.is_some(), instead.is_some(), "{name}");
            all.push((containers[0].name.clone(), socket, instead));
        }
        all.dedup();
        assert_eq!(all.len(), 1, "shells differ: {all:?}");
        all.remove(0)
    }
}

#[test]
fn the_systems_docker_comes_first() {
    let sockets = Sockets::new()
        .with("system.sock", "system")
        .with("own/docker.sock", "own")
        .with("podman.sock", "podman");
    assert_eq!(sockets.found(), ("system".into(), "system.sock".into(), None));
}

#[test]
fn without_it_the_users_own_then_podmans() {
    let own = Sockets::new().with("own/docker.sock", "own").with("podman.sock", "podman");
    assert_eq!(own.found(), ("own".into(), "own/docker.sock".into(), None));
    let podman = Sockets::new().with("podman.sock", "podman").with("own/podman/podman.sock", "x");
    assert_eq!(podman.found(), ("podman".into(), "podman.sock".into(), None));
    let rootless = Sockets::new().with("own/podman/podman.sock", "rootless");
    assert_eq!(rootless.found(), ("rootless".into(), "own/podman/podman.sock".into(), None));
}

#[test]
fn one_that_is_forbidden_hides_none_that_is_not_and_is_told() {
    let sockets = Sockets::new()
        .with("system.sock", "system")
        .may_use("system.sock", 0o600)
        .with("own/docker.sock", "own");
    let (container, socket, instead) = sockets.found();
    assert_eq!((container.as_str(), socket.as_str()), ("own", "own/docker.sock"));
    let instead = instead.unwrap();
    assert!(instead.starts_with("this user may not use "), "{instead}");
    assert!(instead.ends_with("/system.sock"), "{instead}");
}

#[test]
fn one_that_does_not_answer_is_told_too() {
    let sockets = Sockets::new().with("own/docker.sock", "own");
    drop(UnixListener::bind(sockets.0.path("system.sock")).unwrap());
    let (container, _, instead) = sockets.may_use("system.sock", 0o777).found();
    assert_eq!(container, "own");
    assert!(instead.unwrap().starts_with("no answer at "));
}

#[test]
fn when_none_can_be_used_dockers_client_has_the_last_word() {
    let sockets = Sockets::new().with("system.sock", "system").may_use("system.sock", 0o600);
    let client = sockets.0.directory("client").join("docker");
    fs::write(&client, "#!/bin/sh\necho 'permission denied while trying to connect'\nexit 1\n")
        .unwrap();
    fs::set_permissions(&client, Permissions::from_mode(0o755)).unwrap();
    for (name, shell, search) in shells(sockets.0.folder.path()) {
        let search = format!("{}:{search}", sockets.0.text("client"));
        let report = sockets.ask(&shell, &search);
        let failure = report.containers.unwrap_err();
        assert_eq!(failure.kind, FailureKind::PermissionDenied, "{name}: {failure}");
        assert_eq!((report.route, report.failures), (None, Vec::new()), "{name}");
    }
}
