//! What a host says of a service, in a few words.

use jiff::Timestamp;

use crate::probe::{Container, ContainerState, Health};
use crate::ui::when;

/// Such as "up 3 hours, unhealthy" or "exited 137, 5 minutes ago".
pub(super) fn state(container: &Container, now: Timestamp) -> String {
    let details = container.details.as_ref();
    let since = |at: Option<Timestamp>| at.map(|at| now.duration_since(at));
    match container.state {
        ContainerState::Running => {
            let up = since(details.and_then(|details| details.started_at));
            let up = up.map_or_else(|| "runs".to_owned(), |up| format!("up {}", when::length(up)));
            match container.health {
                Some(Health::Unhealthy) => format!("{up}, unhealthy"),
                Some(Health::Starting) => format!("{up}, not healthy yet"),
                Some(Health::Healthy) | None => up,
            }
        }
        ContainerState::Exited | ContainerState::Dead => {
            let code = details.map(|details| format!(" {}", details.exit_code)).unwrap_or_default();
            let ago = details.and_then(|details| details.finished_at);
            let ago = ago.map(|at| format!(", {}", when::ago(at, now))).unwrap_or_default();
            format!("exited{code}{ago}")
        }
        ContainerState::Restarting => {
            let times = details.map(|details| details.restart_count).unwrap_or_default();
            format!("restarting (x{times})")
        }
        ContainerState::Paused => "paused".to_owned(),
        ContainerState::Created => "created, never started".to_owned(),
        ContainerState::Removing => "being removed".to_owned(),
        ContainerState::Other => "in a state that is not known here".to_owned(),
    }
}

/// Such as "prometheus.yml changed 5 minutes ago, after its container started".
pub(super) fn file(path: &str, at: Timestamp, now: Timestamp) -> String {
    let name = path.rsplit('/').next().unwrap_or(path);
    format!("{name} changed {}, after its container started", when::ago(at, now))
}
