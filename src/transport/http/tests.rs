//! Requests to a web service that is good, slow, large, broken or not there.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::time::Duration;

use super::*;
use crate::inventory::SecretRef;
use crate::transport::{Secret, Surroundings, Tape, Transport};

/// Gives each connection to `answer`, with the head of its request.
fn service(answer: impl Fn(&str, &mut std::net::TcpStream) + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut head = [0; 4096];
            let length = stream.read(&mut head).unwrap_or(0);
            answer(&String::from_utf8_lossy(&head[..length]), &mut stream);
        }
    });
    format!("http://{address}/x")
}

fn says(text: impl Into<Vec<u8>>) -> String {
    let text = text.into();
    service(move |_, stream| {
        // Whoever has heard enough hangs up.
        let _ = stream.write_all(&text);
    })
}

async fn get(request: Request<'_>) -> Result<Reply, HttpError> {
    let surroundings =
        Surroundings { uid: 0, home: None, runtime_dir: None, ssh_agent: None, docker_host: None };
    Transport::new(surroundings, Tape::Off).get(&request).await
}

fn request(url: &str) -> Request<'static> {
    Request::get(url, Duration::from_secs(20))
}

#[tokio::test]
async fn the_answer_comes_back_whatever_its_status() {
    let url =
        says("HTTP/1.1 404 Not Found\r\nContent-Type: text/plain\r\nContent-Length: 4\r\n\r\nnone");
    let reply = get(request(&url)).await.unwrap();
    assert_eq!((reply.status, reply.body.as_slice()), (404, &b"none"[..]));
    assert_eq!(reply.content_type.as_deref(), Some("text/plain"));
    let status = HttpError::Status { status: 404, said: "none".to_owned() };
    assert_eq!(reply.checked(false), Err(status));
}

#[tokio::test]
async fn a_redirect_is_told_and_not_followed() {
    let url =
        says("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n");
    let reply = get(request(&url)).await.unwrap();
    assert_eq!((reply.status, reply.location.as_deref()), (302, Some("http://127.0.0.1:1/")));
}

#[tokio::test]
async fn a_token_goes_into_the_header_and_nowhere_else() {
    let url = service(|head, stream| {
        let seen = head.to_lowercase().contains("authorization: bearer s3cret\r\n");
        let line =
            if seen && head.starts_with("GET /x HTTP/1.1\r\n") { "200 OK" } else { "401 No" };
        let _ = write!(stream, "HTTP/1.1 {line}\r\nContent-Length: 0\r\n\r\n");
    });
    let token =
        Secret::resolve(&SecretRef::Env("T".into()), |_| Some("s3cret".into())).await.unwrap();
    let request = request(&url).bearer(Some(&token)).json();
    assert!(!request.words().concat().contains("s3cret"));
    assert_eq!(get(request).await.unwrap().status, 200);
}

#[tokio::test]
async fn each_failure_is_told_apart() {
    let slow = service(|_, stream| {
        let mut rest = Vec::new();
        // Until the other side gives up.
        let _ = stream.read_to_end(&mut rest);
    });
    let after = Duration::from_millis(200);
    let timed_out = get(Request::get(slow, after)).await;
    assert_eq!(timed_out, Err(HttpError::TimedOut { after }));
    let drip = service(|_, stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx");
        let _ = stream.read(&mut [0]);
    });
    assert_eq!(get(Request::get(drip, after)).await, Err(HttpError::TimedOut { after }));

    let large = service(|_, stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n");
        let block = vec![b'x'; 1 << 20];
        while stream.write_all(&block).is_ok() {}
    });
    assert_eq!(get(request(&large)).await, Err(HttpError::TooMuchOutput));
    let cut = says("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
    assert!(matches!(get(request(&cut)).await, Err(HttpError::CutOff { .. })));
    let garbage = says("\u{1b}[2J\r\n\r\n");
    assert!(matches!(get(request(&garbage)).await, Err(HttpError::NoConnection { .. })));
    let plain = says("HTTP/1.1 400 Bad Request\r\n\r\n").replace("http:", "https:");
    assert!(matches!(get(request(&plain)).await, Err(HttpError::Tls { .. })));
    assert_eq!(get(request("http://127.0.0.1:1/")).await, Err(HttpError::ConnectionRefused));
    assert_eq!(get(request("http://nameless.invalid/")).await, Err(HttpError::NameNotResolved));
    assert!(matches!(get(request("nonsense")).await, Err(HttpError::BadUrl { .. })));
}
