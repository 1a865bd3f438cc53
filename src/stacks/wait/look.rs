//! The one command that looks at containers, and what it tells.

use std::time::Duration;

use jiff::Timestamp;

use super::Awaited;
use crate::probe::{Answer, Container};
use crate::stacks::facts::{FORMAT, FactsError, containers};
use crate::transport::Invocation;

const SCRIPT: &str = include_str!("../script/look.sh");

/// How the containers of some stacks are at one moment.
#[derive(Debug, Clone, PartialEq)]
pub struct Look {
    /// The host's own clock.
    pub now: Timestamp,
    /// With their details.
    pub containers: Vec<Container>,
}

/// The `nonce` marks the answer's frames: ASCII letters and digits, never used before.
pub fn invocation(awaited: &[Awaited], nonce: &str, time_limit: Duration) -> Invocation {
    let mut words: Vec<String> = awaited.iter().filter_map(Awaited::word).collect();
    words.sort();
    words.dedup();
    Invocation::new("sh", time_limit)
        .args(["-c", SCRIPT, "sgos-look", nonce, FORMAT])
        .args(words)
        .title("look")
        .fresh([nonce.to_owned()])
        .repeatable()
}

/// # Errors
/// Docker could not be asked, or the answer is not whole.
pub fn parse(stdout: &[u8], nonce: &str) -> Result<Look, FactsError> {
    let answer = Answer::parse(stdout, nonce).ok_or(FactsError::CutOff)?;
    let text = |name: &str| {
        let section = answer.section(name).map_err(|_| FactsError::CutOff)?;
        Ok((section.exit, String::from_utf8_lossy(section.bytes).into_owned()))
    };
    let (_, now) = text("now")?;
    let (code, said) = text("containers")?;
    if code != 0 {
        return Err(FactsError::Docker { said: said.trim().to_owned() });
    }
    let seconds = now.trim().parse().map_err(|_| FactsError::CutOff)?;
    let now = Timestamp::from_second(seconds).map_err(|_| FactsError::CutOff)?;
    let containers = containers(&said).into_iter().map(|(container, _)| container).collect();
    Ok(Look { now, containers })
}
