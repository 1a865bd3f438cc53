//! Reads cron's own log: when it began to run what. The words are cron's, the stamps those of syslog or journal.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::facts::{JobLog, LoggedRun, LoggedTime};

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// Seconds since the epoch, in 2001: before that nothing was logged.
const BILLION: i64 = 1_000_000_000;

/// The log, and the files that could not be read.
pub(super) fn parse(bytes: &[u8]) -> (Option<JobLog>, Vec<String>) {
    let text = String::from_utf8_lossy(bytes);
    let mut denied = Vec::new();
    let mut log: Option<JobLog> = None;
    let mut pids = BTreeMap::new();
    for line in text.lines() {
        if let Some(path) = line.strip_prefix("log-denied ") {
            denied.push(path.to_owned());
        } else if let Some(source) = line.strip_prefix("log ").filter(|_| log.is_none()) {
            log = Some(JobLog { source: source.to_owned(), runs: Vec::new() });
        } else if let Some(log) = &mut log {
            if let Some((run, pid)) = run(line) {
                pids.extend(pid.map(|pid| (pid, log.runs.len())));
                log.runs.push(run);
            } else if let Some((pid, status)) = failure(line)
                && let Some(run) = pids.get(&pid).and_then(|index| log.runs.get_mut(*index))
            {
                run.failed = Some(status);
            }
        }
    }
    (log, denied)
}

/// `STAMP … CRON[5032]: (root) CMD (true)`, or with `-L 8` or more `CMD ([5034] true)`.
fn run(line: &str) -> Option<(LoggedRun, Option<u32>)> {
    let (before, command) = line.split_once(") CMD (")?;
    let (before, user) = before.rsplit_once('(')?;
    let command = command.strip_suffix(')').unwrap_or(command);
    let pid = command.strip_prefix('[').and_then(|rest| rest.split_once("] "));
    let pid = pid.and_then(|(pid, command)| Some((pid.parse().ok()?, command)));
    let (pid, command) = pid.map_or((None, command), |(pid, command)| (Some(pid), command));
    let run = LoggedRun {
        at: time(before)?,
        user: user.to_owned(),
        command: command.to_owned(),
        failed: None,
    };
    Some((run, pid))
}

/// `error (grandchild #5034 failed with exit status 3)`.
fn failure(line: &str) -> Option<(u32, u8)> {
    let (_, rest) = line.split_once("(grandchild #")?;
    let (pid, status) = rest.split_once(" failed with exit status ")?;
    Some((pid.parse().ok()?, status.trim_end_matches(')').parse().ok()?))
}

/// `Nov 24 15:08:01`, `2026-11-24T15:08:01.5+00:00` or seconds since the epoch.
fn time(line: &str) -> Option<LoggedTime> {
    let mut words = line.split_whitespace();
    let first = words.next()?;
    if let Ok(at) = first.parse::<Timestamp>() {
        return Some(LoggedTime::At(at));
    }
    if let Some(month) = MONTHS.iter().position(|month| *month == first) {
        let day = words.next()?.parse().ok()?;
        let mut clock = words.next()?.split(':').map(|part| part.parse::<i8>().ok());
        let (hour, minute, second) = (clock.next()??, clock.next()??, clock.next()??);
        let month = i8::try_from(month + 1).ok()?;
        return Some(LoggedTime::Local { month, day, hour, minute, second });
    }
    let seconds = first.split('.').next()?.parse().ok()?;
    // Where the beginning of a log is cut off a line may begin with any other number.
    (seconds > BILLION).then(|| Timestamp::from_second(seconds).ok().map(LoggedTime::At))?
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn one(line: &str) -> LoggedRun {
        let (log, _) = parse(format!("log /var/log/syslog\n{line}\n").as_bytes());
        log.unwrap().runs.remove(0)
    }

    #[test]
    fn three_kinds_of_stamps() {
        let local = one("Nov 24 15:08:01 CRON[15303]: (root) CMD (true)");
        assert_eq!(
            local.at,
            LoggedTime::Local { month: 11, day: 24, hour: 15, minute: 8, second: 1 }
        );
        let iso = one("2026-11-24T16:08:01.5+01:00 toucan CRON[1]: (root) CMD (true)");
        assert_eq!(iso.at, LoggedTime::At("2026-11-24T15:08:01.5Z".parse().unwrap()));
        let journal = one("1795532881.012345 toucan CROND[1]: (stefan) CMD (a (b) c)");
        assert_eq!(journal.at, LoggedTime::At("2026-11-24T15:08:01Z".parse().unwrap()));
        assert_eq!((journal.user.as_str(), journal.command.as_str()), ("stefan", "a (b) c"));
    }

    #[test]
    fn a_line_whose_beginning_is_cut_off_has_no_time() {
        for line in
            ["4 15:08:01 h CRON[1]: (root) CMD (true)", "1.5+01:00 h CRON[1]: (root) CMD (true)"]
        {
            let (log, _) = parse(format!("log /var/log/syslog\n{line}\n").as_bytes());
            assert_eq!(log.unwrap().runs, [], "{line}");
        }
    }

    #[test]
    fn a_failure_belongs_to_its_process() {
        let (log, _) = parse(
            b"log /var/log/syslog\n\
              Nov 24 15:08:01 CRON[10]: (root) CMD ([11] false)\n\
              Nov 24 15:08:01 CRON[12]: (root) CMD ([13] true)\n\
              Nov 24 15:08:02 CRON[10]: (CRON) error (grandchild #11 failed with exit status 1)\n",
        );
        let runs = log.unwrap().runs;
        assert_eq!((runs[0].command.as_str(), runs[0].failed), ("false", Some(1)));
        assert_eq!((runs[1].command.as_str(), runs[1].failed), ("true", None));
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        let (log, denied) = parse(b"log-denied /var/log/syslog\nlog journal\n");
        assert_eq!(log.unwrap(), JobLog { source: "journal".into(), runs: vec![] });
        assert_eq!(denied, ["/var/log/syslog"]);
        assert_eq!(parse(b""), (None, vec![]));
    }

    proptest! {
        #[test]
        fn no_line_panics(line in "[A-Za-z0-9 :.+()\\[\\]#-]{0,60}( CMD \\(|\\(grandchild #)?.{0,20}", bytes in any::<Vec<u8>>()) {
            parse(format!("log x\n{line}").as_bytes());
            parse(&bytes);
        }
    }
}
