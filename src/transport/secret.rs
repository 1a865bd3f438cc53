//! A secret's value: read where its reference points, and then neither printed nor serialised.

use std::time::Duration;

use thiserror::Error;

use super::{Invocation, local};
use crate::inventory::SecretRef;

/// The value of a secret. It has no `Debug`, no `Display` and no `Serialize` on purpose.
#[expect(missing_debug_implementations, reason = "a secret must not reach a log")]
pub struct Secret(String);

/// Why a secret could not be had; never holds any of it.
#[derive(Debug, Error)]
pub enum SecretError {
    #[error("the environment variable {0} is not set")]
    NotSet(String),
    #[error("{path}: {detail}")]
    Unreadable { path: String, detail: String },
    #[error("`{program}` gave no secret: {detail}")]
    CommandFailed { program: String, detail: String },
    #[error("it is empty")]
    Empty,
    /// As a recording tells it.
    #[error("{0}")]
    Recorded(String),
}

impl Secret {
    /// Looks the secret up; `env` reads a variable of the environment.
    pub async fn resolve(
        reference: &SecretRef,
        env: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, SecretError> {
        let value = match reference {
            SecretRef::Env(name) => env(name).ok_or_else(|| SecretError::NotSet(name.clone()))?,
            SecretRef::File(path) => {
                std::fs::read_to_string(path).map_err(|error| SecretError::Unreadable {
                    path: path.display().to_string(),
                    detail: error.to_string(),
                })?
            }
            SecretRef::Cmd(words) => from_command(words).await?,
        };
        let value = value.trim_end_matches(['\r', '\n']);
        if value.is_empty() { Err(SecretError::Empty) } else { Ok(Self(value.to_owned())) }
    }

    /// What stands for a secret in a replay, in which nothing is sent.
    pub(super) fn replayed() -> Self {
        Self("replayed".to_owned())
    }

    /// The value, for the one place that sends it.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

async fn from_command(words: &[String]) -> Result<String, SecretError> {
    let program = words.first().cloned().unwrap_or_default();
    // A password manager may ask its user first.
    let invocation =
        Invocation::new(&program, Duration::from_secs(30)).args(words.iter().skip(1).cloned());
    let failed = |detail: String| SecretError::CommandFailed { program: program.clone(), detail };
    let exchange = local::run(&invocation).await.map_err(|error| failed(error.to_string()))?;
    if !exchange.succeeded() {
        return Err(failed(exchange.stderr_tail()));
    }
    Ok(String::from_utf8_lossy(&exchange.stdout).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn resolve(reference: SecretRef) -> Result<String, String> {
        let env = |name: &str| (name == "TOKEN").then(|| "from-env\n".to_owned());
        let secret = Secret::resolve(&reference, env).await;
        secret.map(|secret| secret.expose().to_owned()).map_err(|error| error.to_string())
    }

    #[tokio::test]
    async fn a_secret_comes_from_where_its_reference_points() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), "from-file\n").unwrap();
        let cmd = |words: &[&str]| SecretRef::Cmd(words.iter().map(ToString::to_string).collect());
        let ok = |value: &str| Ok(value.to_owned());
        assert_eq!(resolve(SecretRef::Env("TOKEN".into())).await, ok("from-env"));
        assert_eq!(resolve(SecretRef::File(file.path().into())).await, ok("from-file"));
        assert_eq!(resolve(cmd(&["printf", "%s", "from $(cmd)"])).await, ok("from $(cmd)"));
        assert!(resolve(SecretRef::Env("OTHER".into())).await.unwrap_err().contains("OTHER"));
        let failed =
            resolve(cmd(&["sh", "-c", "echo secret; echo why: token=hunter22 >&2; exit 3"])).await;
        let failed = failed.unwrap_err();
        assert!(failed.contains("why") && !failed.contains("secret;"), "{failed}");
        assert!(!failed.contains("hunter22"), "{failed}");
        assert!(resolve(cmd(&["true"])).await.unwrap_err().contains("empty"));
    }
}
