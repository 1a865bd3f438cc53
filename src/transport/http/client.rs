//! The clients that send requests, made when they are needed.

use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderName, LOCATION};
use reqwest::redirect::Policy;
use reqwest::{Client, Response, Url};

use super::{HttpError, Reply, Request};
use crate::clock::Stopwatch;
use crate::transport::exchange::MOST_OUTPUT;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// One client for all that is reached directly.
#[derive(Debug, Default)]
pub(in crate::transport) struct Clients(Mutex<Option<Client>>);

/// The host and port behind an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::transport) struct Destination {
    url: Url,
    pub(in crate::transport) host: String,
    pub(in crate::transport) port: u16,
}

impl Destination {
    pub(in crate::transport) fn of(url: &str) -> Result<Self, HttpError> {
        let bad = |detail: &str| HttpError::BadUrl { detail: detail.to_owned() };
        let url = Url::parse(url).map_err(|error| bad(&error.to_string()))?;
        if !["http", "https"].contains(&url.scheme()) {
            return Err(bad("only http and https are spoken"));
        }
        let host = url.host_str().ok_or_else(|| bad("it has no host"))?;
        let host = host.trim_start_matches('[').trim_end_matches(']').to_owned();
        let port = url.port_or_known_default().ok_or_else(|| bad("it has no port"))?;
        Ok(Self { url, host, port })
    }
}

impl Clients {
    /// Sends the request; through the socket of a forward where there is one.
    pub(in crate::transport) async fn send(
        &self,
        request: &Request<'_>,
        destination: Destination,
        socket: Option<PathBuf>,
    ) -> Result<Reply, HttpError> {
        let watch = Stopwatch::start();
        let client = match socket {
            Some(socket) => build(Some(socket))?,
            None => self.direct()?,
        };
        let mut builder = client.get(destination.url).timeout(request.time_limit);
        if request.json {
            builder = builder.header("accept", "application/json");
        }
        if let Some(secret) = request.bearer {
            builder = builder.bearer_auth(secret.expose());
        }
        let failed = |error: reqwest::Error| understand(&error, request.time_limit);
        let response = builder.send().await.map_err(failed)?;
        let status = response.status().as_u16();
        let content_type = header(response.headers(), CONTENT_TYPE);
        let location = header(response.headers(), LOCATION);
        let body = body(response, request.time_limit).await?;
        Ok(Reply { status, content_type, location, body, took: watch.elapsed() })
    }

    fn direct(&self) -> Result<Client, HttpError> {
        let mut client = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if client.is_none() {
            *client = Some(build(None)?);
        }
        client.clone().ok_or_else(|| HttpError::NoConnection { detail: "no client".to_owned() })
    }
}

fn build(socket: Option<PathBuf>) -> Result<Client, HttpError> {
    // Fails where one is installed already, which is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let mut builder = Client::builder()
        .user_agent(concat!("sgos/", env!("CARGO_PKG_VERSION")))
        .redirect(Policy::none())
        .connect_timeout(CONNECT_TIMEOUT)
        .referer(false)
        // An inventory says where services are; a variable of the environment must not say otherwise.
        .no_proxy();
    if let Some(socket) = socket {
        builder = builder.unix_socket(socket);
    }
    builder.build().map_err(|error| HttpError::Tls { detail: innermost(&error) })
}

fn header(headers: &HeaderMap, name: HeaderName) -> Option<String> {
    let value = headers.get(name)?.as_bytes();
    Some(String::from_utf8_lossy(value).into_owned())
}

async fn body(mut response: Response, time_limit: Duration) -> Result<Vec<u8>, HttpError> {
    let mut body = Vec::new();
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) if body.len() + chunk.len() <= MOST_OUTPUT => {
                body.extend_from_slice(&chunk)
            }
            Ok(Some(_)) => return Err(HttpError::TooMuchOutput),
            Ok(None) => return Ok(body),
            Err(error) if error.is_timeout() => {
                return Err(HttpError::TimedOut { after: time_limit });
            }
            Err(error) => return Err(HttpError::CutOff { detail: innermost(&error) }),
        }
    }
}

/// The crate tells the kinds of failure apart only by their causes.
fn understand(error: &reqwest::Error, time_limit: Duration) -> HttpError {
    let causes =
        || std::iter::successors(Some(error as &dyn std::error::Error), |cause| cause.source());
    if causes().any(|cause| cause.to_string().starts_with("dns error")) {
        return HttpError::NameNotResolved;
    }
    for cause in causes() {
        if is_tls(cause) {
            return HttpError::Tls { detail: innermost(error) };
        }
        let io = cause.downcast_ref::<std::io::Error>();
        if io.is_some_and(|io| io.kind() == std::io::ErrorKind::ConnectionRefused) {
            return HttpError::ConnectionRefused;
        }
    }
    if error.is_timeout() {
        let after = if error.is_connect() { CONNECT_TIMEOUT.min(time_limit) } else { time_limit };
        return HttpError::TimedOut { after };
    }
    HttpError::NoConnection { detail: innermost(error) }
}

/// An I/O error may carry another in itself, which is none of its causes.
fn is_tls(error: &(dyn std::error::Error + 'static)) -> bool {
    let carried = error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
    error.is::<rustls::Error>() || carried.is_some_and(|carried| is_tls(carried))
}

fn innermost(error: &reqwest::Error) -> String {
    let first = error as &dyn std::error::Error;
    std::iter::successors(Some(first), |cause| cause.source())
        .last()
        .map(ToString::to_string)
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_taken_apart() {
        let of = |url: &str| Destination::of(url).map(|to| (to.host, to.port));
        assert_eq!(of("http://toucan:3000/x"), Ok(("toucan".into(), 3000)));
        assert_eq!(of("https://grafana.sgl.as"), Ok(("grafana.sgl.as".into(), 443)));
        assert_eq!(of("http://[::1]:8000"), Ok(("::1".into(), 8000)));
        assert!(of("ftp://x").is_err() && of("x").is_err());
    }
}
