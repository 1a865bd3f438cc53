//! The one way out: every exchange with every host passes here.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::http::{Clients, Destination};
use super::recording::{self, Answer, Question};
use super::ssh::{self, ControlDirectory, Effective, Forward, HostKey, Known, Link};
use super::{
    Exchange, HttpError, Invocation, Reply, Request, Secret, SecretError, Tape, TransportError,
    local, step,
};
use crate::clock::Stopwatch;
use crate::inventory::{Host, SecretRef};
use crate::ui::Consent;

/// What the transport needs to know of the process it runs in.
#[derive(Debug, Clone)]
pub struct Surroundings {
    pub uid: u32,
    pub home: Option<PathBuf>,
    /// `XDG_RUNTIME_DIR`
    pub runtime_dir: Option<PathBuf>,
    /// `SSH_AUTH_SOCK`
    pub ssh_agent: Option<String>,
}

/// Reaches hosts and keeps their connections for the length of one command.
#[derive(Debug)]
pub struct Transport {
    surroundings: Surroundings,
    links: Mutex<BTreeMap<String, Arc<Link>>>,
    tape: Tape,
    clients: Clients,
    /// Values that were looked up: they go into no recording.
    secrets: Mutex<Vec<String>>,
    /// Open until the end of the command, and counted.
    forwards: Mutex<Vec<Arc<Forward>>>,
}

impl Transport {
    pub fn new(surroundings: Surroundings, tape: Tape) -> Self {
        Self {
            surroundings,
            links: Mutex::default(),
            tape,
            clients: Clients::default(),
            secrets: Mutex::default(),
            forwards: Mutex::default(),
        }
    }

    /// Whether exchanges are real, recorded or replayed.
    pub fn tape(&self) -> &Tape {
        &self.tape
    }

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
        exchange.map(|exchange| Exchange { latency: watch.elapsed(), ..exchange })
    }

    async fn ask_service(&self, request: &Request<'_>) -> Result<Reply, HttpError> {
        let destination = Destination::of(&request.url)?;
        let Some(host) = request.via else {
            return self.clients.send(request, destination, None).await;
        };
        let via = |error| HttpError::Via { host: host.name.clone(), error };
        let link = self.link(host).map_err(via)?;
        let number = lock(&self.forwards).len();
        let open = link.forward(number, &destination.host, destination.port);
        let forward = match tokio::time::timeout(request.time_limit, open).await {
            Ok(opened) => Arc::new(opened.map_err(via)?),
            Err(_) => return Err(HttpError::TimedOut { after: request.time_limit }),
        };
        lock(&self.forwards).push(forward.clone());
        self.clients.send(request, destination, Some(forward.socket.clone())).await
    }

    fn secrets(&self) -> Vec<String> {
        lock(&self.secrets).clone()
    }

    /// Ends what must not outlive the command: forwards, and connections that are not to be kept.
    pub async fn finish(&self) {
        let forwards = std::mem::take(&mut *lock(&self.forwards));
        for forward in forwards {
            forward.close().await;
        }
        let links: Vec<_> = lock(&self.links).values().cloned().collect();
        for link in links {
            link.finish().await;
        }
    }

    /// The kept connections of `host`, or all of them; ends them unless it is only asked how many.
    pub async fn disconnect(
        &self,
        host: Option<&str>,
        only_count: bool,
    ) -> Result<usize, TransportError> {
        Ok(ssh::disconnect(&self.control()?, host, only_count).await)
    }

    /// The hosts that an ssh configuration names: `file`, else the user's own.
    pub fn ssh_names(&self, file: Option<&Path>) -> Vec<String> {
        let home = self.surroundings.home.as_deref();
        let own = || home.map(|home| home.join(".ssh/config"));
        let file = file.map(Path::to_path_buf).or_else(own);
        file.map(|file| ssh::names(&file, home)).unwrap_or_default()
    }

    /// How `ssh` would reach the host, without connecting.
    pub async fn effective(&self, host: &Host) -> Result<Effective, TransportError> {
        ssh::effective(host).await
    }

    /// The keys that the host offers now.
    pub async fn offered_keys(
        &self,
        effective: &Effective,
    ) -> Result<Vec<HostKey>, TransportError> {
        ssh::offered(effective).await
    }

    /// What is known of the host.
    pub async fn known_keys(&self, effective: &Effective) -> Result<Vec<Known>, TransportError> {
        ssh::known(effective).await
    }

    /// Puts `keys` in the place of what is known of the host, or adds them.
    pub async fn trust(
        &self,
        effective: &Effective,
        keys: &[HostKey],
        replace: bool,
        _consent: Consent,
    ) -> Result<(), TransportError> {
        if replace {
            return ssh::replace(effective, keys).await;
        }
        ssh::remember(effective, keys).map_err(|error| TransportError::Other {
            detail: format!("{}: {error}", effective.user_file.display()),
        })
    }

    fn link(&self, host: &Host) -> Result<Arc<Link>, TransportError> {
        let mut links = lock(&self.links);
        if let Some(link) = links.get(&host.name) {
            return Ok(link.clone());
        }
        let Surroundings { home, ssh_agent, .. } = &self.surroundings;
        let link = Link::new(host, &self.control()?, home.as_deref(), ssh_agent.as_deref());
        Ok(links.entry(host.name.clone()).or_insert(Arc::new(link)).clone())
    }

    fn control(&self) -> Result<ControlDirectory, TransportError> {
        let Surroundings { uid, runtime_dir, .. } = &self.surroundings;
        let runtime = runtime_dir.as_ref().map(|dir| dir.join("sgos"));
        let shared = PathBuf::from(format!("/tmp/sgos-{uid}"));
        let candidates: Vec<PathBuf> = runtime.into_iter().chain([shared]).collect();
        ControlDirectory::open(&candidates, *uid)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A recording that was changed by hand can answer a question of one kind with the answer to another.
fn unfitting() -> TransportError {
    TransportError::Other { detail: "the recorded answer is of another kind".to_owned() }
}
