//! What the last healthcheck said, in one line.

use crate::probe::Details;

/// Longer output helps nobody in a status.
const MAX_CHARS: usize = 200;

/// Why the healthcheck fails: its last output and how often it failed in a row.
pub(super) fn reason(details: Option<&Details>) -> String {
    let Some(details) = details else {
        return "its healthcheck fails; no details: the inspect gave none".to_owned();
    };
    let said = last_output(details);
    match (said, details.failing_streak) {
        (Some(said), 0..=1) => said,
        (Some(said), streak) => format!("{said} (failed {streak} times in a row)"),
        (None, 0..=1) => "its healthcheck fails without a word".to_owned(),
        (None, streak) => format!("its healthcheck fails without a word, {streak} times in a row"),
    }
}

/// The last output of a healthcheck that did not pass, explained where Docker speaks of itself.
pub fn last_output(details: &Details) -> Option<String> {
    let log = details.last_health.as_ref().filter(|log| log.exit_code != 0)?;
    let line = telling_line(&log.output);
    // Docker gives -1 both when the check could not be started and when it took too long.
    if log.exit_code == -1 {
        return Some(match line {
            None => "its healthcheck could not be run".to_owned(),
            Some(line) => match missing_program(line) {
                Some(program) => {
                    format!("its healthcheck cannot run: {program} is not in the image")
                }
                None if line.starts_with("Health check exceeded timeout") => capped(line),
                None => format!("its healthcheck could not be run: {}", capped(line)),
            },
        });
    }
    match line {
        Some(line) => Some(capped(line)),
        None => Some(format!("its healthcheck exits with {} and says nothing", log.exit_code)),
    }
}

/// The program in `exec: "wget": executable file not found in $PATH`.
fn missing_program(line: &str) -> Option<&str> {
    let (program, rest) = line.split_once("exec: \"")?.1.split_once("\": ")?;
    let missing = rest.contains("executable file not found") || rest.contains("no such file");
    missing.then_some(program)
}

/// The first line that says something; of a Python traceback the last one, which names the error.
fn telling_line(output: &str) -> Option<&str> {
    let lines = || output.split(['\n', '\r']).map(str::trim);
    let first = lines().find(|line| !is_noise(line));
    match first {
        Some(line) if line.starts_with("Traceback (most recent call last)") => {
            lines().rfind(|line| !is_noise(line))
        }
        _ => first.or_else(|| lines().find(|line| !line.is_empty())),
    }
}

/// Blank lines, curl's progress meter, and wget saying where it goes.
fn is_noise(line: &str) -> bool {
    let is_meter = |line: &str| line.chars().all(|c| c.is_ascii_digit() || " :.-kMG".contains(c));
    line.is_empty()
        || line.starts_with("% Total")
        || line.starts_with("Dload")
        || line.starts_with("Connecting to ")
        || is_meter(line)
}

fn capped(text: &str) -> String {
    match text.char_indices().nth(MAX_CHARS) {
        Some((end, _)) => format!("{}…", text[..end].trim_end()),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::probe::HealthLog;

    fn said(exit_code: i64, output: &str) -> Option<String> {
        let last_health = Some(HealthLog { exit_code, output: output.into() });
        last_output(&Details { last_health, ..Details::default() })
    }

    #[test]
    fn the_first_line_that_says_something() {
        let curl = "  % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current\n\
                    Dload  Upload   Total   Spent    Left  Speed\n\r  0     0    0     0    0     0      0      0 --:--:-- --:--:-- --:--:--     0\n\
                    curl: (7) Failed to connect to localhost port 8080\n";
        assert_eq!(said(1, curl).unwrap(), "curl: (7) Failed to connect to localhost port 8080");
        let wget = "Connecting to localhost:8080 (127.0.0.1:8080)\nwget: can't connect to remote host: Connection refused\n";
        assert_eq!(
            said(1, wget).unwrap(),
            "wget: can't connect to remote host: Connection refused"
        );
        let python = "Traceback (most recent call last):\n  File \"x.py\", line 1\nConnectionRefusedError: [Errno 111]\n";
        assert_eq!(said(1, python).unwrap(), "ConnectionRefusedError: [Errno 111]");
        assert_eq!(said(1, "Connecting to nowhere").unwrap(), "Connecting to nowhere");
    }

    #[test]
    fn a_check_without_words() {
        assert_eq!(said(1, " \n ").unwrap(), "its healthcheck exits with 1 and says nothing");
        assert_eq!(said(0, "fine"), None);
        assert_eq!(last_output(&Details::default()), None);
    }

    #[test]
    fn docker_itself_could_not_run_the_check() {
        let oci = "OCI runtime exec failed: exec failed: unable to start container process: exec: \"wget\": \
                   executable file not found in $PATH: unknown";
        assert_eq!(said(-1, oci).unwrap(), "its healthcheck cannot run: wget is not in the image");
        let path = "OCI runtime exec failed: exec: \"/bin/sh\": stat /bin/sh: no such file or directory: unknown";
        assert_eq!(
            said(-1, path).unwrap(),
            "its healthcheck cannot run: /bin/sh is not in the image"
        );
        assert_eq!(
            said(-1, "Health check exceeded timeout (3s)").unwrap(),
            "Health check exceeded timeout (3s)"
        );
        assert_eq!(
            said(-1, "cannot exec in a dead state").unwrap(),
            "its healthcheck could not be run: cannot exec in a dead state"
        );
        assert_eq!(said(-1, "").unwrap(), "its healthcheck could not be run");
    }

    #[test]
    fn long_output_is_capped() {
        let reason = said(1, &"é".repeat(5000)).unwrap();
        assert_eq!(reason.chars().count(), MAX_CHARS + 1);
        assert!(reason.ends_with('…'));
    }
}
