//! Docker's API of one host: asks, and finds the way there at the first question.

use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use hyper::body::Incoming;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use jiff::Timestamp;
use tokio::net::UnixStream;

use super::way::{Place, Way};
use super::{Ahead, DockerError, DockerStream, Reach};
use crate::clock::{self, Stopwatch};
use crate::transport::gateway::lock;
use crate::transport::ssh::SESSIONS;
use crate::transport::{TransportError, step};

/// The Docker of one host. Only reads: there is no way to send anything but a question.
#[derive(Debug, Clone)]
pub struct Docker(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    reach: Reach,
    found: tokio::sync::Mutex<Found>,
    /// Connections that have answered and wait for the next question.
    idle: Mutex<Vec<Wire>>,
    /// By the date of the last answer that had one.
    ahead: Mutex<Option<Ahead>>,
}

#[derive(Debug, Default)]
struct Found {
    way: Option<Arc<Way>>,
    /// Where Docker has answered.
    place: Option<Place>,
    /// It has answered by this way.
    proven: bool,
}

/// One connection; it ends when this is dropped.
#[derive(Debug)]
pub(super) struct Wire {
    sender: SendRequest<String>,
    /// When the last question went out.
    asked: Timestamp,
    task: tokio::task::JoinHandle<()>,
}

impl Drop for Wire {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// A path with parameters, escaped as they must be.
pub(super) fn with(path: &str, parameters: &[(&str, &str)]) -> String {
    if parameters.is_empty() {
        return path.to_owned();
    }
    let url = reqwest::Url::parse_with_params("http://docker/", parameters);
    let query = url.ok().and_then(|url| url.query().map(str::to_owned));
    format!("{path}?{}", query.unwrap_or_default())
}

impl Docker {
    pub(in crate::transport) fn new(reach: Reach) -> Self {
        Self(Arc::new(Inner {
            reach,
            found: tokio::sync::Mutex::default(),
            idle: Mutex::default(),
            ahead: Mutex::default(),
        }))
    }

    /// The whole answer to one question, such as `/containers/json`.
    ///
    /// # Errors
    /// Every answer but a good one, and every way in which none comes, within `time_limit`.
    pub async fn get(
        &self,
        path: &str,
        parameters: &[(&str, &str)],
        time_limit: Duration,
    ) -> Result<Vec<u8>, DockerError> {
        let path = with(path, parameters);
        within(time_limit, async {
            let (response, wire) = self.ask(&path, time_limit).await?;
            let date = response.headers().get("date").map(|date| date.as_bytes());
            if let Some(ahead) = Ahead::of(date, wire.asked, clock::now()) {
                *lock(&self.0.ahead) = Some(ahead);
            }
            let stream = DockerStream::new(response.status().as_u16(), response.into_body(), wire);
            let (body, wire) = stream.if_good().await?.whole().await?;
            lock(&self.0.idle).push(wire);
            Ok(body)
        })
        .await
    }

    /// An answer that goes on, such as that to `/events`. It must begin within `patience`.
    ///
    /// # Errors
    /// As [`Docker::get`].
    pub async fn stream(
        &self,
        path: &str,
        parameters: &[(&str, &str)],
        patience: Duration,
    ) -> Result<DockerStream, DockerError> {
        let path = with(path, parameters);
        let asked = within(patience, self.ask(&path, patience)).await?;
        let (response, wire) = asked;
        let stream = DockerStream::new(response.status().as_u16(), response.into_body(), wire);
        within(patience, stream.if_good()).await
    }

    /// The host's clock, by the last answer of [`Docker::get`].
    pub fn ahead(&self) -> Option<Ahead> {
        *lock(&self.0.ahead)
    }

    /// How many streams there can be at once beside one of events and a question; `None` where nothing
    /// counts them. Only by sessions they are few.
    pub async fn most_streams(&self) -> Option<usize> {
        let found = self.0.found.lock().await;
        let over_sessions = self.0.reach.link.is_some() && found.place == Some(Place::Client);
        over_sessions.then_some(SESSIONS - 3)
    }

    /// After the link was lost: the next question finds a way anew.
    pub async fn renew(&self) {
        lock(&self.0.idle).clear();
        let mut found = self.0.found.lock().await;
        found.proven = false;
        if let Some(way) = found.way.take() {
            self.0.reach.close(&way).await;
        }
    }

