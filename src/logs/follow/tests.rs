//! Against small servers that stand in for the Docker of several hosts.

use std::path::Path;

use jiff::SignedDuration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::UnixListener;

use super::*;
use crate::clock;
use crate::inventory::{Host, Ssh};
use crate::logs::{Limits, Merge, Order, Told};
use crate::stacks::fixture;
use crate::transport::{Surroundings, Tape, Transport};

const SOON: Duration = Duration::from_secs(30);

/// A host whose clock is ahead of ours by so many seconds, with one container of that log.
struct Fake {
    host: &'static str,
    ahead: i64,
    status: &'static str,
    log: Vec<u8>,
}

fn frame(at: Timestamp, text: &str) -> Vec<u8> {
    let message = format!("{at:.9} {text}\n");
    let length = u32::try_from(message.len()).unwrap().to_be_bytes();
    [&[1, 0, 0, 0], &length[..], message.as_bytes()].concat()
}

fn seconds(number: i64) -> SignedDuration {
    SignedDuration::from_secs(number)
}

impl Fake {
    fn answer(&self, question: &str) -> Vec<u8> {
        let (status, body) = if question.contains("/logs?") {
            (self.status, self.log.clone())
        } else {
            let list = r#"[{"Id":"a1","Names":["/c"],"State":"exited","Status":"","Labels":{}}]"#;
            ("200 OK", list.as_bytes().to_vec())
        };
        let date = (clock::now() + seconds(self.ahead)).strftime("%a, %d %b %Y %H:%M:%S GMT");
        let length = body.len();
        let head = format!("HTTP/1.1 {status}\r\nDate: {date}\r\nContent-Length: {length}\r\n\r\n");
        [head.into_bytes(), body].concat()
    }

    /// Its Docker, and what that told at the first look.
    async fn looked(self, folder: &Path) -> Followed {
        let socket = folder.join(self.host);
        let docker = docker(self.host, &socket, folder);
        let (listener, host) = (UnixListener::bind(&socket).unwrap(), self.host.to_owned());
        let this = Arc::new(self);
        tokio::spawn(async move {
            while let Ok((mut connection, _)) = listener.accept().await {
                let this = this.clone();
                tokio::spawn(async move {
                    let mut question = vec![0; 4096];
                    while let Ok(length @ 1..) = connection.read(&mut question).await {
                        let answer = this.answer(&String::from_utf8_lossy(&question[..length]));
                        connection.write_all(&answer).await.unwrap();
                    }
                });
            }
        });
        let containers = list(&docker, SOON).await;
        Followed { host, docker, containers }
    }
}

fn docker(name: &str, socket: &Path, folder: &Path) -> Docker {
    let surroundings = Surroundings {
        uid: rustix::process::getuid().as_raw(),
        home: None,
        runtime_dir: Some(folder.to_owned()),
        ssh_agent: None,
        docker_host: Some(format!("unix://{}", socket.display())),
    };
    let host = Host {
        name: name.to_owned(),
        address: "local".to_owned(),
        tags: Vec::new(),
        local: true,
        ssh: Ssh::default(),
    };
    Transport::new(surroundings, Tape::Off).docker(&host).unwrap()
}

/// What comes of all that is there: lines and events, and the hosts that failed.
async fn told(hosts: Vec<Fake>) -> (Vec<String>, usize) {
    let folder = tempfile::tempdir().unwrap();
    let mut looked = Vec::new();
    for host in hosts {
        looked.push(host.looked(folder.path()).await);
    }
    let fleet = Fleet { inventory: Arc::new(fixture::inventory()), targets: Arc::default() };
    let ask = Ask { follow: false, tail: Tail::All, since: None, until: None };
    let mut following = follow(&fleet, looked, ask);
    let mut merge = Merge::new(Order::Exact, Limits::default());
    let mut told = Vec::new();
    let mut tell = |one| match one {
        Told::Line { line, late } => {
            assert!(!late, "{line:?}");
            told.push(String::from_utf8_lossy(&line.text).into_owned());
        }
        Told::Event(Event::Note(text) | Event::Gap(_, text)) => told.push(text),
        Told::Event(_) => {}
    };
    for event in std::mem::take(&mut following.first) {
        merge.push(event, Duration::ZERO);
    }
    while let Some(event) = tokio::time::timeout(SOON, following.events.recv()).await.unwrap() {
        merge.push(event, Duration::ZERO);
        merge.drain(Duration::ZERO, &mut tell);
    }
    merge.finish(&mut tell);
    (told, following.failures().await.len())
}

fn two_hosts(ahead: i64) -> Vec<Fake> {
    let begun = clock::now() - seconds(100);
    let log = |from: i64, ahead: i64, name: &str| {
        let of = |second| {
            frame(begun + seconds(second + ahead), &format!("{second} s after it began, {name}"))
        };
        [of(from), of(from + 20), of(from + 40)].concat()
    };
    let (one, two) = (log(0, 0, "toucan"), log(10, ahead, "hornbill"));
    vec![
        Fake { host: "toucan", ahead: 0, status: "200 OK", log: one },
        Fake { host: "hornbill", ahead, status: "200 OK", log: two },
    ]
}

fn begins(told: &[String]) -> Vec<i64> {
    told.iter().filter_map(|line| line.split_once(" s after")?.0.parse().ok()).collect()
}

#[tokio::test]
async fn a_clock_that_is_wrong_does_not_tear_lines_apart() {
    for ahead in [0, -60, 3600] {
        let (told, failures) = told(two_hosts(ahead)).await;
        assert_eq!(begins(&told), [0, 10, 20, 30, 40, 50], "{ahead}: {told:#?}");
        assert_eq!(failures, 0);
        let said = told.iter().filter(|line| line.contains("the clock of hornbill is about"));
        assert_eq!(said.count(), usize::from(ahead != 0), "{told:#?}");
    }
}

#[tokio::test]
async fn a_docker_that_lies_costs_nobody_else_anything() {
    let bytes: [&[u8]; 4] = [
        // A frame of four gigabytes, a kind that there is not, half a header, no times.
        b"\x01\0\0\0\xff\xff\xff\xffx",
        b"\x02\0\0\0\0\0\0\x01\n\x09\0\0\0\0\0\0\x01x",
        b"\x01\0\0",
        b"\x01\0\0\0\0\0\0\x05no ti\xff\xff",
    ];
    for log in bytes {
        let mut hosts = two_hosts(0);
        hosts[1].log = log.to_vec();
        let (told, _) = told(hosts).await;
        assert_eq!(begins(&told), [0, 20, 40], "{log:?}: {told:#?}");
    }
}

#[tokio::test]
async fn a_log_that_docker_cannot_read_is_a_failure_and_one_that_it_does_not_keep_is_none() {
    for (status, expected) in [("501 Not Implemented", 0), ("500 Internal Server Error", 1)] {
        let mut hosts = two_hosts(0);
        hosts[1].status = status;
        hosts[1].log = br#"{"message":"it is so"}"#.to_vec();
        let (told, failures) = told(hosts).await;
        assert_eq!((begins(&told).len(), failures), (3, expected), "{status}: {told:#?}");
        assert!(told.iter().any(|line| line.contains("it is so")), "{told:#?}");
    }
}
