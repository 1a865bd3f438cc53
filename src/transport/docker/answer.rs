//! The body of an answer: read whole within a bound, or chunk by chunk as long as it comes.

use std::future::poll_fn;
use std::pin::Pin;

use hyper::body::{Body as _, Bytes, Incoming};

use super::DockerError;
use super::client::Wire;
use crate::transport::exchange::MOST_OUTPUT;

/// An answer that goes on until Docker, the connection or its owner ends it. What is not read stays
/// where it is: nothing is buffered beyond a few hundred KiB, and Docker waits.
#[derive(Debug)]
pub struct DockerStream {
    status: u16,
    body: Incoming,
    wire: Wire,
}

impl DockerStream {
    pub(super) fn new(status: u16, body: Incoming, wire: Wire) -> Self {
        Self { status, body, wire }
    }

    /// The next bytes, never none of them; `None` at the end that Docker made.
    ///
    /// # Errors
    /// Where the connection ended and not the answer. Giving the wait up loses nothing.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, DockerError> {
        loop {
            let frame = poll_fn(|context| Pin::new(&mut self.body).poll_frame(context)).await;
            match frame {
                None => return Ok(None),
                Some(Err(error)) => {
                    tracing::debug!(%error, "an answer of Docker was cut off");
                    return Err(DockerError::Lost);
                }
                Some(Ok(frame)) => match frame.into_data() {
                    Ok(bytes) if !bytes.is_empty() => return Ok(Some(bytes)),
                    // Trailers say nothing.
                    Ok(_) | Err(_) => {}
                },
            }
        }
    }

    /// All of it, and the connection for the next question.
    pub(super) async fn whole(mut self) -> Result<(Vec<u8>, Wire), DockerError> {
        let mut whole = Vec::new();
        while let Some(bytes) = self.chunk().await? {
            if whole.len() + bytes.len() > MOST_OUTPUT {
                return Err(DockerError::TooMuchOutput);
            }
            whole.extend_from_slice(&bytes);
        }
        Ok((whole, self.wire))
    }

    /// Itself, unless it says why there is no answer.
    pub(super) async fn if_good(self) -> Result<Self, DockerError> {
        let status = self.status;
        if (200..300).contains(&status) {
            return Ok(self);
        }
        let (said, _) = self.whole().await?;
        Err(refused(status, &said))
    }
}

/// Docker says why in JSON; whoever stands in its place may say anything.
fn refused(status: u16, said: &[u8]) -> DockerError {
    let json: Option<serde_json::Value> = serde_json::from_slice(said).ok();
    let message = json.as_ref().and_then(|json| json["message"].as_str()).map(str::to_owned);
    let message = message.unwrap_or_else(|| String::from_utf8_lossy(said).into_owned());
    let message = crate::transport::exchange::tail(message.as_bytes()).chars().take(300).collect();
    DockerError::Refused { status, message }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_is_told_in_docker_s_words_or_in_those_of_whoever_answered() {
        let of = |said: &[u8]| refused(404, said).to_string();
        let json = br#"{"message":"No such container: x"}"#;
        assert_eq!(of(json), "Docker answered 404: No such container: x");
        assert_eq!(of(b"<html>\n"), "Docker answered 404: <html>");
        assert!(of("ø".repeat(9000).as_bytes()).chars().count() < 400);
    }
}
