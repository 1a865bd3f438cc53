//! The one way out: every question to a host or a service passes here, and with it every recording.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::gateway::lock;
use super::http::Destination;
use super::recording::{self, Answer, Question};
use super::redact::redact_value;
use super::ssh::Remote;
use super::{
    Exchange, HttpError, Invocation, Reply, Request, Secret, SecretError, Tape, Transport,
    TransportError, local, step,
};
use crate::clock::Stopwatch;
use crate::inventory::{Host, SecretRef};

impl Transport {
    /// Runs one command on one host and returns all that it said.
    pub async fn exchange(
        &self,
        host: &Host,
        invocation: &Invocation,
    ) -> Result<Exchange, TransportError> {
        let ask = async {
            match self.ask_host(host, invocation).await {
                Ok(exchange) => Answer::Said(exchange),
                Err(error) => Answer::Failed(error),
            }
        };
        let question = || Question::of(invocation, &self.secrets());
        match self.through_tape(&host.name, question, &invocation.fresh, ask).await {
            Answer::Said(exchange) => Ok(exchange),
            Answer::Failed(error) => Err(error),
            _ => Err(unfitting()),
        }
    }

    /// Sends one request to a web service.
    pub async fn get(&self, request: &Request<'_>) -> Result<Reply, HttpError> {
        let ask = async {
            match self.ask_service(request).await {
                Ok(reply) => Answer::Replied(reply),
                Err(error) => Answer::NoReply(error),
            }
        };
        let question = || Question::new(request.words().into_iter(), &self.secrets());
        match self.through_tape(recording::HTTP, question, &[], ask).await {
            Answer::Replied(reply) => Ok(reply),
            Answer::NoReply(error) => Err(error),
            _ => Err(HttpError::NoConnection { detail: unfitting().to_string() }),
        }
    }

    /// Looks a secret up, and keeps its value out of recordings from now on.
    pub async fn secret(
        &self,
        reference: &SecretRef,
        env: impl Fn(&str) -> Option<String>,
    ) -> Result<Secret, SecretError> {
        let mut found = None;
        let ask = async {
            match Secret::resolve(reference, env).await {
                Ok(secret) => {
                    lock(&self.secrets).push(secret.expose().to_owned());
                    found = Some(secret);
                    Answer::Secret(None)
                }
                Err(error) => Answer::Secret(Some(error.to_string())),
            }
        };
        let words = ["secret".to_owned(), reference.to_string()];
        let question = || Question::new(words.iter().map(String::as_str), &[]);
        match self.through_tape(recording::HERE, question, &[], ask).await {
            Answer::Secret(Some(error)) => Err(SecretError::Recorded(error)),
            _ => Ok(found.unwrap_or_else(Secret::replayed)),
        }
    }

    /// The host was given up by the whole command: a recording knows it too.
    pub fn gave_up(&self, host: &str, error: &TransportError) {
        if let Tape::Record(recorder) = &self.tape {
            recorder.gave_up(host, error);
        }
    }

    /// Every question of every kind passes here: it goes out, or is answered by a recording.
    async fn through_tape(
        &self,
        host: &str,
        question: impl Fn() -> Question,
        fresh: &[String],
        ask: impl Future<Output = Answer>,
    ) -> Answer {
        match &self.tape {
            Tape::Off => ask.await,
            Tape::Record(recorder) => {
                let index = recorder.asked(host, question(), fresh);
                let answer = ask.await;
                recorder.answered(index, answer, &self.secrets())
            }
            Tape::Replay(replaying) => match replaying.replay.answer(host, &question(), fresh) {
                Ok(answer) => answer,
                Err(error) => replaying.miss(error).await,
            },
        }
    }

    async fn ask_host(
        &self,
        host: &Host,
        invocation: &Invocation,
    ) -> Result<Exchange, TransportError> {
        let watch = Stopwatch::start();
        let exchange = if host.local {
            local::run(invocation).await
        } else {
            self.link(host)?.exchange(invocation).await
        };
        match &exchange {
            Ok(exchange) => step::told(&host.name, invocation.name(), watch, exchange),
            Err(error) => step::told(&host.name, invocation.name(), watch, error),
        }
        // Its words are shown to people, and may be those of a program that talks too much.
        let exchange = exchange.map_err(|error| redact_value(error, &self.secrets()));
        exchange.map(|exchange| Exchange { latency: watch.elapsed(), ..exchange })
    }

    async fn ask_service(&self, request: &Request<'_>) -> Result<Reply, HttpError> {
        let watch = Stopwatch::start();
        // The way there and the answer share the time.
        let reply = match tokio::time::timeout(request.time_limit, self.reply(request)).await {
            Ok(reply) => reply,
            Err(_) => Err(HttpError::TimedOut { after: request.time_limit }),
        };
        let through = request.via.map_or("http", |host| &host.name);
        let what = format!("GET {}", request.url);
        match &reply {
            Ok(reply) => step::told(through, &what, watch, reply),
            Err(error) => step::told(through, &what, watch, error),
        }
        reply.map_err(|error| redact_value(error, &self.secrets()))
    }

    async fn reply(&self, request: &Request<'_>) -> Result<Reply, HttpError> {
        let destination = Destination::of(&request.url)?;
        let Some(host) = request.via else {
            return self.clients.send(request, destination, None).await;
        };
        let via = |error| HttpError::Via { host: host.name.clone(), error };
        let open = async {
            let number = self.forwarded.fetch_add(1, Ordering::Relaxed);
            let link = self.link(host)?;
            let to = Remote::Port(destination.host.clone(), destination.port);
            let forward = link.forward(number, to).await?;
            let forward = Arc::new(forward);
            lock(&self.forwards).push(forward.clone());
            forward.open().await.map(|()| forward.socket.clone())
        };
        let socket = open.await.map_err(via)?;
        self.clients.send(request, destination, Some(socket)).await
    }

    fn secrets(&self) -> Vec<String> {
        lock(&self.secrets).clone()
    }
}

/// A recording that was changed by hand can answer a question of one kind with the answer to another.
fn unfitting() -> TransportError {
    TransportError::Other { detail: "the recorded answer is of another kind".to_owned() }
}
