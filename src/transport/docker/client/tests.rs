//! Against small servers that stand in for Docker on this machine.

use std::path::PathBuf;

use jiff::SignedDuration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::UnixListener;

use super::*;
use crate::inventory::Ssh;
use crate::transport::Surroundings;
use crate::transport::{Tape, Transport};

const SECOND: Duration = Duration::from_secs(5);

fn docker(socket: &Path, folder: &Path) -> Docker {
    let surroundings = Surroundings {
        uid: rustix::process::getuid().as_raw(),
        home: None,
        runtime_dir: Some(folder.to_owned()),
        ssh_agent: None,
        docker_host: Some(format!("unix://{}", socket.display())),
    };
    let host = crate::inventory::Host {
        name: "here".to_owned(),
        address: "local".to_owned(),
        tags: Vec::new(),
        local: true,
        ssh: Ssh::default(),
    };
    Transport::new(surroundings, Tape::Off).docker(&host).unwrap()
}

/// Answers each question on each connection with the next of `answers`, and tells what was asked.
fn serve(folder: &Path, answers: &'static [&'static str]) -> (PathBuf, Arc<Mutex<Vec<String>>>) {
    let socket = folder.join("docker.sock");
    let listener = UnixListener::bind(&socket).unwrap();
    let asked: Arc<Mutex<Vec<String>>> = Arc::default();
    let told = asked.clone();
    tokio::spawn(async move {
        let mut answers = answers.iter();
        let mut number = 0;
        while let Ok((mut connection, _)) = listener.accept().await {
            number += 1;
            let mut question = vec![0; 4096];
            while let Ok(length @ 1..) = connection.read(&mut question).await {
                let line =
                    String::from_utf8_lossy(&question[..length]).lines().next().unwrap().to_owned();
                lock(&told).push(format!("{number} {line}"));
                let Some(answer) = answers.next() else { return };
                connection.write_all(answer.as_bytes()).await.unwrap();
                if !answer.contains("Content-Length") {
                    break;
                }
            }
        }
    });
    (socket, asked)
}

#[tokio::test]
async fn a_connection_serves_again_and_parameters_are_escaped() {
    let folder = tempfile::tempdir().unwrap();
    let answers = &[
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]",
        "HTTP/1.1 404 Not Found\r\nContent-Length: 21\r\n\r\n{\"message\":\"no such\"}",
        "HTTP/1.1 200 OK\r\nDate: Tue, 24 Nov 2026 17:54:29 GMT\r\nContent-Length: 2\r\n\r\nOK",
    ];
    let (socket, asked) = serve(folder.path(), answers);
    let docker = docker(&socket, folder.path());
    let list = docker.get("/containers/json", &[("filters", "{\"a\": [\"b&c\"]}")], SECOND).await;
    assert_eq!(list.unwrap(), b"[]");
    let error = docker.get("/containers/x/json", &[], SECOND).await.unwrap_err();
    assert_eq!(error, DockerError::Refused { status: 404, message: "no such".to_owned() });
    assert_eq!(docker.ahead(), None);
    docker.get("/_ping", &[], SECOND).await.unwrap();
    let there = clock::now() + docker.ahead().unwrap().middle();
    let date: Timestamp = "2026-11-24T17:54:29Z".parse().unwrap();
    assert!(there.duration_since(date).abs() < SignedDuration::from_secs(6), "{there}");
    let asked = lock(&asked).clone();
    let escaped = "1 GET /containers/json?filters=%7B%22a%22%3A+%5B%22b%26c%22%5D%7D HTTP/1.1";
    assert_eq!(asked[0], escaped);
    assert!(asked[1].starts_with("1 "), "the second question goes over the first connection");
}

#[tokio::test]
async fn a_stream_has_its_end_and_its_loss_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    let answers = &[
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n",
    ];
    let (socket, _) = serve(folder.path(), answers);
    let docker = docker(&socket, folder.path());
    let mut whole = docker.stream("/events", &[], SECOND).await.unwrap();
    assert_eq!(whole.chunk().await.unwrap().unwrap(), "one");
    assert_eq!(whole.chunk().await, Ok(None));
    let mut cut = docker.stream("/events", &[], SECOND).await.unwrap();
    assert_eq!(cut.chunk().await.unwrap().unwrap(), "one");
    assert_eq!(cut.chunk().await, Err(DockerError::Lost));
}

#[tokio::test]
async fn nobody_there_is_told_from_nobody_who_answers() {
    let folder = tempfile::tempdir().unwrap();
    let absent = docker(&folder.path().join("absent.sock"), folder.path());
    let error = absent.get("/_ping", &[], SECOND).await.unwrap_err();
    assert_eq!(error.to_string(), "the Docker daemon does not answer: there is no Docker socket");
    let socket = folder.path().join("left.sock");
    drop(UnixListener::bind(&socket).unwrap());
    let error = docker(&socket, folder.path()).get("/_ping", &[], SECOND).await.unwrap_err();
    assert!(matches!(error, DockerError::NotRunning { .. }), "{error}");
    let hint = error.hint("toucan").unwrap();
    assert!(hint.contains("toucan"), "{hint}");
}

#[tokio::test(start_paused = true)]
async fn a_daemon_that_says_nothing_is_given_up() {
    let folder = tempfile::tempdir().unwrap();
    let socket = folder.path().join("docker.sock");
    let _mute = UnixListener::bind(&socket).unwrap();
    let error = docker(&socket, folder.path()).get("/_ping", &[], SECOND).await.unwrap_err();
    assert_eq!(error, DockerError::TimedOut { after: SECOND });
}
