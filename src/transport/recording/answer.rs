//! One answer as it is kept, and its way into a file and back.

use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::manifest::nanoseconds;
use crate::transport::http::{HttpError, Reply};
use crate::transport::redact::{redact_bytes, redact_value};
use crate::transport::{Ended, Exchange, TransportError};

/// What came of a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::transport) enum Answer {
    Said(Exchange),
    Failed(TransportError),
    Replied(Reply),
    NoReply(HttpError),
    /// A secret was looked up: nothing of it, or why it could not be had.
    Secret(Option<String>),
}

/// What of an answer stands in its JSON file; the bytes are beside it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Told {
    Said { ended: Ended, took_ns: u64, latency_ns: u64, finished_at: Timestamp },
    Failed(TransportError),
    Replied { status: u16, content_type: Option<String>, location: Option<String>, took_ns: u64 },
    NoReply(HttpError),
    Secret { error: Option<String> },
}

impl Answer {
    /// Masks the secrets in everything that it says.
    pub(super) fn redact(self, secrets: &[String]) -> Self {
        match self {
            Self::Said(mut exchange) => {
                redact_bytes(&mut exchange.stdout, secrets);
                redact_bytes(&mut exchange.stderr, secrets);
                Self::Said(exchange)
            }
            Self::Failed(error) => Self::Failed(redact_value(error, secrets)),
            Self::Replied(mut reply) => {
                redact_bytes(&mut reply.body, secrets);
                reply.location = redact_value(reply.location, secrets);
                Self::Replied(reply)
            }
            Self::NoReply(error) => Self::NoReply(redact_value(error, secrets)),
            Self::Secret(error) => Self::Secret(redact_value(error, secrets)),
        }
    }

    /// Takes it apart: the JSON, and the bytes of stdout (or the body) and stderr.
    pub(super) fn apart(&self) -> (Told, &[u8], &[u8]) {
        match self {
            Self::Said(exchange) => {
                let told = Told::Said {
                    ended: exchange.ended,
                    took_ns: nanoseconds(exchange.took),
                    latency_ns: nanoseconds(exchange.latency),
                    finished_at: exchange.finished_at,
                };
                (told, &exchange.stdout, &exchange.stderr)
            }
            Self::Failed(error) => (Told::Failed(error.clone()), &[], &[]),
            Self::Replied(reply) => {
                let told = Told::Replied {
                    status: reply.status,
                    content_type: reply.content_type.clone(),
                    location: reply.location.clone(),
                    took_ns: nanoseconds(reply.took),
                };
                (told, &reply.body, &[])
            }
            Self::NoReply(error) => (Told::NoReply(error.clone()), &[], &[]),
            Self::Secret(error) => (Told::Secret { error: error.clone() }, &[], &[]),
        }
    }

    pub(super) fn together(told: Told, stdout: Vec<u8>, stderr: Vec<u8>) -> Self {
        match told {
            Told::Said { ended, took_ns, latency_ns, finished_at } => Self::Said(Exchange {
                stdout,
                stderr,
                ended,
                took: Duration::from_nanos(took_ns),
                latency: Duration::from_nanos(latency_ns),
                finished_at,
            }),
            Told::Failed(error) => Self::Failed(error),
            Told::Replied { status, content_type, location, took_ns } => Self::Replied(Reply {
                status,
                content_type,
                location,
                body: stdout,
                took: Duration::from_nanos(took_ns),
            }),
            Told::NoReply(error) => Self::NoReply(error),
            Told::Secret { error } => Self::Secret(error),
        }
    }

    /// Puts other words in the place of those that are new each time.
    pub(super) fn exchange_words(&mut self, from: &[String], to: &[String]) {
        if let Self::Said(exchange) = self {
            for (from, to) in
                from.iter().zip(to).filter(|(from, to)| from != to && !from.is_empty())
            {
                exchange.stdout = replaced(&exchange.stdout, from.as_bytes(), to.as_bytes());
                exchange.stderr = replaced(&exchange.stderr, from.as_bytes(), to.as_bytes());
            }
        }
    }
}

fn replaced(bytes: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let mut replaced = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some(byte) = rest.first() {
        match rest.strip_prefix(from) {
            Some(after) => {
                replaced.extend_from_slice(to);
                rest = after;
            }
            None => {
                replaced.push(*byte);
                rest = &rest[1..];
            }
        }
    }
    replaced
}

/// Words that stand in a recording for those that were new: the same with every recording, so that
/// two can be compared, and in nothing of what was said.
pub(super) fn stand_ins(fresh: &[String], answer: &Answer) -> Vec<String> {
    let (_, stdout, stderr) = answer.apart();
    let found = |word: &str| {
        [stdout, stderr]
            .iter()
            .any(|bytes| bytes.windows(word.len()).any(|part| part == word.as_bytes()))
    };
    let numbers = |index: usize| (0..u32::MAX).map(move |number| format!("fresh{index}-{number}"));
    (1..=fresh.len()).filter_map(|index| numbers(index).find(|word| !found(word))).collect()
}