    async fn ask(
        &self,
        path: &str,
        limit: Duration,
    ) -> Result<(Response<Incoming>, Wire), DockerError> {
        let idle = lock(&self.0.idle).pop();
        if let Some(wire) = idle
            && let Ok(answer) = wire.ask(path).await
        {
            return Ok(answer);
        }
        let watch = Stopwatch::start();
        let mut found = self.0.found.lock().await;
        let reach = &self.0.reach;
        if found.proven
            && let Some(way) = found.way.clone()
        {
            drop(found);
            let answer = send(way.socket(), path).await;
            return answer.map_err(|error| way.trouble().unwrap_or(error));
        }
        // Others wait for this first one to find the way.
        let place = found.place.clone().unwrap_or_else(|| reach.usual());
        let first = self.by(&place, path, limit.min(reach.patience())).await;
        let first_error = match first {
            Ok((way, answer)) => {
                self.keep(&mut found, place, way, watch);
                return Ok(answer);
            }
            // A master that opens no forward may have sessions.
            Err(error @ (DockerError::Host(TransportError::Other { .. }) | DockerError::Lost)) => {
                error
            }
            Err(error @ DockerError::TimedOut { .. }) if reach.link.is_some() => error,
            Err(error) => return Err(error),
        };
        let places = reach.places(limit).await?;
        // Where its socket has answered, nothing but the socket is worth a try.
        let client = places.client && !matches!(found.place, Some(Place::Socket(_)));
        let sockets = places.usable.iter().cloned().map(Place::Socket);
        let mut last = first_error;
        for place in sockets.chain(client.then_some(Place::Client)) {
            match self.by(&place, path, limit).await {
                Ok((way, answer)) => {
                    self.keep(&mut found, place, way, watch);
                    return Ok(answer);
                }
                Err(error) => last = error,
            }
        }
        Err(reach.judge(&places, last))
    }

    /// The answer by this way, and the way.
    async fn by(
        &self,
        place: &Place,
        path: &str,
        patience: Duration,
    ) -> Result<(Way, (Response<Incoming>, Wire)), DockerError> {
        let way = self.0.reach.open(place).await?;
        let error = match within(patience, send(way.socket(), path)).await {
            Ok(answer) => return Ok((way, answer)),
            Err(error) => way.trouble().unwrap_or(error),
        };
        self.0.reach.close(&way).await;
        Err(error)
    }

    fn keep(&self, found: &mut Found, place: Place, way: Way, watch: Stopwatch) {
        let told = match (&place, &way) {
            (Place::Socket(path), Way::Forward(_)) => format!("forwarded from {}", path.display()),
            (Place::Socket(path), _) => format!("at {}", path.display()),
            (Place::Client, _) => {
                "sockets are not forwarded; `docker system dial-stdio`".to_owned()
            }
        };
        step::told(&self.0.reach.host.name, "docker", watch, &told);
        *found = Found { way: Some(Arc::new(way)), place: Some(place), proven: true };
    }
}

impl Wire {
    async fn ask(mut self, path: &str) -> Result<(Response<Incoming>, Self), DockerError> {
        let request = Request::get(path).header("host", "docker").body(String::new());
        let request =
            request.map_err(|error| DockerError::Garbled { detail: format!("{path}: {error}") })?;
        let lost = |error: hyper::Error| {
            tracing::debug!(%error, path, "Docker gave no answer");
            DockerError::Lost
        };
        self.sender.ready().await.map_err(lost)?;
        self.asked = clock::now();
        let response = self.sender.send_request(request).await.map_err(lost)?;
        Ok((response, self))
    }
}

#[expect(clippy::disallowed_methods, reason = "this room opens sockets")]
pub(super) async fn send(
    socket: &Path,
    path: &str,
) -> Result<(Response<Incoming>, Wire), DockerError> {
    let refused = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::PermissionDenied => {
            DockerError::PermissionDenied { detail: socket.display().to_string() }
        }
        _ => DockerError::Lost,
    };
    let stream = UnixStream::connect(socket).await.map_err(refused)?;
    let (sender, connection) =
        handshake(TokioIo::new(stream)).await.map_err(|_| DockerError::Lost)?;
    let task = tokio::spawn(async {
        // Whoever waits for an answer is told by it.
        let _ = connection.await;
    });
    Wire { sender, asked: clock::now(), task }.ask(path).await
}

pub(super) async fn within<T>(
    limit: Duration,
    work: impl Future<Output = Result<T, DockerError>>,
) -> Result<T, DockerError> {
    // A deadline that never comes is none.
    if limit == Duration::MAX {
        return work.await;
    }
    tokio::time::timeout(limit, work).await.unwrap_or(Err(DockerError::TimedOut { after: limit }))
}

#[cfg(test)]
mod tests;
