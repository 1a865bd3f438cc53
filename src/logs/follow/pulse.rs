//! Whether a host is still there, and what time it is there: asked now and then while it is followed.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::sync::watch;

use super::container::{Ended, Out};
use crate::clock;
use crate::logs::Event;
use crate::logs::clocks::Clocks;
use crate::transport::{Ahead, Docker, DockerError};

/// Lines of other containers wait for this where one is quiet. Not a whole part of a second, because the
/// answers are in whole seconds: in a while the questions fall behind every part of one.
const EVERY: Duration = Duration::from_millis(230);

/// Silence of all its streams and of this question for so long is no slowness any more.
const PATIENCE: Duration = Duration::from_secs(15);

/// What a container wrote may take so long until Docker has it.
const SLACK: SignedDuration = SignedDuration::from_millis(150);

/// So many answers say how far the host's clock is ahead; older ones say it of a clock that may have
/// been set meanwhile.
const ANSWERS: usize = 40;

/// Asks for ever; ends when the host is lost, or nobody listens.
pub(super) async fn beat(
    docker: &Docker,
    host: (&str, &Clocks),
    host_clock: &watch::Sender<Timestamp>,
    heard: &Arc<AtomicU64>,
    out: &Out,
) -> Ended {
    let mut answers = VecDeque::with_capacity(ANSWERS);
    loop {
        let asked = clock::now();
        let answer = patiently(docker.get("/_ping", &[], Duration::MAX), heard).await;
        if let Err(error) = answer {
            return Ended::Failed(error);
        }
        if let Some(ahead) = docker.ahead().and_then(|ahead| remember(&mut answers, ahead)) {
            let (name, clocks) = host;
            clocks.set(name, ahead);
            if let Some(news) = clocks.news(name)
                && let Err(ended) = out.tell(Event::Note(news)).await
            {
                return ended;
            }
            let there = asked.checked_add(ahead.least).and_then(|there| there.checked_sub(SLACK));
            if let Ok(there) = there {
                host_clock.send_if_modified(|time| {
                    let later = there > *time;
                    *time = there.max(*time);
                    later
                });
            }
        }
        tokio::time::sleep(EVERY).await;
    }
}

/// What the last answers say together; the newest alone where they contradict it.
fn remember(answers: &mut VecDeque<Ahead>, newest: Ahead) -> Option<Ahead> {
    if answers.len() == ANSWERS {
        answers.pop_front();
    }
    answers.push_back(newest);
    let all = answers.iter().copied().map(Some).reduce(|one, other| one?.and(other?)).flatten();
    if all.is_none() {
        answers.drain(..answers.len() - 1);
    }
    all.or(Some(newest))
}

/// Behind a link that is busy with lines an answer may take long; it is lost when nothing comes at all.
async fn patiently<T>(
    asking: impl Future<Output = Result<T, DockerError>>,
    heard: &Arc<AtomicU64>,
) -> Result<T, DockerError> {
    tokio::pin!(asking);
    loop {
        let before = heard.load(Ordering::Relaxed);
        match tokio::time::timeout(PATIENCE, &mut asking).await {
            Ok(answer) => return answer,
            Err(_) if heard.load(Ordering::Relaxed) == before => {
                return Err(DockerError::TimedOut { after: PATIENCE });
            }
            Err(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_busy_link_is_waited_for_and_a_dead_one_is_not() {
        let heard = Arc::new(AtomicU64::new(0));
        let never = || std::future::pending::<Result<(), DockerError>>();
        let error = patiently(never(), &heard).await.unwrap_err();
        assert_eq!(error, DockerError::TimedOut { after: PATIENCE });
        let talking = async {
            for _ in 0..10 {
                tokio::time::sleep(PATIENCE / 2).await;
                heard.fetch_add(1, Ordering::Relaxed);
            }
        };
        let slow = async {
            tokio::time::sleep(PATIENCE * 4).await;
            Ok(7)
        };
        let (answer, ()) = tokio::join!(patiently(slow, &heard), talking);
        assert_eq!(answer, Ok(7));
    }
}
