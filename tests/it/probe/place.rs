//! Where the probe's script is tried: a folder of repositories, a false Docker, and the shells there are.

use super::*;

/// The shells of the promise, each with its own small tools.
pub(super) fn shells(home: &Path) -> Vec<(&'static str, Vec<String>, String)> {
    let system = "/usr/local/bin:/usr/bin:/bin".to_owned();
    let mut shells = Vec::new();
    for name in ["dash", "bash"] {
        if installed(name) {
            shells.push((name, vec![name.to_owned()], system.clone()));
        }
    }
    if installed("busybox") {
        let tools = home.join("busybox");
        fs::create_dir_all(&tools).unwrap();
        for tool in [
            "awk", "date", "df", "grep", "head", "id", "nproc", "readlink", "sed", "stat", "tail",
            "tr",
        ] {
            let _ = symlink("/bin/busybox", tools.join(tool));
        }
        // A host whose perl does not work: curl asks Docker there.
        symlink("/bin/false", tools.join("perl")).unwrap();
        shells.push((
            "busybox",
            vec!["busybox".into(), "sh".into()],
            format!("{}:{system}", tools.display()),
        ));
    }
    shells
}

pub(super) fn installed(program: &str) -> bool {
    let there = ["/bin", "/usr/bin", "/usr/local/bin"]
        .iter()
        .any(|folder| Path::new(folder).join(program).exists());
    if !there {
        eprintln!("NOT TESTED: {program} is not installed here");
    }
    there
}

/// Answers as Docker does, until the test ends.
pub(crate) fn false_docker(socket: &Path, list: String) {
    let listener = UnixListener::bind(socket).unwrap();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let list = list.clone();
            std::thread::spawn(move || serve(stream, &list));
        }
    });
}

pub(super) fn serve(mut stream: UnixStream, list: &str) {
    let mut request = Vec::new();
    let mut byte = [0];
    while let Ok(1) = stream.read(&mut byte) {
        request.push(byte[0]);
        if !request.ends_with(b"\r\n\r\n") {
            continue;
        }
        let line = String::from_utf8_lossy(&request).lines().next().unwrap().to_owned();
        request.clear();
        let (status, body) = match line.split(' ').nth(1).unwrap() {
            "/containers/json?all=1" => ("200 OK", list.to_owned()),
            path if path.contains(BAD) => ("200 OK", inspect()),
            _ => ("404 Not Found", r#"{"message":"No such container"}"#.to_owned()),
        };
        let head = format!(
            "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        if stream
            .write_all(head.as_bytes())
            .and_then(|()| stream.write_all(body.as_bytes()))
            .is_err()
        {
            return;
        }
        // For whoever reads to the end, as with HTTP/1.0.
        return;
    }
}

pub(super) fn inspect() -> String {
    serde_json::json!({
        "Id": BAD, "Created": "2026-11-22T21:07:02.386055165Z", "RestartCount": 2,
        "State": {"Status": "exited", "ExitCode": 3, "OOMKilled": false, "Error": ""},
        "Config": {}, "HostConfig": {"RestartPolicy": {"Name": "no"}},
    })
    .to_string()
}

pub(super) fn list_of(directories: &[String]) -> String {
    let container = |(index, directory): (usize, &String)| {
        serde_json::json!({
            "Id": format!("{index:064x}"), "Names": [format!("/app-{index}")], "Image": "x",
            "Created": 1_795_381_622, "State": "running", "Status": "Up 2 hours (healthy)",
            "Labels": {
                "com.docker.compose.project.working_dir": directory,
                "spoof": "\",\"com.docker.compose.project.working_dir\":\"/spoofed",
                "tail": "ends in a backslash \\",
            },
        })
    };
    let mut list: Vec<_> = directories.iter().enumerate().map(container).collect();
    list.push(serde_json::json!({"Id": BAD, "Names": ["/bad"], "State": "exited", "Status": "Exited (3)", "Labels": {}}));
    // As Go writes it.
    serde_json::Value::from(list).to_string().replace('<', "\\u003c").replace('&', "\\u0026")
}

pub(super) struct Place {
    pub(super) folder: tempfile::TempDir,
}

impl Place {
    pub(super) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(super) fn directory(&self, name: &str) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(&path).unwrap();
        path
    }

    /// A repository with one commit of that subject.
    pub(super) fn repository(&self, name: &str, subject: &str) -> PathBuf {
        let path = self.directory(name);
        git(&path, &["init", "-q", "-b", "main"]);
        commit(&path, subject);
        path
    }

    pub(super) fn text(&self, name: &str) -> String {
        self.path(name).to_str().unwrap().to_owned()
    }

    /// What the shell makes of it, with the watchdog's pipe held open as a transport does.
    pub(super) fn ask(
        &self,
        shell: &[String],
        search: &str,
        request: &Request,
    ) -> (HostReport, Duration) {
        let mut child = self.start(shell, search, request);
        let held = child.stdin.take();
        let begun = Instant::now();
        let output = child.wait_with_output().unwrap();
        let took = begun.elapsed();
        drop(held);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{said}");
        let report = probe::parse(&output.stdout, &output.stderr, NONCE, request.sections).unwrap();
        assert!(report.complete, "{said}");
        (report, took)
    }

    pub(super) fn start(&self, shell: &[String], search: &str, request: &Request) -> Child {
        use std::os::unix::process::CommandExt;
        let invocation = probe::invocation(request, NONCE, Duration::from_secs(10));
        let mut command = Command::new(&shell[0]);
        command.args(&shell[1..]).args(&invocation.args).env_clear();
        command.env("PATH", search).env("HOME", self.folder.path());
        command.env("DOCKER_HOST", format!("unix://{}", self.text("docker.sock")));
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command.process_group(0).spawn().unwrap()
    }
}

pub(super) fn git(directory: &Path, arguments: &[&str]) {
    let mut command = Command::new("git");
    command.arg("-C").arg(directory).args(arguments);
    command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
    for (key, value) in [("NAME", "A"), ("EMAIL", "a@b.c"), ("DATE", "1795374417 +0100")] {
        command.env(format!("GIT_AUTHOR_{key}"), value).env(format!("GIT_COMMITTER_{key}"), value);
    }
    let output = command.output().unwrap();
    assert!(
        output.status.success(),
        "git {arguments:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
}

pub(super) fn commit(repository: &Path, subject: &str) {
    git(repository, &["commit", "-q", "--allow-empty", "-m", subject]);
}

pub(super) fn fifo(path: &Path) {
    let _ = fs::remove_file(path);
    assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
}

pub(super) fn sparse(path: &Path) {
    fs::File::create(path).unwrap().set_len(3 << 30).unwrap();
}

pub(super) fn subject(checkout: &Checkout) -> &str {
    match &checkout.git {
        GitFact::Commit(Commit { subject, .. }) => subject,
        other => panic!("no commit: {other:?}"),
    }
}

pub(super) fn reason(checkout: &Checkout) -> &str {
    match &checkout.git {
        GitFact::Unreadable(reason) => reason,
        other => panic!("readable: {other:?}"),
    }
}

pub(super) fn invalid(checkout: &Checkout) -> &str {
    match &checkout.app_json {
        AppJsonFact::Invalid(reason) => reason,
        other => panic!("not invalid: {other:?}"),
    }
}
