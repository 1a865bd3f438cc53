//! Says what kind of failure a section's exit code and words mean.

use super::report::{FailureKind, SectionFailure};

/// The failure of a section that asked Docker: with curl, or with Docker's client.
pub(super) fn docker(section: &str, exit: i32, said: &str) -> SectionFailure {
    let words = said.to_lowercase();
    let says = |texts: &[&str]| texts.iter().any(|text| words.contains(text));
    // curl: 7 could not connect, 28 took too long, 52 and 56 the daemon hung up.
    let kind = match exit {
        28 | 124 | 137 | 143 => FailureKind::TimedOut,
        126 => FailureKind::PermissionDenied,
        127 => FailureKind::NotInstalled,
        _ if says(&["permission denied"]) => FailureKind::PermissionDenied,
        7 | 52 | 56 => FailureKind::NotRunning,
        _ if says(&["cannot connect to the docker daemon", "is the docker daemon running"]) => {
            FailureKind::NotRunning
        }
        _ if says(&["if the daemon is running", "error during connect"]) => FailureKind::NotRunning,
        _ => FailureKind::Failed,
    };
    let message = match kind {
        FailureKind::TimedOut => "Docker did not answer in time".into(),
        FailureKind::NotRunning if exit < 100 && words.starts_with("curl:") => {
            format!("the Docker daemon does not answer at its socket ({})", one_line(said))
        }
        _ => one_line(said),
    };
    SectionFailure { section: section.into(), kind, message }
}

/// The last line that says something, else how little was said.
pub(super) fn one_line(said: &str) -> String {
    let last = said
        .lines()
        .rev()
        .map(str::trim)
        .find(|line| !line.is_empty() && !line.starts_with("See '"));
    let line = last.unwrap_or("it failed and said nothing");
    match line.char_indices().nth(300) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(exit: i32, said: &str) -> FailureKind {
        docker("containers", exit, said).kind
    }

    #[test]
    fn the_words_of_docker_and_curl_are_told_apart() {
        let denied = "Got permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock: Get \"http://%2Fvar%2Frun%2Fdocker.sock/v1.24/containers/json?all=1\": dial unix /var/run/docker.sock: connect: permission denied";
        assert_eq!(kind(1, denied), FailureKind::PermissionDenied);
        let down = "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?";
        assert_eq!(kind(1, down), FailureKind::NotRunning);
        let newer = "failed to connect to the docker API at unix:///var/run/docker.sock; check if the path is correct and if the daemon is running: dial unix /var/run/docker.sock: connect: no such file or directory";
        assert_eq!(kind(1, newer), FailureKind::NotRunning);
        assert_eq!(kind(7, "curl: (7) Couldn't connect to server"), FailureKind::NotRunning);
        assert_eq!(
            kind(28, "curl: (28) Operation timed out after 6000 milliseconds"),
            FailureKind::TimedOut
        );
        assert_eq!(
            kind(127, "there is no Docker socket at /var/run/docker.sock, and no docker command"),
            FailureKind::NotInstalled
        );
        assert_eq!(
            kind(126, "permission denied: this user may not use /var/run/docker.sock"),
            FailureKind::PermissionDenied
        );
        assert_eq!(kind(1, "template parsing error"), FailureKind::Failed);
    }

    #[test]
    fn a_message_is_one_line_of_bounded_length() {
        assert_eq!(one_line("warning\nreal reason\n\nSee 'docker ps --help'.\n"), "real reason");
        assert_eq!(one_line(" \n"), "it failed and said nothing");
        assert_eq!(one_line(&"ø".repeat(1000)).chars().count(), 301);
    }
}
