//! Commands on this machine: each in a process group of its own, so that all of it can be ended.

use std::process::Stdio;

use rustix::process::{Pid, Signal, kill_process_group};
use tokio::process::Command;

use super::exchange::{Broken, Ended, Exchange, read_both, tail};
use super::{Invocation, Stdin, TransportError};
use crate::clock::Stopwatch;

/// Runs the command here and reads its output to the end.
pub(super) async fn run(invocation: &Invocation) -> Result<Exchange, TransportError> {
    let watch = Stopwatch::start();
    let cannot_start = |error: std::io::Error| TransportError::CannotStart {
        program: invocation.program.clone(),
        detail: error.to_string(),
    };
    let mut child = command(invocation).spawn().map_err(cannot_start)?;
    let mut group = Group(child.id());
    let _held_open = child.stdin.take();
    let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
    let broke = |error: std::io::Error| TransportError::Other { detail: error.to_string() };
    let whole = async {
        let (stdout, stderr) = read_both(stdout, stderr).await.map_err(|broken| match broken {
            Broken::TooLong => TransportError::TooMuchOutput,
            Broken::Io(error) => broke(error),
        })?;
        let status = child.wait().await.map_err(broke)?;
        Ok((stdout, stderr, status))
    };
    let Ok(finished) = tokio::time::timeout(invocation.time_limit, whole).await else {
        return Err(TransportError::TimedOut {
            after: invocation.time_limit,
            stderr: String::new(),
        });
    };
    let (stdout, stderr, status) = finished?;
    group.0 = None;
    let ended = status.code().map_or(Ended::Signal, Ended::Code);
    Ok(Exchange::finished_now(stdout, stderr, ended, watch))
}

#[expect(clippy::disallowed_methods, reason = "this is where processes are started")]
fn command(invocation: &Invocation) -> Command {
    let mut command = Command::new(&invocation.program);
    command
        .args(&invocation.args)
        // Their words are read by `classify`, so they must be in the language it knows.
        .env("LC_ALL", "C")
        .process_group(0)
        .kill_on_drop(true)
        .stdin(match invocation.stdin {
            Stdin::Null => Stdio::null(),
            Stdin::HeldOpen => Stdio::piped(),
        })
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// Ends the whole process group of a command that is given up.
struct Group(Option<u32>);

impl Drop for Group {
    fn drop(&mut self) {
        let pid = self.0.and_then(|id| i32::try_from(id).ok()).and_then(Pid::from_raw);
        if let Some(pid) = pid {
            // It may have ended in this very moment.
            let _ = kill_process_group(pid, Signal::KILL);
        }
    }
}

/// What a finished helper program said when it failed.
pub(super) fn failure(exchange: &Exchange) -> String {
    match tail(&exchange.stderr) {
        said if said.is_empty() => tail(&exchange.stdout),
        said => said,
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn block_on<T>(future: impl Future<Output = T>) -> T {
        tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
    }

    #[test]
    fn output_and_exit_code_come_back() {
        let invocation = Invocation::new("sh", Duration::from_secs(5)).args([
            "-c",
            "printf out; printf err >&2; exit \"$1\"",
            "sh",
            "7",
        ]);
        let exchange = block_on(run(&invocation)).unwrap();
        assert_eq!(exchange.stdout, b"out");
        assert_eq!(exchange.stderr, b"err");
        assert_eq!(exchange.ended, Ended::Code(7));
    }

    #[test]
    fn a_missing_program_is_named() {
        let error = block_on(run(&Invocation::new("sgos-no-such-program", Duration::from_secs(1))));
        assert!(error.unwrap_err().to_string().contains("sgos-no-such-program"));
    }

    #[test]
    fn the_time_limit_ends_the_grandchildren_too() {
        let marker = format!("{}.25", std::process::id());
        let invocation = Invocation::new("sh", Duration::from_millis(200)).args([
            "-c",
            "sleep \"$1\" & wait",
            "sh",
            &marker,
        ]);
        let error = block_on(run(&invocation)).unwrap_err();
        assert!(matches!(error, TransportError::TimedOut { .. }), "{error}");
        let list = Invocation::new("ps", Duration::from_secs(5)).args(["-eo", "args"]);
        let deadline = Stopwatch::start();
        loop {
            let processes = block_on(run(&list)).unwrap();
            if !String::from_utf8_lossy(&processes.stdout).contains(&format!("sleep {marker}")) {
                break;
            }
            assert!(deadline.elapsed() < Duration::from_secs(5), "the sleep is still there");
        }
    }
}
